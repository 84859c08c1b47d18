"""Where sections may open: rows whose words, or whose last clause, are a heading of problems or of plans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reports.extraction.answers import Opening, without_answers
from reports.extraction.headings import LONGEST, Role, heading_of
from reports.outline import Row, marks_in

__all__ = ["Opening", "openings_of"]

STOP = re.compile(r"[。；;！!？?：:]")
RUN_IN_STOP = "：:。"
# Words of a heading that runs on into its text without a stop end at the first inner mark.
LONGEST_RUN_IN = 30
# So far ahead a second mark is looked for that makes the first one of a series.
LONGEST_LOOK_AHEAD = 300
# “【存在问题】一是…”: a heading in a frame.
FRAMED = re.compile(r"[【〖［\[][^】〗］\]\n]{2,20}[】〗］\]]")
# What shows where a heading's words end that no stop parts from its text: a blank, a mark, an opening of a sentence.
GLUED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:[ \u3000]+(?=\S)"
    r"|(?=1[.．、]|一是|（一）|（1）|今年|目前|当前|近年|一年来|虽然|尽管|我[局委办院镇乡县市区]|本[局委办院镇乡县市区]|通过|随着|由于|根据|按照|回顾|20[0-9]{2}年|(?:下一?步|下一?阶段|今后)[，,]|从[^，。]{2,10}看))"
)
# “下一步整改提升计划：” as the tail of a paragraph: its last clause, behind a full stop.
TAIL_CLAUSE = re.compile(r"(?<=[。！；;])([^。！；;：:\n]{3,30})[：:]\s*$")
# “现制定整改方案如下：” opens the whole document.
DRAWN_UP = re.compile(r"(?:制[定订]|形成|拟[定订])(?:了)?(?:本|以下|如下)?[^，。]{0,8}方案")


def openings_of(text: str, rows: tuple[Row, ...], year: int | None) -> list[Opening]:
    """Every opening that counts, in order: weak ones only where nothing better does."""
    return _supported(rows, without_answers(text, rows, _openings(text, rows, year)))


def _openings(text: str, rows: tuple[Row, ...], year: int | None) -> list[Opening]:
    found = []
    for index, row in enumerate(rows):
        opening = _opening_of(text, row, index, year)
        if opening:
            found.append(opening)
            continue
        tail = TAIL_CLAUSE.search(text, row.start, row.end)
        names = tail and not DRAWN_UP.search(tail.group(1))
        heading = heading_of(tail.group(1), report_year=year) if tail and names else None
        if tail and heading and heading.role is Role.PLANS:
            found.append(Opening(index, replace(heading, weak=False), tail.start(1), row.end))
    return found


def _opening_of(text: str, row: Row, index: int, year: int | None) -> Opening | None:
    for words_end in _heading_ends(text, row):
        heading = heading_of(text[row.body : words_end], report_year=year)
        if heading:
            return Opening(index, heading, row.start, _after_stop(text, words_end, row.end))
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


def _supported(rows: tuple[Row, ...], openings: list[Opening]) -> list[Opening]:
    """Weak headings count only where nothing better does: late in the report, with no strong one of their role."""
    strong = {opening.heading.role for opening in openings if not opening.heading.weak}
    combined = Role.BOTH in strong
    taken = strong | {Role.PROBLEMS, Role.PLANS} if combined else strong
    problems_seen = False
    kept: list[Opening] = []
    for number, opening in enumerate(openings):
        heading = opening.heading
        divides = combined and bool(kept) and _is_second_half(rows, kept[-1], opening)
        if heading.weak and not divides:
            late = opening.row * 5 >= len(rows) * 2 and not heading.after_problems
            counts = late or problems_seen or _is_answered(rows, openings, number)
            if not _follows_problems(rows, kept, opening) and (heading.role in taken or not counts):
                continue
        problems_seen = problems_seen or heading.role is not Role.PLANS
        kept.append(opening)
    return kept


def _follows_problems(rows: tuple[Row, ...], kept: list[Opening], opening: Opening) -> bool:
    """“三、工作要求” right behind “二、存在问题” is what a notice asks for, whatever plan comes after it."""
    if not opening.heading.after_problems or not kept or kept[-1].heading.role is not Role.PROBLEMS:
        return False
    before, here = rows[kept[-1].row].mark, rows[opening.row].mark
    return bool(before and here and (before.kind, before.number + 1) == (here.kind, here.number))


def _is_second_half(rows: tuple[Row, ...], first: Opening, second: Opening) -> bool:
    """“（二）改进措施” right behind “（一）存在问题”: together they divide a combined section."""
    before, here = rows[first.row].mark, rows[second.row].mark
    if before is None or here is None or (before.kind, before.number + 1) != (here.kind, here.number):
        return False
    return (first.heading.role, second.heading.role) == (Role.PROBLEMS, Role.PLANS)


def _is_answered(rows: tuple[Row, ...], openings: list[Opening], number: int) -> bool:
    """Does a chapter of plans follow right after this chapter, or after one on the causes?"""
    mark = rows[openings[number].row].mark
    later = openings[number + 1] if number + 1 < len(openings) else None
    if later is None or later.heading.role is not Role.PLANS:
        return False
    after = rows[later.row].mark
    if mark is None:
        return after is None
    return after is not None and after.kind is mark.kind and 1 <= after.number - mark.number <= 2
