"""办理情况: everything about one task on paper, for the file that an office keeps of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import IO

from reports.letters.meetings import day_words
from reports.letters.paper import Paper

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Passage:
    """One thing that is, was said or was done: a heading, the words, facts below them; each may be empty."""

    head: str = ""
    text: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RecordPaper:
    """A task in words, as the person who asks for it may read it."""

    number: str
    as_of: dt.date
    parts: list[tuple[str, list[Passage]]]
    """heading and passages; at most ten"""

    def write(self, stream: IO[bytes]) -> None:
        """Write the record as .docx, its parts numbered; a part without passages is left out."""
        paper = Paper(f"整改任务办理情况\n（{self.number}）")
        paper.text(f"截至{day_words(self.as_of)}。")
        filled = [(name, passages) for name, passages in self.parts if passages]
        for place, (name, passages) in enumerate(filled):
            paper.head(f"{_NUMERALS[place]}、{name}")
            for passage in passages:
                if passage.head:
                    paper.subhead(passage.head)
                paper.text(passage.text)
                for fact, value in passage.facts:
                    paper.fact(fact, value)
        paper.save(stream)
