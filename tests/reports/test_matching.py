"""Problem ↔ commitment: by subject and not by place, at the finest level, and nothing invented."""

import pytest

from reports.reader import ReadReport, read_text

PROBLEMS = """河湾县水务局2023年工作总结

一、存在的问题
（一）抢修人手偏紧。三个站所只有五名技工，年轻人留不住。
（二）泵房老化严重。水泵用了十几年，配件难买。
（三）节水宣传不够。不少居民不知道阶梯水价。
"""


def read(plan: str) -> ReadReport:
    (entry,) = read_text(PROBLEMS + "二、下一步打算\n" + plan).reports
    return entry


def first(entry: ReadReport) -> dict[str, str]:
    best: dict[str, str] = {}
    for match in entry.matches:
        best.setdefault(match.problem, match.commitment)
    return best


def test_answers_in_another_order_are_found():
    entry = read(
        "（一）加强节水宣传。进社区讲解阶梯水价。\n（二）更新老旧泵房。分批更换水泵。\n（三）充实抢修队伍。招录技工六名。\n"
    )

    assert first(entry) == {"p1": "c3", "p2": "c2", "p3": "c1"}


def test_a_problem_that_nothing_answers_has_no_match():
    entry = read("（一）更新老旧泵房。分批更换水泵。\n（二）加强党建工作。坚持学习，提升站位。\n")

    assert first(entry) == {"p2": "c1"}


def test_a_measure_is_preferred_to_its_whole_item():
    entry = read(
        "（一）夯实供水基础。一是招录抢修技工六名。二是分批更换泵房水泵。\n（二）走进居民家中。开展节水宣传，讲解阶梯水价。\n"
    )

    assert first(entry) == {"p1": "c1.1", "p2": "c1.2", "p3": "c2"}


def test_words_that_fit_everything_match_nothing():
    entry = read("（一）进一步加强工作，完善机制，提升水平。\n（二）持续推进，确保取得实效。\n")

    assert entry.matches == ()


def test_a_match_says_why_and_how_much():
    entry = read("（一）更新老旧泵房。分批更换水泵。\n")
    (match,) = entry.matches

    assert 0 < match.score <= 1
    assert "泵房" in match.reason


@pytest.mark.parametrize("text", [PROBLEMS, "河湾县水务局2024年工作计划\n\n一、更新泵房。\n"])
def test_half_a_report_has_no_matches(text):
    (entry,) = read_text(text).reports

    assert entry.matches == ()
