"""A report's rows → its problem sections and plan sections, found by heading, by lead-in sentence, or by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from reports.extraction.findings import PlanKind
from reports.extraction.headings import LONGEST, Heading, Role, heading_of
from reports.outline import Kind, Row, marks_in

STOP = re.compile(r"[。；;！!？?：:]")
SENTENCE_STOP = re.compile(r"[。；！]")
RUN_IN_STOP = "：:。"
# Series that number chapters.
CHAPTER_KINDS = frozenset({Kind.CHINESE, Kind.BRACKETED, Kind.ARABIC})
# Words of a heading that runs on into its text without a stop end at the first inner mark.
LONGEST_RUN_IN = 30

# “下一步整改提升计划：” as the tail of a paragraph: its last clause, behind a full stop.
TAIL_CLAUSE = re.compile(r"(?<=[。！；;])([^。！；;：:\n]{3,30})[：:]\s*$")
AIM = r"(?:重点|着力|主要|认真|集中|切实|继续|努力|力争|全力|进一步|突出|围绕|抓好|做好|开展|推进|从)"
SOON = (
    r"(?:下一步|下步|下[一个]*阶段|今后|接下来|明年|来年|下一?年度?|新的一年|后续|20[0-9]{2}年|[xX*×]{4}年)"
)
# “我局将在下一年重点抓好以下几方面：”, “针对以上问题，下一步将…如下：”: a sentence that announces a plan.
PLAN_LEAD_IN = re.compile(
    rf"(?<![^。！；;：:\n\s])(?:(?:针对|对照)[^。！；：\n]{{2,30}}[，,])?(?=[^。！；：:\n]{{0,40}}{SOON})[^。！；：:\n]{{0,60}}?(?:将|拟|要|计划|打算)"
    rf"[^。！：:\n]{{0,60}}(?:以下|下列|如下|几个?方面|几项|方面工作|工作|{AIM})[^。！：:\n]{{0,24}}[：:]"
)
# “下一步，我局将…”: the opening of a paragraph that is itself the plan.
PLAN_PARAGRAPH = re.compile(
    r"^(?:(?:针对|对照|面对)[^。！；：\n]{2,30}[，,])?(?:下一步|下步|下[一个]*阶段|今后|接下来|新的一年|明年|来年)(?:工作中?|里)?[，,]?"
    r"(?=[^。！\n]{0,60}(?:将|要|拟|继续|进一步|计划|努力|加强|加大|推进|围绕|以))"
)
# “但还存在…不足之处：”, “主要表现在：”, “依然存在一些问题，例如…”: a sentence that announces problems.
PROBLEM_WORDS = r"(?:问题|困难|不足(?:之处)?|短板|差距|薄弱环节|困境|瓶颈)"
PROBLEM_LEAD_IN = re.compile(
    rf"(?:^|(?<=[。！；;\n]))(?=[^。！；;\n]{{0,60}}(?:仍|还|尚|但|依然|也|距|与)[^。！；;\n]{{0,60}}{PROBLEM_WORDS})"
    rf"[^。！；;：:\n]{{0,90}}(?:存在|面临|有)[^。！；;：:\n]{{0,40}}{PROBLEM_WORDS}[^。！；;：:\n]{{0,8}}"
    r"(?:[。，,]?[^。！；;：:\n]{0,10}(?:主要)?(?:表现|体现|反映|集中|有)(?:在|为|于)?[^。！；;：:\n]{0,16}[：:]|[：:](?=\s*(?:一是|[（(]?一|1|①|首先|一方面|[^。\n]{2,60}[；;]))"
    r"|[，,：:]?\s*(?:例如|比如|譬如|诸如|如|主要是|主要有|主要包括|包括)[：:，,]?)"
)
OWN_WORK = re.compile(r"我[局委办院社县市区镇乡们]|工作|自身|总的|回顾|差距")
# Findings about others and work already done are no problems of the writers.
ABOUT_OTHERS = re.compile(
    r"审计发现|检查发现|发现问题|巡察发现|督查发现|已(?:完成|整改|解决)|整改到位|企业存在|立案|处罚|责令|督促改正|已督促"
)


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
        sections = _with_plans_without_heading(text, rows, end, sections)
    if not sections and rows and _is_plan_throughout(title, report_year):
        sections = [Section(Role.PLANS, "commitment", rows[0].start, rows[0].start, end)]
    return sections


# --- by heading -----------------------------------------------------------------------------------------------


def _by_heading(text: str, rows: tuple[Row, ...], end: int, year: int | None) -> Iterator[Section]:
    openings = _supported(rows, _openings(text, rows, year))
    taken = -1
    for number, opening in enumerate(openings):
        if opening.heading is None or opening.start < taken:
            continue
        later = islice(openings, number + 1, None)
        next_one = next((other for other in later if _interrupts(rows, opening, other)), None)
        limit = next_one.start if next_one else end
        inside = rows[opening.row + 1 : next_one.row + 1 if next_one else len(rows)]
        stop = min(limit, _end_by_mark(text, inside, rows[opening.row], opening, end))
        if opening.heading.role is Role.BOTH and _is_divided(islice(openings, number + 1, None), stop):
            continue
        taken = stop
        yield Section(opening.heading.role, opening.heading.plan_kind, opening.start, opening.body, stop)


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
        words_end = _heading_end(text, row)
        heading = heading_of(text[row.body : words_end], report_year=year) if words_end else None
        if heading:
            found.append(_Opening(index, heading, row.start, _after_stop(text, words_end, row.end)))
            continue
        tail = TAIL_CLAUSE.search(text, row.start, row.end)
        heading = heading_of(tail.group(1), report_year=year) if tail else None
        if tail and heading and heading.role is Role.PLANS:
            found.append(_Opening(index, replace(heading, weak=False), tail.start(1), row.end))
    return found


def _heading_end(text: str, row: Row) -> int:
    """Where the row's heading words end; 0 when the row cannot be a heading."""
    stop = STOP.search(text, row.body, row.end)
    words_end = stop.start() if stop else row.end
    if words_end - row.body > LONGEST:
        inner = marks_in(text, row.body, min(row.end, row.body + LONGEST_RUN_IN))
        return inner[0].start if inner else 0
    run_in = stop is not None and stop.end() < row.end
    if run_in and (words_end - row.body > LONGEST_RUN_IN or text[words_end] not in RUN_IN_STOP):
        return 0
    if run_in and row.mark is None and text[words_end] not in "：:":
        return 0
    inner = marks_in(text, row.body, words_end)
    return inner[0].start if inner and inner[0].start > row.body else words_end


def _after_stop(text: str, position: int, end: int) -> int:
    while position < end and (text[position] in RUN_IN_STOP or text[position].isspace()):
        position += 1
    return position


def _supported(rows: tuple[Row, ...], openings: list[_Opening]) -> list[_Opening]:
    """Weak headings count only where nothing better does: late in the report, with no strong one of their role."""
    strong = {opening.heading.role for opening in openings if opening.heading and not opening.heading.weak}
    if Role.BOTH in strong:
        strong |= {Role.PROBLEMS, Role.PLANS}
    problems_seen = False
    kept = []
    for opening in openings:
        heading = opening.heading
        if heading and heading.weak:
            late = opening.row * 5 >= len(rows) * 2 or problems_seen
            if heading.role in strong or not late:
                continue
        problems_seen = problems_seen or bool(heading and heading.role is not Role.PLANS)
        kept.append(opening)
    return kept


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
        return _end_of_unmarked(inside, end)
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


def _end_of_unmarked(inside: tuple[Row, ...], end: int) -> int:
    """A section under a heading without a number ends where a series further out than its own items goes on."""
    first = next((row.mark for row in inside if row.mark), None)
    if first is None:
        return end
    return next(
        (
            row.start
            for row in inside
            if row.mark and row.mark.kind < first.kind and row.mark.kind in CHAPTER_KINDS
        ),
        end,
    )


def _is_plain_heading(text: str, row: Row) -> bool:
    return row.end - row.body <= 20 and not STOP.search(text, row.body, row.end)


# --- without a heading ----------------------------------------------------------------------------------------


def _with_problems_without_heading(
    text: str, rows: tuple[Row, ...], end: int, sections: list[Section]
) -> list[Section]:
    first_plan = min((section.heading_start for section in sections), default=end)
    for row in reversed(rows):
        if row.start >= first_plan:
            continue
        for lead_in in PROBLEM_LEAD_IN.finditer(text, row.start, min(row.end, first_plan)):
            if ABOUT_OTHERS.search(lead_in.group()) or _in_passing(text, row, lead_in):
                continue
            stop = _end_of_lead_in_section(text, rows, row, lead_in.end(), first_plan)
            return [Section(Role.PROBLEMS, "commitment", lead_in.start(), lead_in.end(), stop), *sections]
    return sections


def _in_passing(text: str, row: Row, lead_in: re.Match[str]) -> bool:
    """A complaint inside one numbered piece of work is no problem of the whole, unless it speaks of our own work."""
    own = OWN_WORK.search(lead_in.group())
    return row.mark is not None and (own is None or bool(ABOUT_OTHERS.search(text, lead_in.end(), row.end)))


def _end_of_lead_in_section(text: str, rows: tuple[Row, ...], row: Row, body: int, limit: int) -> int:
    """A lead-in governs the rest of its row, or, when it ends the row, the marked rows below it."""
    if text[body : row.end].strip():
        stop = row.end
        plan = PLAN_LEAD_IN.search(text, body, row.end)
        return min(stop, plan.start(), limit) if plan else min(stop, limit)
    below = [later for later in rows if later.start > row.start]
    if not below or below[0].mark is None:
        return min(below[0].end if below else row.end, limit)
    first = below[0].mark
    for later in below[1:]:
        if later.mark and later.mark.kind < first.kind:
            return min(later.start, limit)
        if later.mark is None and PLAN_PARAGRAPH.match(text[later.start : later.end]):
            return min(later.start, limit)
    return limit


def _with_plans_without_heading(
    text: str, rows: tuple[Row, ...], end: int, sections: list[Section]
) -> list[Section]:
    """Add the plan that a lead-in, a paragraph, or, behind the problems, a sentence announces."""
    problems = sections[-1] if sections else None
    earliest = problems.start if problems else rows[len(rows) // 2].start if rows else end
    for row in rows:
        if row.end <= earliest:
            continue
        opening = _plan_opening(text, row, earliest, after_problems=problems is not None)
        if opening:
            start, body = opening
            kept = [replace(section, end=min(section.end, start)) for section in sections]
            return [*kept, Section(Role.PLANS, "commitment", start, body, _end_of_plan(rows, row, end))]
    return sections


def _plan_opening(text: str, row: Row, earliest: int, *, after_problems: bool) -> tuple[int, int] | None:
    """Where in the row a plan is announced, and where its own text begins."""
    lead_in = PLAN_LEAD_IN.search(text, max(row.start, earliest), row.end)
    if lead_in:
        return lead_in.start(), lead_in.end()
    if row.mark is None and row.start >= earliest and PLAN_PARAGRAPH.match(text[row.start : row.end]):
        return row.start, row.start
    if not after_problems:
        return None
    for stop in SENTENCE_STOP.finditer(text, max(row.start, earliest), row.end):
        if PLAN_PARAGRAPH.match(text[stop.end() : min(row.end, stop.end() + 120)]):
            return stop.end(), stop.end()
    return None


def _end_of_plan(rows: tuple[Row, ...], opening: Row, end: int) -> int:
    """A plan without a heading runs to the report's end, unless chapters go on after it."""
    for row in rows:
        if row.start > opening.start and row.mark and row.mark.kind is Kind.CHINESE and row.mark.number > 1:
            return row.start
    return end


def _is_plan_throughout(title: str, report_year: int | None) -> bool:
    """Is the whole report a plan? 2024年工作计划, 关于…的建议: its title alone says so."""
    tail = re.search(r"(?:20[0-9]{2}年|下半年|今后|关于|下一步).*$", title)
    heading = heading_of(tail.group(), report_year=None) if tail else None
    return heading is not None and heading.role is Role.PLANS and "总结" not in title and "报告" not in title
