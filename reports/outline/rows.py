"""Lines of a document as rows: where the text begins after its mark, and how much blank stands above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.outline.marks import Kind, Mark, chinese_number, line_mark

LINE = re.compile(r"[^\n]+")
# Where chapters follow each other in one line, only blanks or stops part them: “…如下： 一、…。 二、…”.
CHAPTER = re.compile(
    r"(?:(?<=[。！：:；”\u4e00-\u9fff])[ \u3000\xa0]+|(?<=[。！]))(?=([一二三四五六七八九十]{1,3})、)"
)
FEWEST_PIECES = 3


@dataclass(frozen=True)
class Row:
    """One line with text in it: [start, end) without outer blanks; `blank_above` counts empty lines before it."""

    start: int
    end: int
    mark: Mark | None
    blank_above: int

    @property
    def body(self) -> int:
        """Where the words begin, after the mark."""
        return self.mark.end if self.mark else self.start


def rows_of(text: str, start: int = 0, end: int | None = None) -> list[Row]:
    """Every line of text[start:end] that holds more than white space."""
    rows: list[Row] = []
    last_end = start
    for line_start, line_end in _lines(text, start, len(text) if end is None else end):
        words = text[line_start:line_end]
        stripped = words.strip()
        if not stripped:
            continue
        head = line_start + words.index(stripped[0])
        blank = max(0, text.count("\n", last_end, head) - 1) if rows else text.count("\n", start, head)
        tail = head + len(stripped)
        rows.append(Row(head, tail, line_mark(text, head, tail), blank))
        last_end = tail
    return rows


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines of the text, and the chapters of a line that holds several, or one that goes on with those above."""
    number = 0
    for line in LINE.finditer(text, start, end):
        cuts = [line.start()]
        own = line_mark(text, line.start(), line.end())
        if own and own.kind is Kind.CHINESE:
            number = own.number
        goes_on = number > 0
        for chapter in CHAPTER.finditer(text, line.start(), line.end()):
            found = chinese_number(chapter.group(1))
            begins = len(cuts) == 1 and found != number + 1 and (found == 1 or not number)
            if begins or found == number + 1:
                goes_on = goes_on and not begins
                number = found
                cuts.append(chapter.end())
        if len(cuts) < FEWEST_PIECES and not goes_on:
            number, cuts = 0, cuts[:1]
        yield from zip(cuts, [*cuts[1:], line.end()], strict=True)
