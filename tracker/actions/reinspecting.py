"""Second look: planned when a task is closed, drawn by lot, and what became of it."""

import datetime as dt
import math
from collections.abc import Sequence
from random import SystemRandom

from django.db import transaction

from tracker.actions.attaching import attach, named
from tracker.actions.writing import Refused, write
from tracker.models import Policy, Reinspection, Source, Step, Task, User
from tracker.permissions import require
from tracker.states import Action, Status
from tracker.uploads import Upload

_Result = Reinspection.Result


def plan_reinspection(task: Task, *, by: User, on: dt.date) -> Reinspection | None:
    """Owe a second look at a task that is being closed, as the policy of its kind of source says; 0 days: none."""
    days = Policy.objects.for_kind(task.source.kind).reinspect_days
    if not days:
        return None
    planned_on = on + dt.timedelta(days=days)
    return Reinspection.objects.create(task=task, planned_on=planned_on, created_by=by)


@transaction.atomic
def draw_reinspections(
    source: Source, *, by: User, on: dt.date, share: int, planned_on: dt.date
) -> list[Reinspection]:
    """Draw `share` per cent of the source's closed tasks by lot, at least one; those that wait for a look anyway are moved up.

    The machine's own source of chance draws, so nobody can know or steer whom it meets.
    """
    # Locked, so that of two draws at once the second sees the looks that the first one owes.
    mine = Source.objects.owned_by(by).select_for_update(no_key=True, of=("self",))
    if mine.filter(pk=source.pk).first() is None:
        raise Refused("只能抽查本督办机构的问题来源。")
    if planned_on < on:
        raise Refused("计划日期不能早于今天。")
    closed = list(
        Task.objects.filter(source=source, status=Status.CLOSED).order_by("pk").values_list("pk", flat=True)
    )
    if not closed:
        raise Refused("这个来源还没有已销号的任务，不能抽查。")
    drawn = sorted(SystemRandom().sample(closed, math.ceil(len(closed) * share / 100)))
    waiting = Reinspection.objects.waiting().filter(task__in=drawn)
    known = set(waiting.values_list("task", flat=True))
    waiting.filter(planned_on__gt=planned_on).update(planned_on=planned_on)
    waiting.update(drawn=True)
    Reinspection.objects.bulk_create(
        Reinspection(task_id=pk, planned_on=planned_on, drawn=True, created_by=by)
        for pk in drawn
        if pk not in known
    )
    return list(Reinspection.objects.waiting().filter(task__in=drawn).select_related("task"))


@transaction.atomic
def reinspect(
    task: Task, *, by: User, version: int, on: dt.date, note: str, evidence: Sequence[Upload] = ()
) -> Step:
    """Say that the rectification holds. A relapse is said by `reopen`."""
    require(by, task, Action.REINSPECT)
    step = write(task, Action.REINSPECT, by=by, version=version, on=on, note=note, data=named(evidence))
    found(task, _Result.HOLDS, by=by, on=on, finding=note)
    attach(task, evidence, by=by)
    return step


def found(task: Task, result: str, *, by: User, on: dt.date, finding: str) -> None:
    """Keep what a second look found, on the one that waits or on a new one that nobody had planned."""
    look = task.reinspections.waiting().first() or Reinspection(task=task, planned_on=on, created_by=by)
    look.result, look.done_on, look.by, look.finding = result, on, by, finding.strip()
    look.save()
