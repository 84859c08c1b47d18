"""Characters with their places on a page → lines of text, for the formats that only know how a page looks."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median

# Glyphs that fonts share between an ideograph and the radical of its shape; NFKC does not know these.
SHARED_SHAPES = str.maketrans(
    "⺁⺈⺋⺌⺍⺒⺓⺗⺝⺠⺩⺪⺫⺮⺳⺶⺷⺸⻀⻁⻄⻅⻆⻈⻉⻋⻌⻏⻐⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻯⻰⻲⺢",
    "厂刀卩小小巳幺心月民王疋目竹网羊羊羊艹虎西见角讠贝车辶邑钅镸长门阜青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾齐齿龙龙龟水",
)  # fmt: skip
# In parts of the line's own measure: a gap that parts cells, that parts words, that parts Latin words.
CELL_GAP = 2.0
WORD_GAP = 0.8
LATIN_GAP = 0.15
# A character drawn twice to look bold stands this close to its twin.
TWIN = 0.2
# Two of these are one stroke, whose box both have.
DRAWN_AS_ONE = "—…─"
TALL = 0.6
LINE_END_HYPHEN = 2
"""how PDFium gives a hyphen that ends a line"""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character. Any unit of length; `top` is smaller than `bottom`."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def has_place(self) -> bool:
        """Whether its box is one: a crafted file may draw at no number, or upside down."""
        corners = (self.left, self.top, self.right, self.bottom)
        return all(map(isfinite, corners)) and self.left <= self.right and self.top <= self.bottom


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One line as it stands on its page; `em` is the width of its Chinese characters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float


def readable(code: int) -> str:
    """The character that a drawn code stands for, "" for a control, a lone surrogate or a code private to a font."""
    if code == LINE_END_HYPHEN:
        return "-"
    if not 0 < code < 0x110000 or unicodedata.category(chr(code)) in {"Cc", "Cs", "Co", "Cn"}:
        return ""
    character = chr(code).translate(SHARED_SHAPES)
    is_radical = 0x2E80 <= code < 0x2FE0 or 0xF900 <= code < 0xFB00
    return unicodedata.normalize("NFKC", character) if is_radical else character


def lines_of(glyphs: Sequence[Glyph]) -> list[LaidLine]:
    """The lines of one page from top to bottom; what stands beside each other is one line, parted by tabs."""
    rows: list[_Row] = []
    waiting = [glyph for glyph in glyphs if glyph.text.strip() and glyph.has_place]
    while waiting:
        found, waiting = _rows(waiting)
        rows += found
    return [row.line() for row in sorted(rows, key=lambda row: row.top + row.bottom)]


@dataclass
class _Row:
    """Glyphs of one line while they are gathered; its height is that of the first tall one."""

    top: float
    bottom: float
    glyphs: list[Glyph]

    def takes(self, glyph: Glyph) -> bool:
        return self.top <= (glyph.top + glyph.bottom) / 2 <= self.bottom

    def line(self) -> LaidLine:
        glyphs = sorted(self.glyphs, key=lambda one: one.left)
        wide = [one.right - one.left for one in glyphs if ord(one.text[0]) >= 0x2E80]
        em = median(wide) if wide else median(one.bottom - one.top for one in glyphs)
        return LaidLine(
            _written(glyphs, em),
            glyphs[0].left,
            min(one.top for one in glyphs),
            max(one.right for one in glyphs),
            max(one.bottom for one in glyphs),
            max(em, 0.01),
        )


def _rows(glyphs: list[Glyph]) -> tuple[list[_Row], list[Glyph]]:
    """The lines that the taller half of the glyphs make, and the small ones that stand in none of them."""
    tall = TALL * median(glyph.bottom - glyph.top for glyph in glyphs)
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda one: one.top + one.bottom):
        if glyph.bottom - glyph.top >= tall:
            if not rows or not rows[-1].takes(glyph):
                rows.append(_Row(glyph.top, glyph.bottom, []))
            rows[-1].glyphs.append(glyph)
    # Flat ones such as 一 or ， stand anywhere within the height of their line.
    middles = [(row.top + row.bottom) / 2 for row in rows]
    outside: list[Glyph] = []
    for glyph in glyphs:
        if glyph.bottom - glyph.top < tall:
            row = _nearest(rows, middles, glyph)
            (row.glyphs if row.takes(glyph) else outside).append(glyph)
    return rows, outside


def _nearest(rows: list[_Row], middles: list[float], glyph: Glyph) -> _Row:
    middle = (glyph.top + glyph.bottom) / 2
    place = bisect_left(middles, middle)
    around = range(max(0, place - 1), min(len(rows), place + 1))
    return rows[min(around, key=lambda index: abs(middles[index] - middle))]


def _written(glyphs: list[Glyph], em: float) -> str:
    pieces: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None:
            is_twin = glyph.text == before.text and glyph.left - before.left < TWIN * em
            if is_twin and glyph.text not in DRAWN_AS_ONE:
                continue
            pieces.append(_between(before, glyph, em))
        pieces.append(glyph.text)
        before = glyph
    return "".join(pieces)


def _between(before: Glyph, after: Glyph, em: float) -> str:
    gap = (after.left - before.right) / em if em else 0.0
    if gap >= CELL_GAP:
        return "\t"
    both_latin = before.text.isascii() and after.text.isascii()
    return " " if gap >= WORD_GAP or (both_latin and gap >= LATIN_GAP) else ""


def weighted_median(weighted: Sequence[tuple[float, int]]) -> float:
    """The value in the middle when each counts as often as its weight; 0 for none."""
    ordered = sorted(weighted)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value
    return 0.0
