"""Items that no mark opens: lists, clauses and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.extraction.bodies import LEAD_IN_END, Body
from reports.extraction.headings import Role
from reports.extraction.lead_ins import PROBLEM_LEAD_IN, PROBLEM_LIST, PROBLEM_SENTENCES, SOON
from reports.extraction.problem_words import PROBLEM_WORDS
from reports.outline import Part, Row, parts_of

# A line longer than this without a stop was broken in the middle of its sentence; a shorter one is a heading.
LONGEST_HEADING_LINE = 32
# “…问题，例如甲、乙、丙等等”: each of them is one problem.
LISTED = re.compile(r"[、，,]")
LISTED_BY_STOP = re.compile(r"[；;]")
LISTED_BY_COMMA = re.compile(r"[，,]")
LIST_CLOSED = re.compile(
    rf"(?P<list>[^。；;！：:\n]*[、，,][^。；;！：:\n]*?)等(?:方面的?|诸多|突出|现实|一些|具体|实际|主要)*{PROBLEM_WORDS}"
)
EXAMPLES = re.compile(r"(?:例如|比如|譬如|诸如|如|主要是|主要有|主要包括|包括)[：:，,]?$")
# “主要存在甲、乙等问题”: inside a section of problems nothing more has to announce them.
NAMED_LIST = re.compile(
    rf"(?:^|(?<=[。！；;\s]))[^。！；;：:\n、]{{0,40}}?(?:存在|面临|有)(?:着|的)?(?=[^。！；;：:\n]{{2,40}}、[^。！；;：:\n]{{2,120}}等(?:方面的?|诸多|突出|现实|一些|具体|实际|主要)*{PROBLEM_WORDS}(?:[。！；;，,\n]|$))"
)
# “主要是甲、乙、丙等。” opens the text below the heading.
LIST_OPENER = re.compile(
    r"\s*(?:主要|具体|集中)?(?:是|有|表现为|表现在|包括)(?=[^。；;：:\n]*、[^。；;：:\n]*等等?[。\n])"
)
CLAUSES_LEAD_IN = re.compile(
    r"(?:表现|体现|反映|问题|不足|困难|如下|以下[^。；：:]{0,8})(?:在|为|有|是)?[^。；：:，]{0,6}[：:]"
)
# What a plan opens with, and what it aims at before it says anything of its own.
OPENS_A_PLAN = re.compile(rf"(?:针对[^。；，,\n]{{2,30}}[，,])?(?:{SOON})")
GENERAL_AIM = re.compile(
    r"突出重点|新台阶|新局面|新成效|新突破|新跨越|高质量发展|更高(?:标准|质量)|更大力度|更实(?:举措|作风)|狠抓落实|以[^，。]{2,30}为(?:指导|引领|统领|契机|抓手|目标|导向|主线)|围绕[^，。]{2,40}(?:目标|部署|要求|任务|定位)|坚持[^，。]{2,30}(?:导向|为本|原则|方针)|锚定|立足|补齐短板|扬优势|求真务实|真抓实干"
)
# “…问题：如甲；乙；丙。”
EXAMPLE = re.compile(r"\s*(?:例如|比如|诸如|如(?!果|何|期))[：:，,]?")
# “由于甲，A；由于乙，B。”: every clause tells a problem of its own with its cause.
EACH_ITS_CAUSE = re.compile(r"\s*(?:由于|因)[^。；;\n]+(?:[；;]\s*(?:由于|因)[^。；;\n]+)+[。\n]?$")
# “主要是甲；乙；丙。” with no colon.
CLAUSES_OPENER = re.compile(
    r"\s*(?:主要|具体|集中)(?:是|有|表现为|表现在|体现在|包括)(?=[^。；;\n]+[；;][^。\n]+[。\n]?$)"
)
# “对此，我们将认真加以解决。”: the last sentence of a paragraph of problems.
VOW = re.compile(
    r"\s*(?:对此|为此|对(?:于)?(?:这些|以上|上述)(?:困难|问题|不足)|这些(?:困难|问题|矛盾|不足)?，?(?:都|必须|有待|需要|亟待|要)|我们(?:一定|必须|要|将))"
)
AND_SO_ON = re.compile(r"[，,]?等等?(?=[，,。；;\s]|$)")


@dataclass(frozen=True)
class Item:
    """One item of a section in clean offsets; `body` is where the words begin, `parts` the marked parts inside."""

    start: int
    body: int
    end: int
    parts: tuple[Part, ...]


def unmarked_items(text: str, body: Body, rows: list[Row]) -> list[Item]:
    """The items of a body without any mark, in order."""
    if body.role is Role.PROBLEMS:
        listed = _sentences(text, body, rows) or _listed(text, body) or _clauses(text, body, rows)
    else:
        listed = [] if body.one_answer else _promised_clauses(text, body, rows)
    if listed:
        return listed
    if body.one_answer:
        return [Item(rows[0].start, rows[0].start, rows[-1].end, ())]
    return _paragraphs(text, rows, body.role)


def unmarked_first(text: str, rows: list[Row], parts: tuple[Part, ...]) -> list[Item]:
    """When the series starts at two, the paragraph before it is the first item that lost its mark."""
    if parts[0].mark.number != 2 or not parts[0].mark.leading:
        return []
    before = [row for row in rows if row.end <= parts[0].start]
    before = [row for row in before if not LEAD_IN_END.search(text[row.start : row.end])]
    if not before:
        return []
    return [
        Item(
            before[0].start, before[0].start, before[-1].end, parts_of(text, before[0].start, before[-1].end)
        )
    ]


def _sentences(text: str, body: Body, rows: list[Row]) -> list[Item]:
    """“…还存在不少困难和问题。甲。乙。”: one paragraph whose sentences are the problems, but for a vow at its end."""
    head = text.rfind("\n", 0, body.start) + 1
    announced = any(
        found.end() == body.start for found in PROBLEM_SENTENCES.finditer(text, head, rows[-1].end)
    )
    if len(rows) > 1 or not announced:
        return []
    items = []
    for sentence in re.compile(r"[^。\n]+。?").finditer(text, body.start, rows[-1].end):
        if VOW.match(sentence.group()):
            break
        start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
        items.append(Item(start, start, sentence.end(), ()))
    return items


def _listed(text: str, body: Body) -> list[Item]:
    """甲、乙、丙 after 例如, or before 等问题: the announcing words end right before the body, or stand in it."""
    inside = (form.search(text, body.start, body.end) for form in (PROBLEM_LIST, PROBLEM_LEAD_IN, NAMED_LIST))
    announcement = next((found for found in inside if found), None)
    position = announcement.end() if announcement else body.start
    opener = None if announcement else LIST_OPENER.match(text, body.start, body.end)
    position = opener.end() if opener else position
    closed = LIST_CLOSED.match(text, position, body.end)
    if not closed and not opener and not EXAMPLES.search(text[max(0, position - 8) : position]):
        return []
    stop = re.compile(r"[。！\n]").search(text, position, body.end)
    end = stop.start() if stop else body.end
    if announcement and text[end : body.end].strip("。！\n"):
        return []  # what follows tells more of them: the paragraph is one problem
    and_so_on = AND_SO_ON.search(text, position, end)
    if closed:
        end = closed.end("list")
    else:
        end = and_so_on.start() if and_so_on else end - len(_tail(text[position:end]))
    items = []
    words = text[position:end]
    for piece in _list_separator(words).split(words):
        start = position + len(piece) - len(piece.lstrip())
        if piece.strip():
            items.append(Item(start, start, start + len(piece.strip()), ()))
        position += len(piece) + 1
    return items if len(items) > 1 else []


def _list_separator(words: str) -> re.Pattern[str]:
    """What parts the list: the coarsest mark that does so more than once."""
    if LISTED_BY_STOP.search(words):
        return LISTED_BY_STOP
    commas = len(LISTED_BY_COMMA.findall(words))
    return LISTED_BY_COMMA if commas > 1 or "、" not in words else LISTED


def _clauses(text: str, body: Body, rows: list[Row]) -> list[Item]:
    """“…主要表现在：甲；乙；丙。”: one paragraph whose clauses, parted by ；, are the problems."""
    if len(rows) > 1:
        return []
    lead_in = CLAUSES_LEAD_IN.search(text, body.start, body.end)
    start = lead_in.end() if lead_in else body.start
    opener = None if lead_in else CLAUSES_OPENER.match(text, body.start, body.end)
    start = opener.end() if opener else start
    announced = lead_in or opener or text[max(0, start - 1) : start] in {"：", ":", "，", ","}
    if not announced and not EACH_ITS_CAUSE.match(text, start, body.end):
        return []
    stop = re.compile(r"[。！]").search(text, start, body.end)
    end = stop.end() if stop else body.end
    example = EXAMPLE.match(text, start, end)
    start = example.end() if example else start
    items = []
    for clause in re.compile(r"[^；;]+[；;]?").finditer(text, start, end):
        words = clause.group()
        if words.strip():
            head = clause.start() + len(words) - len(words.lstrip())
            tail = AND_SO_ON.search(words)
            stop_at = tail.start() if tail else len(words.rstrip())
            items.append(Item(head, head, clause.start() + stop_at, ()))
    return items if len(items) > 1 else []


def _promised_clauses(text: str, body: Body, rows: list[Row]) -> list[Item]:
    """“…建议：甲；乙；丙。”: one sentence behind a colon whose clauses are the items."""
    words = text[body.start : body.end].rstrip("。 \n")
    if len(rows) > 1 or text[max(0, body.start - 1) : body.start] not in {"：", ":"} or "。" in words:
        return []
    return _clauses(text, body, rows)


def _only_opens(text: str, rows: list[Row]) -> bool:
    """“下一步，我们将突出重点，再上新台阶。” above the paragraphs that say how: one sentence that names no deed."""
    first = text[rows[0].start : rows[0].end]
    follows = len(rows) > 2 and not any(OPENS_A_PLAN.match(text, row.start, row.end) for row in rows[1:])
    single = not re.search(r"[。；;！](?=.)|[0-9０-９《]", first)
    return follows and single and bool(OPENS_A_PLAN.match(first) and GENERAL_AIM.search(first))


def _tail(words: str) -> str:
    match = re.search(r"等等?(?:问题|方面|情况|现象|不足|困难|短板)?[^、；;，,]{0,4}$", words)
    return match.group() if match else ""


def _paragraphs(text: str, rows: list[Row], role: Role) -> list[Item]:
    """Each paragraph is an item; a short line without a stop is the heading of the paragraph below it."""
    items: list[Item] = []
    heading: Row | None = None
    if role is Role.PLANS and _only_opens(text, rows):
        rows = rows[1:]
    for row in rows:
        words = text[row.start : row.end]
        if LEAD_IN_END.search(words) and len(rows) > 1:
            continue
        if (
            heading is None
            and len(words) <= LONGEST_HEADING_LINE
            and not re.search(r"[。；;！：:]$", words)
            and row is not rows[-1]
        ):
            heading = row
            continue
        start = heading.start if heading else row.start
        items.append(Item(start, start, row.end, ()))
        heading = None
    return items
