"""What pages carry besides the text: headers, footers, page numbers, what is printed on each, tables of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.reading.glyphs import LaidLine, weighted_median

PAGE_NUMBER = re.compile(
    r"^[\s—–\-－─·•~～|]*(?:\d{1,3}(?:\s*[/／]\s*\d{1,4})?|第\s*\d{1,4}\s*页[\s,，/／|]*(?:共\s*\d{1,4}\s*页)?|Page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)[\s—–\-－─·•~～|]*$",
    re.IGNORECASE,
)
# An entry of a table of contents: dots, or on its page only a gap, lead to a page number.
CONTENTS_HEADING = re.compile(r"^目\s*[录次]$")
DOTTED_ENTRY = re.compile(r"(?:[.．·…‥]\s*){4,}[(（]?\d{1,4}[)）]?$")
CONTENTS = re.compile(rf"{CONTENTS_HEADING.pattern}|\t\d{{1,4}}$")
EDGE_LINES = 2
# In shares of the page's height: where headers and numbers may stand, and the margin where little else does.
TOP, BOTTOM = 0.14, 0.84
TOP_MARGIN, BOTTOM_MARGIN = 0.085, 0.93
SMALL = 0.85
# In distances of lines: what stands so far from the text is none of it.
APART = 1.6
# Lines of the same words this near in height, on so many pages, are printed and not written.
SAME_HEIGHT = 0.012
EDGE_PAGES = 3
FURNITURE_SHARE = 0.4


@dataclass(frozen=True)
class _Usual:
    """The size of the text and the distance of its lines."""

    em: float
    step: float


@dataclass(frozen=True)
class LaidPage:
    """One page: its height in the unit of its lines, and the lines from top to bottom."""

    height: float
    lines: tuple[LaidLine, ...]

    def place(self, line: LaidLine) -> tuple[str, int]:
        """The line without its digits, at its height."""
        return re.sub(r"\d+", "#", line.text), round(line.top / (self.height or 1) / SAME_HEIGHT)

    def edges(self) -> list[LaidLine]:
        """The first and the last lines, where they stand where headers and footers do."""
        above = [line for line in self.lines[:EDGE_LINES] if line.top <= TOP * self.height]
        return above + [line for line in self.lines[-EDGE_LINES:] if line.bottom >= BOTTOM * self.height]

    def in_margins(self, usual: _Usual) -> set[int]:
        """Ids of the first and last line where they stand in the page's margin, in small print or apart from the text."""
        found = set()
        for line, neighbour in (self.lines[:2], self.lines[:-3:-1]) if len(self.lines) > 1 else ():
            is_outside = line.bottom <= TOP_MARGIN * self.height or line.top >= BOTTOM_MARGIN * self.height
            is_apart = abs(neighbour.top - line.top) >= APART * usual.step > 0
            if is_outside and (is_apart or line.em <= SMALL * usual.em):
                found.add(id(line))
        return found


def bodies_of(pages: Sequence[LaidPage]) -> list[list[LaidLine]]:
    """The lines of each page that belong to the text."""
    printed = Counter(place for page in pages for place in {page.place(line) for line in page.lines})
    steps = [(below.top - above.top, 1) for page in pages for above, below in pairwise(page.lines)]
    em = weighted_median([(line.em, len(line.text)) for page in pages for line in page.lines])
    usual = _Usual(em, weighted_median(steps))
    return [_body(page, len(pages), printed, usual) for page in pages]


def _body(page: LaidPage, pages: int, printed: Counter[tuple[str, int]], usual: _Usual) -> list[LaidLine]:
    on_most = max(EDGE_PAGES, round(FURNITURE_SHARE * pages))
    at_edges = min(EDGE_PAGES, max(2, pages))
    edges = {id(line) for line in page.edges()}
    in_margins = page.in_margins(usual)
    has_contents = any(CONTENTS_HEADING.match(line.text) for line in page.lines)

    def is_furniture(line: LaidLine) -> bool:
        if DOTTED_ENTRY.search(line.text) or (has_contents and CONTENTS.search(line.text)):
            return True
        words, height = page.place(line)
        # The neighbouring heights make up for rounding.
        times = max(printed[words, near] for near in (height - 1, height, height + 1))
        if id(line) not in edges:
            return times >= on_most
        return id(line) in in_margins or times >= at_edges or bool(PAGE_NUMBER.match(line.text))

    return [line for line in page.lines if not is_furniture(line)]
