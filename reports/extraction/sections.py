"""A report's rows → its problem sections and plan sections, found by heading, by lead-in sentence, or by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from reports.extraction.findings import PlanKind
from reports.extraction.headings import Heading, Role, heading_of
from reports.extraction.lead_ins import announced_plan, announced_problems
from reports.extraction.openings import Opening, openings_of
from reports.outline import Kind, Row

STOP = re.compile(r"[。；;！!？?：:]")
# Series that number chapters.
CHAPTER_KINDS = frozenset({Kind.PART, Kind.CHINESE, Kind.BRACKETED, Kind.ARABIC})


@dataclass(frozen=True)
class Section:
    """[start, end) of the clean text below a heading or lead-in; `heading_start` is where that begins."""

    role: Role
    plan_kind: PlanKind
    heading_start: int
    start: int
    end: int


def sections_of(
    text: str, rows: tuple[Row, ...], *, end: int, title: str, report_year: int | None
) -> list[Section]:
    """Problem and plan sections in order, never overlapping; combined ones are returned as BOTH."""
    sections = list(_by_heading(text, rows, end, report_year))
    if not any(section.role is not Role.PLANS for section in sections):
        sections = _with_problems_without_heading(text, rows, end, sections)
    if not any(section.role is not Role.PROBLEMS for section in sections):
        sections = _with_plans_without_heading(text, rows, end, sections, report_year)
    whole = _throughout(title) if not sections and rows else None
    if whole:
        sections = [Section(whole.role, whole.plan_kind, rows[0].start, rows[0].start, end)]
    return sections


# --- by heading -----------------------------------------------------------------------------------------------


def _by_heading(text: str, rows: tuple[Row, ...], end: int, year: int | None) -> Iterator[Section]:
    openings = openings_of(text, rows, year)
    taken = -1
    for number, opening in enumerate(openings):
        if opening.start < taken:
            continue
        next_one = next(
            (other for other in _after(openings, number) if _interrupts(rows, opening, other)), None
        )
        limit = next_one.start if next_one else end
        inside = rows[opening.row + 1 : next_one.row + 1 if next_one else len(rows)]
        stop = min(limit, _end_by_mark(text, inside, rows[opening.row], opening, end))
        if opening.heading.role is Role.BOTH and _is_divided(_after(openings, number), stop):
            continue
        if opening.heading.role is Role.BOTH and not text[opening.body : stop].strip():
            continue
        taken = stop
        yield Section(opening.heading.role, opening.heading.plan_kind, opening.start, opening.body, stop)


def _after(openings: list[Opening], number: int) -> Iterator[Opening]:
    """The openings behind one of them, without walking to it."""
    return (openings[later] for later in range(number + 1, len(openings)))


def _is_divided(later: Iterator[Opening], stop: int) -> bool:
    """Does a combined section hold headings of its own for the problems and for the plans?"""
    inner = {opening.heading.role for opening in takewhile(lambda opening: opening.start < stop, later)}
    return {Role.PROBLEMS, Role.PLANS} <= inner


def _interrupts(rows: tuple[Row, ...], opening: Opening, other: Opening) -> bool:
    """Does a later recognised heading end this section? One nested deeper in a section of its own role does not."""
    outer, inner = rows[opening.row].mark, rows[other.row].mark
    same_role = opening.heading.role is other.heading.role
    if other.start != rows[other.row].start:
        return opening.heading.role is not Role.PLANS
    if outer and inner and inner.kind > outer.kind:
        return not same_role and opening.heading.role is not Role.BOTH and not _is_item(rows, opening, other)
    if inner is not None and outer is None:
        return not same_role
    return True


def _is_item(rows: tuple[Row, ...], opening: Opening, other: Opening) -> bool:
    """Is the later heading only one item in the opening section's own series?"""
    mark = rows[other.row].mark
    first = next((rows[i].mark for i in range(opening.row + 1, other.row) if rows[i].mark), None)
    last = next((rows[i].mark for i in range(other.row - 1, opening.row, -1) if rows[i].mark), None)
    return bool(mark and first and last and first.kind is mark.kind and mark.number == last.number + 1)


def _end_by_mark(text: str, inside: tuple[Row, ...], head: Row, opening: Opening, end: int) -> int:
    """The start of the first later row that is numbered like the heading, or further out; else `end`."""
    outer = head.mark
    if outer is None or opening.start != head.start:
        return _end_of_unmarked(text, inside, end)
    restarted = False
    for index, row in enumerate(inside):
        mark = row.mark
        if mark is None or mark.kind > outer.kind or mark.kind not in {*CHAPTER_KINDS, outer.kind}:
            continue
        restarted = restarted or (index == 0 and mark.number == 1)
        if restarted and mark.kind is outer.kind and not _is_plain_heading(text, row):
            continue
        return row.start
    return end


def _end_of_unmarked(text: str, inside: tuple[Row, ...], end: int) -> int:
    """A section under a heading without a number ends where a series further out than its own items goes on."""
    first = next((row.mark for row in inside if row.mark), None)
    if first is None:
        return end
    heading = _next_unmarked_heading(text, inside)
    if heading is not None:
        return heading
    return next(
        (
            row.start
            for row in inside
            if row.mark and row.mark.kind < first.kind and row.mark.kind in CHAPTER_KINDS
        ),
        end,
    )


def _next_unmarked_heading(text: str, inside: tuple[Row, ...]) -> int | None:
    """Among numbered items, each a line or more of sentences, a short line without number and stop heads what is next."""
    for previous, row, following in zip(inside, inside[1:], inside[2:], strict=False):
        finished = previous.mark is not None and text[previous.end - 1] in "。；！”"
        restarts = following.mark is not None and following.mark.number == 1
        if finished and restarts and row.mark is None and _is_plain_heading(text, row):
            return row.start
    return None


def _is_plain_heading(text: str, row: Row) -> bool:
    return row.end - row.body <= 20 and not STOP.search(text, row.body, row.end)


# --- without a heading ----------------------------------------------------------------------------------------


def _with_problems_without_heading(
    text: str, rows: tuple[Row, ...], end: int, sections: list[Section]
) -> list[Section]:
    announced = announced_problems(
        text, rows, min((section.heading_start for section in sections), default=end)
    )
    if announced is None:
        return sections
    return [Section(Role.PROBLEMS, "commitment", announced.start, announced.body, announced.end), *sections]


def _with_plans_without_heading(
    text: str, rows: tuple[Row, ...], end: int, sections: list[Section], report_year: int | None
) -> list[Section]:
    earliest = sections[-1].start if sections else None
    announced = announced_plan(text, rows, end, after_problems=earliest, report_year=report_year)
    if announced is None:
        return sections
    kept = [replace(section, end=min(section.end, announced.start)) for section in sections]
    return [*kept, Section(Role.PLANS, "commitment", announced.start, announced.body, announced.end)]


def _throughout(title: str) -> Heading | None:
    """Is the whole report a plan, or problems and plan? 2024年工作计划, 关于…的建议: its title alone says so."""
    combined = heading_of(title, report_year=None)
    if combined is not None and combined.role is Role.BOTH:
        return combined
    tail = re.search(r"(?:20[0-9]{2}年|下半年|今后|关于|下一步).*$", title)
    heading = heading_of(tail.group(), report_year=None) if tail else None
    is_plan = heading is not None and heading.role is Role.PLANS and not re.search("总结|报告", title)
    return heading if is_plan else None
