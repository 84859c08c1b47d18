"""From a document to its reports: compilations, titles, years, the body that reports, advertisements."""

from pathlib import Path

import pytest

from reports.reader import read_document, read_text

SAMPLES = Path(__file__).parent / "samples"


def test_a_compilation_is_parted_into_its_reports():
    name = "town_reports.txt"
    reading = read_document((SAMPLES / name).read_bytes(), name)

    assert [(entry.report.title, len(entry.report.problems), len(entry.report.commitments)) for entry in reading.reports] == [
        ("河湾县水务局2023年工作总结暨2024年工作打算", 3, 3),
        ("关于城区停车难问题的调研报告", 2, 2),
        ("柳林镇2023年工作情况汇报", 0, 2),
    ]  # fmt: skip
    assert [entry.report.unit for entry in reading.reports] == ["河湾县水务局", "县政协调研组", "柳林镇"]
    assert reading.text[: reading.reports[0].report.start].strip() == "2023年工作总结等材料汇编（3篇）"
    assert reading.text[reading.reports[-1].report.end :].strip().startswith("【")


@pytest.mark.parametrize(
    ("opening", "titles"),
    [
        ("河湾县水务局2023年工作总结\n\n", ["河湾县水务局2023年工作总结"]),
        ("\ufeff\n  河湾县水务局2023年工作总结  \n", ["河湾县水务局2023年工作总结"]),
        ("河湾县水务局2023年工作总结\n暨2024年工作计划\n", ["河湾县水务局2023年工作总结暨2024年工作计划"]),
        ("河湾县水务局\n2023年工作总结\n\n", ["河湾县水务局2023年工作总结"]),
        ("总结（2篇）\n篇一：河湾县水务局2023年工作总结\n\n", ["河湾县水务局2023年工作总结"]),
        ("河湾县水务局2023年工作总结（2篇）\n河湾县水务局2023年工作总结\n", ["河湾县水务局2023年工作总结"]),
        (
            "总结（2篇）\n目录\n1.河湾县水务局2023年工作总结 3\n2.河湾县教育局2023年工作总结 9\n河湾县水务局2023年工作总结\n",
            ["河湾县水务局2023年工作总结"],
        ),
        ("今年以来，全县供水平稳，群众满意。\n", [""]),
    ],
)
def test_titles(opening, titles):
    reading = read_text(opening + "今年以来供水平稳。\n一、存在问题\n（一）人手偏紧。\n")

    assert [entry.report.title for entry in reading.reports] == titles


def test_a_section_heading_between_blank_lines_is_no_report():
    reading = read_text(
        "河湾县水务局2023年工作总结\n\n供水平稳。\n\n存在问题\n\n一是人手偏紧。\n\n2024年工作计划\n\n一是招录技术员。\n"
    )

    (entry,) = reading.reports
    assert len(entry.report.problems) == len(entry.report.commitments) == 1


@pytest.mark.parametrize(
    ("title", "text", "year", "plan_year"),
    [
        ("河湾县水务局2023年工作总结", "", 2023, 2024),
        ("河湾县水务局2023年工作总结暨2024年工作打算", "", 2023, 2024),
        ("河湾县水务局2024年工作计划", "", 2024, 2024),
        ("河湾县水务局2023年度民主生活会对照检查材料", "", 2023, 2024),
        ("河湾县水务局2023年供水检查情况报告", "", 2023, 2023),
        ("河湾县水务局2023年上半年工作总结", "", 2023, 2023),
        ("关于2022年度审计查出问题整改情况的报告", "今年已整改。\n2023年9月6日", 2023, 2023),
        ("关于2022年度审计查出问题整改情况的报告", "已整改。\n2022年12月20日", 2022, 2022),
        ("关于2022年度审计查出问题整改情况的报告", "已整改。", 2023, 2023),
        ("关于城区停车问题的调研报告", "2022年以来，《规划（2021-2035年）》落地。", 2022, 2022),
        ("关于城区停车问题的调研报告", "20xx年以来进展顺利。", None, None),
        (
            "供水工作报告",
            "——2024年1月11日在会议上\n一、2023年工作回顾\n稳。\n二、2024年重点工作\n扩面。",
            2023,
            2024,
        ),
    ],
)
def test_years(title, text, year, plan_year):
    (entry,) = read_text(f"{title}\n\n{text}\n一、情况\n好。\n").reports

    assert (entry.report.year, entry.report.plan_year) == (year, plan_year)


def test_an_empty_text_holds_no_report():
    assert read_text(" \n\n").reports == ()
