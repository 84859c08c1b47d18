"""Marks of one section → parts that contain parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.outline.marks import SERIES, STRUCTURAL, Mark, marks_in

# A sentence that sums up after the last part of a series: it belongs to what encloses the series. After a part
# that opened its line only a new line can do so; after a run-on part any new sentence.
SUMMING_UP = re.compile(
    r"(?<=[。！？\n])\s*(?P<opener>以上|上述|综上|总之|总的来?[说看]|总体[来上]?看|总体上|对此|为此[，,]|这些(?:问题|不足|困难|短板|情况|现象|差距)"
    r"|针对(?:以上|上述|这些)|对于?(?:以上|上述|这些)|通过(?:以上|上述|这些))"
)
CLAUSE_STOP = re.compile("[。；;！？]")
STOPS = "。；;！？”）"
# What careless lists end their lines in.
COMMAS = "，,"


@dataclass(frozen=True)
class Part:
    """A marked piece of text [start, end), mark included, outer blanks not; `parts` lie inside it in order."""

    mark: Mark
    start: int
    end: int
    parts: tuple[Part, ...]

    def inner(self) -> Iterator[tuple[Part, str]]:
        """Every part below this one, depth first, with its path: "1", "1.1", "2"…"""
        for number, part in enumerate(self.parts, start=1):
            yield part, str(number)
            for deeper, path in part.inner():
                yield deeper, f"{number}.{path}"


@dataclass
class _Open:
    """A part still being filled while the marks are read."""

    mark: Mark
    parts: list[_Open] = field(default_factory=list)


def parts_of(text: str, start: int, end: int) -> tuple[Part, ...]:
    """The outermost parts of text[start:end]; what stands before the first of them is lead-in.

    If some marks open lines, the first of those decides which series is the outermost; otherwise the first mark does.
    """
    marks = marks_in(text, start, end)
    first_leading = next((index for index, mark in enumerate(marks) if mark.leading), 0)
    if marks and SERIES[marks[0].kind] is not SERIES[marks[first_leading].kind]:
        marks = marks[first_leading:]
    return _closed(text, _grown(marks), end)


def _grown(marks: list[Mark]) -> list[_Open]:
    roots: list[_Open] = []
    path: list[_Open] = []
    for mark in marks:
        del path[_level(path, mark) :]
        part = _Open(mark)
        (path[-1].parts if path else roots).append(part)
        path.append(part)
    return roots


def _level(path: list[_Open], mark: Mark) -> int:
    """How many of the open parts stay open around a new mark."""
    peers = [level for level in range(len(path)) if SERIES[path[level].mark.kind] is SERIES[mark.kind]]
    if mark.leading and any(path[level].mark.leading for level in peers):
        # A new line goes on with the series of lines, not with one of the same form that ran on inside an item.
        peers = [level for level in peers if path[level].mark.leading]
    for level in reversed(peers):
        peer = path[level].mark
        restarts_inside = mark.number == 1 and peer.leading and not mark.leading and peer.number > 0
        return len(path) if restarts_inside else level
    level = len(path)
    if mark.leading and mark.kind in STRUCTURAL:
        while level and path[level - 1].mark.kind > mark.kind and path[level - 1].mark.kind in STRUCTURAL:
            level -= 1
    return level


def _closed(text: str, siblings: list[_Open], end: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    for index, part in enumerate(siblings):
        if index + 1 < len(siblings):
            stop = siblings[index + 1].mark.start
        else:
            stop = _before_summing_up(text, part.mark, end)
            if not part.mark.leading:
                stop = _end_of_sentence_line(text, part.mark.end, stop)
                stop = _end_of_clause(text, parts, part, stop)
            if part.mark.leading and not part.parts and _all_one_line(text, parts):
                stop = _end_of_sentence_line(text, part.mark.end, stop)
        stop = _stripped(text, part.mark.end, stop)
        inside = [inner for inner in part.parts if inner.mark.end <= stop]
        parts.append(Part(part.mark, part.mark.start, stop, _closed(text, inside, stop)))
    return tuple(parts)


def _end_of_clause(text: str, before: list[Part], last: _Open, end: int) -> int:
    """“一是…；二是…；三是…；力争…。”: where all parts before are one clause, so is the last."""
    clauses = [text[part.mark.end : part.end] for part in before]
    if len(clauses) < 2 or last.parts or any(words[-1:] not in "；;" for words in clauses):
        return end
    if any(CLAUSE_STOP.search(words[:-1]) for words in clauses):
        return end
    stop = CLAUSE_STOP.search(text, last.mark.end, end)
    return stop.end() if stop else end


def _all_one_line(text: str, parts: list[Part]) -> bool:
    """Were the parts before the last one line each, with a stop or a comma? Then a line below the last belongs to none."""
    return bool(parts) and all(
        part.mark.leading
        and text[part.end - 1] in STOPS + COMMAS
        and text.find("\n", part.start, part.end) == -1
        for part in parts
    )


def _end_of_sentence_line(text: str, start: int, end: int) -> int:
    """The end of the first line that ends in a stop: a line broken in its sentence runs on."""
    line_end = text.find("\n", start, end)
    while line_end != -1 and text[line_end - 1] not in STOPS:
        line_end = text.find("\n", line_end + 1, end)
    return end if line_end == -1 else line_end


def _before_summing_up(text: str, mark: Mark, end: int) -> int:
    for match in SUMMING_UP.finditer(text, mark.end, end):
        if not mark.leading or "\n" in text[match.start() - 1 : match.start("opener")]:
            return match.start()
    return end


def _stripped(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
