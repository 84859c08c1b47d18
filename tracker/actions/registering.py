"""Drafts: what an office has found and not yet handed over."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker.actions.writing import Refused, append_step, enter_period, next_numbers, write
from tracker.models import Assist, Measure, SharedProblem, Source, Step, Task, Unit, User
from tracker.permissions import require
from tracker.results import AMOUNTS, excess
from tracker.states import Action

SENT_TWICE = dt.timedelta(minutes=1)
"""Within it the same content from the same person is a form that was sent twice."""


@transaction.atomic
def create_draft(
    *,
    source: Source,
    by: User,
    on: dt.date,
    number: str = "",
    assisting_units: Sequence[Unit] = (),
    measures: Sequence[dict] = (),
    **fields: Any,
) -> Task:
    """Register a draft, under the next number if none is given. `measures` are dicts with `text` and, where known, `due_on`."""
    number = number or next_numbers(1, on)[0]
    task = Task.objects.create(number=number, source=source, created_by=by, **fields)
    set_assists(task, assisting_units)
    _set_measures(task, measures)
    enter_period(task, on)
    append_step(task, Action.CREATE, by=by, on=on)
    return task


@transaction.atomic
def create_draft_once(*, source: Source, by: User, **content: Any) -> tuple[Task, bool]:
    """Register a draft, or return the one that the same form, sent twice, has just made, and whether it is new."""
    Source.objects.select_for_update(no_key=True).get(pk=source.pk)  # the second of two at once waits here
    beside = ("on", "assisting_units", "measures")
    same = {name: value for name, value in content.items() if name not in beside}
    drafts = Task.objects.drafts().filter(source=source, created_by=by, version=1, **same)
    made = drafts.filter(created_at__gte=timezone.now() - SENT_TWICE).first()
    return (made, False) if made else (create_draft(source=source, by=by, **content), True)


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
    if task.shared_id and fields.get("source", task.source) != task.source:
        raise Refused(f"{task.number} 属于共性问题，问题来源随共性问题，不能单独修改。")
    refuse_second_sibling(task, fields.get("lead_unit"))
    if wrong := excess(*(fields.get(name, getattr(task, name)) for name in AMOUNTS)):
        raise Refused(f"{task.number}：{wrong}")
    beside: dict[str, list[str]] = {}
    if assisting_units is not None:
        task.lead_unit = fields.get("lead_unit", task.lead_unit)
        beside |= set_assists(task, assisting_units)
    if measures is not None:
        beside |= _set_measures(task, measures)
    return write(task, Action.EDIT, by=by, version=version, on=on, data=beside, **fields)


@transaction.atomic
def drop(task: Task, *, by: User, version: int, on: dt.date, note: str) -> Step:
    """Hand a draft over to nobody. It stays with its trail, counted nowhere, and can be restored."""
    require(by, task, Action.DROP)
    return write(task, Action.DROP, by=by, version=version, on=on, note=note, dropped_on=on)


@transaction.atomic
def restore(task: Task, *, by: User, version: int, on: dt.date, note: str = "") -> Step:
    """Let a dropped draft wait to be handed over again."""
    require(by, task, Action.RESTORE)
    return write(task, Action.RESTORE, by=by, version=version, on=on, note=note, dropped_on=None)


def refuse_second_sibling(task: Task, unit: Unit | None) -> None:
    """A unit has one task of a shared problem; of two that give it another at once, the second waits here and is told."""
    if task.shared_id is None or unit is None or unit.pk == task.lead_unit_id:
        return
    shared = SharedProblem.objects.select_for_update(no_key=True, of=("self",)).get(pk=task.shared_id)
    if other := shared.siblings.filter(lead_unit=unit).exclude(pk=task.pk).first():
        raise Refused(
            f"{unit}已经有共性问题 {shared.number} 的任务（{other.number}），一家单位只能有一项，请选择其他单位。"
        )


def set_assists(task: Task, units: Sequence[Unit]) -> dict[str, list[str]]:
    """Let just these units assist; return what that changes, as a step of the trail says it."""
    if task.lead_unit in units:
        raise Refused("牵头单位不能同时是配合单位，请从配合单位中去掉它。")
    before = _helpers(task)
    task.assists.exclude(unit__in=units).delete()
    Assist.objects.bulk_create([Assist(task=task, unit=unit) for unit in units], ignore_conflicts=True)
    return _changed("assisting_units", before, _helpers(task))


def _helpers(task: Task) -> str:
    return "、".join(task.assists.order_by("unit__path").values_list("unit__name", flat=True))


def _set_measures(task: Task, measures: Sequence[dict]) -> dict[str, list[str]]:
    before = _planned(task)
    task.measures.all().delete()
    Measure.objects.bulk_create(
        [
            Measure(task=task, position=position, **measure)
            for position, measure in enumerate(measures, start=1)
        ]
    )
    return _changed("measures", before, _planned(task))


def _planned(task: Task) -> str:
    dated = task.measures.order_by("position", "pk").values_list("text", "due_on")
    return "；".join(f"{text}（{due_on}）" if due_on else text for text, due_on in dated)


def _changed(name: str, before: str, after: str) -> dict[str, list[str]]:
    return {} if before == after else {name: [before, after]}
