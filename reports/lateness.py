"""Who is late, and who soon will be: the tasks of a day by their deadlines, each with whose move it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet

from tracker.ladder import RUNNING
from tracker.models import Progress, Step, Unit
from tracker.states import NEXT_ACTOR, OPEN, Action, Status

SOON = 7
"""days, the day asked about included"""


@dataclass(frozen=True)
class LateTask:
    """One line of the most overdue: how late, and whose move it is."""

    pk: int
    number: str
    title: str
    unit: str
    due_on: dt.date
    days: int
    """days between the deadline and the day asked about, or the day of submission while the task waits for a verdict"""
    extended_times: int
    extended_days: int
    progress_on: dt.date | None
    next_actor: str


@dataclass(frozen=True)
class DueTask:
    """One line of what falls due next."""

    pk: int
    number: str
    title: str
    unit: str
    due_on: dt.date
    days: int | None
    """left; none while the task waits for a verdict and its clock stands"""
    next_actor: str


def due_within(then: QuerySet, on: dt.date, days: int) -> QuerySet:
    """Return the tasks not cleared that fall due within so many days, the day itself being the first of them."""
    last = on + dt.timedelta(days=days - 1)
    return then.filter(status_then__in=OPEN, due_then__gte=on, due_then__lte=last)


def next_due(soon: QuerySet, on: dt.date, limit: int) -> list[DueTask]:
    """Return the first of these tasks by their deadline."""
    tasks = list(soon.order_by("due_then", "pk")[:limit])
    names = _unit_names(tasks)
    return [
        DueTask(
            pk=task.pk,
            number=task.number,
            title=task.title,
            unit=names[task.lead_then],
            due_on=task.due_then,
            days=(task.due_then - on).days if task.status_then in RUNNING else None,
            next_actor=NEXT_ACTOR[Status(task.status_then)],
        )
        for task in tasks
    ]


def most_overdue(then: QuerySet, on: dt.date, today: dt.date, limit: int = 10) -> list[LateTask]:
    """Return the tasks that are late by the most days.

    Two reads, because the deadline's order is the order of lateness only where the clock runs: an index serves the first,
    and the few that wait for a verdict are measured one by one.
    """
    late = then.late()
    waiting = (
        late.filter(status_then=Status.SUBMITTED)
        .alias(by=F("clock_on") - F("due_then"))
        .order_by("-by", "pk")
    )
    # Where the clock runs the deadline is held against a constant: a condition that an index can serve.
    running = late.filter(status_then__in=RUNNING, due_then__lt=on).order_by("due_then", "pk")
    worst = sorted(
        [*running[:limit], *waiting[:limit]], key=lambda task: (task.due_then - task.clock_on, task.pk)
    )
    return _with_trail(worst[:limit], on if on < today else None)


def _with_trail(tasks: Sequence, past_day: dt.date | None) -> list[LateTask]:
    """Return the lines of these tasks; of a past day extensions and progress are read from what was recorded until then."""
    pks = [task.pk for task in tasks]
    names = _unit_names(tasks)
    extended = {task.pk: (task.extended_times, task.extended_days) for task in tasks}
    progress = {task.pk: task.progress_on for task in tasks}
    if past_day:
        extended = _extended(pks, past_day)
        reported = Progress.objects.filter(task__in=pks, on__lte=past_day)
        progress = dict(reported.order_by().values_list("task").annotate(Max("on")))
    return [
        LateTask(
            pk=task.pk,
            number=task.number,
            title=task.title,
            unit=names[task.lead_then],
            due_on=task.due_then,
            days=(task.clock_on - task.due_then).days,
            extended_times=extended.get(task.pk, (0, 0))[0],
            extended_days=extended.get(task.pk, (0, 0))[1],
            progress_on=progress.get(task.pk),
            next_actor=NEXT_ACTOR[Status(task.status_then)],
        )
        for task in tasks
    ]


def _extended(pks: list[int], until: dt.date) -> dict[int, tuple[int, int]]:
    """Return how often, and by how many days in all, each task was extended up to the day."""
    granted = Step.objects.filter(task__in=pks, action=Action.GRANT_EXTENSION, on__lte=until)
    extended: dict[int, tuple[int, int]] = {}
    for task, data in granted.values_list("task", "data"):
        times, days = extended.get(task, (0, 0))
        extended[task] = times + 1, days + data["days"]
    return extended


def _unit_names(tasks: Sequence) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in={task.lead_then for task in tasks}).values_list("pk", "name"))
