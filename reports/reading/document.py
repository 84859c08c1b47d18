"""What every reader hands on: one text, its lines, and the refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(r"[^\n]+")


class UnreadableFile(ValueError):
    """The file cannot be read; the message is one Chinese sentence that says what to do."""


@dataclass(frozen=True)
class Line:
    """One non-empty line: `source.text[start:end]`, and the name of its paragraph style where the file has one."""

    start: int
    end: int
    style: str = ""


TABLE_ROW = "table row"
"""the style of lines that are rows of a table"""


@dataclass(frozen=True)
class TableRow:
    """The cells of one row, a merged one in every column that it spans; `covered` columns hold what began in a row above."""

    cells: tuple[str, ...]
    covered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Source:
    """A file's text as a reader sees it. Every offset of later results points into `text`.

    `tables` are those of a Word document once more, by cell; their words stand in the text, too.
    """

    name: str
    text: str
    lines: tuple[Line, ...]
    tables: tuple[tuple[TableRow, ...], ...] = ()

    @classmethod
    def of_text(cls, text: str, name: str = "") -> Source:
        """A source without styles: each run of characters between line feeds is one line."""
        return cls(name, text, tuple(Line(m.start(), m.end()) for m in LINE.finditer(text)))
