"""What the demo's data files hold: units, accounts, sources and tasks of the invented city."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

SEEDS: Path = settings.BASE_DIR / "seeds"


@dataclass(frozen=True)
class SeedUnit:
    name: str
    kind: str
    parent: str = ""
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SeedUser:
    username: str
    name: str
    role: str
    unit: str = ""


@dataclass(frozen=True)
class SeedStandard:
    name: str
    category: str
    basis: str
    criteria: list[str]
    evidence_wanted: str
    claims: list[str]
    """what a unit says to each criterion when it applies for closure"""


@dataclass(frozen=True)
class SeedSource:
    key: str
    title: str
    kind: str
    level: str
    document_number: str
    """holds ``{year}``, the year of issue"""
    office: str
    by: str
    cycle: str
    days_ago: int
    reports: list[str] = field(default_factory=list)
    head_approves: bool = False
    """the rule of this kind of source asks for the head of the unit"""


@dataclass(frozen=True)
class SeedSibling:
    """Another unit that has the problem of a task too."""

    lead: str
    life: str


@dataclass(frozen=True)
class SeedTask:
    source: str
    life: str
    category: str
    type: str
    title: str
    problem: str
    commitment: str
    lead: str = ""
    amount: str = ""
    """how much money is involved, with its unit"""
    assists: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    shared_by: list[SeedSibling] = field(default_factory=list)

    @property
    def siblings(self) -> list["SeedTask"]:
        """The tasks of the other units, each with its own life."""
        return [replace(self, lead=one.lead, life=one.life, shared_by=[]) for one in self.shared_by]


@dataclass(frozen=True)
class SeedRecurrence:
    """A task of this year and the earlier one that recurs in it, by their titles."""

    task: str
    earlier: str


@dataclass(frozen=True)
class SeedMatter:
    """Tasks that are one matter, by their titles."""

    tasks: list[str]


@dataclass(frozen=True)
class City:
    password: str
    units: list[SeedUnit]
    users: list[SeedUser]
    standards: list[SeedStandard]
    sources: list[SeedSource]
    tasks: list[SeedTask]
    recurrences: list[SeedRecurrence]
    matters: list[SeedMatter]

    @property
    def root(self) -> str:
        return self.units[0].name


@cache
def read_city() -> City:
    """Read the data files. A word that they should not hold raises TypeError: they are ours, so it is a mistake."""
    city, tasks = _load("city.toml"), _load("tasks.toml")
    return City(
        city["password"],
        [SeedUnit(**row) for row in city["units"]],
        [SeedUser(**row) for row in city["users"]],
        [SeedStandard(**row) for row in city["standards"]],
        [SeedSource(**row) for row in city["sources"]],
        [_task(**row) for row in tasks["tasks"]],
        [SeedRecurrence(**row) for row in tasks["recurrences"]],
        [SeedMatter(**row) for row in tasks["matters"]],
    )


def _task(*, shared_by: Sequence[dict[str, str]] = (), **row: Any) -> SeedTask:
    return SeedTask(shared_by=[SeedSibling(**one) for one in shared_by], **row)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / name).read_text(encoding="utf-8"))
