"""A ledger read as a report: each row's problem and promises, its limit and its units, at their places in one text."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from reports.extraction import Deadline, Report, UnitMention
from reports.extraction.deadline_days import Base
from reports.extraction.findings import DeadlineKind, PlanKind, UnitRole
from reports.extraction.gathering import Gathering
from reports.extraction.items import Item, title_of
from reports.extraction.reporting import reporting_unit
from reports.extraction.years import plan_year, report_year
from reports.ledger import (
    BY_KEY,
    Record,
    Sheet,
    SheetRow,
    Table,
    UnreadableLedger,
    charged_units,
    clean,
    day_of,
    find_table,
    read_records,
    read_sheets,
)
from reports.matching import Match
from reports.outline import CleanText, parts_of
from reports.reading import TABLE_ROW, Source, TableRow, UnreadableFile

MAX_ROWS = 2_000
SAME_ROW = "台账同一行"
TOO_LONG = f"表格超过 {MAX_ROWS:,} 行，请到“台账导入”页面导入。"
PROMISES = ("commitment", "measures")
PROMISING = re.compile(r"承诺|打算|下一步|下步")
# Printed in this order, those that say something; outcomes are the register's business.
SHOWN = ("serial", "number", "source", "category", "title", "problem", *PROMISES, "lead_unit", "assisting_units", "responsible", "due_on")  # fmt: skip
DEFAULT_SHEET_NAME = re.compile(r"^(?:Sheet|工作表)\d*$", re.IGNORECASE)
FILLED_IN_BY = re.compile(r"(?:填报|填表|报送|上报|编制)单位[^：:\n]{0,8}[：:]\s*([^\s：:，,]{2,30})")
NOBODY = re.compile(r"^(?:无|/|[—\-]+|.{0,2}(?:相关|有关)(?:单位|部门).{0,2})$")
DATE_IN_BRACKETS = re.compile(r"\s*[（(](?:(?:完成)?时限|已完成)[^（()）]*[）)]?$")
NO_LIMIT = re.compile(r"^[\s/、，—\-无]*$")

ASSIST: UnitRole = "assist"

Place = tuple[int, int]
SheetReport = tuple[Report, tuple[Match, ...]]


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
    paper = _Paper()
    printed = [[_print_sheet(paper, sheet, table, name)] for sheet, table in tables]
    return _reading(paper, printed, name)


def read_tables(source: Source) -> SheetReading | None:
    """The ledger that a Word document holds in its tables, as one report; None where it holds none."""
    ledgers = _ledgers_of(source.tables)
    if not ledgers:
        return None
    prose = [source.text[line.start : line.end] for line in source.lines if line.style != TABLE_ROW]
    title = next((line.strip() for line in prose if line.strip()), PurePosixPath(source.name).stem)
    paper = _Paper()
    paper.add("".join(f"{line}\n" for line in prose))
    printed = [_print_table(paper, sheet, table, title, "\n".join(prose)) for sheet, table in ledgers]
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


def _reading(paper: _Paper, reports: list[list[_PrintedSheet]], name: str) -> SheetReading:
    source = Source.of_text(paper.text, name)
    text = CleanText.of(source.text)
    return SheetReading(source, tuple(_gathered(one, source.text, text) for one in reports))


def _plain_lines(sheets: list[Sheet]) -> Iterator[str]:
    """Rows as lines, a merged cell once; for a workbook that is no ledger but holds words."""
    for sheet in sheets:
        for row in sheet.rows:
            yield "\t".join(text for text in dict.fromkeys(row.cells) if text) + "\n"


# --- on paper ---------------------------------------------------------------------------------------------------


class _Paper:
    """The text while it is printed; every piece is told where it stands."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, words: str) -> Place:
        self._pieces.append(words)
        self.length += len(words)
        return self.length - len(words), self.length


@dataclass(frozen=True)
class _PrintedRow:
    """One record and where its fields stand."""

    record: Record
    places: dict[str, Place]


@dataclass(frozen=True)
class _PrintedSheet:
    title: str
    head: str
    """all that stands above the table"""
    start: int
    end: int
    promises: tuple[str, ...]
    """fields whose words are promises"""
    plan_kind: PlanKind
    rows: list[_PrintedRow]


def _print_sheet(paper: _Paper, sheet: Sheet, table: Table, name: str) -> _PrintedSheet:
    above = [
        "\t".join(dict.fromkeys(text for text in row.cells if text))
        for row in sheet.rows
        if row.number < table.first_row
    ]
    title = next((line for line in above if line), "")
    if not title:
        title = PurePosixPath(name).stem if DEFAULT_SHEET_NAME.match(sheet.name) else sheet.name
        above = [title]
    start, _ = paper.add("".join(f"{line}\n" for line in above))
    printed = _print_table(paper, sheet, table, title.partition("\t")[0].partition("\n")[0], "\n".join(above))
    paper.add("\n")
    return replace(printed, start=start)


def _print_table(paper: _Paper, sheet: Sheet, table: Table, title: str, head: str) -> _PrintedSheet:
    start = paper.length
    records, _ = read_records(sheet, table)
    labels = {heading.key: heading.text.rpartition(" / ")[2] for heading in table.headings if heading.key}
    rows = [_PrintedRow(record, _print_record(paper, record, labels)) for record in records]
    # Beside measures, a demand or an aim (整改要求、整改目标) is not what the unit promises.
    other = labels.get("commitment", "")
    is_promise = "measures" not in labels or PROMISING.search(other)
    promises = PROMISES if is_promise else PROMISES[1:]
    kind: PlanKind = "recommendation" if "建议" in other and "measures" not in labels else "commitment"
    return _PrintedSheet(title, head, start, paper.length, promises, kind, rows)


def _print_record(paper: _Paper, record: Record, labels: dict[str, str]) -> dict[str, Place]:
    """Print a field per line below a blank line; says where each field's own words stand."""
    places: dict[str, Place] = {}
    paper.add("\n")
    for key in SHOWN:
        if record.get(key):
            paper.add(f"{labels.get(key, key)}：")
            places[key] = paper.add(record.get(key))
            paper.add("\n")
    return places


# --- as findings ------------------------------------------------------------------------------------------------


def _gathered(sheets: list[_PrintedSheet], source: str, text: CleanText) -> SheetReport:
    """One report of the tables that belong together."""
    title, head = sheets[0].title, sheets[0].head
    year = report_year(title, head)
    gathering = Gathering(source, text)
    gathering.date_from(Base(plan_year(title, "", year), year))
    matches = []
    for sheet in sheets:
        for row in sheet.rows:
            matches += _gather(row, sheet, gathering, text, year)
    filled_in_by = FILLED_IN_BY.search(head)
    unit = filled_in_by[1] if filled_in_by else reporting_unit(title, head)
    return gathering.report(title, unit, sheets[0].start, sheets[-1].end), tuple(matches)


def _gather(
    row: _PrintedRow, sheet: _PrintedSheet, gathering: Gathering, text: CleanText, year: int | None
) -> list[Match]:
    """Take one record in; its promises answer its own problem."""
    places, record = row.places, row.record
    subject = "problem" if "problem" in places else "title"
    problem = None
    if subject in places:
        title = record.get("title") if subject == "problem" else ""
        item = _item(text, places[subject])
        problem = gathering.add_problem(item, title.partition("\n")[0] or _title(text, item))
    items = [_item(text, places[key]) for key in sheet.promises if key in places]
    promises = [gathering.add_commitment(item, sheet.plan_kind, title=_title(text, item)) for item in items]
    owner = promises[-1] if promises else problem
    if owner is not None:
        gathering.deadlines += _limits(row, owner.id, year)
        gathering.units += _units(row, owner.id)
    return [Match(problem.id, one.id, 1.0, SAME_ROW) for one in promises if problem is not None]


def _item(text: CleanText, place: Place) -> Item:
    """A cell's words as an item, with the marked parts inside it."""
    start, end = (bisect_left(text.origin, position) for position in place)
    return Item(start, start, end, parts_of(text.text, start, end))


def _title(text: CleanText, item: Item) -> str:
    """The leading sentence without its date in brackets; of a cell that is all numbered measures, that of the first."""
    if item.parts and item.parts[0].start == item.start:
        first = item.parts[0]
        item = Item(first.start, first.mark.end, first.end, first.parts)
    return DATE_IN_BRACKETS.sub("", title_of(text.shown, item))


def _limits(row: _PrintedRow, owner: str, year: int | None) -> Iterator[Deadline]:
    if "due_on" not in row.places:
        return
    words = row.record.get("due_on")
    assigned = day_of(row.record.get("assigned_on"), epoch_1904=row.record.epoch_1904).on
    base = assigned or (dt.date(year, 1, 1) if year else None)
    day = day_of(words, base=base, epoch_1904=row.record.epoch_1904)
    if NO_LIMIT.match(words):
        return
    kind: DeadlineKind = "by_date"
    if day.on is None and day.kind in ("immediate", "long_term"):
        kind = "immediate" if day.kind == "immediate" else "long_term"
    rule = day.note or day.error or f"台账“{BY_KEY['due_on'].label}”一栏"
    yield Deadline(owner, words, *row.places["due_on"], day.on, kind, rule)


def _units(row: _PrintedRow, owner: str) -> Iterator[UnitMention]:
    """The names in the two columns of units, each at its place in the cell."""
    for key in ("lead_unit", "assisting_units"):
        if key not in row.places:
            continue
        words, (start, _) = row.record.get(key), row.places[key]
        charged = charged_units(words)
        lead_role: UnitRole = "lead" if key == "lead_unit" else "assist"
        named = [(one, lead_role) for one in charged.lead] + [(one, ASSIST) for one in charged.assist]
        for name, role in named:
            at = words.find(name)
            if at >= 0 and not NOBODY.match(name):
                yield UnitMention(owner, name, start + at, start + at + len(name), role)
