"""What extraction finds, as values. Offsets point into the source text: `text == source[start:end]`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

PlanKind = Literal["commitment", "recommendation", "reflection"]
DeadlineKind = Literal["by_date", "by_period", "immediate", "long_term"]
UnitRole = Literal["lead", "assist"]


@dataclass(frozen=True)
class Point:
    """One inner point of a problem, or one measure of a commitment; an inner one's id has one part more."""

    id: str
    mark: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Problem:
    """存在问题: `title` is its leading sentence without the mark."""

    id: str
    mark: str
    title: str
    text: str
    start: int
    end: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Commitment:
    """下一步承诺, or a recommendation to somebody else, or a reflection; `plan_kind` says which.

    `answers` is the id of the problem in whose own item it stands (“…问题。整改措施：…”), "" elsewhere.
    """

    id: str
    mark: str
    title: str
    text: str
    start: int
    end: int
    plan_kind: PlanKind
    measures: tuple[Point, ...]
    answers: str = ""


@dataclass(frozen=True)
class Deadline:
    """A time limit named in the item, point or measure `inside`; `date` is None where it cannot be reckoned."""

    inside: str
    phrase: str
    start: int
    end: int
    date: datetime.date | None
    kind: DeadlineKind
    rule: str


@dataclass(frozen=True)
class UnitMention:
    """A unit that the item, point or measure `inside` charges (lead) or asks to help (assist)."""

    inside: str
    phrase: str
    start: int
    end: int
    role: UnitRole


@dataclass(frozen=True)
class Report:
    """One report of the document. `year` is the year reported on, `plan_year` the one that its plan is for."""

    title: str
    unit: str
    year: int | None
    plan_year: int | None
    start: int
    end: int
    problems: tuple[Problem, ...]
    commitments: tuple[Commitment, ...]
    deadlines: tuple[Deadline, ...]
    units: tuple[UnitMention, ...]
