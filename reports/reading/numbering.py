"""Word's automatic numbers: what stands in the margin but in no run of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
LONGEST_PATTERN = 60
"""characters of a level's text; it is printed before every paragraph of the list"""
CN_DIGITS = "零一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
# Formats whose numbers are characters of their own, as far as these go.
SERIES = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographTraditional": STEMS,
    "ideographZodiac": BRANCHES,
}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
CHINESE_FORMATS = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting",
     "taiwaneseCountingThousand", "taiwaneseDigital", "koreanCounting"}
)  # fmt: skip
# Kinds of numbers that print no mark.
SILENT_FORMATS = frozenset({"bullet", "none"})
# A label that ends so stands directly before its text; any other is parted by a blank.
CLOSED_LABEL = re.compile(r"[、．.）)：:，,是要]$")
LABEL_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """How one level of a list counts and prints."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts: bool = True
    plain_digits: bool = False


@dataclass(frozen=True)
class ListUse:
    """A list as paragraphs refer to it: the definition that it shares, its levels, and where it starts afresh."""

    definition: str
    levels: dict[int, Level]
    fresh_starts: dict[int, int]


@dataclass
class Numbering:
    """All lists of a document, with the counters as they stand while its paragraphs are read in order."""

    lists: dict[str, ListUse] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: etree._Element | None) -> Numbering:
        """The lists of numbering.xml; a document without that part has none."""
        numbering = cls()
        if root is None:
            return numbering
        elements = list(root.iter(f"{W}abstractNum"))
        styled = {link: one for one in elements if (link := _value(one, "styleLink"))}
        definitions = {
            # A definition may only point at a style, whose own definition holds the levels.
            one.get(f"{W}abstractNumId", ""): _levels(styled.get(_value(one, "numStyleLink") or "", one))
            for one in elements
        }
        for use in root.iter(f"{W}num"):
            reference = use.find(f"{W}abstractNumId")
            definition = reference.get(f"{W}val", "") if reference is not None else ""
            numbering.lists[use.get(f"{W}numId", "")] = _use(use, definition, definitions.get(definition, {}))
        return numbering

    def label(self, list_id: str, depth: int) -> str:
        """Count one paragraph of the list at this depth and give its printed number, "" for a bullet."""
        use = self.lists.get(list_id)
        level = use.levels.get(depth) if use else None
        if use is None or level is None:
            return ""
        counters = self._counters.setdefault(use.definition, [None] * LEVELS)
        if list_id not in self._used:
            self._used.add(list_id)
            for fresh, start in use.fresh_starts.items():
                counters[fresh] = start - 1
        current = counters[depth]
        counters[depth] = level.start if current is None else current + 1
        for deeper in range(depth + 1, LEVELS):
            if use.levels.get(deeper, level).restarts:
                counters[deeper] = None
        return _printed(use.levels, level, counters)


def _levels(definition: etree._Element) -> dict[int, Level]:
    return {_depth(level): _level(level) for level in definition.findall(f"{W}lvl")}


def _use(use: etree._Element, definition: str, levels: dict[int, Level]) -> ListUse:
    own = dict(levels)
    fresh_starts: dict[int, int] = {}
    for override in use.findall(f"{W}lvlOverride"):
        depth = _depth(override)
        level = override.find(f"{W}lvl")
        if level is not None:
            own[depth] = _level(level)
        start = small_number(_value(override, "startOverride"))
        if start is not None:
            fresh_starts[depth] = start
    return ListUse(definition, own, fresh_starts)


def _level(level: etree._Element) -> Level:
    start = small_number(_value(level, "start"))
    return Level(
        start=1 if start is None else start,
        format=_value(level, "numFmt") or "decimal",
        text=(_value(level, "lvlText") or "")[:LONGEST_PATTERN],
        restarts=_value(level, "lvlRestart") != "0",
        plain_digits=level.find(f"{W}isLgl") is not None,
    )


def _depth(element: etree._Element) -> int:
    return min(small_number(element.get(f"{W}ilvl")) or 0, LEVELS - 1)


def small_number(text: str | None) -> int | None:
    """The number that an attribute holds. Word counts lists to 32,767; anything longer is no number of a document."""
    return int(text) if text and len(text) <= 5 and text.isascii() and text.isdigit() else None


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _printed(levels: dict[int, Level], level: Level, counters: list[int | None]) -> str:
    if level.format in SILENT_FORMATS:
        return ""

    def number(match: re.Match[str]) -> str:
        depth = int(match.group(1)) - 1
        shown = levels.get(depth, level)
        value = counters[depth] if counters[depth] is not None else shown.start
        return formatted(value or 0, "decimal" if level.plain_digits else shown.format)

    label = LABEL_PLACE.sub(number, level.text).strip()
    return label if not label or CLOSED_LABEL.search(label) else f"{label} "


def formatted(number: int, style: str) -> str:
    """One number in one of Word's number formats; an unknown format prints digits."""
    if style in CHINESE_FORMATS:
        return _chinese(number, CN_DIGITS, "十", "百")
    if style == "chineseLegalSimplified":
        return _chinese(number, LEGAL_DIGITS, "拾", "佰")
    if style in SERIES and 1 <= number <= len(SERIES[style]):
        return SERIES[style][number - 1]
    if style in {"decimalFullWidth", "decimalFullWidth2"}:
        return str(number).translate(FULL_WIDTH)
    if style == "decimalZero":
        return f"{number:02}"
    if style in {"lowerLetter", "upperLetter"} and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"} and number > 0:
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    return str(number)


def _chinese(number: int, digits: str, ten: str, hundred: str) -> str:
    if number >= 1000 or number < 0:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = digits[hundreds] + hundred if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds and ten == "十" else digits[tens]) + ten
    elif hundreds and ones:
        words += digits[0]
    return words + (digits[ones] if ones else "") or digits[0]


def _roman(number: int) -> str:
    words = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                           (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        count, number = divmod(number, value)
        words += letters * min(count, 20)
    return words
