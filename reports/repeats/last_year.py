"""上年承诺对照: what a body promised in its last report, and whether this one says anything of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.likeness import plain
from reports.mentions import Mention, Passages, is_comparable, promises_in
from reports.models import Commitment, Found, Match, Part, Problem, Report
from reports.unit_names import UnitNames
from tracker.models import Task, User

MOST_CHOICES = 20
MOST_COMMITMENTS = 300
"""Promises of one report that are compared; no report that we have seen has half as many."""


@dataclass(frozen=True)
class Place:
    """A passage of this year's report that mentions a promise."""

    text: str
    where: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """One promise of the earlier report, what this year's says of it, and the tasks that it became."""

    text: str
    place: Place | None
    is_comparable: bool
    tasks: list[Task]


@dataclass(frozen=True)
class Comparison:
    """All promises of the earlier report in its order."""

    promises: list[Promise]
    is_cut: bool

    @property
    def mentioned(self) -> list[Promise]:
        return [one for one in self.promises if one.place]

    @property
    def forgotten(self) -> list[Promise]:
        return [one for one in self.promises if not one.place and one.is_comparable]

    @property
    def vague(self) -> list[Promise]:
        return [one for one in self.promises if not one.place and not one.is_comparable]


def earlier_parts(part: Part, by: User, names: UnitNames) -> list[Part]:
    """Reports of the same body for earlier years that the user's office has read: the nearest year first.

    Of several of one year the one with the most similar title comes first; a body is the same by name, alias or short form.
    """
    if part.year is None or not part.unit_name:
        return []
    parts = Part.objects.filter(
        report__in=Report.objects.visible_to(by).open(), year__lt=part.year
    ).select_related("report")
    called = parts.order_by().values_list("unit_name", flat=True).distinct()
    same = [name for name in called if _is_same_body(name, part.unit_name, names)]
    found = list(parts.filter(unit_name__in=same).order_by("-year", "-pk")[:MOST_CHOICES])
    return sorted(found, key=lambda one: (-(one.year or 0), -_title_likeness(one, part), -one.pk))


def _is_same_body(name: str, other: str, names: UnitNames) -> bool:
    if plain(name) == plain(other):
        return bool(plain(name))
    key = names.find(name)
    return key is not None and key == names.find(other)


def _title_likeness(one: Part, other: Part) -> float:
    mine, theirs = set(plain(one.title)), set(plain(other.title))
    return len(mine & theirs) / (len(mine | theirs) or 1)


def compare(earlier: Part, part: Part, by: User) -> Comparison:
    """Look for every promise of the earlier report in the text of this one, in a constant number of queries."""
    text = part.report.text
    passages = Passages(text, part.start, part.end)
    places = _Places(part)
    promises = list(_promises(earlier.commitments.live().in_order()))
    tasks = _tasks_of(earlier, by)
    found = []
    for promise, keys in promises[:MOST_COMMITMENTS]:
        mention = passages.mention_of(promise)
        place = places.of(mention) if mention else None
        became = next((tasks[key] for key in keys if key in tasks), [])
        found.append(Promise(promise, place, is_comparable(promise), became))
    return Comparison(found, len(promises) > MOST_COMMITMENTS)


def _promises(commitments: QuerySet[Commitment]) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    """Each single promise with the keys of the measure and the commitment that hold it; what has measures is told by them."""
    rows = [one for one in commitments if one.plan_kind == Commitment.PlanKind.COMMITMENT]
    holders = {one.parent_id for one in rows}
    for one in rows:
        if one.pk not in holders:
            for promise in promises_in(one.text, one.title):
                yield promise, (one.pk, one.parent_id)


def _tasks_of(earlier: Part, by: User) -> dict[int | None, list[Task]]:
    """By commitment: the tasks of the problems that it answers."""
    matches = Match.objects.filter(problem__part=earlier, dropped=False, problem__task__isnull=False)
    seen = Task.objects.visible_to(by).filter(reading__part=earlier).in_bulk()
    tasks: dict[int | None, list[Task]] = defaultdict(list)
    for commitment, task in matches.values_list("commitment", "problem__task"):
        if task in seen:
            tasks[commitment].append(seen[task])
    return tasks


class _Places:
    """In which section of the report a passage stands."""

    def __init__(self, part: Part) -> None:
        self.text = part.report.text
        self._sections = [
            ("存在问题", list(Problem.objects.filter(part=part, parent=None).live())),
            ("下一步打算", list(Commitment.objects.filter(part=part, parent=None).live())),
        ]

    def of(self, mention: Mention) -> Place:
        text = self.text[mention.start : mention.end]
        return Place(text, self._section(mention), mention.words)

    def _section(self, mention: Mention) -> str:
        for name, items in self._sections:
            if self._inside(items, mention):
                return name
        return "工作情况"

    @staticmethod
    def _inside(items: Iterable[Found], mention: Mention) -> bool:
        return any(item.covers(mention.start, mention.end) for item in items)
