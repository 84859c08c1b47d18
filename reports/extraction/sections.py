"""A report's rows → its problem sections and plan sections, found by heading, by lead-in sentence, or by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from reports.extraction.findings import PlanKind
from reports.extraction.headings import LONGEST, Heading, Role, heading_of
from reports.extraction.lead_ins import announced_plan, announced_problems
from reports.outline import Kind, Row, marks_in

STOP = re.compile(r"[。；;！!？?：:]")
RUN_IN_STOP = "：:。"
# Series that number chapters.
CHAPTER_KINDS = frozenset({Kind.PART, Kind.CHINESE, Kind.BRACKETED, Kind.ARABIC})
# Words of a heading that runs on into its text without a stop end at the first inner mark.
LONGEST_RUN_IN = 30
# So far ahead a second mark is looked for that makes the first one of a series.
LONGEST_LOOK_AHEAD = 300
# “【存在问题】一是…”: a heading in a frame.
# What shows where a heading's words end that no stop parts from its text: a blank, a mark, an opening of a sentence.
GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:[ \u3000]+(?=\S)"
    r"|(?=1[.．、]|一是|（一）|（1）|今年|目前|当前|近年|一年来|虽然|尽管|我[局委办院镇乡县市区]|本[局委办院镇乡县市区]|通过|随着|由于|根据|按照|回顾|20[0-9]{2}年))"
)
FRAMED = re.compile(r"[【〖［\[][^】〗］\]\n]{2,20}[】〗］\]]")

# A chapter that tells what has been done.
WORK_DONE = re.compile("情况|成效|进展|完成")
# “下一步整改提升计划：” as the tail of a paragraph: its last clause, behind a full stop.
TAIL_CLAUSE = re.compile(r"(?<=[。！；;])([^。！；;：:\n]{3,30})[：:]\s*$")


@dataclass(frozen=True)
class Section:
    """[start, end) of the clean text below a heading or lead-in; `heading_start` is where that begins."""

    role: Role
    plan_kind: PlanKind
    heading_start: int
    start: int
    end: int


@dataclass(frozen=True)
class _Opening:
    """A place where a section of any role may begin; `heading` None for an ordinary heading."""

    row: int
    heading: Heading | None
    start: int
    body: int


def sections_of(
    text: str, rows: tuple[Row, ...], *, end: int, title: str, report_year: int | None
) -> list[Section]:
    """Problem and plan sections in order, never overlapping; combined ones are returned as BOTH."""
    sections = list(_by_heading(text, rows, end, report_year))
    if not any(section.role is not Role.PLANS for section in sections):
        sections = _with_problems_without_heading(text, rows, end, sections)
    if not any(section.role is not Role.PROBLEMS for section in sections):
        sections = _with_plans_without_heading(text, rows, end, sections, report_year)
    planned = _plan_throughout(title) if not sections and rows else None
    if planned:
        sections = [Section(Role.PLANS, planned.plan_kind, rows[0].start, rows[0].start, end)]
    return sections


# --- by heading -----------------------------------------------------------------------------------------------


def _by_heading(text: str, rows: tuple[Row, ...], end: int, year: int | None) -> Iterator[Section]:
    openings = _supported(text, rows, _openings(text, rows, year))
    taken = -1
    for number, opening in enumerate(openings):
        if opening.heading is None or opening.start < taken:
            continue
        next_one = next(
            (other for other in _after(openings, number) if _interrupts(rows, opening, other)), None
        )
        limit = next_one.start if next_one else end
        inside = rows[opening.row + 1 : next_one.row + 1 if next_one else len(rows)]
        stop = min(limit, _end_by_mark(text, inside, rows[opening.row], opening, end))
        if opening.heading.role is Role.BOTH and _is_divided(_after(openings, number), stop):
            continue
        taken = stop
        yield Section(opening.heading.role, opening.heading.plan_kind, opening.start, opening.body, stop)


def _after(openings: list[_Opening], number: int) -> Iterator[_Opening]:
    """The openings behind one of them, without walking to it."""
    return (openings[later] for later in range(number + 1, len(openings)))


def _is_divided(later: Iterator[_Opening], stop: int) -> bool:
    """Does a combined section hold headings of its own for the problems and for the plans?"""
    inner = {
        opening.heading.role
        for opening in takewhile(lambda opening: opening.start < stop, later)
        if opening.heading
    }
    return {Role.PROBLEMS, Role.PLANS} <= inner


def _openings(text: str, rows: tuple[Row, ...], year: int | None) -> list[_Opening]:
    found = []
    for index, row in enumerate(rows):
        opening = _opening_of(text, row, index, year)
        if opening:
            found.append(opening)
            continue
        tail = TAIL_CLAUSE.search(text, row.start, row.end)
        heading = heading_of(tail.group(1), report_year=year) if tail else None
        if tail and heading and heading.role is Role.PLANS:
            found.append(_Opening(index, replace(heading, weak=False), tail.start(1), row.end))
    return found


def _opening_of(text: str, row: Row, index: int, year: int | None) -> _Opening | None:
    for words_end in _heading_ends(text, row):
        heading = heading_of(text[row.body : words_end], report_year=year)
        if heading:
            return _Opening(index, heading, row.start, _after_stop(text, words_end, row.end))
    return None


def _heading_ends(text: str, row: Row) -> Iterator[int]:
    """Where the row's heading words may end: at a frame, an inner mark, a stop, a blank, or a mark glued to them."""
    framed = FRAMED.match(text, row.body, row.end)
    if framed:
        yield framed.end()
        return
    stop = STOP.search(text, row.body, row.end)
    words_end = stop.start() if stop else row.end
    inner = marks_in(text, row.body, min(row.end, row.body + LONGEST_LOOK_AHEAD))
    if inner and row.body < inner[0].start <= min(words_end, row.body + LONGEST_RUN_IN):
        if row.mark or not re.search("[，,]", text[row.body : inner[0].start]):
            yield inner[0].start
        return
    runs_in = stop is not None and stop.end() < row.end
    run_in_stops = "：:" if row.mark is None else RUN_IN_STOP
    longest = LONGEST_RUN_IN if runs_in else LONGEST
    if words_end - row.body <= longest and (not runs_in or text[words_end] in run_in_stops):
        yield words_end
    if row.mark:
        for glued in GLUED.finditer(text, row.body, min(words_end, row.body + LONGEST_RUN_IN)):
            yield glued.start()


def _after_stop(text: str, position: int, end: int) -> int:
    while position < end and (text[position] in RUN_IN_STOP or text[position].isspace()):
        position += 1
    return position


def _supported(text: str, rows: tuple[Row, ...], openings: list[_Opening]) -> list[_Opening]:
    """Weak headings count only where nothing better does: late in the report, with no strong one of their role."""
    openings = _without_answers_inside_items(text, rows, openings)
    strong = {opening.heading.role for opening in openings if opening.heading and not opening.heading.weak}
    if Role.BOTH in strong:
        strong |= {Role.PROBLEMS, Role.PLANS}
    problems_seen = False
    kept: list[_Opening] = []
    for number, opening in enumerate(openings):
        heading = opening.heading
        if heading and heading.weak and not (kept and _continues_division(rows, kept, opening)):
            late = opening.row * 5 >= len(rows) * 2 or problems_seen or _is_answered(rows, openings, number)
            if heading.role in strong or not late:
                continue
        problems_seen = problems_seen or bool(heading and heading.role is not Role.PLANS)
        kept.append(opening)
    return kept


def _continues_division(rows: tuple[Row, ...], kept: list[_Opening], opening: _Opening) -> bool:
    """“（二）改进措施” right behind “（一）存在问题”, both inside a combined section."""
    before, here = rows[kept[-1].row].mark, rows[opening.row].mark
    last, inside = kept[-1].heading, any(other.heading and other.heading.role is Role.BOTH for other in kept)
    return bool(
        inside and before and here and last and opening.heading
        and (before.kind, before.number + 1) == (here.kind, here.number)
        and (last.role, opening.heading.role) == (Role.PROBLEMS, Role.PLANS)
    )  # fmt: skip


def _is_answered(rows: tuple[Row, ...], openings: list[_Opening], number: int) -> bool:
    """Does a chapter of plans follow right after this chapter, or after one on the causes?"""
    mark = rows[openings[number].row].mark
    later = openings[number + 1] if number + 1 < len(openings) else None
    if later is None or later.heading is None or later.heading.role is not Role.PLANS:
        return False
    after = rows[later.row].mark
    if mark is None:
        return after is None
    return after is not None and after.kind is mark.kind and 1 <= after.number - mark.number <= 2


def _without_answers_inside_items(
    text: str, rows: tuple[Row, ...], openings: list[_Opening]
) -> list[_Opening]:
    """“整改措施：…” again and again opens no section: it answers the item above it, in a section that is a combined one."""
    answers = [opening for opening in openings if _is_answer_line(rows, opening)]
    if len(answers) < 2:
        return openings
    answering = {opening.row for opening in answers}
    others = [opening for opening in openings if opening.row not in answering]
    before = [opening for opening in others if opening.row < answers[0].row and opening.heading]
    head = next((opening for opening in reversed(before) if opening.heading.role is not Role.PLANS), None)  # type: ignore[union-attr]
    if head is None:
        chapter = _chapter_of(rows, answers[0].row, answers[-1].row)
        if chapter is None:
            return openings
        if WORK_DONE.search(text, rows[chapter].start, rows[chapter].end):
            return others
        head = _Opening(chapter, None, rows[chapter].start, rows[chapter].end)
    combined = replace(head, heading=Heading(Role.BOTH))
    kept = [opening for opening in others if opening is not head]
    return sorted([*kept, combined], key=lambda opening: opening.start)


def _chapter_of(rows: tuple[Row, ...], first: int, last: int) -> int | None:
    """The chapter heading above the rows [first, last], when no other chapter begins between them."""
    chapters = [
        index for index, row in enumerate(rows) if row.mark and row.mark.kind in {Kind.PART, Kind.CHINESE}
    ]
    above = [index for index in chapters if index < first]
    return above[-1] if above and not any(first < index < last for index in chapters) else None


def _is_answer_line(rows: tuple[Row, ...], opening: _Opening) -> bool:
    row = rows[opening.row]
    runs_on = opening.body < row.end
    return opening.heading is not None and opening.heading.role is Role.PLANS and row.mark is None and runs_on


def _interrupts(rows: tuple[Row, ...], opening: _Opening, other: _Opening) -> bool:
    """Does a later recognised heading end this section? One nested deeper in a section of its own role does not."""
    assert opening.heading and other.heading
    outer, inner = rows[opening.row].mark, rows[other.row].mark
    same_role = opening.heading.role is other.heading.role
    if other.start != rows[other.row].start:
        return opening.heading.role is not Role.PLANS
    if outer and inner and inner.kind > outer.kind:
        return not same_role and opening.heading.role is not Role.BOTH and not _is_item(rows, opening, other)
    if inner is not None and outer is None:
        return not same_role
    return True


def _is_item(rows: tuple[Row, ...], opening: _Opening, other: _Opening) -> bool:
    """Is the later heading only one item in the opening section's own series?"""
    mark = rows[other.row].mark
    first = next((rows[i].mark for i in range(opening.row + 1, other.row) if rows[i].mark), None)
    last = next((rows[i].mark for i in range(other.row - 1, opening.row, -1) if rows[i].mark), None)
    return bool(mark and first and last and first.kind is mark.kind and mark.number == last.number + 1)


def _end_by_mark(text: str, inside: tuple[Row, ...], head: Row, opening: _Opening, end: int) -> int:
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


def _plan_throughout(title: str) -> Heading | None:
    """Is the whole report a plan? 2024年工作计划, 关于…的建议: its title alone says so."""
    tail = re.search(r"(?:20[0-9]{2}年|下半年|今后|关于|下一步).*$", title)
    heading = heading_of(tail.group(), report_year=None) if tail else None
    is_plan = heading is not None and heading.role is Role.PLANS and not re.search("总结|报告", title)
    return heading if is_plan else None
