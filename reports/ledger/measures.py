"""Measures in one cell: a numbered line each, with their dates behind in brackets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.ledger.cells import clean, day_of

_NUMBERED = re.compile(
    r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}\s*[.．、](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])\s*"
)
_DUE = re.compile(r"\s*[（(](?:完成)?时限[:：]\s*([^）)]+)[）)]")
_DONE = re.compile(r"\s*[（(]已完成[:：]\s*([^）)]+)[）)]")


@dataclass(frozen=True)
class MeasureLine:
    text: str
    due_on: dt.date | None = None
    done_on: dt.date | None = None


def render_measures(measures: Sequence[MeasureLine]) -> str:
    """Return the cell that `parse_measures` reads back."""
    lines = []
    for position, measure in enumerate(measures, start=1):
        due = f"（时限：{measure.due_on}）" if measure.due_on else ""
        done = f"（已完成：{measure.done_on}）" if measure.done_on else ""
        lines.append(f"{position}. {clean(measure.text)}{due}{done}")
    return "\n".join(lines)


def parse_measures(cell: str) -> tuple[MeasureLine, ...]:
    """Return the measures of a cell. Numbered lines begin a measure and the lines below belong to it; where no line is
    numbered, each line is one."""
    lines = [line.strip() for line in clean(cell).split("\n") if line.strip()]
    if not any(_NUMBERED.match(line) for line in lines):
        return tuple(_measure(line) for line in lines)
    parts: list[str] = []
    for line in lines:
        if parts and not _NUMBERED.match(line):
            parts[-1] += "\n" + line
        else:
            parts.append(_NUMBERED.sub("", line))
    return tuple(_measure(part) for part in parts if part)


def _measure(text: str) -> MeasureLine:
    due, done = _DUE.search(text), _DONE.search(text)
    due_on = day_of(due[1]).on if due else None
    done_on = day_of(done[1]).on if done else None
    # A bracket that holds no day stays part of the text: nothing that was written is lost.
    if due and due_on:
        text = text.replace(due[0], "", 1)
    if done and done_on:
        text = text.replace(done[0], "", 1)
    return MeasureLine(text.strip(), due_on, done_on)
