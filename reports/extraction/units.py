"""Units that a text charges or asks to help, found by the words that charge them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.extraction.findings import UnitRole
from reports.extraction.unit_rules import RULES, UnitRule
from reports.extraction.unit_words import (
    INNER_END,
    NOT_A_UNIT,
    NOT_IN_A_NAME,
    PART_OF_HOUSE_END,
    UNIT_END,
    WHOLE_CLASS,
)


@dataclass(frozen=True)
class Named:
    """A unit's name at [start, end) of the searched text, and what the sentence wants of it."""

    start: int
    end: int
    role: UnitRole


# Marks as the rules write them; nothing moves.
FULL_WIDTH = str.maketrans("(),;:!", "（），；：！")
DOCUMENT_NAME = re.compile(r"《[^》\n]{0,80}》")
# “请区政府…要”, “由市财政局…”: the word that hands the task over is not part of the name.
HANDING_OVER = re.compile(
    r"^(?:（(?!街道|社区)|[一二三四五六七八九十]{1,3}[是要）)]|请|由|是|希望|建议|督促|指导|会同|联合|配合|协助|[与同](?=[市县区镇乡省州各]))+"
)
SPLIT = re.compile(r"、(?![^（(]{0,24}[）)])|[，, \u3000]|以及|及其")
SOFT_SPLIT = re.compile(
    r"(?<=局|委|办|厅|府|心|队|镇|乡|道|区|组|院|位|门|会|社|团|构|校|村|科|处|室|部|站|所|司|）)[和及与同](?=.)|(?<=企业)[和及与同](?=.)"
)
# 各区县政府（含开发区管委会）
ASIDE = re.compile(r"（(?:含|列|包括|以下)[^）]*）?$")
SENTENCE_END = re.compile(r"[。；;\n]")


def find_units(text: str, start: int, end: int, *, in_plan: bool = True) -> list[Named]:
    """Units charged or asked to help in text[start:end], in order, never overlapping."""
    words = DOCUMENT_NAME.sub(lambda name: "《" * len(name.group()), text[start:end].translate(FULL_WIDTH))
    taken = bytearray(len(words))
    found: list[Named] = []
    for rule in RULES:
        for match in rule.pattern.finditer(words) if in_plan or rule.labelled else ():
            helps = rule.helps and _is_led(words, match.start("units"), found, start)
            for head, tail in _names(words, *match.span("units"), rule=rule):
                if not any(taken[head:tail]):
                    taken[head:tail] = b"\x01" * (tail - head)
                    found.append(Named(start + head, start + tail, "assist" if helps else rule.role))
    return sorted(found, key=lambda unit: unit.start)


def _is_led(words: str, head: int, found: list[Named], offset: int) -> bool:
    """The clause has named before who leads."""
    return any(
        unit.role == "lead"
        and unit.start - offset < head
        and not SENTENCE_END.search(words[unit.end - offset : head])
        and head - (unit.end - offset) < 6
        for unit in found
    )


def _names(words: str, start: int, end: int, *, rule: UnitRule) -> Iterator[tuple[int, int]]:
    """The single names of a list, without those that name nobody."""
    if words[end : end + 1] == "）" and words.count("（", start, end) > words.count("）", start, end):
        end += 1
    position = start
    for chunk in SPLIT.split(words[start:end]):
        position = words.index(chunk, position)
        offset = position
        for name in SOFT_SPLIT.split(chunk):
            head = words.index(name, offset)
            offset = head + len(name)
            name = HANDING_OVER.sub("", name)
            head = offset - len(name)
            name = ASIDE.sub("", name)
            if _is_unit(name, rule):
                yield head, head + len(name)
        position += len(chunk)


def _is_unit(name: str, rule: UnitRule) -> bool:
    if len(name) < 2 or NOT_A_UNIT.match(name):
        return False
    if WHOLE_CLASS.match(name):
        return True
    if not rule.labelled and NOT_IN_A_NAME.search(name):
        return False
    if rule.inner and INNER_END.search(name):
        return True
    if rule.acting and len(name) > 2 and PART_OF_HOUSE_END.search(name):
        return True
    return rule.abbreviated or bool(UNIT_END.search(name))
