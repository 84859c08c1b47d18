"""The one door to reading: bytes of a file → reports, findings and suggested matches; and the printed form of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.extraction import Commitment, Deadline, Point, Problem, Report, UnitMention, extract
from reports.extraction.deadline_reckoning import WorkingDays
from reports.matching import Match, match
from reports.reading import CONVERTED, TABLE_ROW, Kind, Source, check_converter, judged_kind, read_source
from reports.sheet_reading import SheetReading, read_ledger, read_tables


@dataclass(frozen=True)
class ReadReport:
    """One report and the machine's suggestions which commitment answers which problem."""

    report: Report
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Reading:
    """Everything read from one file. All offsets point into `text`."""

    name: str
    text: str
    reports: tuple[ReadReport, ...]


Progress = Callable[[int, int], None]
"""told how many of how many reports are done; at first none of none, when the text is known"""


def read_document(
    data: bytes,
    name: str,
    *,
    show: Progress = lambda done, total: None,
    working_days: WorkingDays | None = None,
) -> Reading:
    """Read one uploaded file. Raises `reports.reading.UnreadableFile`, whose message is for the user.

    `working_days` is as `reports.extraction.extract` takes it.
    """
    if judged_kind(data, name) is Kind.SHEET:
        sheet = read_ledger(data, name)
        return (
            _of_sheet(sheet)
            if sheet.reports
            else read_text_source(sheet.source, show=show, working_days=working_days)
        )
    source = read_source(data, name)
    reading = read_text_source(source, show=show, working_days=working_days)
    # A ledger in a Word document: its problems stand in a table, not in its prose.
    ledger = None if _finds_in_prose(reading, source) else read_tables(source)
    return _of_sheet(ledger) if ledger else reading


def _finds_in_prose(reading: Reading, source: Source) -> bool:
    """Whether any problem or commitment begins outside the tables."""
    starts = [line.start for line in source.lines]

    def is_prose(start: int) -> bool:
        return source.lines[max(0, bisect_right(starts, start) - 1)].style != TABLE_ROW

    starts_of_items = [
        item.start
        for entry in reading.reports
        for items in (entry.report.problems, entry.report.commitments)
        for item in items
    ]
    return any(map(is_prose, starts_of_items))


def _of_sheet(sheet: SheetReading) -> Reading:
    reports = tuple(ReadReport(report, matches) for report, matches in sheet.reports)
    return Reading(sheet.source.name, sheet.source.text, reports)


def first_look(data: bytes, name: str) -> str:
    """The text of a file for the person who hands it in, "" for one that only a job has the time to convert.

    Raises `reports.reading.UnreadableFile` for what can never be read.
    """
    kind = judged_kind(data, name)
    if kind in CONVERTED:
        check_converter()
        return ""
    return read_ledger(data, name).source.text if kind is Kind.SHEET else read_source(data, name).text


def read_text(text: str, name: str = "") -> Reading:
    """Read pasted text; never refuses, an empty text simply holds no report."""
    return read_text_source(Source.of_text(text.replace("\r\n", "\n").replace("\r", "\n"), name))


def read_text_source(
    source: Source, *, show: Progress = lambda done, total: None, working_days: WorkingDays | None = None
) -> Reading:
    """Read a source whose text is already known."""
    show(0, 0)
    found = extract(source, working_days=working_days)
    reports: list[ReadReport] = []
    for report in found:
        reports.append(ReadReport(report, match(report)))
        show(len(reports), len(found))
    return Reading(source.name, source.text, tuple(reports))


def to_json(reading: Reading, *, with_text: bool = False) -> dict[str, Any]:
    """The reading as plain data, in the form that `manage.py read_report` prints."""
    head: dict[str, Any] = {"file": reading.name}
    if with_text:
        head["text"] = reading.text
    return head | {"reports": [_report(entry) for entry in reading.reports]}


def _report(entry: ReadReport) -> dict[str, Any]:
    report = entry.report
    return {
        "title": report.title,
        "unit": report.unit,
        "year": report.year,
        "start": report.start,
        "end": report.end,
        "problems": [_problem(problem) for problem in report.problems],
        "commitments": [_commitment(commitment) for commitment in report.commitments],
        "matches": [_match(found) for found in entry.matches],
        "deadlines": [_deadline(deadline) for deadline in report.deadlines],
        "units": [_unit(unit) for unit in report.units],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return _point(problem) | {"title": problem.title, "points": [_point(point) for point in problem.points]}


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return _point(commitment) | {
        "title": commitment.title,
        "plan_kind": commitment.plan_kind,
        "measures": [_point(measure) for measure in commitment.measures],
    }


def _point(point: Point | Problem | Commitment) -> dict[str, Any]:
    return {"id": point.id, "mark": point.mark, "text": point.text, "start": point.start, "end": point.end}


def _match(found: Match) -> dict[str, Any]:
    return {
        "problem": found.problem,
        "commitment": found.commitment,
        "score": found.score,
        "reason": found.reason,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "in": deadline.inside,
        "phrase": deadline.phrase,
        "start": deadline.start,
        "end": deadline.end,
        "date": deadline.date.isoformat() if deadline.date else None,
        "kind": deadline.kind,
        "rule": deadline.rule,
    }


def _unit(unit: UnitMention) -> dict[str, Any]:
    return {"in": unit.inside, "phrase": unit.phrase, "start": unit.start, "end": unit.end, "role": unit.role}
