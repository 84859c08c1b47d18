"""Sections, items and inner points, one small report for each form that officials write."""

import pytest

from reports.extraction import Report
from reports.reader import read_text

HEAD = """河湾县水务局2023年工作总结

今年以来，全局上下干了不少实事。
一、主要工作
（一）管网改造。更换老旧管线，群众用水更稳。
（二）水质检测。每周取样化验，结果上墙。
"""


def report_of(text: str) -> Report:
    (entry,) = read_text(HEAD + text).reports
    return entry.report


def problems(text: str) -> list[tuple[str, str]]:
    return [(problem.mark, problem.title) for problem in report_of(text).problems]


def plans(text: str) -> list[tuple[str, str]]:
    return [(commitment.mark, commitment.title) for commitment in report_of(text).commitments]


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("一是, own lines, no number before the heading", "主要困难和问题\n一是人手偏紧。只有五个人。\n二是设备老化。\n",
         [("一是", "人手偏紧"), ("二是", "设备老化")]),
        ("run on in one paragraph, parted by ；", "二、存在的问题\n还有欠缺：一是人手偏紧，只有五个人；二是设备老化。\n",
         [("一是", "人手偏紧，只有五个人"), ("二是", "设备老化")]),
        ("run on behind the heading", "二、存在的问题：一是人手偏紧；二是设备老化。\n", [("一是", "人手偏紧"), ("二是", "设备老化")]),
        ("run on without any stop", "二、存在的问题一是人手偏紧，二是设备老化。\n", [("一是", "人手偏紧"), ("二是", "设备老化")]),
        ("一、 below an unnumbered heading", "问题与不足\n一、人手偏紧。\n二、设备老化。\n", [("一、", "人手偏紧"), ("二、", "设备老化")]),
        ("一、 restarts below a numbered heading", "二、问题与不足\n一、人手偏紧。\n二、设备老化。\n", [("一、", "人手偏紧"), ("二、", "设备老化")]),
        ("（一） with mixed brackets", "二、存在问题\n（一)人手偏紧。\n(二)设备老化。\n", [("（一)", "人手偏紧"), ("(二)", "设备老化")]),
        ("a number skipped", "二、存在问题\n（一）人手偏紧。\n（三）设备老化。\n", [("（一）", "人手偏紧"), ("（三）", "设备老化")]),
        ("a number twice", "二、存在问题\n（七）人手偏紧。\n（七）设备老化。\n", [("（七）", "人手偏紧"), ("（七）", "设备老化")]),
        ("the first number lost", "二、存在问题\n人手偏紧。只有五个人。\n（二）设备老化。\n", [("", "人手偏紧"), ("（二）", "设备老化")]),
        ("1. heading line and text below", "二、存在问题\n1.人手偏紧\n只有五个人。\n2.设备老化\n故障频发。\n", [("1.", "人手偏紧"), ("2.", "设备老化")]),
        ("1、 heading and text parted by a colon", "二、存在问题\n1、人手偏紧：只有五个人。\n2、设备老化：故障频发。\n", [("1、", "人手偏紧"), ("2、", "设备老化")]),
        ("（1）", "二、短板\n（1）人手偏紧；（2）设备老化。\n", [("（1）", "人手偏紧"), ("（2）", "设备老化")]),
        ("①", "二、差距\n①人手偏紧。②设备老化。\n", [("①", "人手偏紧"), ("②", "设备老化")]),
        ("首先 其次", "二、存在的困难\n首先，人手偏紧。其次，设备老化。\n", [("首先", "人手偏紧"), ("其次", "设备老化")]),
        ("一方面 另一方面", "二、短板\n一方面，人手偏紧。另一方面，设备老化。\n", [("一方面，", "人手偏紧"), ("另一方面，", "设备老化")]),
        ("第一 第二", "二、不足之处\n第一，人手偏紧。第二，设备老化。\n", [("第一，", "人手偏紧"), ("第二，", "设备老化")]),
        ("unmarked paragraphs", "二、存在问题\n人手偏紧，只有五个人。\n设备老化，故障频发。\n", [("", "人手偏紧，只有五个人"), ("", "设备老化，故障频发")]),
        ("unmarked clauses", "二、存在问题\n主要表现在以下方面：人手偏紧；设备老化。\n", [("", "人手偏紧"), ("", "设备老化")]),
        ("no heading, 例如", "总的看，我局工作依然存在一些问题，例如人手偏紧、设备老化等等。\n", [("", "人手偏紧"), ("", "设备老化")]),
        ("no heading, 还存在…不足之处", "虽有进展，但还存在一些不足之处：一是人手偏紧；二是设备老化。\n", [("一是", "人手偏紧"), ("二是", "设备老化")]),
        ("no heading, sentence by sentence", "我们也清醒地看到，工作中还存在不少困难和问题。人手偏紧，只有五个人。设备老化；故障频发。还存在漏报、错报等问题。对此，我们一定认真加以解决。\n",
         [("", "人手偏紧，只有五个人"), ("", "设备老化"), ("", "还存在漏报、错报等问题")]),
        ("half-width stops, a list inside a clause", "工作中还存在一些问题。主要表现在:人手偏紧;设备老化,漏报、错报等问题突出;水价偏低。\n",
         [("", "人手偏紧"), ("", "设备老化,漏报、错报等问题突出"), ("", "水价偏低")]),
        ("no heading, 认识到：一是", "在看到成绩的同时，我们也清醒地认识到：一是人手偏紧；二是设备老化。\n", [("一是", "人手偏紧"), ("二是", "设备老化")]),
        ("a paragraph broken in its sentence", "二、存在问题\n（一）人手偏紧，三个站所只有五个人，平时还要抽人参加防汛值守和各类专项检查以及志愿\n服务，巡查难以保证。\n（二）设备老化。\n",
         [("（一）", "人手偏紧，三个站所只有五个人，平时还要抽人参加防汛值守和各类专项检查以及志愿服务，巡查难以保证"), ("（二）", "设备老化")]),
        ("debris inside words", "二、存在的##paidbegin##问题\n##paidbegin##一是人手##paidend##偏紧。\n二是设备老化。\n", [("一是", "人手偏紧"), ("二是", "设备老化")]),
    ],
)  # fmt: skip
def test_problems(form, text, found):
    assert problems(text) == found


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("numbered heading", "二、下一步打算\n（一）招录技术员。\n（二）更换设备。\n", [("（一）", "招录技术员"), ("（二）", "更换设备")]),
        ("lead-in sentence", "我局将在下一年重点抓好以下几方面：\n1.招录技术员\n2.更换设备\n", [("1.", "招录技术员"), ("2.", "更换设备")]),
        ("lead-in sentence, 一、 below", "明年，我们将重点做好以下工作：\n一、招录技术员。\n二、更换设备。\n", [("一、", "招录技术员"), ("二、", "更换设备")]),
        ("a lead-in of the past", "2023年，我局将以下工作作为重点：\n招录技术员。\n", []),
        ("what comes next in a piece of work", "（三）管网改造。下一步，我局将继续做好改造工作：先东后西。\n", []),
        ("tail of a paragraph", "二、存在问题\n（一）设备老化。故障频发。下一步整改提升计划：\n1.招录技术员。\n2.更换设备。\n", [("1.", "招录技术员"), ("2.", "更换设备")]),
        ("sentence behind the problems", "二、存在问题\n一是人手偏紧。下一步，我局将招录技术员，更换设备。\n", [("", "下一步，我局将招录技术员，更换设备")]),
        ("a paragraph of its own", "二、存在问题\n一是人手偏紧。\n下一步，我局将一要招录技术员；二要更换设备。\n", [("一要", "招录技术员"), ("二要", "更换设备")]),
        ("only a blanket promise", "二、下一步打算\n我们将继续努力，把工作做得更好。\n", [("", "我们将继续努力，把工作做得更好")]),
        ("an item without a body", "二、下一步打算\n（一）招录技术员\n（二）更换设备\n", [("（一）", "招录技术员"), ("（二）", "更换设备")]),
        ("short heading lines without numbers", "二、下一步打算\n招录技术员\n发布公告，组织考试。\n更换设备\n先河东，后河西。\n", [("", "招录技术员"), ("", "更换设备")]),
        ("closing and signature left out", "二、下一步打算\n（一）招录技术员。\n以上汇报，请批评指正。\n河湾县水务局\n2023年12月20日\n", [("（一）", "招录技术员")]),
        ("closing in the same line", "二、下一步打算\n（一）招录技术员。汇报完毕，谢谢大家！\n", [("（一）", "招录技术员")]),
        ("advertisement left out", "二、下一步打算\n（一）招录技术员。【某文库】更多材料请加会员，微信客服下载\n扫码关注公众号，会员免费下载\n", [("（一）", "招录技术员")]),
    ],
)  # fmt: skip
def test_plans(form, text, found):
    assert plans(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "二、存在问题及下一步打算\n目前主要是：一是人手偏紧；二是设备老化。\n（一）招录技术员。\n（二）更换设备。\n",
        "二、存在问题及下一步打算\n一是人手偏紧。二是设备老化。下一步，我们将一是招录技术员；二是更换设备。\n",
        "二、存在问题及下一步打算\n（一）人手偏紧。\n（二）设备老化。\n针对以上问题，我们将采取以下措施：\n（一）招录技术员。\n（二）更换设备。\n",
        "二、存在问题及下一步打算\n（一）存在问题\n1.人手偏紧。\n2.设备老化。\n（二）下一步打算\n1.招录技术员。\n2.更换设备。\n",
        "二、存在问题及整改措施\n（一）人手偏紧。整改措施：招录技术员。\n（二）设备老化。整改措施：更换设备。\n",
        "二、存在问题及整改措施\n（一）人手偏紧。\n整改措施：招录技术员。\n（二）设备老化。\n整改措施：更换设备。\n",
        "二、存在问题及下一步打算\n（一）人手偏紧。\n（二）设备老化。\n（一）招录技术员。\n（二）更换设备。\n",
    ],
)
def test_a_combined_section_is_parted(text):
    assert [title for _, title in problems(text)] == ["人手偏紧", "设备老化"]
    assert [title for _, title in plans(text)] == ["招录技术员", "更换设备"]


@pytest.mark.parametrize(
    "text",
    [
        "（三）问题整改情况。巡察反馈的12个问题全部整改到位。\n",
        "（三）解决突出问题。\n一是疏通管网。二是更换水表。\n",
        "（三）安全检查。检查发现泵站存在器材不足等问题，已全部整改。\n",
        "（三）台账检查。但还存在一些问题：如台账不全，已督促改正。\n",
        "二、工作体会\n做好供水工作，要靠群众。\n",
    ],
)
def test_work_done_and_findings_about_others_are_no_problems(text):
    assert problems(text) == []


def test_an_office_may_write_of_its_channels():
    report = report_of(
        "二、下一步打算\n（一）公开水质。\n（二）用好微信公众号和小程序，扫码即可下载水费单。\n"
    )

    assert len(report.commitments) == 2


def test_a_report_without_plan_and_without_problems():
    report = report_of("")

    assert report.problems == () and report.commitments == ()


def test_points_stand_inside_their_item_to_three_levels():
    report = report_of(
        "二、下一步打算\n（一）充实队伍。一是招录六人。（1）发布公告；（2）组织考试。二是培训在岗人员。\n（二）更换设备。\n"
    )
    first = report.commitments[0]

    assert [(measure.id, measure.mark, measure.text) for measure in first.measures] == [
        ("c1.1", "一是", "一是招录六人。（1）发布公告；（2）组织考试。"),
        ("c1.1.1", "（1）", "（1）发布公告；"),
        ("c1.1.2", "（2）", "（2）组织考试。"),
        ("c1.2", "二是", "二是培训在岗人员。"),
    ]


def test_a_summing_up_sentence_belongs_to_the_item_not_to_its_last_point():
    report = report_of("二、存在问题\n（一）队伍。一是人手紧。二是手艺生。以上情况影响抢修。\n（二）设备。\n")

    assert report.problems[0].text.endswith("影响抢修。")
    assert report.problems[0].points[-1].text == "二是手艺生。"


def test_offsets_point_into_the_source_even_across_debris():
    text = HEAD + "二、存在问题\n一是人##paidend##手偏紧。\n"
    (entry,) = read_text(text).reports
    (problem,) = entry.report.problems

    assert problem.text == text[problem.start : problem.end] == "一是人##paidend##手偏紧。"
    assert problem.title == "人手偏紧"


def test_lines_below_several_measures_say_who_and_by_when():
    text = """河湾县水务局巡察反馈问题整改方案
一、整改任务
1.管网老化。
整改措施：①更换老管。②每月巡线。
牵头单位：县水务局
责任单位：县财政局、各乡镇
整改时限：2024年6月底前
2.水价偏低。
整改措施：开展成本监审。
整改时限：长期坚持
"""
    (entry,) = read_text(text).reports
    last = entry.report.commitments[1].id

    assert [item.text for item in entry.report.commitments[:2]] == ["①更换老管。", "②每月巡线。"]
    assert (entry.report.deadlines[0].inside, entry.report.deadlines[0].phrase) == (last, "2024年6月底前")
    assert [unit.phrase for unit in entry.report.units if unit.inside == last] == [
        "县水务局",
        "县财政局",
        "各乡镇",
    ]


def test_lines_between_a_problem_and_its_measures_say_who_and_by_when():
    text = """河湾县落实督察反馈意见整改方案
二、整改任务
问题一：管网老化。漏损率偏高。
责任单位：县水务局
整改时限：2024年6月底前
整改目标：各乡镇漏损明显下降。
整改措施：
1.更换老管。
2.每月巡线。
问题二：水价偏低。
责任单位：县发改局
整改措施：
1.开展成本监审。
三、保障措施
（一）加强领导。
"""
    (entry,) = read_text(text).reports
    report = entry.report

    assert [item.text for item in report.problems] == ["问题一：管网老化。漏损率偏高。", "问题二：水价偏低。"]
    assert [item.text for item in report.commitments] == ["1.更换老管。", "2.每月巡线。", "1.开展成本监审。"]
    assert [item.answers for item in report.commitments] == ["p1", "p1", "p2"]
    assert [unit.phrase for unit in report.units] == ["县水务局", "县发改局"]
    assert [limit.inside for limit in report.deadlines] == [report.commitments[1].id]
