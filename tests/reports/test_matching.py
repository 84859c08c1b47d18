"""Problem ↔ commitment: by subject and not by place, at the finest level, and nothing invented."""

from dataclasses import replace

import pytest

from reports.matching import match as suggest
from reports.matching.evidence import MOST_COMPARED, evidence_for
from reports.matching.parts import parts_of
from reports.reader import ReadReport, read_text
from reports.subject_words import alike

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


def test_the_people_whom_both_name_are_no_answer():
    """干部职工 says whom a sentence is about, and not what ails them or what is done."""
    text = (
        "河湾县供销社2023年工作总结\n一、存在的问题\n（一）干部职工的旧账没有结清。\n（二）泵房漏水。\n"
        "二、下一步打算\n（一）修补泵房。\n（二）组织干部职工学习章程。\n"
    )
    (entry,) = read_text(text).reports

    assert first(entry) == {"p2": "c1"}


def test_a_measure_that_says_nothing_of_the_problem_does_not_profit_from_its_neighbours():
    entry = read(
        "（一）夯实供水基础。一是分批更换泵房水泵。二是办好职工食堂。三是举办系统运动会。\n（二）招录抢修技工六名。\n"
    )

    assert [match.commitment for match in entry.matches if match.problem == "p2"] == ["c1.1"]


def test_a_long_word_is_also_of_the_matter_of_the_words_inside_it():
    assert alike("电信网络诈骗多发", "深化反诈劝阻") > 0.2


def test_a_match_says_why_and_how_much():
    entry = read("（一）更新老旧泵房。分批更换水泵。\n")
    (match,) = entry.matches

    assert 0 < match.score < 1
    assert "泵房" in match.reason


def test_a_reason_names_the_trouble_and_its_remedy_where_the_words_differ():
    entry = read("（一）充实站所力量。面向社会招录六人，提高待遇。\n")
    (match,) = entry.matches

    assert match.problem == "p1"
    assert "人手" in match.reason and "招录" in match.reason


def test_one_answer_may_stand_for_two_problems_and_two_answers_for_one():
    entry = read(
        "（一）更新老旧泵房，招录抢修技工。\n（二）宣传节水。一是进社区讲解阶梯水价。二是发放节水宣传单。\n"
    )
    answers: dict[str, set[str]] = {}
    for found in entry.matches:
        answers.setdefault(found.problem, set()).add(found.commitment)

    assert answers["p1"] == answers["p2"] == {"c1"}
    assert answers["p3"] == {"c2.1", "c2.2"}


def test_suggestions_come_best_first_and_never_an_item_with_its_own_measure():
    entry = read(
        "（一）抢修和泵房。一是招录抢修技工。二是更换泵房水泵。\n（二）招录泵房抢修技工。\n（三）节水宣传进居民家。\n"
    )
    for problem in ("p1", "p2", "p3"):
        found = [match for match in entry.matches if match.problem == problem]
        keys = [match.commitment for match in found]

        assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
        assert not any(other.startswith(f"{key}.") for key in keys for other in keys)


def test_thousands_of_items_take_time_in_proportion():
    """Every problem is compared with a bounded number of answers, however many there are."""
    words = ["泵房", "水管", "宣传", "抢修", "水表", "水价", "闸阀", "消毒"]
    lines = [f"{number}.{words[number % 8]}第{number}号不足。" for number in range(1, 400)]
    plans = [f"{number}.更新{words[number % 8]}第{number}号。" for number in range(1, 400)]
    (entry,) = read_text(
        "水务局总结\n一、存在的问题\n" + "\n".join(lines) + "\n二、下一步打算\n" + "\n".join(plans)
    ).reports
    problems, answers = parts_of(entry.report)

    assert len(answers) > 300
    assert max(map(len, evidence_for(problems, answers))) <= 2 * MOST_COMPARED + 1


def test_what_everything_speaks_of_is_compared_with_nothing_but_its_own_place():
    """No term of a thousand equal items tells anything: comparing each with each would take hours and say nothing."""
    lines = "\n".join(f"{number}.停车难。" for number in range(1, 500))
    plans = "\n".join(f"{number}.新增停车位。" for number in range(1, 500))
    (entry,) = read_text(f"街道总结\n一、存在的问题\n{lines}\n二、下一步打算\n{plans}").reports
    problems, answers = parts_of(entry.report)

    assert len(answers) > 300
    assert max(map(len, evidence_for(problems, answers))) <= 1


@pytest.mark.parametrize("text", [PROBLEMS, "河湾县水务局2024年工作计划\n\n一、更新泵房。\n"])
def test_half_a_report_has_no_matches(text):
    (entry,) = read_text(text).reports

    assert entry.matches == ()


def test_texts_are_alike_by_subject_and_not_by_the_words_of_every_plan():
    assert alike("停车位紧缺，乱停乱放严重", "新增停车泊位，整治乱停车") > 0.4
    assert alike("进一步加强工作，完善机制", "进一步加强管理，提升水平") < 0.5
    assert alike("干部年龄老化", "停车难") == 0.0
    assert alike("", "停车难") == 0.0


def test_a_paper_of_thousands_of_problems_is_listed_and_not_matched():
    text = "市应急局情况报告\n一、存在问题\n" + "".join(
        f"一是第{i}库漏水；二是第{i}库无灯；" for i in range(1_600)
    )
    (entry,) = read_text(f"{text}\n二、下一步打算\n一是修补第3库；二是给第4库装灯。").reports

    assert len(entry.report.problems) > 3_000
    assert entry.matches == ()


def test_of_hundreds_of_problems_each_is_compared_with_few_and_finds_its_own():
    places = [
        a + b for a in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" for b in "镇乡村岭河湖港湾滩桥渡口"
    ]
    text = "市应急局情况报告\n一、存在问题\n" + "\n".join(
        f"（{i}）{place}仓库漏水。" for i, place in enumerate(places, 1)
    )
    text += "\n二、下一步打算\n" + "\n".join(
        f"{i}.修补{place}仓库屋面。" for i, place in enumerate(places, 1)
    )
    report = read_text(text).reports[0]

    first = {}
    for match in report.matches:
        first.setdefault(match.problem, match.commitment)
    right = sum(first.get(f"p{i}") == f"c{i}" for i in range(1, len(places) + 1))
    assert right >= len(places) * 0.9


def test_a_problem_and_a_commitment_of_one_id_are_two_things():
    """Corrections match rows by their keys, and the keys of two tables meet."""
    entry = read("（一）招录抢修技工。\n（二）更换老旧水泵。\n（三）进社区宣传阶梯水价。\n")
    named = {problem.id: f"{place}" for place, problem in enumerate(entry.report.problems, 7)}
    report = replace(
        entry.report,
        problems=tuple(replace(one, id=named[one.id]) for one in entry.report.problems),
        commitments=tuple(
            replace(one, id=f"{place}", measures=()) for place, one in enumerate(entry.report.commitments, 7)
        ),
    )
    apart = replace(report, commitments=tuple(replace(one, id=f"c{one.id}") for one in report.commitments))

    assert [(one.problem, f"c{one.commitment}", one.score) for one in suggest(report)] == [
        (one.problem, one.commitment, one.score) for one in suggest(apart)
    ]
    assert suggest(apart)
