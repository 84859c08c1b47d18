"""Numbering marks of every form: where one stands, which series it belongs to, which number it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """Series of marks, ordered from the outermost of a normal document to the innermost."""

    PART = 0  # 第一部分
    CHINESE = 1  # 一、
    BRACKETED = 2  # （一）
    ARABIC = 3  # 1. 1、
    DECIMAL = 4  # 1.2
    BRACKETED_ARABIC = 5  # （1） 1）
    CIRCLED = 6  # ①
    ORDINAL = 7  # 第一， 其一， 问题一：
    IS = 8  # 一是
    MUST = 9  # 一要
    SEQUENCE = 10  # 首先 其次 再次 最后
    SIDE = 11  # 一方面 另一方面


# Kinds that count on within one series: "一是…二要…三要…", "首先…其次…第三…".
SERIES = {kind: kind for kind in Kind} | {Kind.MUST: Kind.IS, Kind.SEQUENCE: Kind.ORDINAL}
# Kinds that show themselves by their form wherever they stand at the head of a line.
STRUCTURAL = frozenset(
    {Kind.PART, Kind.CHINESE, Kind.BRACKETED, Kind.ARABIC, Kind.DECIMAL, Kind.BRACKETED_ARABIC}
)


@dataclass(frozen=True)
class Mark:
    """A mark at [start, end) of the text; `leading` when it opens its line; `number` 0 when it shows none."""

    kind: Kind
    number: int
    start: int
    end: int
    leading: bool


# Run-on marks that only a second one of their series makes credible.
NEVER_ALONE = frozenset({Kind.SEQUENCE, Kind.SIDE, Kind.MUST, Kind.CHINESE, Kind.ORDINAL})
BLANK = r"[ \t\u3000\xa0]"
CN = "[一二三四五六七八九十百]{1,4}"
DIGITS = r"[0-9０-９]{1,3}"
CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# After "1." a digit would make a decimal or a date, unless it begins a year ("1.2023年…") counts things ("1.4个部门…") or is a day ("2、3月26日…").
NOT_DECIMAL = r"(?![0-9０-９](?![0-9]{3}年|[0-9]{0,3}(?:个(?!百分点)|[家名件处所户座份辆起位])|[0-9０-９]?月[0-9０-９底初上中下份]))"
MARK = re.compile(
    rf"(?P<part>第{CN}(?:部分|篇章)[：:、，,]?{BLANK}*)"
    rf"|(?P<bracketed>[（(]{BLANK}*(?:{CN})?{BLANK}*[）)]|[（(]{CN}(?=、)|(?<![^\s。；;：:]){CN}[）)])"
    rf"|(?P<circled>[{CIRCLES}][、.．]?)"
    rf"|(?P<bracketed_arabic>[（(]{BLANK}*{DIGITS}{BLANK}*[）)]|(?<![0-9０-９（(]){DIGITS}[）)])"
    rf"|(?P<decimal>(?<![0-9０-９.．]){DIGITS}(?:[.．]{DIGITS}){{1,3}}(?:{BLANK}+|(?=(?![个公平立里米吨万亿千百倍元亩级成次度岁天年月小分])[\u4e00-\u9fff“《])))"
    rf"|(?P<arabic>(?<![0-9０-９.．]){DIGITS}{BLANK}*[.．、]{NOT_DECIMAL})"
    rf"|(?P<ordinal>第{CN}(?:个?方面|点|个)?(?:[，、,:：]|是(?!否))|其[一二三四五](?:[，、,:：]|是(?!否))"
    rf"|(?:问题|不足|短板|困难|措施|任务|建议|对策|举措)(?:{CN}|{DIGITS})[：:、，])"
    rf"|(?P<is>{CN}是(?!否))"
    rf"|(?P<must>{CN}(?:要(?![求素点员领害闻件务])|抓(?![住手好紧])))"
    rf"|(?P<chinese>{CN}{BLANK}*[、．.])"
    r"|(?P<sequence>首先|其次|再次|再者|此外(?=，)|另外(?=，)|最后)(?=[，,、]|[\u4e00-\u9fff])(?:是(?!否))?"
    r"|(?P<side>(?:另)?一方面)[，,]?"
)
KIND_OF_GROUP = {
    "part": Kind.PART,
    "bracketed": Kind.BRACKETED, "circled": Kind.CIRCLED, "bracketed_arabic": Kind.BRACKETED_ARABIC,
    "decimal": Kind.DECIMAL, "arabic": Kind.ARABIC, "ordinal": Kind.ORDINAL, "is": Kind.IS, "must": Kind.MUST,
    "chinese": Kind.CHINESE, "sequence": Kind.SEQUENCE, "side": Kind.SIDE,
}  # fmt: skip
SEQUENCE_NUMBERS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "此外": 3, "另外": 3, "最后": 4}
CN_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)}
# Where a run-on mark may stand: after a stop, a colon, a comma, a closing bracket or quote, or at a line's head.
CLAUSE_BREAKS = frozenset("。；;：:！!？?，,、\n）)”’】 \t\u3000\xa0")
# "一是" right after these characters is part of another word (统一是, 之一是, 第一是…).
GLUED_TO_WORD = frozenset("之统唯第一二三四五六七八九十")


def chinese_number(text: str) -> int:
    """一 → 1, 十二 → 12, 二十 → 20; 0 when there is no numeral."""
    total = current = 0
    for char in text:
        if char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char == "百":
            total, current = total + (current or 1) * 100, 0
        elif char in CN_DIGITS:
            current = CN_DIGITS[char]
    return total + current


def line_mark(text: str, start: int, end: int) -> Mark | None:
    """The mark that opens the line [start, end), if one does."""
    head = start
    while head < end and text[head].isspace():
        head += 1
    match = MARK.match(text, head, end)
    return _mark(match, leading=True) if match else None


def marks_in(text: str, start: int, end: int) -> list[Mark]:
    """Every mark that stands where a mark may stand in [start, end), in order; doubled marks are one."""
    found: list[Mark] = []
    for match in MARK.finditer(text, start, end):
        mark = _placed(text, start, match, found[-1] if found else None)
        if mark is None:
            continue
        if found and _doubled(found[-1], mark):
            previous = found.pop()
            mark = Mark(previous.kind, previous.number, previous.start, mark.end, previous.leading)
        found.append(mark)
    return _credible(text, found)


def _mark(match: re.Match[str], *, leading: bool) -> Mark:
    group = match.lastgroup or ""
    kind = KIND_OF_GROUP[group]
    end = match.end()
    return Mark(kind, _number(kind, match.group(group)), match.start(), end, leading)


def _number(kind: Kind, text: str) -> int:
    if kind in {Kind.ARABIC, Kind.BRACKETED_ARABIC, Kind.DECIMAL} or re.search(r"\d", text):
        digits = re.findall(r"\d+", text)
        return int(digits[-1]) if digits else 0
    if kind is Kind.CIRCLED:
        return CIRCLES.index(text[0]) + 1
    if kind is Kind.SEQUENCE:
        return SEQUENCE_NUMBERS[text]
    if kind is Kind.SIDE:
        return 2 if text.startswith("另") else 1
    return chinese_number(text)


def _placed(text: str, start: int, match: re.Match[str], previous: Mark | None) -> Mark | None:
    """The match as a mark, or None where the characters before it make it part of a sentence."""
    position = match.start()
    before = text[position - 1] if position else "\n"
    head = position
    while head > start and text[head - 1] in " \t\u3000\xa0":
        head -= 1
    leading = head == start or text[head - 1] == "\n"
    mark = _mark(match, leading=leading)
    follows_mark = previous is not None and previous.end == head
    if leading or follows_mark:
        return mark
    if mark.kind in {Kind.CHINESE, Kind.ARABIC, Kind.DECIMAL, Kind.BRACKETED_ARABIC, Kind.BRACKETED}:
        breaks = "。；;：:！？? \t\u3000\xa0”" + ("，," if mark.kind is Kind.BRACKETED_ARABIC else "")
        return mark if mark.number and before in breaks else None
    opens_line = previous is not None and previous.kind is Kind.SIDE and previous.leading
    if mark.kind is Kind.SIDE and before in "，,、" and not opens_line:
        return None  # “一方面…，另一方面…” inside a text balances one sentence
    if mark.kind is Kind.CIRCLED or before in CLAUSE_BREAKS:
        return mark
    if mark.kind in {Kind.IS, Kind.MUST} and before not in GLUED_TO_WORD:
        return Mark(mark.kind, mark.number, mark.start, mark.end, False)
    return None


def _doubled(previous: Mark, mark: Mark) -> bool:
    return previous.end == mark.start and (previous.kind, previous.number) == (mark.kind, mark.number)


def _credible(text: str, marks: list[Mark]) -> list[Mark]:
    """Drop run-on marks that no series supports: words such as 首先 or 一要 in the middle of a sentence."""
    kept: list[Mark] = []
    last: dict[Kind, int] = {}
    following = _following(marks)
    for index, mark in enumerate(marks):
        certain = mark.leading and mark.kind not in {Kind.SEQUENCE, Kind.SIDE}
        if certain or _in_series(text, mark, last.get(SERIES[mark.kind]), following[index]):
            kept.append(mark)
            last[SERIES[mark.kind]] = mark.number
    return kept


def _following(marks: list[Mark]) -> list[Mark | None]:
    """For every mark the next one of its series."""
    following: list[Mark | None] = [None] * len(marks)
    seen: dict[Kind, Mark] = {}
    for index in range(len(marks) - 1, -1, -1):
        series = SERIES[marks[index].kind]
        following[index] = seen.get(series)
        seen[series] = marks[index]
    return following


def _in_series(text: str, mark: Mark, last: int | None, following: Mark | None) -> bool:
    at_break = mark.start == 0 or mark.kind is Kind.CIRCLED or text[mark.start - 1] in CLAUSE_BREAKS
    if mark.number == 1:
        continued = following is not None and 1 < following.number <= 4
        after_comma = mark.start > 0 and text[mark.start - 1] in "，," and mark.kind is Kind.BRACKETED_ARABIC
        if mark.kind in NEVER_ALONE or not at_break or after_comma:
            return continued
        return continued or mark.kind in {Kind.IS, Kind.BRACKETED, Kind.BRACKETED_ARABIC, Kind.CIRCLED}
    return at_break and last is not None and last <= mark.number <= last + 3
