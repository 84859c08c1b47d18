"""“整改措施：…” again and again: lines that answer the item above them and open no section of their own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from reports.extraction.headings import Heading, Role
from reports.outline import Kind, Row

# A chapter that tells what has been done.
WORK_DONE = re.compile("情况|成效|进展|完成")


@dataclass(frozen=True)
class Opening:
    """A place where a section of any role may begin: the heading of `row` from `start`, its text from `body`."""

    row: int
    heading: Heading
    start: int
    body: int


def without_answers(text: str, rows: tuple[Row, ...], openings: list[Opening]) -> list[Opening]:
    """The openings less those that only answer an item; the section that holds such items is a combined one."""
    openings = _without_work_done(text, rows, openings)
    answers = _answers(text, rows, openings)
    if len(answers) < 2:
        return openings
    answering = {opening.row for opening in answers}
    others = [opening for opening in openings if opening.row not in answering]
    above = [opening for opening in others if opening.row < answers[0].row]
    head = next((opening for opening in reversed(above) if opening.heading.role is not Role.PLANS), None)
    if head is None:
        chapter = _chapter_of(rows, answers[0].row, answers[-1].row)
        if chapter is None:
            return _with_chapters_of_problems(text, rows, answers, others) or openings
        if WORK_DONE.search(text, rows[chapter].start, rows[chapter].end):
            return others
        head = Opening(chapter, Heading(Role.BOTH), rows[chapter].start, rows[chapter].end)
    combined = replace(head, heading=Heading(Role.BOTH))
    kept = [opening for opening in others if opening is not head]
    return sorted([*kept, combined], key=lambda opening: opening.start)


def _with_chapters_of_problems(
    text: str, rows: tuple[Row, ...], answers: list[Opening], others: list[Opening]
) -> list[Opening]:
    """“一、关于甲的问题 … 下一步措施：…” chapter after chapter: together one combined section; [] for anything else."""
    headings = _chapters(rows)
    above = [bisect_left(headings, answer.row) - 1 for answer in answers]
    chapters = [headings[place] for place in above if place >= 0]
    if len(set(chapters)) < len(answers) or not chapters[0]:
        return []
    first = chapters[0]
    if not all("问题" in text[rows[chapter].body : rows[chapter].end] for chapter in chapters):
        return []
    head = Opening(first - 1, Heading(Role.BOTH), rows[first].start, rows[first].start)
    return [head, *(opening for opening in others if not first <= opening.row <= answers[-1].row)]


def _without_work_done(text: str, rows: tuple[Row, ...], openings: list[Opening]) -> list[Opening]:
    """“1.整改措施。…2.整改成效。…” under every problem of a chapter on what was done tells of the past."""
    alike: dict[str, list[Opening]] = defaultdict(list)
    for opening in openings:
        if rows[opening.row].mark and _runs_on(rows, opening):
            alike[text[rows[opening.row].body : opening.body]].append(opening)
    done: set[int] = set()
    for repeated in alike.values():
        chapter = _chapter_of(rows, repeated[0].row, repeated[-1].row) if len(repeated) > 1 else None
        if chapter is not None and WORK_DONE.search(text, rows[chapter].start, rows[chapter].end):
            done |= {opening.row for opening in repeated}
    return [opening for opening in openings if opening.row not in done]


def _answers(text: str, rows: tuple[Row, ...], openings: list[Opening]) -> list[Opening]:
    """Unnumbered lines that answer at once, or that say the same again and again above measures: 整改措施：."""
    plain = [
        opening
        for opening in openings
        if opening.heading.role is Role.PLANS and rows[opening.row].mark is None
    ]
    words = Counter(text[rows[opening.row].body : opening.body].strip() for opening in plain)
    return [
        opening
        for opening in plain
        if _runs_on(rows, opening) or words[text[rows[opening.row].body : opening.body].strip()] > 1
    ]


def _runs_on(rows: tuple[Row, ...], opening: Opening) -> bool:
    return opening.heading.role is Role.PLANS and opening.body < rows[opening.row].end


def _chapter_of(rows: tuple[Row, ...], first: int, last: int) -> int | None:
    """The chapter heading above the rows [first, last], when no other chapter begins between them."""
    chapters = _chapters(rows)
    above = [index for index in chapters if index < first]
    return above[-1] if above and not any(first < index < last for index in chapters) else None


def _chapters(rows: tuple[Row, ...]) -> list[int]:
    """The rows that are headings of chapters."""
    return [
        index for index, row in enumerate(rows) if row.mark and row.mark.kind in {Kind.PART, Kind.CHINESE}
    ]
