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

MOST_IN_GROUP = 10
"""Tasks that one person can judge at a glance; what would join them later makes a group of its own once they are judged."""

Pair = tuple[float, int, int]
"""The sameness of two tasks, and their keys, the lower one first."""


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
    most_shown: int

    @property
    def shown(self) -> list[Twins]:
        return self.twins[: self.most_shown]

    @property
    def hidden(self) -> int:
        return len(self.twins) - len(self.shown)

    @property
    def is_cut(self) -> bool:
        return self.compared < self.open


@dataclass(frozen=True)
class Load:
    """A lead unit and how many open tasks it has."""

    unit: Unit
    open: int

    def __str__(self) -> str:
        return str(self.unit)


def units_with_several_sources(by: User) -> list[Load]:
    """Lead units whose open tasks come from more than one source, in the order of the tree."""
    tasks = Task.objects.visible_to(by).open().order_by()
    counted = tasks.values("lead_unit").annotate(open=Count("pk"), sources=Count("source", distinct=True))
    open_tasks = dict(counted.filter(sources__gte=2).values_list("lead_unit", "open"))
    units = Unit.objects.filter(pk__in=open_tasks).order_by("path")
    return [Load(unit, open_tasks[unit.pk]) for unit in units]


def blocks_of(loads: Iterable[Load], by: User, *, most_shown: int = MOST_IN_BLOCK) -> list[Block]:
    """What may be one matter, lead unit by lead unit, in a constant number of queries."""
    loads = list(loads)
    tasks = defaultdict(list)
    for task in _latest_of_each([load.unit for load in loads], by):
        tasks[task.lead_unit_id].append(task)
    matters = dict(MatterTask.objects.filter(task__in=_keys(tasks)).values_list("task", "matter"))
    apart = set(ToldApart.objects.filter(first__in=_keys(tasks)).values_list("first", "second"))
    return [
        Block(
            load.unit,
            load.open,
            len(tasks[load.unit.pk]),
            twins_among(tasks[load.unit.pk], matters, apart),
            most_shown,
        )
        for load in loads
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
    return [_twins(group, by_key) for group in _groups(_offered(by_key, matters, apart))]


def pairs_among(tasks: Iterable[Task]) -> list[tuple[Task, Task]]:
    """The pairs of these tasks that are offered as one matter: a group hangs together by pairs, not by all of them."""
    by_key = {task.pk: task for task in tasks}
    matters = dict(MatterTask.objects.filter(task__in=by_key).values_list("task", "matter"))
    apart = set(ToldApart.objects.filter(first__in=by_key, second__in=by_key).values_list("first", "second"))
    return [(by_key[one], by_key[other]) for _, one, other in _offered(by_key, matters, apart)]


def _offered(by_key: dict[int, Task], matters: dict[int, int], apart: set[tuple[int, int]]) -> list[Pair]:
    """Pairs that are alike, of different sources, and neither linked nor told apart; best first."""
    subjects = {key: subject_of(text_of(task)) for key, task in by_key.items()}
    found: list[Pair] = []
    for one, other in _sharing(subjects):
        linked = one in matters and matters[one] == matters.get(other)
        if linked or (one, other) in apart or by_key[one].source_id == by_key[other].source_id:
            continue
        score = sameness(subjects[one], subjects[other])
        if score >= SAME:
            found.append((score, one, other))
    return sorted(found, key=lambda pair: (-pair[0], pair[1:]))


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


def _groups(found: list[Pair]) -> list[list[Pair]]:
    """Pairs that hang together by a task, the best pair of each group first; a group takes no more than can be judged."""
    group_of: dict[int, list[Pair]] = {}
    for pair in found:
        mine, theirs = (group_of.get(key, []) for key in pair[1:])
        joined = [*mine, *(theirs if theirs is not mine else []), pair]
        keys = {key for _, *both in joined for key in both}
        if len(keys) <= MOST_IN_GROUP:
            group_of |= dict.fromkeys(keys, joined)
    groups = {id(group): group for group in group_of.values()}
    return sorted(groups.values(), key=lambda group: -max(group)[0])


def _twins(pairs: list[Pair], by_key: dict[int, Task]) -> Twins:
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
