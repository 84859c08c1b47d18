"""A later deadline: asked for in time, granted by another person."""

import datetime as dt

from django.db import transaction

from tracker.actions.applying import goes_to_head
from tracker.actions.assigning import deadline
from tracker.actions.judging import decide
from tracker.actions.writing import Refused, write
from tracker.models import Application, Step, Task, User
from tracker.permissions import require
from tracker.states import Action


@transaction.atomic
def apply_extension(
    task: Task, *, by: User, version: int, on: dt.date, note: str, new_due_on: dt.date
) -> Application:
    """Ask for a later deadline, on the due day at the latest.

    The day of asking counts, also where the head of the unit has to approve before the office decides.
    """
    require(by, task, Action.APPLY_EXTENSION)
    if on > task.due_on:
        raise Refused(f"整改时限 {task.due_on} 已过，不能再申请延期。请抓紧整改并报送进展。")
    if new_due_on <= task.due_on:
        raise Refused(f"新的时限必须晚于现在的时限 {task.due_on}。")
    inside = goes_to_head(task, by)
    write(
        task,
        Action.APPLY_EXTENSION,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"new_due_on": str(new_due_on)},
    )
    return Application.objects.create(
        task=task,
        kind=Application.Kind.EXTENSION,
        by=by,
        on=on,
        text=note.strip(),
        new_due_on=new_due_on,
        waits_for_head=inside,
    )


@transaction.atomic
def grant_extension(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Move the deadline to the day that was asked for; the original one is kept for ever."""
    require(by, task, Action.GRANT_EXTENSION)
    application = decide(
        task, Application.Kind.EXTENSION, Application.Decision.GRANTED, by=by, note=note, version=version
    )
    days = (application.new_due_on - task.due_on).days
    return write(
        task,
        Action.GRANT_EXTENSION,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"days": days},
        extended_times=task.extended_times + 1,
        extended_days=task.extended_days + days,
        **deadline(task, application.new_due_on, runs_from=task.assigned_on),
    )


@transaction.atomic
def refuse_extension(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Keep the deadline, with a reason."""
    require(by, task, Action.REFUSE_EXTENSION)
    decide(task, Application.Kind.EXTENSION, Application.Decision.REFUSED, by=by, note=note, version=version)
    return write(task, Action.REFUSE_EXTENSION, by=by, version=version, on=on, note=note)
