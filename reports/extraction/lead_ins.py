"""Problems and plans without a heading: announced by a sentence, or by how a paragraph opens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.extraction.problem_words import PROBLEM_WORDS
from reports.outline import Kind, Row, marks_in

SENTENCE_STOP = re.compile(r"[。；！]")
AIM = r"(?:重点|着力|主要|认真|集中|切实|继续|努力|力争|全力|进一步|突出|围绕|抓好|做好|开展|推进|从)"
SOON = r"(?:下一步|下步|下[一个]*阶段|今后|接下来|明年|来年|下一?年度?|下半年|[二三四]季度|新的一年|后续|20[0-9]{2}年|[xX*×]{4}年)"
FIRST_MARK = r"(?:一是|一要|首先|一方面|第一[，,、]|①|[（(]?[一1][）)、.])"
# What turns from the problems told before to what is to be done.
TURNING = r"(?:(?:针对|对照|面对|结合|对于?)(?:以上|上述|这些|存在|此|工作中|自身)[^。！；：\n]{0,30}[，,]|为此[，,]?|对此[，,]?)"
# “我局将在下一年重点抓好以下几方面：”, “针对以上问题，下一步将…如下：”: a sentence that announces a plan.
PLAN_LEAD_IN = re.compile(
    rf"(?<![^。！；;：:\n\s])(?:{TURNING}|(?:(?:针对|对照)[^。！；：\n]{{2,30}}[，,])?(?=[^。！；：:\n]{{0,40}}{SOON}))"
    rf"[^。！；：:\n]{{0,60}}?(?:将|拟|要|计划|打算|请求|恳请|建议)"
    rf"[^。！：:\n]{{0,60}}(?:以下|下列|如下|几个?方面|几项|方面工作|工作|{AIM})[^。！：:\n]{{0,24}}(?:[：:]|。(?=\s*{FIRST_MARK}))"
)
# “针对以上问题，我校成立专班，现将整改情况报告如下： 1、…”: what has been begun and what will be done.
PLAN_REPORTED = re.compile(
    rf"(?<![^。！；;：:\n\s])(?:针对|对照|对于?)[^。！；：:，\n]{{0,16}}问题[^。！；：:\n]{{0,160}}整改(?:落实)?(?:情况|措施)[^。！；：:，\n]{{0,8}}如下[：:](?=\s*{FIRST_MARK})"
)
# “在今后的工作中，一要…；二要…”
PLAN_SERIES = re.compile(
    r"(?:^|(?<=[。！；;\n]))\s*(?:在)?(?:今后|下一?步|接下来|后续|下一?阶段)[^。！；：:\n]{0,40}[，,：:](?=\s*(?:一要|一是|首先))"
)
PLAN_FORMS = (PLAN_LEAD_IN, PLAN_REPORTED, PLAN_SERIES)
# “下一步，我局将…”: the opening of a paragraph that is itself the plan.
PLAN_PARAGRAPH = re.compile(
    r"^(?:(?:针对|对照|面对)[^。！；：\n]{2,30}[，,])?(?:下一步|下步|下[一个]*阶段|今后|接下来|新的一年|明年|来年|下半年|[三四]季度)(?:工作中?|里)?[，,]?"
    r"(?=[^。！\n]{0,60}(?:将|要|拟|继续|进一步|计划|努力|加强|加大|推进|围绕|以))"
)
# “但还存在…不足之处：”, “主要表现在：”, “依然存在一些问题，例如…”: a sentence that announces problems.
PROBLEM_LEAD_IN = re.compile(
    rf"(?:^|(?<=[。！；;\s]))(?=[^。！；;\n]{{0,60}}(?:仍|还|尚|但|依然|也|距|与)[^。！；;\n]{{0,60}}{PROBLEM_WORDS})"
    rf"[^。！；;：:\n]{{0,90}}(?:存在|面临|遇到|发现|有)[^。！；;：:\n]{{0,40}}{PROBLEM_WORDS}[^。！；;：:\n]{{0,8}}"
    r"(?:[。，,]?[^。！；;：:\n]{0,10}(?:主要)?(?:表现|体现|反映|集中|有)(?:在|为|于)?[^。！；;：:\n]{0,16}[：:]|[：:，,。](?=\s*(?:一是|[（(]?[一1]|①|首先|一方面))|[：:](?=[^。\n]{2,60}[；;])"
    r"|[，,：:]?\s*(?:例如|比如|譬如|诸如|如|主要是|主要有|主要包括|包括)[：:，,]?)"
)
# “不足之处在于：甲；乙。”: the word for them and a colon say it all.
PROBLEM_COLON = re.compile(
    rf"(?:^|(?<=[。！；;\s]))(?:[^。！；;：:，\n]{{0,12}}的)?(?:主要|突出|存在)*(?:的)?{PROBLEM_WORDS}(?:方面)?(?:主要)?(?:在于|是|有|为|表现在|体现在|集中在)?[：:](?=[^\n]{{4}})"
)
# “还存在甲、乙、丙等问题”: the problems stand before the word for them.
PROBLEM_LIST = re.compile(
    r"(?:^|(?<=[。！；;\s])|(?<=[，,])(?=但|仍|还))[^。！；;：:\n]{0,60}?(?:仍|还|尚|依然|依旧|也|当前|目前|现阶段|反映出?|暴露出?|指出了?)[^。！；;：:\n、]{0,16}?(?:存在|面临|有)(?:着|一些|诸如|如|像|例如|比如)*"
    rf"(?=[^。！；;：:\n]{{2,40}}[、，][^。！；;：:\n]{{2,120}}等(?:方面的?|诸多|突出|现实|一些|具体|实际|主要)*{PROBLEM_WORDS}(?:[。！；;，,\n]|$))"
)
# “今后，我们将再接再厉，开创新局面。”: a last sentence that promises nothing.
BLANKET = re.compile(r"[^。\n]{0,30}(?:发扬成绩|再接再厉|乘势而上|克服不足|再创佳绩)[^。\n]{0,40}。?")
YEAR = re.compile(r"20[0-9]{2}(?=年)")
# “会议指出了存在的问题：一是…”: whatever is said of them, an enumeration follows.
PROBLEM_SERIES = re.compile(
    rf"(?:^|(?<=[。！；;\s]))[^。！；;：:\n]{{0,60}}{PROBLEM_WORDS}[^。！；;：:，,\n]{{0,8}}[：:](?=\s*{FIRST_MARK}|$)"
)
FIRST_BELOW = re.compile(rf"\s*(?:{FIRST_MARK}|[^\n]{{2,90}}(?:\n|$))")
# “我们也清醒地认识到：一是…”, “…认识到，甲；乙；丙。”: what one has to see, numbered or clause by clause.
PROBLEM_CLAUSES = re.compile(
    r"(?:^|(?<=[。！；\s]))[^。！；\n]{0,40}(?:同时|也|还|更|清醒)[^。！；，\n]{0,12}(?:认识|看|意识)到了?[，,：:]"
    rf"(?:(?=\s*{FIRST_MARK})|"
    r"(?=[^。\n；]*(?:不|难|缺|薄弱|差距|短板|滞后|仍|欠|有待|矛盾|压力|偏)[^。\n；]*；[^。\n；]{4,}))"
)
# “检查中发现存在以下问题：1、…”: however long the sentence before it was.
PROBLEMS_BELOW = re.compile(
    rf"(?:^|(?<=[。！；;，,\s]))[^。！；;：:，,\n]{{0,30}}(?:存在|面临|有)(?:着)?(?:以下|下列|如下)(?:几个?|方面|一些|主要|突出|具体|的)*{PROBLEM_WORDS}(?:和不足)?[：:](?=\s*{FIRST_MARK}|$)"
)
# “我们也清醒地看到，…还存在不少困难和问题。甲不足。乙滞后。”: the sentences behind it are the problems.
_WANTING = r"[^。\n]*(?:不|难|缺|薄弱|差距|短板|滞后|仍|欠|有待|矛盾|压力|偏|还需|尚需|需要进一步|严峻|严重|频发|突出|隐患)[^。\n]*。"
PROBLEM_SENTENCES = re.compile(
    rf"(?:^|(?<=[。！；\s]))[^。！；：:\n]{{0,40}}(?:清醒|深刻|充分|客观)地?(?:认识|看|意识)到[^。！；：:\n]{{0,50}}(?:存在|面临|有)[^。！；：:\n]{{0,16}}{PROBLEM_WORDS}[^。！；：:，,\n]{{0,4}}。"
    rf"(?!\s*(?:主要|具体|一是|集中))(?={_WANTING}{_WANTING})"
)
PROBLEM_FORMS = (
    PROBLEM_SENTENCES,
    PROBLEM_LEAD_IN,
    PROBLEMS_BELOW,
    PROBLEM_LIST,
    PROBLEM_COLON,
    PROBLEM_SERIES,
    PROBLEM_CLAUSES,
)
# So far below a line the first mark of a series is looked for.
LOOK_BELOW = 8
OWN_WORK = re.compile(r"我[局委办院社县市区镇乡们]|工作|自身|总的|回顾|差距")
# Findings about others and work already done are no problems of the writers.
FOUND_AT_OTHERS = re.compile(
    r"审计发现|检查发现|发现问题|巡察发现|督查发现|已(?:完成|整改|解决)|整改到位|企业存在|立案|处罚|责令|督促改正|已督促"
)
WORK_ON_THEM = re.compile(
    r"针对|聚焦|围绕|瞄准|(?<!亟待)(?<!亟需)(?<!有待)(?<!需要)(?:破解|化解|解决)(?!的)|(?:着力|集中|重点|推动)解决"
)
# “…得到了解决，但仍存在…”: only what stands behind the turn announces.
TURN_WITHIN = re.compile(r"^.*[，,；;](?=但|然而|不过)")
LAST_CLAUSE = re.compile(r"^.*[，,]")
# “会议要求：一要…；二要…”: what is asked for, where a report has no other plan.
DEMANDED = re.compile(
    r"(?:^|(?<=[。！；\s]))[^。！；\n]{0,40}(?:要求|强调|建议|希望|提出)[^。！；：:，,\n]{0,16}[：:，,。](?=\s*(?:一要|一是要))"
)


@dataclass(frozen=True)
class Announced:
    """Text that a sentence announces: the sentence from `start`, what it announces in [body, end)."""

    start: int
    body: int
    end: int


def announced_problems(text: str, rows: tuple[Row, ...], limit: int) -> Announced | None:
    """The last announcement of our own problems before `limit`, where the plans begin."""
    for row in reversed(rows):
        if row.start >= limit:
            continue
        stop = min(row.end + LOOK_BELOW, limit)
        for lead_in in (found for form in PROBLEM_FORMS for found in form.finditer(text, row.start, stop)):
            if _is_about_others(lead_in) or _in_passing(text, row, lead_in):
                continue
            if lead_in.end() > row.end or (lead_in.end() == row.end and not FIRST_BELOW.match(text, row.end)):
                continue
            end = _end_of_announced(text, rows, row, lead_in.end(), limit)
            return Announced(lead_in.start(), lead_in.end(), end)
    return None


def announced_plan(
    text: str, rows: tuple[Row, ...], end: int, *, after_problems: int | None, report_year: int | None
) -> Announced | None:
    """The plan that a lead-in, a paragraph or, behind the problems, a sentence announces.

    `after_problems` is where the problems begin; without any only unnumbered rows in the second half of the report
    are searched, because pieces of work too may end in what comes next.
    """
    if not rows:
        return None
    earliest = rows[len(rows) // 2].start if after_problems is None else after_problems
    for row in rows:
        if row.end <= earliest or (row.mark and after_problems is None):
            continue
        opening = _plan_opening(text, row, earliest, after_problems=after_problems is not None)
        if opening and not _is_of_the_past(text[slice(*opening)], report_year):
            announced = Announced(*opening, _end_of_plan(rows, row, end))
            return None if BLANKET.fullmatch(text[announced.start : announced.end].strip()) else announced
    return None


def _is_about_others(lead_in: re.Match[str]) -> bool:
    """It tells what was found elsewhere, or what was done about it."""
    words = TURN_WITHIN.sub("", lead_in.group())
    clause = LAST_CLAUSE.sub("", words) if lead_in.re is PROBLEM_LIST else words
    return bool(FOUND_AT_OTHERS.search(words) or WORK_ON_THEM.search(clause))


def _in_passing(text: str, row: Row, lead_in: re.Match[str]) -> bool:
    """A complaint inside one numbered piece of work is no problem of the whole, unless it speaks of our own work."""
    own = OWN_WORK.search(lead_in.group())
    return row.mark is not None and (
        own is None
        or bool(
            FOUND_AT_OTHERS.search(text, lead_in.end(), row.end)
            or WORK_ON_THEM.search(text, lead_in.end(), row.end)
        )
    )


def _end_of_announced(text: str, rows: tuple[Row, ...], row: Row, body: int, limit: int) -> int:
    """A lead-in governs the rest of its row, or, when it ends the row, the marked rows below it."""
    if text[body : row.end].strip():
        stop = _end_of_series(text, rows, row, body)
        plan = _plan_lead_in(text, body, stop)
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


def _end_of_series(text: str, rows: tuple[Row, ...], row: Row, body: int) -> int:
    """The row's end, or that of the last row below that goes on with the series begun in it: 一是 here, 二是 there."""
    begun = marks_in(text, body, row.end)
    stop, last = row.end, begun[-1] if begun else None
    for later in rows[rows.index(row) + 1 :] if last else ():
        mark = later.mark
        if mark is None or last is None or (mark.kind, mark.number) != (last.kind, last.number + 1):
            break
        stop, last = later.end, mark
    return stop


def _plan_lead_in(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first sentence that turns to what will be done."""
    found = [match for form in PLAN_FORMS if (match := form.search(text, start, end))]
    return min(found, key=lambda match: match.start()) if found else None


def _plan_opening(text: str, row: Row, earliest: int, *, after_problems: bool) -> tuple[int, int] | None:
    """Where in the row a plan is announced, and where its own text begins."""
    places = (max(row.start, earliest), row.end + LOOK_BELOW)
    lead_in = _plan_lead_in(text, *places) if after_problems else PLAN_LEAD_IN.search(text, *places)
    if lead_in:
        return lead_in.start(), lead_in.end()
    if row.mark is None and row.start >= earliest and PLAN_PARAGRAPH.match(text[row.start : row.end]):
        return row.start, row.start
    demanded = None if row.mark else DEMANDED.search(text, max(row.start, earliest), row.end + LOOK_BELOW)
    if demanded:
        return demanded.span()
    if not after_problems:
        return None
    for stop in SENTENCE_STOP.finditer(text, max(row.start, earliest), row.end):
        if PLAN_PARAGRAPH.match(text[stop.end() : min(row.end, stop.end() + 120)]):
            return stop.end(), stop.end()
    return None


def _is_of_the_past(announcement: str, report_year: int | None) -> bool:
    """“2023年，我局将…：” in the report on 2023 tells what was done."""
    years = [int(year) for year in YEAR.findall(announcement)]
    return bool(years) and report_year is not None and max(years) <= report_year


def _end_of_plan(rows: tuple[Row, ...], opening: Row, end: int) -> int:
    """A plan without a heading runs to the report's end, unless the report's chapters go on after it."""
    below = [row for row in rows if row.start > opening.start and row.mark]
    if below and below[0].mark and (below[0].mark.kind, below[0].mark.number) == (Kind.CHINESE, 1):
        return end
    return next((row.start for row in below if row.mark and row.mark.kind is Kind.CHINESE), end)
