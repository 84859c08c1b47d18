"""Rows → workbook, row by row in constant memory: text stays text, what a cell cannot hold is left out and reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from reports.ledger.cells import CONTROL, MAX_CELL
from reports.ledger.columns import EXPORTED, TEMPLATE, Column, Kind, Use

CellValue = str | int | Decimal | dt.date | None
SHEET = "整改台账"
NOTES_SHEET = "导出说明"
GUIDE_SHEET = "填写说明"
_ERROR_TEXTS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}

FILLS = {
    "red": PatternFill("solid", start_color="FDECEA"),
    "yellow": PatternFill("solid", start_color="FFF3D1"),
    "green": PatternFill("solid", start_color="E5F3E9"),
    "white": PatternFill("solid", start_color="FFFFFF"),
}
_EDGE = Side("thin", color="C8D0DA")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_HEADER_FILL = PatternFill("solid", start_color="E8EFF8")


@dataclass(frozen=True)
class Line:
    """One task as cells; `colour` chooses the fill of the colour cell."""

    number: str
    values: Mapping[str, CellValue]
    colour: str = ""


@dataclass(frozen=True)
class CellNote:
    """Something that a cell could not hold as it is."""

    number: str
    column: str
    reason: str


def write_ledger(lines: Iterable[Line], stream: IO[bytes]) -> list[CellNote]:
    """Write the ledger and return what could not be written as it is; the same stands in a sheet of its own.

    A text longer than a cell can hold is left out, never cut; control characters are taken out. Both are reported.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    _prepare(sheet, EXPORTED)
    cells = [_cell(sheet, column) for column in EXPORTED]
    colour_at = [column.key for column in EXPORTED].index("colour")
    plain = cells[colour_at]
    filled = {colour: _cell(sheet, EXPORTED[colour_at], fill) for colour, fill in FILLS.items()}
    notes: list[CellNote] = []
    last_row = 1
    for line in lines:
        cells[colour_at] = filled.get(line.colour, plain)
        for column, cell in zip(EXPORTED, cells, strict=True):
            _put(cell, _holdable(line, column, notes))
        sheet.append(cells)
        last_row += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(EXPORTED))}{last_row}"
    if notes:
        _write_notes(book, notes)
    book.save(stream)
    return notes


def write_template(stream: IO[bytes]) -> None:
    """Write the blank ledger: the columns that an import understands, and how to fill them in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    _prepare(sheet, TEMPLATE)
    for number, column in enumerate(TEMPLATE, start=1):
        if column.choices:
            choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            letter = get_column_letter(number)
            choice.add(f"{letter}2:{letter}2000")
            sheet.data_validations.append(choice)
    guide = book.create_sheet(GUIDE_SHEET)
    rows = [(column.label, column.hint, column.sample, "、".join(column.synonyms)) for column in TEMPLATE]
    _table(guide, ("名目", "怎样填写", "举例", "同样认得的叫法"), rows, widths=(14, 44, 44, 60))
    book.save(stream)


def write_list(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    stream: IO[bytes],
    *,
    widths: Sequence[int],
) -> None:
    """Write a plain list of texts; control characters, which a cell cannot hold, are left out."""
    book = Workbook(write_only=True)
    writable = ([CONTROL.sub("", text) for text in row] for row in rows)
    _table(book.create_sheet(title), header, writable, widths=widths)
    book.save(stream)


def _prepare(sheet: WriteOnlyWorksheet, columns: Sequence[Column]) -> None:
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width + 2
    sheet.freeze_panes = "C2"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.append([_header(sheet, column.label, written=column.use is Use.WRITTEN) for column in columns])


def _header(sheet: WriteOnlyWorksheet, text: str, *, written: bool = True) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True, color="103560" if written else "667386")
    cell.fill = _HEADER_FILL
    cell.border = _BORDER
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column, fill: PatternFill | None = None) -> WriteOnlyCell:
    """Return a cell in the style of its column; one serves all rows, so that no row pays for styles."""
    cell = WriteOnlyCell(sheet)
    cell.alignment = _WRAPPED if column.kind in _WRAPPED_KINDS else _TOP
    cell.border = _BORDER
    if column.kind in _FORMATS:
        cell.number_format = _FORMATS[column.kind]
    if fill is not None:
        cell.fill = fill
    return cell


_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.MONEY: "#,##0.00"}
_WRAPPED_KINDS = {Kind.TEXT, Kind.LONG_TEXT, Kind.MEASURES, Kind.UNITS, Kind.UNIT}


def _put(cell: WriteOnlyCell, value: CellValue) -> None:
    """Set the value as it is: a text never becomes a formula or an error value, whatever it begins with."""
    if isinstance(value, str):
        # Past the setter, which would read “=…” as a formula, “#N/A” as an error, and cut silently.
        cell._value = value
        cell.data_type = "s"
    elif isinstance(value, dt.date):
        # The setter would set the number format anew, and with it a style, for every cell.
        cell._value = value
        cell.data_type = "d"
    else:
        cell._value = value
        cell.data_type = "n"


def _holdable(line: Line, column: Column, notes: list[CellNote]) -> CellValue:
    value = line.values.get(column.key)
    if not isinstance(value, str):
        return value
    if CONTROL.search(value):
        value = CONTROL.sub("", value)
        notes.append(CellNote(line.number, column.label, "含有表格不能保存的控制字符，已去掉"))
    if len(value) > MAX_CELL:
        reason = f"有 {len(value):,} 字，超过一格能容纳的 {MAX_CELL:,} 字，没有写入，请在系统里查看全文"
        notes.append(CellNote(line.number, column.label, reason))
        return None
    return value


def _write_notes(book: Workbook, notes: Sequence[CellNote]) -> None:
    """Tell what is missing in a sheet that is open first: nobody should take a blank for the truth."""
    sheet = book.create_sheet(NOTES_SHEET)
    rows = [(note.number, note.column, note.reason) for note in notes]
    _table(sheet, ("任务", "所在栏", "情况"), rows, widths=(18, 16, 70))
    book.active = len(book.worksheets) - 1


def _table(
    sheet: WriteOnlyWorksheet, header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int]
) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_header(sheet, text) for text in header])
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet)
            cell.alignment = _WRAPPED
            _put(cell, text)
            cells.append(cell)
        sheet.append(cells)
