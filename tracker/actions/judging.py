"""Closure: another person than the applicant judges against the standard, and names the result."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.actions.attaching import named
from tracker.actions.reinspecting import plan_reinspection
from tracker.actions.writing import Conflict, Refused, write
from tracker.models import Application, Grade, Step, Task, User
from tracker.permissions import require
from tracker.states import Action


@transaction.atomic
def accept_closure(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    grade: Grade,
    verdicts: Sequence[dict],
    note: str = "",
) -> Step:
    """Close the task: every criterion of the standard must be judged met or not applicable, at least one met.

    `verdicts` holds per criterion ``{"criterion": …, "verdict": "met" | "not_applicable" | "not_met", "remark": …}``.
    `grade` must count as done (基本完成 never does). Whether it was in time is frozen here, by the day of submission.
    """
    require(by, task, Action.ACCEPT_CLOSURE)
    _refuse_unnamed(grade)
    if not grade.is_done:
        raise Refused(f"认定为“{grade}”的不能销号，请退回整改。")
    if [verdict["criterion"] for verdict in verdicts] != list(task.standard.criteria):
        raise Refused("请对认定标准的每一条作出认定。")
    if any(verdict["verdict"] == "not_met" for verdict in verdicts):
        raise Refused("有不符合的条件，不能销号。请退回整改，或者改正该条认定。")
    if task.standard.criteria and not any(verdict["verdict"] == "met" for verdict in verdicts):
        raise Refused("至少要有一条认定为符合，才能销号。")
    decide(
        task,
        Application.Kind.CLOSURE,
        Application.Decision.GRANTED,
        by=by,
        note=note,
        version=version,
        verdicts=verdicts,
        grade=grade,
    )
    refuse_waiting(task, by=by, note="已销号，不再审核。", version=version)
    plan_reinspection(task, by=by, on=on)
    return write(
        task,
        Action.ACCEPT_CLOSURE,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"verdicts": list(verdicts)} | named(task.evidence.current()),
        closed_on=on,
        closed_in_time=task.submitted_on <= task.due_on,
        closed_times=task.closed_times + 1,
        submitted_on=None,
        grade=grade,
        raised=False,
        percent=100,
    )


@transaction.atomic
def send_back(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    grade: Grade,
    note: str,
    verdicts: Sequence[dict] = (),
) -> Step:
    """Refuse the closure with a reason; the clock runs on as if it had never stood. `grade` must not count as done."""
    require(by, task, Action.SEND_BACK)
    _refuse_unnamed(grade)
    if grade.is_done:
        raise Refused(f"认定为“{grade}”的应当认定销号；退回整改请选择其他认定结果。")
    decide(
        task,
        Application.Kind.CLOSURE,
        Application.Decision.REFUSED,
        by=by,
        note=note,
        version=version,
        verdicts=verdicts,
        grade=grade,
    )
    return write(
        task,
        Action.SEND_BACK,
        by=by,
        version=version,
        on=on,
        note=note,
        data=named(task.evidence.current()),
        submitted_on=None,
        grade=grade,
        returned_on=on,
        returned_times=task.returned_times + 1,
    )


def _refuse_unnamed(grade: Grade) -> None:
    """A word that the administrator took out of use names nothing any more."""
    if not Grade.objects.current().filter(pk=grade.pk).exists():
        raise Refused(f"认定结果“{grade}”已经停用，请重新选择。")


def refuse_waiting(task: Task, *, by: User, note: str, version: int) -> None:
    """Settle what a closing makes pointless: every other application that waits, the closer's own ones withdrawn."""
    for application in task.applications.waiting():
        own = application.by_id == by.pk
        decision = Application.Decision.WITHDRAWN if own else Application.Decision.REFUSED
        decide(task, application.kind, decision, by=by, note=note, version=version)


def decide(
    task: Task,
    kind: str,
    decision: str,
    *,
    by: User,
    note: str,
    version: int,
    verdicts: Sequence[dict] = (),
    grade: Grade | None = None,
) -> Application:
    """Write the decision on the waiting application, with the version and the files that it judged; exactly one decider wins."""
    application = task.applications.waiting().filter(kind=kind).first()
    decided = Application.objects.waiting().filter(pk=application.pk if application else None)
    if decision != Application.Decision.WITHDRAWN:
        decided = decided.exclude(by=by)
    changed = decided.update(
        decision=decision,
        waits_for_head=False,
        decided_by=by,
        decided_at=timezone.now(),
        decision_note=note.strip(),
        verdicts=list(verdicts),
        grade=grade,
        judged_version=version,
        judged_evidence=named(task.evidence.current()).get("evidence", []),
    )
    if changed != 1:
        raise Conflict(f"{task.number} 的申请刚刚已有决定，您的决定没有保存。请核对最新情况。")
    return application
