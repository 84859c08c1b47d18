"""Workbook → sheets of plain text: merged cells filled, empty tails cut, faults and hidden rows noted. Knows no headers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from reports.ledger.cells import cell_text
from reports.ledger.opening import UnreadableLedger, damaged, open_ledger

MAX_ROWS = 100_000
MAX_COLUMNS = 200
LONGEST_NAME = 31
"""characters that Excel lets a sheet's name have; a file made by hand may have any number"""
EMPTY_ROWS_TO_STOP = 1_000
"""after so many empty rows in a row the sheet is over, whatever it declares"""

_ERRORS = {
    "#REF!": "公式引用的单元格已不存在",
    "#N/A": "公式没有查到值",
    "#NAME?": "公式里有不认识的名称",
    "#VALUE!": "公式算不出值",
    "#DIV/0!": "公式除以了零",
    "#NUM!": "公式算不出数",
    "#NULL!": "公式引用有误",
}
_NOT_COMPUTED = "公式没有保存计算结果，请用 WPS 表格或 Excel 打开文件、保存一次再上传"

_CHUNK = 1 << 20
_OVERLAP = 1 << 12
_PREFIX = rb"<(?:[A-Za-z]\w*:)?"
_MERGE = re.compile(_PREFIX + rb'mergeCell\b[^>]*?\bref="([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)"')
_HIDDEN_ROW = re.compile(_PREFIX + rb'row\b(?=[^>]*?\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_NO_RESULT = re.compile(
    _PREFIX
    + rb'c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*'
    + _PREFIX
    + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:" + _PREFIX + rb"v\s*/>|" + _PREFIX + rb"v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


@dataclass(frozen=True)
class SheetRow:
    """One row as text. Columns count from 0, the row number is the one that the sheet shows."""

    number: int
    cells: tuple[str, ...]
    covered: frozenset[int] = frozenset()
    """columns whose value comes from a merged cell that begins in a row above"""
    faults: dict[int, str] = field(default_factory=dict)
    """columns with an error value or an uncomputed formula → what is wrong"""
    hidden: bool = False

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def is_empty(self) -> bool:
        return not self.faults and not any(self.cells)


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[SheetRow, ...]
    """rows that hold anything, in order"""
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """(first column from 0, first row from 1, last column, last row)"""
    epoch_1904: bool = False
    hidden: bool = False


def read_sheets(data: bytes, name: str, *, max_rows: int = MAX_ROWS) -> list[Sheet]:
    """Return every sheet of a workbook that holds anything. Raises UnreadableLedger.

    Rows stream in, and reading stops after 1,000 empty ones, so a sheet that declares a million rows costs nothing more.
    """
    book = open_ledger(data, name)
    try:
        sheets = [_read_sheet(book, worksheet, max_rows) for worksheet in book.worksheets]
    except UnreadableLedger:
        raise
    except Exception as error:  # a damaged sheet may fail in any way
        raise damaged(error) from error
    finally:
        book.close()
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise UnreadableLedger("表格里没有内容，请检查后重新上传。")
    return filled


@dataclass(frozen=True)
class _Facts:
    """What streaming rows do not tell; searched in the sheet's bytes, because it stands after the rows."""

    merges: tuple[tuple[int, int, int, int], ...]
    hidden_rows: frozenset[int]
    not_computed: frozenset[tuple[int, int]]
    """(row from 1, column from 0)"""


def _read_sheet(book: Workbook, worksheet: ReadOnlyWorksheet, max_rows: int) -> Sheet:
    facts = _facts(book._archive, worksheet._worksheet_path)
    # The declared dimension may be far too large or too small: neither is believed.
    worksheet.reset_dimensions()
    above: dict[int, list[tuple[int, int, int, int]]] = {}
    for area in facts.merges:
        above.setdefault(area[1], []).append(area)
    rows: list[SheetRow] = []
    running: list[tuple[tuple[int, int, int, int], str]] = []
    empty = 0
    for number, values in enumerate(worksheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        running = [(area, text) for area, text in running if area[3] >= number]
        row = _row(number, values, above.get(number, []), running, facts)
        if row.is_empty:
            empty += 1
            if empty >= EMPTY_ROWS_TO_STOP:
                break
            continue
        empty = 0
        rows.append(row)
        if len(rows) > max_rows:
            raise UnreadableLedger(
                f"工作表“{worksheet.title}”超过 {max_rows:,} 行，请按年度或单位拆成几个文件后导入。"
            )
    return Sheet(
        name=worksheet.title[:LONGEST_NAME],
        rows=tuple(rows),
        merges=facts.merges,
        epoch_1904=book.epoch.year == 1904,
        hidden=worksheet.sheet_state != "visible",
    )


def _row(
    number: int,
    values: tuple,
    beginning: list[tuple[int, int, int, int]],
    running: list[tuple[tuple[int, int, int, int], str]],
    facts: _Facts,
) -> SheetRow:
    """Return the row with the values of merged cells filled in; `running` is carried on to the rows below."""
    texts = [cell_text(cell.value) for cell in values]
    faults = {
        column: _ERRORS[cell.value]
        for column, cell in enumerate(values)
        if cell.data_type == "e" and cell.value in _ERRORS
    }
    if facts.not_computed:
        faults |= {
            column: _NOT_COMPUTED
            for column in range(len(values))
            if (number, column) in facts.not_computed and not texts[column]
        }
    covered: set[int] = set()
    for area, text in running:
        _fill(texts, area, text)
        covered.update(range(area[0], area[2] + 1))
    for area in beginning:
        text = texts[area[0]] if area[0] < len(texts) else ""
        _fill(texts, area, text)
        if area[3] > area[1]:
            running.append((area, text))
    while texts and not texts[-1]:
        texts.pop()
    return SheetRow(number, tuple(texts), frozenset(covered), faults, number in facts.hidden_rows)


def _fill(texts: list[str], area: tuple[int, int, int, int], text: str) -> None:
    if not text:
        return
    texts.extend([""] * (area[2] + 1 - len(texts)))
    texts[area[0] : area[2] + 1] = [text] * (area[2] + 1 - area[0])


def _facts(archive: zipfile.ZipFile, path: str) -> _Facts:
    merges: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    not_computed: set[tuple[int, int]] = set()
    for chunk in _chunks(archive, path):
        for found in _MERGE.finditer(chunk):
            first, top, last, bottom = range_boundaries(found[1].decode())
            if first <= MAX_COLUMNS:
                merges.append((first - 1, top, min(last, MAX_COLUMNS) - 1, bottom))
        hidden.update(int(found[1]) for found in _HIDDEN_ROW.finditer(chunk))
        for found in _NO_RESULT.finditer(chunk):
            not_computed.add((int(found[2]), range_boundaries(found[1].decode() + "1")[0] - 1))
    return _Facts(tuple(dict.fromkeys(merges)), frozenset(hidden), frozenset(not_computed))


def _chunks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """Yield the part in overlapping pieces, so that no mark is cut in two."""
    with archive.open(path) as part:
        kept = b""
        while piece := part.read(_CHUNK):
            yield kept + piece
            kept = piece[-_OVERLAP:]
