"""What a written cell holds: text stays text, nothing is cut silently, nothing shifts its neighbours."""

import datetime as dt
import io

import openpyxl
import pytest

from reports.ledger import BY_KEY, EXPORTED, TEMPLATE, find_table, read_records, read_sheets
from reports.ledger.writing import NOTES_SHEET, CellNote, Line, write_ledger, write_template

AT = {column.key: number for number, column in enumerate(EXPORTED)}


def written(*lines: Line) -> tuple[openpyxl.Workbook, list[CellNote]]:
    stream = io.BytesIO()
    notes = write_ledger(lines, stream)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue())), notes


def line(**values) -> Line:
    return Line("ZG2026-00001", {"number": "ZG2026-00001", "title": "标题", "problem": "问题"} | values)


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "#N/A", "00123", "'引号", " =1", "1e5", "是"],
)
def test_a_text_stays_the_same_text(text):
    book, notes = written(line(problem=text))
    cell = book.active.cell(2, AT["problem"] + 1)

    assert (cell.value, cell.data_type, notes) == (text, "s", [])


def test_control_characters_are_taken_out_and_reported():
    book, notes = written(line(problem="响\x07铃\x0b", commitment="好"))

    assert book.worksheets[0].cell(2, AT["problem"] + 1).value == "响铃"
    assert book.worksheets[0].cell(2, AT["commitment"] + 1).value == "好"
    assert [(note.number, note.column) for note in notes] == [("ZG2026-00001", "存在问题")]


def test_a_text_that_no_cell_can_hold_is_left_out_with_its_number_and_shifts_nothing():
    book, notes = written(line(problem="长" * 32_768, commitment="在原处"), line(problem="长" * 32_767))
    sheet = book.worksheets[0]

    assert sheet.cell(2, AT["problem"] + 1).value is None
    assert sheet.cell(2, AT["commitment"] + 1).value == "在原处"
    assert len(sheet.cell(3, AT["problem"] + 1).value) == 32_767
    assert [(note.number, note.column) for note in notes] == [("ZG2026-00001", "存在问题")]
    assert "32,768" in notes[0].reason


def test_what_is_missing_stands_in_the_sheet_that_opens_first():
    book, _ = written(line(problem="长" * 32_768))

    assert book.active.title == NOTES_SHEET
    assert [cell.value for cell in book.active[2]][:2] == ["ZG2026-00001", "存在问题"]


def test_dates_are_dates_and_numbers_numbers():
    book, _ = written(line(due_on=dt.date(2026, 6, 30), days_left=-3, percent=40))
    sheet = book.active

    assert sheet.cell(2, AT["due_on"] + 1).value == dt.datetime(2026, 6, 30)
    assert sheet.cell(2, AT["due_on"] + 1).number_format == "yyyy-mm-dd"
    assert sheet.cell(2, AT["days_left"] + 1).value == -3
    assert sheet.cell(2, AT["percent"] + 1).value == 40


def test_colour_words_carry_a_fill_of_their_own_row():
    lines = [
        Line(str(n), {"colour": word}, colour)
        for n, (word, colour) in enumerate([("红色督办", "red"), ("绿色提示", "green"), ("", "")])
    ]
    book, _ = written(*lines)
    fills = [book.active.cell(row, AT["colour"] + 1).fill.start_color.rgb[2:] for row in (2, 3, 4)]

    assert fills == ["FDECEA", "E5F3E9", "000000"]


def test_the_header_stays_in_sight_and_columns_have_a_width():
    book, _ = written(line())
    sheet = book.active

    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(EXPORTED)).column_letter}2"
    assert [cell.value for cell in sheet[1]] == [column.label for column in EXPORTED]
    assert sheet.column_dimensions["D"].width > 30


def test_the_template_is_read_back_with_every_column():
    stream = io.BytesIO()
    write_template(stream)
    tables = {sheet.name: find_table(sheet) for sheet in read_sheets(stream.getvalue(), "模板.xlsx")}

    assert [heading.key for heading in tables["整改台账"].headings] == [column.key for column in TEMPLATE]
    assert tables["填写说明"] is None


def test_what_the_guide_gives_as_example_is_understood():
    stream = io.BytesIO()
    write_template(stream)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    book["整改台账"].append([column.sample for column in TEMPLATE])
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_sheets(stream.getvalue(), "模板.xlsx")[0]
    (record,), _ = read_records(sheet, find_table(sheet))

    assert record.get("lead_unit") == BY_KEY["lead_unit"].sample
    assert [measure.due_on for measure in record.measures] == [dt.date(2026, 5, 31), None]
