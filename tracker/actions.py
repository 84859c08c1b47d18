"""Make it happen: the only writer of a task's status, deadline, lead unit and trail.

Every action names who (`by`), the version of the task that this person saw (`version`) and the day it counts for (`on`).
It checks the right, changes the task, writes the period in force and one step of the trail, all or nothing.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracker.models import (
    Application,
    Assist,
    Counter,
    Measure,
    Period,
    Policy,
    Progress,
    Source,
    Standard,
    Step,
    Task,
    Unit,
    User,
)
from tracker.permissions import require
from tracker.states import TRANSITIONS, Action, Status


class Refused(Exception):
    """The action makes no sense as asked; the message tells the user what to do."""


class Conflict(Refused):
    """Somebody changed the task since the user looked at it; nothing was written."""


# --- the one writer -------------------------------------------------------------------------------------------------


def _write(
    task: Task, action: Action, *, by: User, version: int, on: dt.date, note: str = "", data: dict | None = None, **changes: Any
) -> Step:
    """Change the task, its period in force and its trail together. Must run inside a transaction.

    The UPDATE is conditional on version and status, so of two people who act at once exactly one wins.
    """
    transition = TRANSITIONS[action]
    if transition.needs_note and not note.strip():
        raise Refused(f"请填写“{action.label}”的说明。")
    before = Task.objects.get(pk=task.pk)
    target = transition.target or before.status
    changed = Task.objects.filter(pk=task.pk, version=version, status__in=transition.sources).update(
        **changes, status=target, version=F("version") + 1, updated_at=timezone.now()
    )
    if changed != 1:
        raise Conflict(f"{task.number} 刚刚被别人办理过，您的操作没有保存。请核对最新情况后再办理。")
    task.refresh_from_db()
    _enter_period(task, on)
    return Step.objects.create(
        task=task,
        action=action,
        by=by,
        on=on,
        from_status=before.status,
        to_status=target,
        note=note.strip(),
        data=_differences(before, task) | (data or {}),
    )


_TRACKED = ("title", "problem", "commitment", "category", "rectification_type", "lead_unit", "responsible", "standard", "due_on", "raised")


def _differences(before: Task, after: Task) -> dict[str, list[str | None]]:
    """Return what changed, as ``{field: [from, to]}`` in words, for the trail."""
    changed = (name for name in _TRACKED if getattr(before, name) != getattr(after, name))
    return {name: [_in_words(before, name), _in_words(after, name)] for name in changed}


def _in_words(task: Task, name: str) -> str | None:
    value = getattr(task, name)
    return None if value is None else str(value)


def _enter_period(task: Task, on: dt.date) -> None:
    """Record what is in force from the day `on`; several changes on one day leave the last one.

    Raises ValueError for a day before the running period: history is written in its order.
    """
    in_force = {name: getattr(task, name) for name in Period.IN_FORCE}
    running = task.periods.order_by("-from_on").first()
    if running is not None:
        if {name: getattr(running, name) for name in Period.IN_FORCE} == in_force:
            return
        if on < running.from_on:
            raise ValueError(f"{on} is before {running.from_on}, the day of the last change of {task.number}")
        if on == running.from_on:
            Period.objects.filter(pk=running.pk).update(**in_force)
            return
        Period.objects.filter(pk=running.pk).update(to_on=on)
    Period.objects.create(task=task, from_on=on, **in_force)


def next_numbers(count: int, on: dt.date) -> list[str]:
    """Reserve `count` task numbers of the year, such as ``ZG2026-00042``, without gap or double."""
    series = f"ZG{on.year}"
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=F("last") + count)
    last = Counter.objects.get(series=series).last
    return [f"{series}-{number:05d}" for number in range(last - count + 1, last + 1)]


# --- drafts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_draft(
    *, source: Source, by: User, on: dt.date, assisting_units: Sequence[Unit] = (), measures: Sequence[dict] = (), **fields: Any
) -> Task:
    """Register a draft under the next number. `measures` are dicts with `text` and, where known, `due_on`."""
    task = Task.objects.create(number=next_numbers(1, on)[0], source=source, created_by=by, **fields)
    _set_assists(task, assisting_units)
    _set_measures(task, measures)
    _enter_period(task, on)
    Step.objects.create(task=task, action=Action.CREATE, by=by, on=on, to_status=task.status)
    return task


@transaction.atomic
def edit_draft(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    assisting_units: Sequence[Unit] | None = None,
    measures: Sequence[dict] | None = None,
    **fields: Any,
) -> Step:
    """Change the content of a draft."""
    require(by, task, Action.EDIT)
    step = _write(task, Action.EDIT, by=by, version=version, on=on, **fields)
    if assisting_units is not None:
        _set_assists(task, assisting_units)
    if measures is not None:
        _set_measures(task, measures)
    return step


def _set_assists(task: Task, units: Sequence[Unit]) -> None:
    if task.lead_unit in units:
        raise Refused("牵头单位不能同时是配合单位，请从配合单位中去掉它。")
    task.assists.exclude(unit__in=units).delete()
    Assist.objects.bulk_create([Assist(task=task, unit=unit) for unit in units], ignore_conflicts=True)


def _set_measures(task: Task, measures: Sequence[dict]) -> None:
    task.measures.all().delete()
    Measure.objects.bulk_create(
        [Measure(task=task, position=position, **measure) for position, measure in enumerate(measures, start=1)]
    )


# --- hand over and take over ----------------------------------------------------------------------------------------


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
    back to the general one.
    """
    require(by, task, Action.ASSIGN)
    lead_unit, due_on = lead_unit or task.lead_unit, due_on or task.due_on
    if lead_unit is None:
        raise Refused(f"{task.number} 还没有牵头单位，请先选定再交办。")
    if due_on is None:
        raise Refused(f"{task.number} 还没有整改时限，请先填写再交办；持续整改事项请填下次复核的日期。")
    standard = standard or task.standard or Standard.objects.general()
    if assisting_units is not None:
        task.lead_unit = lead_unit
        _set_assists(task, assisting_units)
    elif task.assists.filter(unit=lead_unit).exists():
        raise Refused("牵头单位不能同时是配合单位，请从配合单位中去掉它。")
    return _write(
        task,
        Action.ASSIGN,
        by=by,
        version=version,
        on=on,
        note=note,
        lead_unit=lead_unit,
        standard=standard,
        assigned_on=on,
        returned_on=None,
        original_due_on=task.original_due_on or due_on,
        **_deadline(task, due_on, runs_from=on),
    )


def _deadline(task: Task, due_on: dt.date, *, runs_from: dt.date) -> dict[str, dt.date]:
    policy = Policy.objects.for_kind(task.source.kind)
    return {"due_on": due_on} | policy.dates(runs_from, due_on)


@transaction.atomic
def accept(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """The lead unit takes the task on."""
    require(by, task, Action.ACCEPT)
    return _write(task, Action.ACCEPT, by=by, version=version, on=on, note=note)


@transaction.atomic
def decline(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """The lead unit gives the task back to the office with a reason."""
    require(by, task, Action.DECLINE)
    return _write(task, Action.DECLINE, by=by, version=version, on=on, note=note, returned_on=on, raised=False)


@transaction.atomic
def transfer(task: Task, *, by: User, version: int, on: dt.date, lead_unit: Unit, note: str) -> Step:
    """Give the task to another lead unit, which must accept it anew; the deadline stays."""
    require(by, task, Action.TRANSFER)
    if lead_unit == task.lead_unit:
        raise Refused(f"{lead_unit} 已经是牵头单位，请选择另一个单位。")
    task.assists.filter(unit=lead_unit).delete()
    return _write(task, Action.TRANSFER, by=by, version=version, on=on, note=note, lead_unit=lead_unit, returned_on=None)


# --- work and verdict -----------------------------------------------------------------------------------------------


@transaction.atomic
def report_progress(
    task: Task, *, by: User, version: int, on: dt.date, note: str, percent: int, measures_done: Sequence[Measure] = ()
) -> Progress:
    """Record what a lead or assisting unit did; the percentage is the lead unit's, an assisting unit's is kept beside it."""
    require(by, task, Action.REPORT_PROGRESS)
    leads = task.lead_unit.path.startswith(by.unit.path)
    changes = {"progress_on": on} | ({"percent": percent} if leads else {})
    _write(task, Action.REPORT_PROGRESS, by=by, version=version, on=on, note=note, data={"percent": percent}, **changes)
    task.measures.filter(pk__in=[measure.pk for measure in measures_done], done_on=None).update(done_on=on)
    return Progress.objects.create(task=task, unit=by.unit, by=by, on=on, text=note.strip(), percent=percent)


@transaction.atomic
def submit(
    task: Task, *, by: User, version: int, on: dt.date, note: str, claims: Sequence[str] = ()
) -> Application:
    """Apply for closure. `claims` answers the standard's criteria in their order; the clock stands until the verdict."""
    require(by, task, Action.SUBMIT)
    criteria = task.standard.criteria
    if len(claims) != len(criteria) or not all(claim.strip() for claim in claims):
        raise Refused("请逐条对照认定标准填写说明，一条都不能空。")
    _write(task, Action.SUBMIT, by=by, version=version, on=on, note=note, submitted_on=on, returned_on=None)
    return Application.objects.create(
        task=task,
        kind=Application.Kind.CLOSURE,
        by=by,
        on=on,
        text=note.strip(),
        claims=[{"criterion": criterion, "text": claim.strip()} for criterion, claim in zip(criteria, claims, strict=True)],
    )


@transaction.atomic
def accept_closure(
    task: Task, *, by: User, version: int, on: dt.date, verdicts: Sequence[dict], note: str = ""
) -> Step:
    """Close the task: every criterion of the standard must be judged met or not applicable, at least one met.

    `verdicts` holds per criterion ``{"criterion": …, "verdict": "met" | "not_applicable" | "not_met", "remark": …}``.
    Whether it was in time is frozen here, by the day of submission.
    """
    require(by, task, Action.ACCEPT_CLOSURE)
    if [verdict["criterion"] for verdict in verdicts] != list(task.standard.criteria):
        raise Refused("请对认定标准的每一条作出认定。")
    if any(verdict["verdict"] == "not_met" for verdict in verdicts):
        raise Refused("有不符合的条件，不能销号。请退回整改，或者改正该条认定。")
    if task.standard.criteria and not any(verdict["verdict"] == "met" for verdict in verdicts):
        raise Refused("至少要有一条认定为符合，才能销号。")
    _decide(task, Application.Kind.CLOSURE, Application.Decision.GRANTED, by=by, note=note, version=version, verdicts=verdicts)
    return _write(
        task,
        Action.ACCEPT_CLOSURE,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"verdicts": list(verdicts)},
        closed_on=on,
        closed_in_time=task.submitted_on <= task.due_on,
        submitted_on=None,
        raised=False,
        percent=100,
    )


@transaction.atomic
def send_back(
    task: Task, *, by: User, version: int, on: dt.date, note: str, verdicts: Sequence[dict] = ()
) -> Step:
    """Refuse the closure with a reason; the clock runs on as if it had never stood."""
    require(by, task, Action.SEND_BACK)
    _decide(task, Application.Kind.CLOSURE, Application.Decision.REFUSED, by=by, note=note, version=version, verdicts=verdicts)
    return _write(
        task, Action.SEND_BACK, by=by, version=version, on=on, note=note, submitted_on=None, returned_on=on
    )


def _decide(
    task: Task, kind: str, decision: str, *, by: User, note: str, version: int, verdicts: Sequence[dict] = ()
) -> Application:
    """Write the decision on the waiting application; exactly one decider wins."""
    application = task.applications.waiting().get(kind=kind)
    decided = Application.objects.waiting().filter(pk=application.pk).exclude(by=by)
    changed = decided.update(
        decision=decision,
        decided_by=by,
        decided_at=timezone.now(),
        decision_note=note.strip(),
        verdicts=list(verdicts),
        judged_version=version,
    )
    if changed != 1:
        raise Conflict(f"{task.number} 的申请刚刚已有决定，您的决定没有保存。请核对最新情况。")
    return application


# --- deadline, pressure, second look --------------------------------------------------------------------------------


@transaction.atomic
def apply_extension(
    task: Task, *, by: User, version: int, on: dt.date, note: str, new_due_on: dt.date
) -> Application:
    """Ask for a later deadline, on the due day at the latest."""
    require(by, task, Action.APPLY_EXTENSION)
    if on > task.due_on:
        raise Refused(f"整改时限 {task.due_on} 已过，不能再申请延期。请抓紧整改并报送进展。")
    if new_due_on <= task.due_on:
        raise Refused(f"新的时限必须晚于现在的时限 {task.due_on}。")
    _write(task, Action.APPLY_EXTENSION, by=by, version=version, on=on, note=note, data={"new_due_on": str(new_due_on)})
    return Application.objects.create(
        task=task, kind=Application.Kind.EXTENSION, by=by, on=on, text=note.strip(), new_due_on=new_due_on
    )


@transaction.atomic
def grant_extension(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Move the deadline to the day that was asked for; the original one is kept for ever."""
    require(by, task, Action.GRANT_EXTENSION)
    application = _decide(
        task, Application.Kind.EXTENSION, Application.Decision.GRANTED, by=by, note=note, version=version
    )
    return _write(
        task,
        Action.GRANT_EXTENSION,
        by=by,
        version=version,
        on=on,
        note=note,
        extended_times=task.extended_times + 1,
        **_deadline(task, application.new_due_on, runs_from=task.assigned_on),
    )


@transaction.atomic
def refuse_extension(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Keep the deadline, with a reason."""
    require(by, task, Action.REFUSE_EXTENSION)
    _decide(task, Application.Kind.EXTENSION, Application.Decision.REFUSED, by=by, note=note, version=version)
    return _write(task, Action.REFUSE_EXTENSION, by=by, version=version, on=on, note=note)


@transaction.atomic
def raise_task(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Make the task red whatever its deadline (提级督办)."""
    require(by, task, Action.RAISE)
    return _write(task, Action.RAISE, by=by, version=version, on=on, note=note, raised=True)


@transaction.atomic
def lower_task(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Let the deadline decide the colour again."""
    require(by, task, Action.LOWER)
    return _write(task, Action.LOWER, by=by, version=version, on=on, note=note, raised=False)


@transaction.atomic
def reopen(task: Task, *, by: User, version: int, on: dt.date, note: str, due_on: dt.date) -> Step:
    """Take a closed task up again after a re-inspection, with a new deadline."""
    require(by, task, Action.REOPEN)
    if due_on < on:
        raise Refused("重新整改的时限不能早于今天。")
    return _write(
        task,
        Action.REOPEN,
        by=by,
        version=version,
        on=on,
        note=note,
        closed_on=None,
        closed_in_time=None,
        **_deadline(task, due_on, runs_from=on),
    )


@transaction.atomic
def instruct(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Write a leader's instruction into the trail."""
    require(by, task, Action.INSTRUCT)
    return _write(task, Action.INSTRUCT, by=by, version=version, on=on, note=note)
