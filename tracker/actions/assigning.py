"""Hand over and take over: who leads a task, and until when."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from tracker.actions.judging import decide
from tracker.actions.registering import refuse_second_sibling, set_assists
from tracker.actions.writing import Refused, write
from tracker.models import Application, Policy, Standard, Step, Task, Unit, User
from tracker.permissions import decline_until, require
from tracker.states import Action


@transaction.atomic
def assign(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    lead_unit: Unit | None = None,
    due_on: dt.date | None = None,
    standard: Standard | None = None,
    assisting_units: Sequence[Unit] | None = None,
    note: str = "",
) -> Step:
    """Hand a draft to its lead unit: from now on it has a deadline and a colour.

    What is not given here stays as the draft has it; lead unit and deadline must be known in the end, the standard falls
    back to that of the category of the problem, and to the general one. A draft that names a version out of force gets the one in force.
    """
    require(by, task, Action.ASSIGN)
    lead_unit, due_on = lead_unit or task.lead_unit, due_on or task.due_on
    if lead_unit is None:
        raise Refused(f"{task.number} 还没有牵头单位，请先选定再交办。")
    if due_on is None:
        raise Refused(f"{task.number} 还没有整改时限，请先填写再交办；持续整改事项请填下次复核的日期。")
    refuse_second_sibling(task, lead_unit)
    standard = standard or Standard.objects.in_force(task.standard, task.category)
    beside: dict[str, list[str]] = {}
    if assisting_units is not None:
        task.lead_unit = lead_unit
        beside = set_assists(task, assisting_units)
    elif task.assists.filter(unit=lead_unit).exists():
        raise Refused("牵头单位不能同时是配合单位，请从配合单位中去掉它。")
    return write(
        task,
        Action.ASSIGN,
        by=by,
        version=version,
        on=on,
        note=note,
        data=beside,
        lead_unit=lead_unit,
        standard=standard,
        assigned_on=on,
        returned_on=None,
        original_due_on=task.original_due_on or due_on,
        **deadline(task, due_on, runs_from=on),
    )


def deadline(task: Task, due_on: dt.date, *, runs_from: dt.date) -> dict[str, dt.date]:
    policy = Policy.objects.for_kind(task.source.kind)
    return {"due_on": due_on} | policy.dates(runs_from, due_on)


@transaction.atomic
def accept(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """The lead unit takes the task on."""
    require(by, task, Action.ACCEPT)
    return write(task, Action.ACCEPT, by=by, version=version, on=on, note=note)


@transaction.atomic
def decline(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """The lead unit gives the task back to the office with a reason, within the working days that the policy allows.

    A draft is not closed specially, so a proposal to do so falls with it; who still wants it proposes it anew.
    """
    require(by, task, Action.DECLINE)
    until = decline_until(task)
    if until is not None and on > until:
        raise Refused(
            f"{task.number} 只能在 {until} 以前（含当天）退回，现在已过期限。"
            "确实不属本单位职责的，请联系督办机构转办。"
        )
    _settle(
        task,
        task.applications.waiting(),
        Application.Decision.WITHDRAWN,
        by=by,
        note="已退回交办，不再审核。",
        version=version,
    )
    return write(task, Action.DECLINE, by=by, version=version, on=on, note=note, returned_on=on, raised=False)


@transaction.atomic
def transfer(task: Task, *, by: User, version: int, on: dt.date, lead_unit: Unit, note: str) -> Step:
    """Give the task to another lead unit, which must accept it anew; the deadline stays.

    What the old one had not yet sent out of the house is settled with it.
    """
    require(by, task, Action.TRANSFER)
    if lead_unit == task.lead_unit:
        raise Refused(f"{lead_unit} 已经是牵头单位，请选择另一个单位。")
    refuse_second_sibling(task, lead_unit)
    _settle(
        task,
        task.applications.at_head(),
        Application.Decision.REFUSED,
        by=by,
        note="已转办，不再审核。",
        version=version,
    )
    others = [assist.unit for assist in task.assists.exclude(unit=lead_unit).select_related("unit")]
    task.lead_unit = lead_unit
    return write(
        task,
        Action.TRANSFER,
        by=by,
        version=version,
        on=on,
        note=note,
        data=set_assists(task, others),
        lead_unit=lead_unit,
        returned_on=None,
    )


def _settle(
    task: Task, applications: Iterable[Application], decision: str, *, by: User, note: str, version: int
) -> None:
    """Decide what has no object any more."""
    for application in applications:
        decide(task, application.kind, decision, by=by, note=note, version=version)
