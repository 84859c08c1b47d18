"""Closure: the lead unit applies, another person judges against the standard."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tracker.actions.attaching import attach, named
from tracker.actions.reinspecting import plan_reinspection
from tracker.actions.writing import Conflict, Refused, write
from tracker.models import Application, Grade, Policy, Step, Task, User
from tracker.permissions import require
from tracker.states import Action
from tracker.uploads import Upload


@transaction.atomic
def submit(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str,
    claims: Sequence[str] = (),
    evidence: Sequence[Upload] = (),
) -> Application:
    """Apply for closure. `claims` answers the standard's criteria in their order; the clock stands until the verdict."""
    require(by, task, Action.SUBMIT)
    criteria = task.standard.criteria
    _refuse_unconfirmed(task)
    if len(claims) != len(criteria) or not all(claim.strip() for claim in claims):
        raise Refused("请逐条对照认定标准填写说明，一条都不能空。")
    write(
        task,
        Action.SUBMIT,
        by=by,
        version=version,
        on=on,
        note=note,
        data=named(evidence),
        submitted_on=on,
        returned_on=None,
    )
    application = Application.objects.create(
        task=task,
        kind=Application.Kind.CLOSURE,
        by=by,
        on=on,
        text=note.strip(),
        claims=[
            {"criterion": criterion, "text": claim.strip()}
            for criterion, claim in zip(criteria, claims, strict=True)
        ],
    )
    attach(task, evidence, by=by, application=application)
    return application


def _refuse_unconfirmed(task: Task) -> None:
    """Assisting units say first that their own parts are done, unless the policy of the kind of source waives it."""
    if not Policy.objects.for_kind(task.source.kind).assists_confirm:
        return
    waiting = [str(assist.unit) for assist in task.assists.filter(confirmed_on=None).select_related("unit")]
    if waiting:
        raise Refused(
            f"{'、'.join(waiting)}还没有确认配合事项，不能申请销号。请先请这些单位在任务页面确认；"
            "没有账号的，请督办机构代为确认。"
        )


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
    )


def _refuse_unnamed(grade: Grade) -> None:
    """A word that the administrator took out of use names nothing any more."""
    if not Grade.objects.current().filter(pk=grade.pk).exists():
        raise Refused(f"认定结果“{grade}”已经停用，请重新选择。")


def refuse_waiting(task: Task, *, by: User, note: str, version: int) -> None:
    """Settle what a closing makes pointless: every other application that waits, the closer's own ones withdrawn."""
    for application in task.applications.waiting():
        if application.by_id == by.pk:
            application.delete()
        else:
            decide(task, application.kind, Application.Decision.REFUSED, by=by, note=note, version=version)


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
    application = task.applications.waiting().get(kind=kind)
    decided = Application.objects.waiting().filter(pk=application.pk).exclude(by=by)
    changed = decided.update(
        decision=decision,
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
