"""Earlier commitments in a later report: what is found on our own cases may not fall; places, blanket promises, length."""

import tomllib
from pathlib import Path

import pytest

from reports.mentions import Passages, is_comparable, promises_in

CASES = tomllib.loads((Path(__file__).parent / "samples" / "mentions.toml").read_text(encoding="utf-8"))[
    "cases"
]
REPORT = "\n".join(dict.fromkeys(case["passage"] for case in CASES))


def test_in_a_whole_report_the_right_passage_is_found_and_nothing_for_the_rest():
    for case in CASES:
        if not is_comparable(case["promise"]):
            continue
        right = {
            other["passage"]
            for other in CASES
            if other["promise"] == case["promise"] and other.get("mentioned")
        }
        without = "\n".join(line for line in REPORT.split("\n") if line not in right)

        found = Passages(REPORT, 0, len(REPORT)).mention_of(case["promise"])
        missed = Passages(without, 0, len(without)).mention_of(case["promise"])

        assert found is not None, case["promise"]
        assert REPORT[found.start : found.end] in right, case["promise"]
        assert found.words
        assert missed is None, (case["promise"], missed and without[missed.start : missed.end])


def test_a_blanket_promise_cannot_be_compared():
    assert [case["promise"] for case in CASES if not is_comparable(case["promise"])] == [
        "进一步加强组织领导，压实工作责任。"
    ]


@pytest.mark.parametrize(
    "promise",
    [
        "提高政治站位，强化责任担当。",
        "深入学习贯彻重要讲话精神，加强组织领导。",
        "进一步提高认识，抓好落实。",
    ],
)
def test_an_avowal_is_no_promise(promise):
    assert not is_comparable(promise)


def test_the_passage_is_told_by_its_place_inside_the_asked_part_only():
    other, own = (
        "建成截污管道2.3公里，封堵直排口9处。\n",
        "一、工作情况\n  新建公园5处。建成截污管道2.3公里，封堵直排口9处。\n",
    )
    text = other + own

    found = Passages(text, len(other), len(text)).mention_of("建设截污管道2.1公里，9处直排口接入管网。")

    assert text[found.start : found.end] == "建成截污管道2.3公里，封堵直排口9处。"
    assert found.start > len(other)


def test_one_telling_sentence_of_a_long_promise_is_enough():
    promise = "健全农田管护机制。明确镇村管护责任，从土地出让收益中安排管护资金。年内修复停用泵站26座，机井逐眼建档。推行管护公示牌制度，接受群众监督，年底考核兑现。"

    found = Passages(
        text := "共修复停用泵站24座，机井全部建档。\n粮食播种面积稳定。", 0, len(text)
    ).mention_of(promise)

    assert found is not None
    assert text[found.start : found.end].startswith("共修复停用泵站")


def test_words_that_run_through_the_report_prove_nothing():
    text = "".join(f"灌区渠道第{place}段按期巡查。\n" for place in range(40))

    assert Passages(text, 0, len(text)).mention_of("灌区渠道清淤并安装量水堰。") is None


@pytest.mark.parametrize("text", ["", "。", "\n\n", "一" * 200_000, "井渠田，" * 20_000])
def test_hostile_texts_come_to_an_end(text):
    Passages(text, 0, len(text)).mention_of("修复机井和沟渠。" * 50)


def test_a_commitment_is_told_promise_by_promise_without_its_title():
    text = "（一）清理结转资金。由市财政局牵头，年底前收回；撤并闲置专户6个。好。"

    assert promises_in(text, "清理结转资金") == ["由市财政局牵头，年底前收回；", "撤并闲置专户6个。"]
    assert promises_in("清理结转资金。", "清理结转资金") == ["清理结转资金。"]
