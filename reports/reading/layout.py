"""Lines as they stand on pages → paragraphs: broken lines joined, over page ends too; headers and page numbers dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from reports.reading.glyphs import LaidLine

PAGE_NUMBER = re.compile(
    r"^[\s—–\-－─·•~～|]*(?:\d{1,3}(?:\s*[/／]\s*\d{1,4})?|第\s*\d{1,4}\s*页[\s,，/／|]*(?:共\s*\d{1,4}\s*页)?|Page\s*\d{1,4}(?:\s*of\s*\d{1,4})?)[\s—–\-－─·•~～|]*$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’」』）)》]*$")
# Marks of headings: they open a paragraph even where nothing is indented.
HEADING_MARK = re.compile(
    r"^(?:第?[一二三四五六七八九十百]{1,4}(?:、|章|节|部分|篇)|[（(][一二三四五六七八九十]{1,3}[）)])"
)
ANY_MARK = re.compile(
    HEADING_MARK.pattern
    + r"|^(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]{1,2}[是要]|第[一二三四五六七八九十]{1,2}[，,])"
)
# What cannot be broken at the beginning of a line: opening marks, a number or one character, closing marks.
FIRST_TOKEN = re.compile(
    r"^[“‘「『（《〈【(\[]*(?:[A-Za-z0-9.,%/:\-+＋]+|.)[，。、；：！？”’」』）》〉】%％)\]…—]*"
)
WORD_END, WORD_START, LONGEST_WORD = re.compile(r"[A-Za-z]{3}$"), re.compile(r"[A-Za-z]{3}"), 3
EDGE_LINES = 2
# Above and below these shares of the page's height stand its header and its number.
TOP_MARGIN, BOTTOM_MARGIN = 0.14, 0.84
# In parts of the line's measure.
INDENT = 1.3
USUAL_INDENT = 3.0
SLACK = 0.4
# In a block narrower than this nothing tells a full line from a short one.
NARROWEST = 10
# Less than this is left over where lines are not justified.
ROOM = 1.0
OTHER_SIZE = 0.12
# In parts of the usual distance of lines.
WIDE_STEP = 1.45
BLANK_STEP = 2.2
# Furniture stands at the same height, within this share of the page, on so many of its pages.
SAME_HEIGHT = 0.012
FURNITURE_SHARE = 0.4
INDENTING_SHARE = 0.12
# An edge of the text block is where so many lines begin or end.
EDGE_SHARE = 0.05


@dataclass(frozen=True)
class LaidPage:
    """One page: its height in the unit of its lines, and the lines from top to bottom."""

    height: float
    lines: tuple[LaidLine, ...]


def paragraphs_of(pages: Sequence[LaidPage]) -> list[str]:
    """The paragraphs in order; an empty one stands before each large heading, as in typed text."""
    bodies = _without_furniture(pages)
    lines = [line for body in bodies for line in body]
    if not lines:
        return []
    block = _TextBlock.of(bodies)
    paragraphs: list[str] = []
    before: LaidLine | None = None
    for body in bodies:
        for position, line in enumerate(body):
            step = line.top - body[position - 1].top if position else None
            if before is not None and block.goes_on(before, line, step):
                paragraphs[-1] = _joined(paragraphs[-1], line.text)
            else:
                if paragraphs and block.opens_a_report(before, line):
                    paragraphs.append("")
                paragraphs.append(line.text)
            before = line
    return paragraphs


@dataclass(frozen=True)
class _TextBlock:
    """How the document is set: size of its text, its edges, the distance of its lines, and how paragraphs show."""

    em: float
    left: float
    right: float
    step: float
    indents: bool
    spaces: bool

    @classmethod
    def of(cls, bodies: Sequence[Sequence[LaidLine]]) -> _TextBlock:
        lines = [line for body in bodies for line in body]
        weighted = sorted((line.em, len(line.text)) for line in lines)
        em = _weighted_median(weighted)
        text = [line for line in lines if abs(line.em - em) <= OTHER_SIZE * em] or lines
        left = _edge([line.left for line in text], em, lowest=True)
        right = _edge([line.right for line in text], em, lowest=False)
        steps = [
            after.top - above.top
            for body in bodies
            for above, after in pairwise(body)
            if abs(above.em - em) + abs(after.em - em) <= OTHER_SIZE * em
        ]
        step = median(steps) if steps else em * 1.5
        indented = sum(INDENT * em <= line.left - left <= USUAL_INDENT * em for line in text)
        spaced = sum(WIDE_STEP * step < one < 3 * step for one in steps)
        return cls(
            em,
            left,
            right,
            step,
            indents=indented >= INDENTING_SHARE * len(text),
            spaces=spaced >= INDENTING_SHARE * max(1, len(steps)),
        )

    def goes_on(self, above: LaidLine, line: LaidLine, step: float | None) -> bool:
        """Whether a line continues the paragraph of the one above; `step` is their distance on one page."""
        if self._is_large(above) and self._is_large(line):
            return _is_broken_title(above, line, self._middle, step)
        is_narrow = self.right - self.left < NARROWEST * self.em
        if is_narrow or abs(above.em - line.em) > OTHER_SIZE * self.em or not self._is_full(above, line):
            return False
        if step is not None and step > WIDE_STEP * max(self.step, line.bottom - line.top):
            return False
        ended = bool(SENTENCE_END.search(above.text))
        indent = line.left - self.left
        if indent >= INDENT * self.em:
            # A block that is set in as a whole goes on at the same place; the usual indent opens a paragraph.
            is_block = abs(line.left - above.left) < SLACK * self.em
            return not ended and is_block and not (self.indents and indent <= USUAL_INDENT * self.em)
        if not ended:
            return True
        if HEADING_MARK.match(line.text):
            return False
        if self.indents:
            return True
        # Where paragraphs stand apart, lines that do not are one paragraph.
        return self.spaces and step is not None

    def opens_a_report(self, above: LaidLine | None, line: LaidLine) -> bool:
        """A large line below smaller ones: the title of the next report of a compilation."""
        return above is not None and self._is_large(line) and not self._is_large(above)

    @property
    def _middle(self) -> float:
        return (self.left + self.right) / 2

    def _is_large(self, line: LaidLine) -> bool:
        return line.em > (1 + OTHER_SIZE) * self.em

    def _is_full(self, line: LaidLine, following: LaidLine) -> bool:
        """Whether the first word of the following line had no room left here."""
        token = FIRST_TOKEN.match(following.text)
        words = token.group() if token else ""
        width = sum(0.5 if character.isascii() else 1.0 for character in words) * self.em
        return line.right + width + ROOM * self.em > self.right


def _is_broken_title(above: LaidLine, line: LaidLine, middle: float, step: float | None) -> bool:
    """Two large centred lines of one size, one right below the other, are one title."""
    centred = all(abs((one.left + one.right) / 2 - middle) < 1.5 * one.em for one in (above, line))
    same = abs(above.em - line.em) <= OTHER_SIZE * above.em
    opens_anew = ANY_MARK.match(line.text) or line.text.startswith(("—", "（", "(", "－", "-"))
    near = step is not None and step < BLANK_STEP * (above.bottom - above.top)
    return centred and same and near and not opens_anew and not SENTENCE_END.search(above.text)


def _joined(paragraph: str, line: str) -> str:
    """Chinese joins without a blank; between two words of Latin letters the line end was one."""
    parted = WORD_END.search(paragraph[-LONGEST_WORD:]) and WORD_START.match(line)
    return f"{paragraph} {line}" if parted else paragraph + line


def _weighted_median(weighted: list[tuple[float, int]]) -> float:
    half = sum(weight for _, weight in weighted) / 2
    passed = 0
    for value, weight in weighted:
        passed += weight
        if passed >= half:
            return value
    return weighted[-1][0]


def _edge(places: list[float], em: float, *, lowest: bool) -> float:
    """The outermost place where a fair number of lines begin (or end)."""
    ordered = sorted(places, reverse=not lowest)
    needed = max(2, round(EDGE_SHARE * len(ordered)))
    for first, last in zip(ordered, ordered[needed - 1 :], strict=False):
        if abs(last - first) <= SLACK * em:
            return first
    return ordered[0]


# --- what stands on every page --------------------------------------------------------------------------------


def _without_furniture(pages: Sequence[LaidPage]) -> list[list[LaidLine]]:
    """The lines of each page without its number and without what is printed at the same place of most pages."""
    places: Counter[tuple[str, int]] = Counter()
    for page in pages:
        places.update({place for line in page.lines for place in _places(page, line)[:1]})
    least = max(2, round(FURNITURE_SHARE * len(pages)))
    bodies = []
    for page in pages:
        top, bottom = TOP_MARGIN * page.height, BOTTOM_MARGIN * page.height
        edges = {id(line) for line in page.lines[:EDGE_LINES] if line.top <= top}
        edges |= {id(line) for line in page.lines[-EDGE_LINES:] if line.bottom >= bottom}
        bodies.append(
            [
                line
                for line in page.lines
                if not (
                    (id(line) in edges and PAGE_NUMBER.match(line.text))
                    or (
                        (id(line) in edges or len(pages) > EDGE_LINES)
                        and max(places[place] for place in _places(page, line)) >= least
                    )
                )
            ]
        )
    return bodies


def _places(page: LaidPage, line: LaidLine) -> list[tuple[str, int]]:
    """The line without its digits, at its height; the neighbouring heights make up for rounding."""
    height = round(line.top / (page.height or 1) / SAME_HEIGHT)
    words = re.sub(r"\d+", "#", line.text)
    return [(words, height), (words, height - 1), (words, height + 1)]
