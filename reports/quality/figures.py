"""The figures of reading quality as plain values that can be added up; every share is n of N, cut and never rounded."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Self

from reports.statistics import floored_percent

TENTHS = 10


@dataclass(frozen=True)
class Share:
    """n of N."""

    n: int
    of: int

    @property
    def percent(self) -> str:
        return floored_percent(self.n, self.of)

    def __str__(self) -> str:
        return f"{self.percent}（{self.n}/{self.of}）"

    def as_data(self) -> dict[str, Any]:
        return {"n": self.n, "of": self.of, "percent": self.percent}


class _Counts:
    """Counts that are added field by field."""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


@dataclass(frozen=True)
class Items(_Counts):
    """What became of the problems, or of the commitments, that the machine found; points and measures are not counted."""

    found: int = 0
    unchanged: int = 0
    edited: int = 0
    """still the same item, but its title, text or place was changed, each of which is counted below"""
    edited_title: int = 0
    edited_text: int = 0
    edited_span: int = 0
    split: int = 0
    joined: int = 0
    """taken into another"""
    dropped: int = 0
    added: int = 0
    """what people added, the machine had missed it"""
    promoted: int = 0
    """points or measures that people made items of their own"""
    final: int = 0
    """what stood at the end"""

    @property
    def right(self) -> int:
        """Found by the machine and kept as one item, edited or not."""
        return self.unchanged + self.edited

    @property
    def exact(self) -> Share:
        return Share(self.unchanged, self.found)

    @property
    def precision(self) -> Share:
        return Share(self.right, self.found)

    @property
    def recall(self) -> Share:
        return Share(self.right, self.final)

    @property
    def f1(self) -> Share:
        return Share(2 * self.right, self.found + self.final)

    def as_data(self) -> dict[str, Any]:
        counted = {one.name: getattr(self, one.name) for one in fields(self)}
        shares = {name: getattr(self, name).as_data() for name in ("exact", "precision", "recall", "f1")}
        return counted | shares


@dataclass(frozen=True)
class Matches(_Counts):
    """What people made of the suggested answers of each confirmed problem."""

    first: int = 0
    """the first suggestion was kept"""
    another: int = 0
    """not the first, but another suggestion was"""
    by_hand: int = 0
    """none of them: a person chose something else"""
    refused: int = 0
    """none of them, and nothing answers the problem"""
    rightly_none: int = 0
    wrongly_none: int = 0
    """nothing was suggested, and a person found an answer"""

    @property
    def problems(self) -> int:
        return sum(getattr(self, one.name) for one in fields(self))

    @property
    def suggested(self) -> int:
        return self.first + self.another + self.by_hand + self.refused

    @property
    def first_kept(self) -> Share:
        return Share(self.first, self.suggested)

    @property
    def none_right(self) -> Share:
        """Of the problems that nothing answers, how many were left without a suggestion."""
        return Share(self.rightly_none, self.rightly_none + self.refused)

    def as_data(self) -> dict[str, Any]:
        counted = {one.name: getattr(self, one.name) for one in fields(self)}
        return counted | {"first_kept": self.first_kept.as_data(), "none_right": self.none_right.as_data()}


@dataclass(frozen=True)
class Filled(_Counts):
    """One field of the task, as the text suggested it and as it was confirmed."""

    kept: int = 0
    changed: int = 0
    by_hand: int = 0
    """the text suggested nothing, a person filled it in"""
    empty: int = 0

    @property
    def share(self) -> Share:
        """Of what was suggested, what was kept."""
        return Share(self.kept, self.kept + self.changed)

    def as_data(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"share": self.share.as_data()}


@dataclass(frozen=True)
class Quality(_Counts):
    """All the figures of some reports; adding two gives those of both."""

    parts: int = 0
    under_review: int = 0
    """parts where problems still wait, which count nowhere below"""
    problems: Items = Items()
    commitments: Items = Items()
    matches: Matches = Matches()
    suggested: tuple[int, ...] = ()
    """suggestions per tenth of the score, from 0 to below 0.1 up to 0.9 and above"""
    accepted: tuple[int, ...] = ()
    lead_unit: Filled = Filled()
    assisting_units: Filled = Filled()
    due_on: Filled = Filled()
    seconds: tuple[int, ...] = field(default=())
    """from one decision of a person to the next, without pauses"""

    def __add__(self, other: Self) -> Self:
        added = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        for name in ("suggested", "accepted"):
            mine, theirs = (getattr(one, name) or (0,) * TENTHS for one in (self, other))
            added[name] = tuple(a + b for a, b in zip(mine, theirs, strict=True))
        return type(self)(**added)

    @property
    def calibration(self) -> list[tuple[str, Share]]:
        """Each tenth of the score that occurs, highest first, with how many of its suggestions people kept."""
        tenths = zip(self.suggested, self.accepted, strict=True)
        shares = [
            (f"0.{at}–{'1.0' if at == 9 else f'0.{at + 1}'}", Share(n, of))
            for at, (of, n) in enumerate(tenths)
        ]
        return [(words, share) for words, share in reversed(shares) if share.of]

    @property
    def median_seconds(self) -> int | None:
        """The lower median, a time that was really measured."""
        return sorted(self.seconds)[(len(self.seconds) - 1) // 2] if self.seconds else None

    def as_data(self) -> dict[str, Any]:
        return {
            "parts": self.parts,
            "under_review": self.under_review,
            "problems": self.problems.as_data(),
            "commitments": self.commitments.as_data(),
            "matches": self.matches.as_data(),
            "calibration": [{"score": words} | share.as_data() for words, share in self.calibration],
            "lead_unit": self.lead_unit.as_data(),
            "assisting_units": self.assisting_units.as_data(),
            "due_on": self.due_on.as_data(),
            "seconds_per_item": {"median": self.median_seconds, "of": len(self.seconds)},
        }
