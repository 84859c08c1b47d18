"""A section → its items, and the points or measures inside them, in any of the forms that officials write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.extraction.endings import body_end
from reports.extraction.headings import Role, heading_of
from reports.extraction.lead_ins import (
    AIM,
    PLAN_LEAD_IN,
    PLAN_PARAGRAPH,
    PROBLEM_LEAD_IN,
    PROBLEM_LIST,
    PROBLEM_WORDS,
    SOON,
)
from reports.extraction.sections import Section
from reports.outline import Part, Row, parts_of, rows_of

SENTENCE_END = re.compile(r"[。！？!?；;]|(?<=[\u4e00-\u9fff”）])[.．](?=[\u4e00-\u9fff“\s]|$)")
COLON = re.compile(r"[：:]")
# A line longer than this without a stop was broken in the middle of its sentence; a shorter one is a heading.
LONGEST_HEADING_LINE = 32
LONGEST_COLON_TITLE = 24
LEAD_IN_END = re.compile(r"[：:]\s*$|(?:如下|以下几个?方面|主要(?:表现|体现)在)[。：:]?\s*$")
# “…问题，例如甲、乙、丙等等”: each of them is one problem.
LISTED = re.compile(r"[、，,]")
LISTED_BY_STOP = re.compile(r"[；;]")
LISTED_BY_COMMA = re.compile(r"[，,]")
LIST_CLOSED = re.compile(
    r"(?P<list>[^。；！：\n]*[、，][^。；！：\n]*?)等(?:方面的?|诸多|突出|现实|一些|具体|实际|主要)*(?:问题|困难|不足(?:之处)?|短板|差距|薄弱环节|困境|瓶颈)"
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
AND_SO_ON = re.compile(r"[，,]?等等?(?=[，,。；;\s]|$)")
# A heading that only says that items follow.
CONTAINER = re.compile(
    r"(?:主要|重点|具体|工作|下一步|相关|的|和|与|及|整改|推进|推进落实|改进)*(?:措施|举措|任务|工作|做法)"
)
CAUSES = re.compile(
    r"^(?:问题|不足|产生|存在|主要|以上|上述|这些|的)*(?:原因|成因|根源)(?:分析|剖析)?(?=$|[\s。：:])"
)
# A paragraph that tells the causes of the problems above it.
CAUSES_PARAGRAPH = re.compile(
    r"^(?:究其(?:根本)?原因|(?:深入|认真)?(?:剖析|分析|反思)[^，。：:]{0,12}原因|(?:产生|出现|造成|存在)?(?:以上|上述|这些)[^，。：:]{0,10}的?(?:主要)?(?:原因|根源))"
)
# How a sentence opens when the writer turns from problems to plans.
TURN_TO_PLAN = re.compile(
    rf"(?:(?:针对|对照|面对)(?:以上|上述|这些|存在|此|工作中)[^。！；;\n]{{0,30}}|对此|为此|(?:{SOON}|我[们局委办院社县市区镇乡]|今年)[^。！；;\n]{{0,30}}?(?:将|要|拟|计划|打算|重点|继续|{AIM}))"
)
# Inside one item, the words behind which its own answer stands.
ANSWER_CUE = re.compile(
    r"(?<=[。；！\n])\s*(?:下一步|下步|拟采取的?|主要)?(?:整改|改进|解决|应对|工作|的)*(?:措施|打算|对策|办法|建议)[：:]\s*(?=\S)"
)
# A first word that promises, and words that only a problem has.
PROMISING = re.compile(
    r"^(?:要|进一步|持续|继续|切实|着力|深入|加强|加大|加快|提升|提高|完善|强化|推进|推动|建立|健全|优化|深化|聚焦|坚持|严格|抓好|做好|落实|开展|扎实|全面|积极|突出|狠抓|夯实|围绕|压实|规范|拓宽|补齐)"
)
COMPLAINING = re.compile(
    r"不(?:足|够|高|强|到位|平衡|充分|完善|健全|规范|深|实|严|畅|大|多|力|佳|及时)|缺乏|缺少|滞后|薄弱|难|偏|短缺|欠|弱|有待|差距|问题|老化|单一|少|低"
)


@dataclass(frozen=True)
class Item:
    """One item of a section in clean offsets; `body` is where the words begin, `parts` the marked parts inside."""

    start: int
    body: int
    end: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Body:
    """The text of one role: [start, end), clean offsets."""

    role: Role
    start: int
    end: int
    one_answer: bool = False


def bodies_of(text: str, section: Section) -> list[Body]:
    """The section as problem text and plan text: a combined one is cut where the problems end."""
    rows = rows_of(text, section.start, section.end)
    if not rows:
        return []
    end = body_end(text, rows)
    if section.role is not Role.BOTH:
        stop = _before_causes(text, rows, end) if section.role is Role.PROBLEMS else end
        return [Body(section.role, section.start, stop)]
    paired = _paired_bodies(text, section.start, end)
    if paired:
        return paired
    turn = _turn(text, rows, section.start, end)
    bodies = [Body(Role.PROBLEMS, section.start, turn), Body(Role.PLANS, turn, end)]
    return [body for body in bodies if text[body.start : body.end].strip()]


def _before_causes(text: str, rows: list[Row], end: int) -> int:
    """Where a paragraph on causes ends the problems: behind it their series goes on no more."""
    marks = [row.mark for row in rows if row.mark]
    for index, row in enumerate(rows[1:], start=1):
        if row.mark is None and row.start < end and CAUSES_PARAGRAPH.match(text[row.start : row.end]):
            goes_on = any(
                later.mark and later.mark.kind is marks[0].kind for later in rows[index + 1 :] if marks
            )
            return end if goes_on else rows[index - 1].end
    return end


def items_of(text: str, body: Body) -> list[Item]:
    """The items of a body in order; text before the first of them is lead-in and belongs to none."""
    rows = rows_of(text, body.start, body.end)
    if not rows:
        return []
    parts = parts_of(text, body.start, body.end)
    if parts:
        parts = tuple(_unwrapped(text, parts, body.role))
        items = [
            Item(part.start, part.mark.end, part.end, part.parts)
            for part in parts
            if part.end > part.mark.end
        ]
        return _unmarked_first(text, rows, parts) + items
    if body.role is Role.PROBLEMS:
        listed = _listed(text, body) or _clauses(text, body, rows)
    else:
        listed = [] if body.one_answer else _promised_clauses(text, body, rows)
    if listed:
        return listed
    if body.one_answer:
        return [Item(rows[0].start, rows[0].start, rows[-1].end, ())]
    return _paragraphs(text, rows)


def title_of(text: str, item: Item) -> str:
    """The leading sentence: to its stop, to the end of a heading line, or to the first inner mark."""
    end = item.end
    if item.parts:
        end = min(end, item.parts[0].start)
    line_end = text.find("\n", item.body, end)
    if line_end != -1 and line_end - item.body <= LONGEST_HEADING_LINE:
        end = line_end
    stop = SENTENCE_END.search(text, item.body, end)
    if stop:
        end = stop.start()
    colon = COLON.search(text, item.body, end)
    if (
        colon
        and colon.start() - item.body <= LONGEST_COLON_TITLE
        and not re.search("[，,“]", text[item.body : colon.start()])
    ):
        end = colon.start()
    return text[item.body : end].replace("\n", "").strip(" \t\u3000\xa0。；;，,：:")


def _unwrapped(text: str, parts: tuple[Part, ...], role: Role) -> Iterator[Part]:
    """The parts, those of a mere container (“（一）主要问题”, “（二）工作举措”) in its place; causes are no problems."""
    for part in parts:
        first = part.parts[0].start if part.parts else part.end
        name = text[part.mark.end : first].strip(" \t\u3000\n。：:")
        if role is Role.PROBLEMS and len(parts) > 1 and CAUSES.match(name):
            continue
        if len(part.parts) > 1 and _is_container(name, role):
            yield from part.parts
        else:
            yield part


def _is_container(name: str, role: Role) -> bool:
    if role is not Role.PROBLEMS:
        return bool(CONTAINER.fullmatch(name))
    heading = heading_of(name)
    return heading is not None and heading.role is Role.PROBLEMS


# --- items without marks --------------------------------------------------------------------------------------


def _unmarked_first(text: str, rows: list[Row], parts: tuple[Part, ...]) -> list[Item]:
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
    if not lead_in and text[max(0, start - 1) : start] not in {"：", ":", "，", ","}:
        return []
    stop = re.compile(r"[。！]").search(text, start, body.end)
    end = stop.end() if stop else body.end
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


def _tail(words: str) -> str:
    match = re.search(r"等等?(?:问题|方面|情况|现象|不足|困难|短板)?[^、；;，,]{0,4}$", words)
    return match.group() if match else ""


def _paragraphs(text: str, rows: list[Row]) -> list[Item]:
    """Each paragraph is an item; a short line without a stop is the heading of the paragraph below it."""
    items: list[Item] = []
    heading: Row | None = None
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


# --- combined sections ----------------------------------------------------------------------------------------


def _paired_bodies(text: str, start: int, end: int) -> list[Body]:
    """“（一）…问题。整改措施：…”: each item holds its own answer behind a cue; [] when fewer than two do."""
    bodies: list[Body] = []
    answered = 0
    for part in _answerable(text, parts_of(text, start, end)):
        cue = ANSWER_CUE.search(text, part.mark.end, part.end)
        answered += cue is not None
        bodies.append(Body(Role.PROBLEMS, part.start, cue.start() if cue else part.end))
        if cue:
            bodies.append(Body(Role.PLANS, cue.end(), part.end, one_answer=True))
    return bodies if answered > 1 else []


def _answerable(text: str, parts: tuple[Part, ...]) -> Iterator[Part]:
    """The parts that hold one answer each: below group headings (“（一）思想方面”) those inside them."""
    cues = [[cue.start() for cue in ANSWER_CUE.finditer(text, part.mark.end, part.end)] for part in parts]
    are_groups = any(len(found) > 1 and len(part.parts) > 1 for part, found in zip(parts, cues, strict=True))
    for part, found in zip(parts, cues, strict=True):
        is_group = are_groups and part.parts and found and part.parts[0].start < found[0]
        yield from _answerable(text, part.parts) if is_group else [part]


def _turn(text: str, rows: list[Row], start: int, end: int) -> int:
    """Where a combined section turns from problems to plans; its end when it never does."""
    announced = PLAN_LEAD_IN.search(text, start, end)
    if announced:
        return announced.start()
    for row in rows[1:]:
        words = text[row.body : row.end]
        if PLAN_PARAGRAPH.match(words) or TURN_TO_PLAN.match(words):
            return row.start
    marked = [row for row in rows if row.mark]
    if marked and rows[0].mark is None and not _mostly_complain(text, marked):
        return marked[0].start
    for previous, row in pairwise(marked):
        restarts = row.mark.number == 1 and row.mark.kind is marked[0].mark.kind  # type: ignore[union-attr]
        promises = (
            PROMISING.match(text[row.body : row.end])
            and not _complains(text, row)
            and _complains(text, previous)
        )
        if restarts or promises:
            return row.start
    cue = ANSWER_CUE.search(text, start, end)
    if cue:
        return cue.start()
    for sentence in re.finditer(r"(?<=[。；！])", text[start:end]):
        if TURN_TO_PLAN.match(text, start + sentence.start(), end):
            return start + sentence.start()
    return rows[1].start if len(rows) > 1 and not marked else end


def _mostly_complain(text: str, rows: list[Row]) -> bool:
    return 2 * sum(_complains(text, row) for row in rows) > len(rows)


def _complains(text: str, row: Row) -> bool:
    stop = SENTENCE_END.search(text, row.body, row.end)
    return bool(COMPLAINING.search(text[row.body : stop.start() if stop else row.end]))
