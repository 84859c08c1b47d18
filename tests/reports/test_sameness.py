"""The same problem in other words: what is found on our own pairs may not fall; words, symmetry, size."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.sameness import SAME, sameness, search_pieces, shared_words, subject_of

PAIRS = tomllib.loads((Path(__file__).parent / "samples" / "pairs.toml").read_text(encoding="utf-8"))["pairs"]
CALIBRATED = [pair for pair in PAIRS if not pair.get("held_out")]
HELD_OUT = [pair for pair in PAIRS if pair.get("held_out")]


def alike(pair: dict) -> float:
    return sameness(subject_of(pair["one"]), subject_of(pair["other"]))


@pytest.mark.parametrize(
    ("pairs", "precision", "recall"),
    [(CALIBRATED, 1.0, 0.94), (HELD_OUT, 1.0, 1.0)],
    ids=["calibrated", "held out"],
)
def test_the_same_problem_is_found_and_others_are_not(pairs, precision, recall):
    same = [pair for pair in pairs if pair["kind"] == "same"]
    found = [pair for pair in pairs if alike(pair) >= SAME]
    right = [pair for pair in found if pair["kind"] == "same"]

    assert len(right) >= precision * len(found), [pair for pair in found if pair not in right]
    assert len(right) >= recall * len(same), [pair for pair in same if pair not in right]


def test_there_are_pairs_enough_of_every_kind():
    kinds = [pair["kind"] for pair in CALIBRATED]

    assert len(CALIBRATED) >= 60
    assert min(kinds.count(kind) for kind in ("same", "field", "other")) >= 12
    assert {pair["kind"] for pair in HELD_OUT} == {"same", "field", "other"}


def test_the_reason_is_what_both_say_and_no_officialese():
    one = "（一）质量保证金到期后未及时退还企业，管理不到位。"
    other = "质量保证金清退滞后，部分企业的保证金到期仍未返还，管理不到位。"

    assert shared_words(one, other) == ["保证金到期", "企业"]


def test_officialese_alone_makes_nothing_alike():
    text = "抽查发现个别单位责任落实不到位，流于形式，薄弱环节较多。"

    assert sameness(subject_of(text), subject_of(text)) < SAME
    assert search_pieces("进一步加强管理") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_sameness_is_a_share_and_does_not_ask_who_comes_first(one, other):
    found = sameness(subject_of(one), subject_of(other))

    assert 0 <= found <= 1
    assert found == pytest.approx(sameness(subject_of(other), subject_of(one)))


@given(st.text(alphabet="农田机井沟渠损坏维修，。的", max_size=80))
def test_pieces_come_from_the_text_and_are_few(text):
    assert len(search_pieces(text)) <= 10
    assert all(piece in text for piece in search_pieces(text))
