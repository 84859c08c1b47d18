"""Sample reports labelled by hand: the notation of tests/reports/samples/reading, read into text and labels.

`{R unit/year:…}` a report ("-" for none) · `{P:mark|title|rest}` a problem · `{C:…}` a commitment, `{A:…}` a
recommendation, `{T:…}` a reflection · `{m:…}` a point or measure, may nest · `{d 2024-06-30:…}` a deadline
("-" without a day) · `{u:…}` a unit that leads, `{a:…}` one that assists · `?` before a letter: tolerated, not asked.
Below a line `====`: “1 p2 c1.1 c3 ~c2”: in report 1, c1.1 or c3 answers p2 best and c2 is tolerable; `none`: nothing does;
`weak`: an answer is tolerable, so is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TAG = re.compile(r"\{(\??)([RPCATmdua])(?: ([^:{}]*))?:")
WHOLE_TAG = re.compile(r"(\{\??[RPCATmdua](?: [^:{}]*)?:)")
LINKS = "\n====\n"
PLAN_KINDS = {"C": "commitment", "A": "recommendation", "T": "reflection"}


@dataclass
class Label:
    """One labelled span; `title` as [start, end) in the text where the notation marks one."""

    kind: str
    start: int
    key: str = ""
    value: str = ""
    optional: bool = False
    end: int = 0
    bars: list[int] = field(default_factory=list)
    inner: list[Label] = field(default_factory=list)

    def below(self, kinds: str) -> list[Label]:
        """Every label of these kinds inside this one, in order."""
        found = []
        for label in self.inner:
            found += ([label] if label.kind in kinds else []) + label.below(kinds)
        return found


@dataclass(frozen=True)
class Link:
    """Which commitments answer a problem best, and which are tolerable; `strength` full, weak or none."""

    report: int
    problem: str
    primary: frozenset[str]
    tolerable: frozenset[str]
    strength: str


@dataclass(frozen=True)
class Sample:
    """A text, its labelled reports, and who answers whom."""

    name: str
    text: str
    reports: tuple[Label, ...]
    links: tuple[Link, ...]


def load(path: Path, disguise: Callable[[str], str] = str) -> Sample:
    """One labelled sample, its words changed by `disguise`."""
    return parsed(path.stem, path.read_text(encoding="utf-8"), disguise)


def parsed(name: str, words: str, disguise: Callable[[str], str] = str) -> Sample:
    """A sample written in the notation; a brace that nothing closes is an error."""
    marked, _, links = words.partition(LINKS)
    marked = "".join(piece if TAG.fullmatch(piece) else disguise(piece) for piece in WHOLE_TAG.split(marked))
    text, reports = _unmarked(marked)
    for report in reports:
        _number(report)
    return Sample(name, text, tuple(reports), tuple(_link(line) for line in links.splitlines() if line))


def _unmarked(marked: str) -> tuple[str, list[Label]]:
    root = Label("", 0)
    path, kept, position, length = [root], [], 0, 0
    while position < len(marked):
        tag = TAG.match(marked, position)
        char = marked[position]
        if tag:
            label = Label(tag[2], length, value=tag[3] or "", optional=bool(tag[1]))
            path[-1].inner.append(label)
            path.append(label)
            position = tag.end()
            continue
        if char == "}":
            path.pop().end = length
        elif char == "|":
            path[-1].bars.append(length)
        else:
            kept.append(char)
            length += 1
        position += 1
    assert path == [root], f"unclosed or overclosed label: {[label.kind for label in path]}"
    text = "".join(kept)
    _strip(text, root.inner)
    return text, root.inner


def _strip(text: str, labels: list[Label]) -> None:
    for label in labels:
        while label.end > label.start and text[label.end - 1].isspace():
            label.end -= 1
        _strip(text, label.inner)


def _number(report: Label) -> None:
    for letter, kinds in (("p", "P"), ("c", "CAT")):
        for number, item in enumerate((label for label in report.below(kinds)), start=1):
            item.key = f"{letter}{number}"
            _number_inner(item)


def _number_inner(item: Label) -> None:
    for number, part in enumerate((label for label in item.inner if label.kind == "m"), start=1):
        part.key = f"{item.key}.{number}"
        _number_inner(part)


def _link(line: str) -> Link:
    report, problem, *answers = line.split()
    strength = answers[0] if answers[0] in {"none", "weak"} else "full"
    primary = frozenset(key for key in answers if key[0] == "c")
    return Link(
        int(report) - 1, problem, primary, frozenset(key[1:] for key in answers if key[0] == "~"), strength
    )
