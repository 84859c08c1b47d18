"""Printed tables → one report: every row's problem with its promises, limits and units."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator

from reports.extraction import Deadline, Report, UnitMention
from reports.extraction.deadline_reckoning import Base
from reports.extraction.findings import DeadlineKind, UnitRole
from reports.extraction.gathering import Gathering
from reports.extraction.items import Item, title_of
from reports.extraction.reporting import reporting_unit
from reports.extraction.years import plan_year, report_year
from reports.ledger import BY_KEY, charged_units, day_of
from reports.matching import Match
from reports.outline import CleanText, parts_of
from reports.sheet_reading.printing import Place, PrintedRow, PrintedSheet

SAME_ROW = "台账同一行"
FILLED_IN_BY = re.compile(r"(?:填报|填表|报送|上报|编制)单位[^：:\n]{0,8}[：:]\s*([^\s：:，,]{2,30})")
NOBODY = re.compile(r"^(?:无|/|[—\-]+|.{0,2}(?:相关|有关)(?:单位|部门).{0,2})$")
DATE_IN_BRACKETS = re.compile(r"\s*[（(](?:(?:完成)?时限|已完成)[^（()）]*[）)]?$")
NO_LIMIT = re.compile(r"^[\s/、，—\-无]*$")
ASSIST: UnitRole = "assist"

SheetReport = tuple[Report, tuple[Match, ...]]


def gathered(sheets: list[PrintedSheet], source: str, text: CleanText) -> SheetReport:
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
    row: PrintedRow, sheet: PrintedSheet, gathering: Gathering, text: CleanText, year: int | None
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


def _limits(row: PrintedRow, owner: str, year: int | None) -> Iterator[Deadline]:
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


def _units(row: PrintedRow, owner: str) -> Iterator[UnitMention]:
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
