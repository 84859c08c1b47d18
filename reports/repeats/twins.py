"""疑似重复问题: one problem asked by several sources, among the open tasks of a lead unit. Never all pairs of an office."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from reports.repeats.similar import Similar, similar_to, text_of
from reports.sameness import SAME, Subject, percent, sameness, shared_words, subject_of
from tracker.models import MatterTask, Task, ToldApart, Unit, User

MOST_IN_BLOCK = 200
"""Open tasks of one lead unit that are compared with each other, latest first."""

MOST_SHARING = 20
"""A pair of characters in more tasks of the unit than this names its field, not a problem."""

LEAST_SHARED = 2


@dataclass(frozen=True)
class Twins:
    """Tasks of one lead unit and of different sources that may be one matter."""

    tasks: list[Task]
    score: float
    words: tuple[str, ...]
    """what the two that are most alike both say"""

    @property
    def percent(self) -> int:
        return percent(self.score)


@dataclass(frozen=True)
class Block:
    """One lead unit: how many open tasks it has, how many were compared, what was found among them."""

    unit: Unit
    open: int
    compared: int
    twins: list[Twins]

    @property
    def is_cut(self) -> bool:
        return self.compared < self.open


def units_with_several_sources(by: User) -> QuerySet[Unit]:
    """Lead units whose open tasks come from more than one source; adds `open`, how many tasks these are."""
    tasks = Task.objects.visible_to(by).open().order_by()
    several = (
        tasks.values("lead_unit").annotate(sources=Count("source", distinct=True)).filter(sources__gte=2)
    )
    return (
        Unit.objects.filter(pk__in=several.values("lead_unit"))
        .annotate(open=Count("led_tasks", filter=Q(led_tasks__in=tasks.values("pk"))))
        .order_by("path")
    )


def blocks_of(units: Iterable[Unit], by: User) -> list[Block]:
    """What may be one matter, lead unit by lead unit, in a constant number of queries."""
    units = list(units)
    tasks = defaultdict(list)
    for task in _latest_of_each(units, by):
        tasks[task.lead_unit_id].append(task)
    matters = dict(MatterTask.objects.filter(task__in=_keys(tasks)).values_list("task", "matter"))
    apart = set(ToldApart.objects.filter(first__in=_keys(tasks)).values_list("first", "second"))
    return [
        Block(unit, unit.open, len(tasks[unit.pk]), twins_among(tasks[unit.pk], matters, apart))
        for unit in units
    ]


def _keys(tasks: dict[int, list[Task]]) -> list[int]:
    return [task.pk for block in tasks.values() for task in block]


def _latest_of_each(units: list[Unit], by: User) -> QuerySet[Task]:
    place = Window(RowNumber(), partition_by=F("lead_unit"), order_by=F("pk").desc())
    tasks = Task.objects.visible_to(by).open().filter(lead_unit__in=units)
    return (
        tasks.annotate(place=place).filter(place__lte=MOST_IN_BLOCK).select_related("source").order_by("pk")
    )


def twins_among(tasks: list[Task], matters: dict[int, int], apart: set[tuple[int, int]]) -> list[Twins]:
    """Groups of tasks that are likely one matter and not yet linked, best first. Tasks told apart make no group."""
    by_key = {task.pk: task for task in tasks}
    subjects = {task.pk: subject_of(text_of(task)) for task in tasks}
    found: list[tuple[float, int, int]] = []
    for one, other in _sharing(subjects):
        linked = one in matters and matters[one] == matters.get(other)
        if linked or (one, other) in apart or by_key[one].source_id == by_key[other].source_id:
            continue
        score = sameness(subjects[one], subjects[other])
        if score >= SAME:
            found.append((score, one, other))
    found.sort(key=lambda pair: (-pair[0], pair[1:]))
    return [_twins(group, by_key) for group in _groups(found)]


def _sharing(subjects: dict[int, Subject]) -> Iterator[tuple[int, int]]:
    """Pairs of tasks that share telling pairs of characters, lower key first; found by index, not by trying all."""
    holders: dict[str, list[int]] = defaultdict(list)
    for key in sorted(subjects):
        for piece in subjects[key].weights:
            holders[piece].append(key)
    shared: Counter[tuple[int, int]] = Counter()
    for keys in holders.values():
        if len(keys) <= MOST_SHARING:
            shared.update(combinations(keys, 2))
    return (pair for pair, count in shared.items() if count >= LEAST_SHARED)


def _groups(found: list[tuple[float, int, int]]) -> list[list[tuple[float, int, int]]]:
    """Pairs that hang together by a task, the best pair of each group first."""
    group_of: dict[int, list[tuple[float, int, int]]] = {}
    groups: list[list[tuple[float, int, int]]] = []
    for pair in found:
        mine, theirs = group_of.get(pair[1]), group_of.get(pair[2])
        group = mine if mine is not None else theirs if theirs is not None else []
        if not group:
            groups.append(group)
        group.append(pair)
        if theirs is not None and theirs is not group:
            group.extend(theirs)
            groups = [one for one in groups if one is not theirs]
        for _, one, other in group:
            group_of[one] = group_of[other] = group
    return groups


def _twins(pairs: list[tuple[float, int, int]], by_key: dict[int, Task]) -> Twins:
    score, one, other = max(pairs)
    keys = sorted({key for _, *both in pairs for key in both})
    words = shared_words(text_of(by_key[one]), text_of(by_key[other]))
    return Twins([by_key[key] for key in keys], score, tuple(words))


def twins_of(task: Task, by: User) -> list[Similar]:
    """Open tasks of the same lead unit and of other sources that may be one matter with this one."""
    if task.lead_unit is None or task.closed_on is not None:
        return []
    apart = ToldApart.objects.filter(Q(first=task) | Q(second=task)).values_list("first", "second")
    known = {key for pair in apart for key in pair} | {task.pk}
    tasks = Task.objects.visible_to(by).open().filter(lead_unit=task.lead_unit).exclude(source=task.source)
    beside = Task.objects.beside(task).order_by().values("pk")
    return similar_to(text_of(task), tasks.exclude(pk__in=known).exclude(pk__in=beside))
