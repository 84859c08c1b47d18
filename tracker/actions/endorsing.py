"""Before an application leaves the unit: its head approves it or hands it back; till then the unit may withdraw it."""

import datetime as dt

from django.db import transaction

from tracker.actions.attaching import named
from tracker.actions.judging import decide
from tracker.actions.writing import Conflict, Refused, write
from tracker.models import Application, Step, Task, User
from tracker.permissions import require
from tracker.states import Action

_CLOSURE, _EXTENSION = Application.Kind.CLOSURE, Application.Kind.EXTENSION
_Decision = Application.Decision


@transaction.atomic
def endorse_closure(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Send the application for closure to the office: from today the clock stands."""
    require(by, task, Action.ENDORSE_CLOSURE)
    _endorse(task, _CLOSURE, by=by, on=on)
    return write(
        task,
        Action.ENDORSE_CLOSURE,
        by=by,
        version=version,
        on=on,
        note=note,
        data=named(task.evidence.current()),
        submitted_on=on,
    )


@transaction.atomic
def endorse_extension(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Send the application for an extension to the office; that it was asked for in time was settled then."""
    require(by, task, Action.ENDORSE_EXTENSION)
    _endorse(task, _EXTENSION, by=by, on=on)
    return write(task, Action.ENDORSE_EXTENSION, by=by, version=version, on=on, note=note)


@transaction.atomic
def hand_back_closure(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Give the application for closure back to the handler with a reason; the office does not hear of it."""
    require(by, task, Action.HAND_BACK_CLOSURE)
    decide(task, _CLOSURE, _Decision.RETURNED, by=by, note=note, version=version)
    return write(task, Action.HAND_BACK_CLOSURE, by=by, version=version, on=on, note=note, returned_on=on)


@transaction.atomic
def hand_back_extension(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Give the application for an extension back to the handler with a reason."""
    require(by, task, Action.HAND_BACK_EXTENSION)
    decide(task, _EXTENSION, _Decision.RETURNED, by=by, note=note, version=version)
    return write(task, Action.HAND_BACK_EXTENSION, by=by, version=version, on=on, note=note)


@transaction.atomic
def withdraw_application(
    task: Task, *, by: User, version: int, on: dt.date, application: Application, note: str = ""
) -> Step:
    """Take back an application that the head has not decided on; its words and files are there for the next one."""
    require(by, task, Action.WITHDRAW_APPLICATION)
    if not task.applications.at_head().filter(pk=application.pk).exists():
        raise Refused("这份申请已经不在单位负责人处，不能撤回。请刷新页面核对。")
    decide(task, application.kind, _Decision.WITHDRAWN, by=by, note=note, version=version)
    words = "：".join(filter(None, [application.get_kind_display(), note.strip()]))
    return write(task, Action.WITHDRAW_APPLICATION, by=by, version=version, on=on, note=words)


def _endorse(task: Task, kind: str, *, by: User, on: dt.date) -> None:
    waiting = Application.objects.at_head().filter(task=task, kind=kind).exclude(by=by)
    if waiting.update(waits_for_head=False, endorsed_by=by, endorsed_on=on) != 1:
        raise Conflict(f"{task.number} 的申请刚刚已经办理过，您的审核没有保存。请核对最新情况。")
