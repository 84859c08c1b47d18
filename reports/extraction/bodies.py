"""A section → its text of problems and its text of plans, and the two apart where one section holds both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.extraction.endings import body_end
from reports.extraction.headings import Role
from reports.extraction.lead_ins import AIM, PLAN_LEAD_IN, PLAN_PARAGRAPH, SOON
from reports.extraction.sections import Section
from reports.outline import Part, Row, parts_of, rows_of

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
# “（2）住房安全方面。①…”
GROUP_NAME = re.compile(r"[^。，；：\n]{2,12}(?:方面|领域)(?:的?问题)?[。：:]?\s*$")
# A line that only announces what stands below it.
LEAD_IN_END = re.compile(
    r"[：:]\s*$|(?:如下|以下(?:几个?)?(?:方面|几?项?(?:重点)?工作)|主要(?:表现|体现)在)[。：:]?\s*$"
)
SENTENCE_STOP = re.compile(r"[。！？!?；;]")
# Who, by when and to what end, on lines beside a problem's measures.
FIELDS = re.compile(
    r"\s*(?:(?:责任|牵头|分管|包抓|包案)(?:县|市|区)?领导|(?:牵头|责任|主责|配合|协办|承办|整改)(?:单位|部门|科室)|责任人|(?:整改|完成)(?:时限|期限|时间)|整改目标)[：:]"
)


@dataclass(frozen=True)
class Body:
    """The text of one role: [start, end), clean offsets; `fields` is where lines apart from it say who and by when."""

    role: Role
    start: int
    end: int
    one_answer: bool = False
    fields: tuple[int, int] | None = None


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


def _paired_bodies(text: str, start: int, end: int) -> list[Body]:
    """“（一）…问题。整改措施：…”: each item holds its own answer behind a cue; [] when fewer than two do."""
    bodies: list[Body] = []
    answered = 0
    for part in _answerable(text, parts_of(text, start, end)):
        cue = ANSWER_CUE.search(text, part.mark.end, part.end)
        answered += cue is not None
        told = cue.start() if cue else part.end
        stop = _before_fields(text, part, told) if cue else told
        bodies.append(Body(Role.PROBLEMS, part.start, stop))
        if cue:
            fields = (stop, told) if stop < told else None
            bodies.append(Body(Role.PLANS, cue.end(), part.end, one_answer=True, fields=fields))
    return bodies if answered > 1 else []


def _before_fields(text: str, part: Part, end: int) -> int:
    """Where lines such as “责任单位：…” begin between a problem and its measures; `end` where there are none."""
    rows = rows_of(text, part.mark.end, end)
    return next((above.end for above, row in pairwise(rows) if FIELDS.match(text, row.start, row.end)), end)


def _answerable(text: str, parts: tuple[Part, ...]) -> Iterator[Part]:
    """The parts that hold one answer each: below group headings (“（一）思想方面”) those inside them."""
    cues = [[cue.start() for cue in ANSWER_CUE.finditer(text, part.mark.end, part.end)] for part in parts]
    are_groups = any(len(found) > 1 and len(part.parts) > 1 for part, found in zip(parts, cues, strict=True))
    for part, found in zip(parts, cues, strict=True):
        first = part.parts[0].start if part.parts else part.end
        named = bool(part.parts) and GROUP_NAME.match(text, part.mark.end, first)
        is_group = (are_groups or named) and part.parts and found and part.parts[0].start < found[0]
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
    announces = LEAD_IN_END.search(text, rows[0].start, rows[0].end)
    return rows[1].start if len(rows) > 1 and not marked and not announces else end


def _mostly_complain(text: str, rows: list[Row]) -> bool:
    return 2 * sum(_complains(text, row) for row in rows) > len(rows)


def _complains(text: str, row: Row) -> bool:
    stop = SENTENCE_STOP.search(text, row.body, row.end)
    return bool(COMPLAINING.search(text[row.body : stop.start() if stop else row.end]))
