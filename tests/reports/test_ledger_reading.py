"""From a sheet as offices keep it to one record per problem."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from reports.ledger import COLUMNS, Record, Use, find_table, read_records, read_sheets
from reports.ledger.headers import bare
from tests.reports.workbooks import HEADER, Row, book, saved, with_part


def records_of(*rows: Row, merges: tuple = (), change: Callable | None = None) -> list[Record]:
    return read(book(*rows, merges=merges, change=change))


def read(data: bytes) -> list[Record]:
    (sheet,) = read_sheets(data, "台账.xlsx")
    table = find_table(sheet)
    assert table is not None
    return read_records(sheet, table)[0]


def problem(number: object, text: str = "账目不清", **cells: object) -> list[object]:
    """A row under HEADER."""
    row = dict.fromkeys(HEADER, "") | {"序号": number, "存在问题": text} | cells
    return list(row.values())


# --- the list of columns ---


def test_every_header_word_means_one_field():
    words = [bare(word) for column in COLUMNS for word in (column.label, *column.synonyms)]

    assert len(words) == len(set(words))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.key)
def test_every_accepted_header_is_found(column):
    for word in (column.label, *column.synonyms):
        others = [text for text in ("存在问题", "整改措施", "牵头单位") if text != word]
        (sheet,) = read_sheets(book([*others, f" {word}\n"], ["一", "二", "三", "四"]), "a.xlsx")
        table = find_table(sheet)

        assert table is not None, word
        expected = "" if column.use is Use.IGNORED else column.key
        if column.key not in {"problem", "measures", "lead_unit"}:
            assert table.headings[-1].key == expected, word


# --- where the header is ---


def test_title_and_reporting_unit_above_the_header():
    found = records_of(
        ["某市专项审计问题整改台账"],
        ["填报单位：市审计局", "", "", "填报日期：2026年3月1日", "", "单位：万元"],
        HEADER,
        problem(1, 牵头单位="市财政局"),
        merges=("A1:G1", "A2:C2"),
    )

    assert [(record.row, record.get("problem"), record.get("lead_unit")) for record in found] == [
        (4, "账目不清", "市财政局")
    ]


def test_headers_in_two_rows_with_merged_groups():
    found = records_of(
        ["序号", "存在问题", "整改责任", "", "", "整改时限"],
        ["", "", "责任单位", "责任领导", "责任人", ""],
        [1, "账目不清", "市财政局", "甲主任", "乙科长", "2026-06-30"],
        merges=("A1:A2", "B1:B2", "C1:E1", "F1:F2"),
    )

    assert dict(found[0].values) == {
        "serial": "1", "problem": "账目不清", "lead_unit": "市财政局", "responsible": "乙科长", "due_on": "2026-06-30",
    }  # fmt: skip


def test_headers_in_three_rows_without_vertical_merges():
    found = records_of(
        ["台账"],
        ["序号", "存在问题", "整改责任", "", "完成情况", ""],
        ["", "", "责任单位", "责任人", "整改状态", "完成时间"],
        [1, "账目不清", "市财政局", "乙", "正在整改", "2026-06-30"],
        merges=("A1:F1", "C2:D2", "E2:F2"),
    )

    assert found[0].get("lead_unit") == "市财政局"
    assert found[0].get("status") == "正在整改"
    assert found[0].row == 4


def test_remarks_and_line_breaks_in_headers():
    found = records_of(
        ["序 号", "存在的\n问题（原文）", "市级牵头责任单位", "整改完成时限\n(年月日)"],
        [1, "账目不清", "市财政局", "2026.6.30"],
    )

    assert found[0].get("lead_unit") == "市财政局"
    assert found[0].get("due_on") == "2026.6.30"


def test_the_more_specific_of_two_columns_wins():
    found = records_of(["序号", "反馈问题", "具体问题", "责任单位"], [1, "管理不严", "账目不清", "市财政局"])

    assert found[0].get("problem") == "账目不清"


@pytest.mark.parametrize(
    ("headers", "means"),
    [
        (["存在问题", "责任单位", "完成时间"], "due_on"),
        (["存在问题", "责任单位", "整改时限", "完成时间"], "closed_on"),
    ],
)
def test_an_ambiguous_header_is_settled_by_the_others_and_marked(headers, means):
    (sheet,) = read_sheets(book(headers, ["账目不清"] * len(headers)), "a.xlsx")
    table = find_table(sheet)

    assert (table.headings[-1].key, table.headings[-1].doubtful) == (means, True)


def test_unknown_columns_are_named_and_left_out():
    (sheet,) = read_sheets(book([*HEADER, "领导批示号"], [*problem(1), "批2号"]), "a.xlsx")
    table = find_table(sheet)

    assert [heading.text for heading in table.headings if not heading.key] == ["领导批示号"]


def test_a_sheet_without_a_ledger_has_no_table():
    (sheet,) = read_sheets(book(["通讯录"], ["姓名", "电话", "单位"], ["甲", "123", "市财政局"]), "a.xlsx")

    assert find_table(sheet) is None


# --- rows that are no problems ---


def test_repeated_headers_sections_footers_and_empty_rows_are_passed_over():
    data = book(
        HEADER,
        ["（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）"],
        [1, 2, 3, 4, 5, 6, 7],
        ["一、市财政局（2个）", "", "", "", "", "", ""],
        problem(1),
        [],
        HEADER,
        problem(2, "超标准列支"),
        ["合计", "2个", "", "", "", "", ""],
        ["填表人：甲", "", "审核人：乙", "", "联系电话：123", "", ""],
        ["注：1. 本表按月报送。", "", "", "", "", "", ""],
        merges=("A4:G4",),
    )
    (sheet,) = read_sheets(data, "a.xlsx")
    found, skipped = read_records(sheet, find_table(sheet))

    assert [record.get("problem") for record in found] == ["账目不清", "超标准列支"]
    assert {row.row: row.why for row in skipped} == {
        2: "栏次编号", 3: "栏次编号", 4: "分组标题", 7: "重复的表头", 9: "表尾或合计", 10: "表尾或合计", 11: "表尾或合计",
    }  # fmt: skip


def test_a_problem_that_begins_like_a_footer_is_a_problem():
    found = records_of(HEADER, problem(1, "审核不严，说明材料缺失"), problem(2, "备注栏空白"))

    assert len(found) == 2


# --- one problem, several rows ---


def test_one_problem_merged_over_several_measures():
    found = records_of(
        HEADER,
        problem(1, 整改措施="清理账目", 牵头单位="市财政局", 整改时限="2026-05-31"),
        ["", "", "建立制度", "", "", "", "2026年6月底前"],
        problem(2, "超标准列支", 整改措施="追回资金"),
        merges=("A2:A3", "B2:B3", "D2:D3"),
    )

    assert [(record.row, record.last_row) for record in found] == [(2, 3), (4, 4)]
    assert [(line.text, line.due_on) for line in found[0].measures] == [
        ("清理账目", dt.date(2026, 5, 31)),
        ("建立制度", dt.date(2026, 6, 30)),
    ]
    assert found[0].get("lead_unit") == "市财政局"


def test_the_latest_of_several_deadlines_is_the_problems():
    found = records_of(
        HEADER,
        problem(1, 整改措施="清理账目", 整改时限="2026-08-31"),
        ["", "", "建立制度", "", "", "", "2026-06-30"],
        merges=("A2:A3", "B2:B3"),
    )

    assert found[0].get("due_on") == "2026-08-31"


def test_rows_below_with_a_blank_problem_belong_to_it():
    found = records_of(HEADER, problem(1, 整改措施="清理账目"), ["", "", "建立制度"], problem(2))

    assert [len(record.measures) for record in found] == [2, 0]


def test_one_measure_merged_over_several_problems():
    found = records_of(HEADER, problem(1, 整改措施="全面清理"), problem(2, "超标准列支"), merges=("C2:C3",))

    assert [record.measures[0].text for record in found] == ["全面清理", "全面清理"]


def test_a_general_finding_merged_over_numbered_ones_is_many_problems():
    found = records_of(
        HEADER,
        [1, "管理不严", "清理甲账", "市财政局"],
        [2, "", "清理乙账", "市审计局"],
        merges=("B2:B3",),
    )

    assert [(record.get("problem"), record.get("lead_unit")) for record in found] == [
        ("管理不严", "市财政局"),
        ("管理不严", "市审计局"),
    ]


def test_ditto_takes_the_value_above():
    found = records_of(
        HEADER,
        problem(1, 牵头单位="市财政局"),
        problem(2, "乙", 牵头单位="同上"),
        problem(3, "丙", 牵头单位="〃"),
    )

    assert [record.get("lead_unit") for record in found] == ["市财政局"] * 3


# --- cells ---


def test_dates_numbers_and_breaks_come_as_text():
    found = records_of(
        HEADER, [1.0, "第一行\r\n第二行 ", "1.清理\n2.建制", "市财政局", "", "", dt.datetime(2026, 6, 30)]
    )

    assert found[0].get("serial") == "1"
    assert found[0].get("problem") == "第一行\n第二行"
    assert found[0].get("due_on") == "2026-06-30"


def test_a_workbook_with_the_1904_base():
    def change(workbook: Workbook) -> None:
        workbook.epoch = dt.datetime(1904, 1, 1)

    (record,) = records_of(HEADER, problem(1, 整改时限=dt.datetime(2026, 6, 30)), change=change)

    assert record.get("due_on") == "2026-06-30"
    assert record.epoch_1904


def test_error_cells_are_errors_with_row_and_column():
    data = with_part(
        book(HEADER, problem(1, 整改时限=7)),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(
            b'<c r="G2" t="n"><v>7</v>', b'<c r="G2" t="e"><f>A9</f><v>#REF!</v>'
        ),
    )
    (record,) = read(data)

    assert [(error.row, error.column, error.value) for error in record.errors] == [(2, "整改时限", "#REF!")]
    assert record.get("due_on") == ""


def test_a_formula_gives_its_stored_value():
    data = with_part(
        book(HEADER, problem(1, 责任人="x")),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b'<c r="A2" t="n"><v>1</v>', b'<c r="A2"><f>ROW()-1</f><v>12</v>'),
    )

    assert read(data)[0].get("serial") == "12"


def test_a_formula_without_a_stored_value_is_an_error():
    (record,) = records_of(HEADER, problem(1, 牵头单位='="市"&"财政局"'))

    assert [(error.row, error.column) for error in record.errors] == [(2, "牵头单位")]
    assert "保存一次" in record.errors[0].reason


def test_a_text_that_only_looks_like_an_error_is_text():
    def change(workbook: Workbook) -> None:
        workbook.active["B2"].data_type = "s"

    (record,) = records_of(HEADER, problem(1, "#N/A"), change=change)

    assert (record.get("problem"), record.errors) == ("#N/A", ())


def test_hidden_rows_are_read_and_marked():
    def change(workbook: Workbook) -> None:
        workbook.active.row_dimensions[3].hidden = True

    found = records_of(HEADER, problem(1), problem(2, "乙"), change=change)

    assert [record.hidden for record in found] == [False, True]


def test_several_sheets_come_one_after_another_and_hidden_ones_are_marked():
    workbook = Workbook()
    workbook.active.append(["说明"])
    for name in ("财政", "审计"):
        sheet = workbook.create_sheet(name)
        sheet.append(HEADER)
        sheet.append(problem(1))
    workbook["审计"].sheet_state = "hidden"
    found = read_sheets(saved(workbook), "a.xlsx")

    assert [(sheet.name, sheet.hidden, find_table(sheet) is not None) for sheet in found] == [
        ("Sheet", False, False),
        ("财政", False, True),
        ("审计", True, True),
    ]


def test_a_text_longer_than_a_cell_can_hold_is_an_error():
    data = with_part(
        book(HEADER, problem(1, "SHORT")),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b"SHORT", b"x" * 32_768),
    )
    (record,) = read(data)

    assert "32,767" in record.errors[0].reason


def test_xml_of_another_program_with_a_namespace_prefix():
    def prefixed(content: bytes) -> bytes:
        return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content).replace(b"xmlns=", b"xmlns:x=")

    plain = book(HEADER, problem(1, 整改措施="清理"), ["", "", "建制"], merges=("B2:B3",))
    (record,) = read(with_part(plain, "xl/worksheets/sheet1.xml", prefixed))

    assert len(record.measures) == 2
