"""Workbooks, and the tables of Word documents, as reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from reports.ledger import Sheet, SheetRow, Table, UnreadableLedger, clean, find_table, read_sheets
from reports.outline import CleanText
from reports.reading import TABLE_ROW, Source, TableRow, UnreadableFile
from reports.sheet_reading.gathering import SheetReport, gathered
from reports.sheet_reading.printing import Paper, PrintedSheet, print_sheet, print_table

MAX_ROWS = 2_000
TOO_LONG = f"表格超过 {MAX_ROWS:,} 行，请到“台账导入”页面导入。"


@dataclass(frozen=True)
class SheetReading:
    """The text that stands for the workbook, and its reports: one per sheet with a table, none where no sheet has one."""

    source: Source
    reports: tuple[SheetReport, ...]


def read_ledger(data: bytes, name: str) -> SheetReading:
    """Read a workbook. Raises UnreadableFile with a sentence for the user."""
    try:
        sheets = read_sheets(data, name, max_rows=MAX_ROWS * 10)
    except UnreadableLedger as refusal:
        raise UnreadableFile(str(refusal)) from refusal
    shown = [sheet for sheet in sheets if not sheet.hidden] or sheets
    if sum(len(sheet.rows) for sheet in shown) > MAX_ROWS:
        raise UnreadableFile(TOO_LONG)
    tables = [(sheet, table) for sheet in shown if (table := find_table(sheet)) is not None]
    if not tables:
        return SheetReading(Source.of_text("".join(_plain_lines(shown)), name), ())
    paper = Paper()
    printed = [[print_sheet(paper, sheet, table, name)] for sheet, table in tables]
    return _reading(paper, printed, name)


def read_tables(source: Source) -> SheetReading | None:
    """The ledger that a Word document holds in its tables, as one report; None where it holds none."""
    ledgers = _ledgers_of(source.tables)
    if not ledgers:
        return None
    prose = [source.text[line.start : line.end] for line in source.lines if line.style != TABLE_ROW]
    title = next((line.strip() for line in prose if line.strip()), PurePosixPath(source.name).stem)
    paper = Paper()
    paper.add("".join(f"{line}\n" for line in prose))
    printed = [print_table(paper, sheet, table, title, "\n".join(prose)) for sheet, table in ledgers]
    return _reading(paper, [printed], source.name)


def _ledgers_of(tables: tuple[tuple[TableRow, ...], ...]) -> list[tuple[Sheet, Table]]:
    """Tables with the header of a ledger; one without a header goes on with that of the same width before it."""
    ledgers: list[tuple[Sheet, Table]] = []
    for rows in tables:
        before = ledgers[-1][0].rows if ledgers else ()
        below = [
            SheetRow(number, tuple(clean(text) for text in row.cells), row.covered)
            for number, row in enumerate(rows, start=len(before) + 1)
        ]
        table = find_table(Sheet("", tuple(below)))
        if table is not None:
            ledgers.append((Sheet("", tuple(below)), table))
        elif before and below and len(below[0].cells) == len(before[-1].cells):
            ledgers[-1] = (Sheet("", (*before, *below)), ledgers[-1][1])
    return ledgers


def _reading(paper: Paper, reports: list[list[PrintedSheet]], name: str) -> SheetReading:
    source = Source.of_text(paper.text, name)
    text = CleanText.of(source.text)
    return SheetReading(source, tuple(gathered(one, source.text, text) for one in reports))


def _plain_lines(sheets: list[Sheet]) -> Iterator[str]:
    """Rows as lines, a merged cell once; for a workbook that is no ledger but holds words."""
    for sheet in sheets:
        for row in sheet.rows:
            yield "\t".join(text for text in dict.fromkeys(row.cells) if text) + "\n"
