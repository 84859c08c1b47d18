"""Lines as they stand on pages → paragraphs: broken lines joined, over page ends too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from reports.reading.furniture import LaidPage, bodies_of
from reports.reading.glyphs import LaidLine, weighted_median

STOP = re.compile(r"[，。、；：！？]$")
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
# In parts of the line's measure.
INDENT = 1.3
USUAL_INDENT = 3.0
SLACK = 0.4
# In a block narrower than this nothing tells a full line from a short one.
NARROWEST = 10
# A short line without a stop is a heading.
LONGEST_HEADING = 20
# Less than this is left over where lines are not justified.
ROOM = 1.0
# Where the first line of a paragraph is set in, the next line's place tells more; punctuation may hang out, too.
ROOM_WHERE_INDENTED = 4.0
OTHER_SIZE = 0.12
# In parts of the usual distance of lines.
WIDE_STEP = 1.45
BLANK_STEP = 2.2
INDENTING_SHARE = 0.12
# An edge of the text block is where so many lines begin or end.
EDGE_SHARE = 0.05


def paragraphs_of(pages: Sequence[LaidPage]) -> list[str]:
    """The paragraphs in order; an empty one stands before each large heading, as in typed text."""
    bodies = bodies_of(pages)
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
    has_edge: bool
    """whether more than one line shows where the right margin is"""
    indents: bool
    spaces: bool

    @classmethod
    def of(cls, bodies: Sequence[Sequence[LaidLine]]) -> _TextBlock:
        lines = [line for body in bodies for line in body]
        em = weighted_median([(line.em, len(line.text)) for line in lines])
        text = [line for line in lines if abs(line.em - em) <= OTHER_SIZE * em] or lines
        left = _edge([line.left for line in text], em, lowest=True)
        # A stop may hang out over the margin.
        inside = [line.right for line in text if not STOP.search(line.text)]
        right = _edge(inside or [line.right for line in text], em, lowest=False)
        at_edge = sum(line.right >= right - SLACK * em for line in text)
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
            has_edge=at_edge > 1,
            indents=indented >= INDENTING_SHARE * len(text),
            spaces=spaced >= INDENTING_SHARE * max(1, len(steps)),
        )

    def goes_on(self, above: LaidLine, line: LaidLine, step: float | None) -> bool:
        """Whether a line continues the paragraph of the one above; `step` is their distance on one page."""
        if self._is_large(above) and self._is_large(line):
            return _is_broken_title(above, line, self._middle, step)
        is_narrow = self.right - self.left < NARROWEST * self.em
        is_row = "\t" in above.text or "\t" in line.text
        if (
            is_narrow
            or is_row
            or abs(above.em - line.em) > OTHER_SIZE * self.em
            or not self._is_full(above, line)
        ):
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
        if HEADING_MARK.match(line.text) or not self.has_edge:
            return False
        if self.indents:
            return True
        # Where paragraphs stand apart, lines that do not are one paragraph.
        if self.spaces and step is not None:
            return True
        # A sentence ends at a line's end by chance more often than a paragraph does.
        is_heading = len(line.text) <= LONGEST_HEADING and not SENTENCE_END.search(line.text)
        return not is_heading and not ANY_MARK.match(line.text)

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
        room = ROOM_WHERE_INDENTED if self.indents else ROOM
        return line.right + width + room * self.em > self.right


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


def _edge(places: list[float], em: float, *, lowest: bool) -> float:
    """The outermost place where a fair number of lines begin (or end), else that of any line."""
    ordered = sorted(places, reverse=not lowest)
    needed = max(2, round(EDGE_SHARE * len(ordered)))
    for first, last in zip(ordered, ordered[needed - 1 :], strict=False):
        if abs(last - first) <= SLACK * em:
            return first
    return ordered[0]
