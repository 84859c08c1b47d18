"""Pressure and second look: raise, lower, reopen."""

import datetime as dt

from django.db import transaction

from tracker.actions.assigning import deadline
from tracker.actions.reinspecting import found
from tracker.actions.writing import Refused, write
from tracker.models import Reinspection, Step, Task, User
from tracker.permissions import require
from tracker.states import Action, Status


@transaction.atomic
def raise_task(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Make the task red whatever its deadline (提级督办)."""
    require(by, task, Action.RAISE)
    return write(task, Action.RAISE, by=by, version=version, on=on, note=note, raised=True)


@transaction.atomic
def lower_task(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Let the deadline decide the colour again."""
    require(by, task, Action.LOWER)
    return write(task, Action.LOWER, by=by, version=version, on=on, note=note, raised=False)


@transaction.atomic
def reopen(task: Task, *, by: User, version: int, on: dt.date, note: str, due_on: dt.date) -> Step:
    """Take a cleared task up again, with a new deadline. That of a closed one is a relapse: counted for ever, and begun anew."""
    require(by, task, Action.REOPEN)
    if due_on < on:
        raise Refused("重新整改的时限不能早于今天。")
    relapsed = task.status == Status.CLOSED
    step = write(
        task,
        Action.REOPEN,
        by=by,
        version=version,
        on=on,
        note=note,
        closed_on=None,
        closed_in_time=None,
        grade=None,
        percent=0 if relapsed else task.percent,
        relapsed_times=task.relapsed_times + relapsed,
        **deadline(task, due_on, runs_from=on),
    )
    task.assists.update(confirmed_on=None, confirmed_by=None, confirmation="")
    if relapsed:
        found(task, Reinspection.Result.RELAPSED, by=by, on=on, finding=note)
    return step
