"""A body of problems or plans → its items, and the points or measures inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.extraction.bodies import Body
from reports.extraction.headings import Role, heading_of
from reports.extraction.unmarked import LONGEST_HEADING_LINE, Item, unmarked_first, unmarked_items
from reports.outline import Part, parts_of, rows_of

__all__ = ["Item", "items_of", "title_of"]

SENTENCE_END = re.compile(r"[。！？!?；;]|(?<=[\u4e00-\u9fff”）])[.．](?=[\u4e00-\u9fff“\s]|$)")
COLON = re.compile(r"[：:]")
# Blanks, stops and the bullets of lists.
BESIDE_A_TITLE = " \t\u3000\xa0。；;，,：:-－•●◆■▪➢"
LONGEST_COLON_TITLE = 24
# A heading that only says that items follow.
CONTAINER = re.compile(
    r"(?:主要|重点|具体|工作|下一步|相关|的|和|与|及|整改|推进|推进落实|改进|保障)*(?:措施|举措|任务|工作|做法)"
)
# What a plan stands on; where the tasks have a chapter of their own, these are none.
GROUND = re.compile(
    r"(?:20[0-9]{2}年)?(?:指导思想|总体(?:思路|要求)|基本(?:原则|思路)|工作(?:思路|原则)|(?:工作|总体|主要|奋斗|发展|预期)*目标(?:任务)?)"
)
CAUSES = re.compile(
    r"^(?:问题|不足|产生|存在|主要|以上|上述|这些|的)*(?:原因|成因|根源)(?:分析|剖析)?(?=$|[\s。：:])"
)


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
        return unmarked_first(text, rows, parts) + items
    return unmarked_items(text, body, rows)


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
    return text[item.body : end].replace("\n", "").strip(BESIDE_A_TITLE)


def _unwrapped(text: str, parts: tuple[Part, ...], role: Role) -> Iterator[Part]:
    """The parts, those of a mere container (“（一）主要问题”, “（二）工作举措”) in its place; causes are no problems."""
    names = [_name_of(text, part) for part in parts]
    tasks = role is not Role.PROBLEMS and any(CONTAINER.fullmatch(name) for name in names)
    for part, name in zip(parts, names, strict=True):
        if tasks and GROUND.fullmatch(name.split("\n")[0].strip(BESIDE_A_TITLE)):
            continue
        if role is Role.PROBLEMS and len(parts) > 1 and CAUSES.match(name):
            continue
        if _holds_items(part) and _is_container(name, role):
            yield from part.parts
        else:
            yield part


def _name_of(text: str, part: Part) -> str:
    """A part's words before the parts inside it."""
    first = part.parts[0].start if part.parts else part.end
    return text[part.mark.end : first].strip(" \t\u3000\n。：:")


def _holds_items(part: Part) -> bool:
    """Several parts, or one on a line of its own."""
    return len(part.parts) > 1 or any(inner.mark.leading for inner in part.parts)


def _is_container(name: str, role: Role) -> bool:
    if role is not Role.PROBLEMS:
        return bool(CONTAINER.fullmatch(name))
    heading = heading_of(name)
    return heading is not None and heading.role is Role.PROBLEMS
