"""Lines of a document as rows: where the text begins after its mark, and how much blank stands above."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.outline.marks import Mark, line_mark

LINE = re.compile(r"[^\n]+")


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
    for match in LINE.finditer(text, start, len(text) if end is None else end):
        words = match.group()
        stripped = words.strip()
        if not stripped:
            continue
        head = match.start() + words.index(stripped[0])
        blank = max(0, text.count("\n", last_end, head) - 1) if rows else text.count("\n", start, head)
        tail = head + len(stripped)
        rows.append(Row(head, tail, line_mark(text, head, tail), blank))
        last_end = tail
    return rows
