"""Special closing (特殊销号): what cannot be put right is cleared by two supervisors, with its basis, and counted apart."""

import datetime as dt

from django.db import transaction

from tracker.actions.judging import decide, refuse_waiting
from tracker.actions.writing import Refused, write
from tracker.models import Application, Step, Task, User
from tracker.permissions import require
from tracker.states import Action

_KIND = Application.Kind.SPECIAL


@transaction.atomic
def propose_special(task: Task, *, by: User, version: int, on: dt.date, note: str, basis: str) -> Application:
    """Ask another supervisor to close the task although it was not put right; reason and basis are both needed."""
    require(by, task, Action.PROPOSE_SPECIAL)
    if not basis.strip():
        raise Refused("请填写特殊销号的依据，例如会议纪要、批复或者法律条款。")
    write(
        task, Action.PROPOSE_SPECIAL, by=by, version=version, on=on, note=note, data={"basis": basis.strip()}
    )
    return Application.objects.create(
        task=task, kind=_KIND, by=by, on=on, text=note.strip(), basis=basis.strip()
    )


@transaction.atomic
def close_specially(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Close the task as another supervisor proposed. Whether it was in time is not asked: it is counted apart."""
    require(by, task, Action.CLOSE_SPECIALLY)
    application = decide(task, _KIND, Application.Decision.GRANTED, by=by, note=note, version=version)
    refuse_waiting(task, by=by, note="已特殊销号，不再审核。", version=version)
    return write(
        task,
        Action.CLOSE_SPECIALLY,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"reason": application.text, "basis": application.basis},
        closed_on=on,
        closed_in_time=None,
        submitted_on=None,
        raised=False,
    )


@transaction.atomic
def refuse_special(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Let the task go on, with a reason."""
    require(by, task, Action.REFUSE_SPECIAL)
    decide(task, _KIND, Application.Decision.REFUSED, by=by, note=note, version=version)
    return write(task, Action.REFUSE_SPECIAL, by=by, version=version, on=on, note=note)
