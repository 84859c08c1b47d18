"""A ledger read as a report: what stands in one row belongs together, and every place in the text is true."""

import datetime as dt
import io

import docx
import pytest
from django.utils import timezone

from reports.intake import documents
from reports.models import Problem
from reports.reader import Reading, read_document
from reports.reading import UnreadableFile
from reports.sheet_reading import MAX_ROWS
from tests.reports.documents import TEXT, city_units, supervisor
from tests.reports.word_files import archive
from tests.reports.workbooks import HEADER, book

ROWS = [
    [1, "灌区渠道渗漏严重。干渠有三处渗漏点。", "1.修复渗漏点（时限：2026-04-30）\n2.由市财政局安排资金", "市水利局", "市财政局、市审计局", "张三", dt.date(2026, 6, 30)],
    [2, "水库巡查记录不全。一是台账缺页。二是没有照片。", "立行立改", "市应急局牵头，市水利局配合", "", "李四", "立行立改"],
    [3, "节水宣传少", "", "各镇（街道）", "", "", "长期坚持"],
]  # fmt: skip
LEDGER = book(["2025年审计整改台账"], ["填报单位：市水利局"], HEADER, *ROWS)


def read(data: bytes) -> Reading:
    return read_document(data, "台账.xlsx")


def test_each_row_is_a_problem_with_its_promise():
    reading = read(LEDGER)
    [entry] = reading.reports
    report = entry.report

    assert (report.title, report.unit, report.year) == ("2025年审计整改台账", "市水利局", 2025)
    assert [one.title for one in report.problems] == ["灌区渠道渗漏严重", "水库巡查记录不全", "节水宣传少"]
    assert [one.title for one in report.commitments] == ["修复渗漏点", "立行立改"]
    assert [point.text for point in report.problems[1].points] == ["一是台账缺页。", "二是没有照片。"]
    assert [one.mark for one in report.commitments[0].measures] == ["1.", "2."]
    assert [(one.problem, one.commitment, one.score, one.reason) for one in entry.matches] == [
        ("p1", "c1", 1.0, "台账同一行"),
        ("p2", "c2", 1.0, "台账同一行"),
    ]


def test_limits_and_units_come_from_their_columns_and_from_the_words():
    report = read(LEDGER).reports[0].report

    assert [(one.inside, one.phrase, str(one.date), one.kind) for one in report.deadlines] == [
        ("c1.1", "2026-04-30", "2026-04-30", "by_date"),
        ("c1", "2026-06-30", "2026-06-30", "by_date"),
        ("c2", "立行立改", "None", "immediate"),
        ("c2", "立行立改", "None", "immediate"),
        ("p3", "长期坚持", "None", "long_term"),
    ]
    assert [(one.inside, one.phrase, one.role) for one in report.units] == [
        ("c1.2", "市财政局", "lead"), ("c1", "市水利局", "lead"), ("c1", "市财政局", "assist"), ("c1", "市审计局", "assist"),
        ("c2", "市应急局", "lead"), ("c2", "市水利局", "assist"), ("p3", "各镇（街道）", "lead"),
    ]  # fmt: skip


def test_every_place_is_true():
    reading = read(LEDGER)
    report = reading.reports[0].report
    items = [*report.problems, *report.commitments]
    items += [point for one in report.problems for point in one.points]
    items += [point for one in report.commitments for point in one.measures]

    assert all(one.text == reading.text[one.start : one.end] for one in items)
    assert all(one.phrase == reading.text[one.start : one.end] for one in (*report.deadlines, *report.units))


def test_a_title_column_names_the_problem_and_both_columns_of_promises_answer_it():
    data = book(
        ["问题标题", "问题描述", "整改承诺", "整改措施"],
        ["资金滞留", "三个项目的资金没有拨付。", "六月底前拨付到位。", "按月核对。"],
    )
    entry = read(data).reports[0]

    assert [(one.title, one.text) for one in entry.report.problems] == [
        ("资金滞留", "三个项目的资金没有拨付。")
    ]
    assert [one.text for one in entry.report.commitments] == ["六月底前拨付到位。", "按月核对。"]
    assert [one.commitment for one in entry.matches] == ["c1", "c2"]


def test_an_aim_beside_measures_is_no_promise_and_alone_it_is_one():
    both = book(["存在问题", "整改目标", "整改措施"], ["账目不清", "全部规范", "逐笔清理。"])
    alone = book(["存在问题", "整改要求", "责任单位"], ["账目不清", "逐笔清理。", "市财政局"])
    advice = book(["存在问题", "审计建议", "责任单位"], ["账目不清", "逐笔清理。", "市财政局"])

    promises = [read(data).reports[0].report.commitments for data in (both, alone, advice)]
    assert [[(one.text, one.plan_kind) for one in found] for found in promises] == [
        [("逐笔清理。", "commitment")], [("逐笔清理。", "commitment")], [("逐笔清理。", "recommendation")],
    ]  # fmt: skip


def word_ledger(*tables: list[list[str]], prose: str = "柳溪市2025年整改清单") -> Reading:
    """A Word document of tables below a line; a cell of None goes on with the one above it."""
    file, document = io.BytesIO(), docx.Document()
    for line in prose.splitlines():
        document.add_paragraph(line)
    for rows in tables:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for number, row in enumerate(rows):
            for column, words in enumerate(row):
                if words is None:
                    table.cell(number - 1, column).merge(table.cell(number, column))
                else:
                    table.cell(number, column).text = words
    document.save(file)
    return read_document(file.getvalue(), "清单.docx")


WORD_ROWS = [
    ["序号", "存在问题", "整改措施", "责任单位", "整改时限"],
    ["1", "灌区渗漏。", "修复渗漏点。", "市水利局", "2026年6月底前"],
    ["2", "巡查不全。", "补齐台账。", "市应急局", "立行立改"],
    [None, None, "配备终端。", None, "2026年9月底前"],
]


def test_a_ledger_in_a_word_table_is_read_row_by_row():
    reading = word_ledger(WORD_ROWS)
    [entry] = reading.reports

    assert entry.report.title == "柳溪市2025年整改清单"
    assert [one.title for one in entry.report.problems] == ["灌区渗漏", "巡查不全"]
    assert [one.text for one in entry.report.commitments] == ["修复渗漏点。", "补齐台账。\n配备终端。"]
    assert [(one.problem, one.commitment) for one in entry.matches] == [("p1", "c1"), ("p2", "c2")]
    assert [str(one.date) for one in entry.report.deadlines] == ["2026-06-30", "2026-09-30"]
    assert all(one.text == reading.text[one.start : one.end] for one in entry.report.problems)


def test_headings_inside_cells_do_not_hide_the_ledger():
    rows = [
        WORD_ROWS[0],
        ["1", "存在问题：一是灌区渗漏。二是账目不清。", "下一步打算：修复渗漏点。", "市水利局", "立行立改"],
    ]
    [entry] = word_ledger(rows).reports

    assert len(entry.report.problems) == len(entry.report.commitments) == len(entry.matches) == 1


def test_tables_of_a_word_ledger_go_on_and_make_one_report():
    more = [["3", "宣传少。", "进社区十场。", "市水利局", "长期坚持"]]
    [entry] = word_ledger(WORD_ROWS[:2], more, WORD_ROWS[:1] + WORD_ROWS[2:3]).reports

    assert [one.title for one in entry.report.problems] == ["灌区渗漏", "宣传少", "巡查不全"]


def test_a_table_beside_a_report_in_prose_is_no_second_report():
    [entry] = word_ledger(WORD_ROWS[:2], prose=TEXT).reports

    assert [one.mark for one in entry.report.problems] == ["（一）", "（二）", "（三）"]


def test_each_sheet_with_a_table_is_a_report_and_hidden_ones_are_none():
    def more(workbook):
        for name, state in (("乡镇", "visible"), ("旧", "hidden")):
            sheet = workbook.create_sheet(name)
            sheet.append(HEADER)
            sheet.append([1, "账目不清"])
            sheet.sheet_state = state
        workbook.create_sheet("说明").append(["填表说明：逐条填写"])

    reading = read(book(HEADER, [1, "灌区渗漏"], title="市级", change=more))

    assert [entry.report.title for entry in reading.reports] == ["市级", "乡镇"]


def test_a_workbook_without_a_ledger_is_read_as_lines():
    lines = [
        "河湾县水务局2025年工作总结",
        "一、存在问题",
        "（一）人手偏紧。",
        "二、下一步打算",
        "（一）招录技工。",
    ]
    reading = read(book(*([line] for line in lines)))

    assert reading.text.split("\n")[:-1] == lines
    assert [one.title for one in reading.reports[0].report.problems] == ["人手偏紧"]


def test_a_cell_with_debris_keeps_its_places():
    reading = read(book(HEADER, [1, "灌区\u200b渗漏。", "##paidend##六月底前修好。"]))
    report = reading.reports[0].report

    assert [one.title for one in (*report.problems, *report.commitments)] == ["灌区渗漏", "六月底前修好"]
    assert all(one.text == reading.text[one.start : one.end] for one in report.problems)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (LEDGER[:500], "不完整"),
        (book(HEADER, *([n, "问题"] for n in range(MAX_ROWS))), "台账导入"),
        (book(), "没有内容"),
        (archive({"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": b"\0"}), "损坏"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(data, says):
    with pytest.raises(UnreadableFile, match=says):
        read(data)


@pytest.mark.django_db
def test_the_review_starts_with_the_units_and_limits_of_the_row():
    units, by = city_units(), supervisor()
    report = documents.register(data=LEDGER, name="台账.xlsx", by=by)
    documents.read(documents.claim(report.pk, now=timezone.now()))

    first, second, third = Problem.objects.filter(part__report=report, parent=None).order_by("start")
    assert (first.lead_unit, first.due_on) == (units["water"], dt.date(2026, 6, 30))
    assert list(first.assisting_units.all()) == [units["finance"]]
    assert (second.due_on, list(second.assisting_units.all())) == (None, [units["water"]])
    assert report.file.name.endswith(".xlsx") and third.due_on is None
