"""The text without the debris and the line wraps of its copying, and the way back to every source position."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from reports.outline.wraps import wraps_of

# Debris that may stand anywhere, even inside a word: markers of a download site, invisible characters; and page
# numbers, whole lines of them.
DEBRIS = re.compile(
    r"(?<!#)#{2,6}[ ]?[A-Za-z][A-Za-z_]{2,24}[ ]?#{2,6}"
    r"|\n[ \t\u3000]*(?:[-—–－·][ \t]*[0-9０-９]{1,3}[ \t]*[-—–－·]|第[ \t]*[0-9]{1,3}[ \t]*页(?:[，, \t/]*共[ \t]*[0-9]{1,3}[ \t]*页)?)[ \t]*(?=\n|\Z)"
    r"|[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]"
)


HALF_WIDTH = {
    full: full - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for full in range(ord(first), ord(last) + 1)
}


def half_width(words: str) -> str:
    """Digits and letters of full width as those of half width; nothing moves."""
    return words.translate(HALF_WIDTH)


@dataclass(frozen=True)
class CleanText:
    """The source without debris and wraps: `shown` as it stands, `text` with digits and letters of half width for the rules.

    `origin[i]` is the source offset of character `i` of both.
    """

    text: str
    origin: array[int]
    shown: str

    @classmethod
    def of(cls, source: str) -> CleanText:
        origin = array("l", range(len(source)))
        shown, origin = _without(source, origin, (match.span() for match in DEBRIS.finditer(source)))
        wraps = ((position, position + 1) for position in wraps_of(half_width(shown)))
        shown, origin = _without(shown, origin, wraps)
        return cls(half_width(shown), origin, shown)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of the non-empty clean span [start, end)."""
        return self.origin[start], self.origin[end - 1] + 1


def _without(words: str, origin: array[int], spans: Iterable[tuple[int, int]]) -> tuple[str, array[int]]:
    """The words and their origins with these spans, which come in order, taken out."""
    kept: list[str] = []
    left = array("l")
    position = 0
    for start, end in spans:
        kept.append(words[position:start])
        left.extend(origin[position:start])
        position = end
    kept.append(words[position:])
    left.extend(origin[position:])
    return "".join(kept), left
