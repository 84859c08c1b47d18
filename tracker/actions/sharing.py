"""Shared problems (共性问题): one draft becomes a task for each of many units, and later units join them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from tracker.actions.assigning import assign
from tracker.actions.registering import create_draft, set_assists
from tracker.actions.writing import Refused, write
from tracker.amounts import written
from tracker.models import Decision, SharedProblem, Task, Unit, User
from tracker.permissions import require, require_share
from tracker.results import NOTHING_TOLD
from tracker.states import Action


@transaction.atomic
def split(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    units: Sequence[Unit],
    due_on: dt.date | None = None,
    at_once: bool = False,
    note: str = "",
) -> SharedProblem:
    """Make a draft the problem of several units: one task for each, all of them or none.

    The draft becomes the task of the first unit and keeps its trail; its number goes to the shared problem and, with
    -01, -02 … behind it, to the tasks. Whoever has a task of it assists in none. With `at_once` they are handed over until `due_on`, else they stay drafts.
    """
    require(by, task, Action.SPLIT)
    if len(units) < 2:
        raise Refused("共性问题至少涉及两家单位；只有一家的，请直接交办。")
    number, first = task.number, units[0]
    whole = task.amount_involved
    amounts = f"原登记涉及金额 {written(whole)}，请按各单位分别填写。" if whole is not None else ""
    said = f"共性问题 {number}，涉及 {len(units)} 家单位。{amounts}{'' if at_once else note}"
    write(
        task,
        Action.SPLIT,
        by=by,
        version=version,
        on=on,
        note=said,
        number=_numbered(number, 1),
        lead_unit=first,
        due_on=due_on or task.due_on,
        returned_on=None,
        **NOTHING_TOLD,  # what was found of all units is nobody's alone
    )
    content = {name: getattr(task, name) for name in SharedProblem.CONTENT}
    shared = SharedProblem.objects.create(
        number=number, source=task.source, siblings_made=len(units), created_by=by, **content
    )
    task.shared = shared
    task.save(update_fields=["shared"])
    helping = [unit for unit in task.assisting_units.all() if unit not in units]
    set_assists(task, helping)
    siblings = [task, *_made(shared, task, units[1:], helping, by=by, on=on, due_on=task.due_on, begin=2)]
    if at_once:
        _hand_over(siblings, by=by, on=on, note=note)
    return shared


@transaction.atomic
def add_units(
    shared: SharedProblem,
    *,
    by: User,
    on: dt.date,
    units: Sequence[Unit],
    due_on: dt.date | None = None,
    at_once: bool = False,
    note: str = "",
) -> list[Task]:
    """Make a task for each further unit that has the problem too; measures and assisting units are as the first one's."""
    shared = SharedProblem.objects.select_for_update(no_key=True, of=("self",)).get(pk=shared.pk)
    require_share(by, shared)
    known = set(shared.siblings.values_list("lead_unit", flat=True))
    if already := [unit.name for unit in units if unit.pk in known]:
        raise Refused(f"{'、'.join(already)}已经有这个共性问题的任务，请去掉再增加。")
    like, begin = shared.siblings.order_by("pk").first(), shared.siblings_made + 1
    shared.siblings_made += len(units)
    shared.save(update_fields=["siblings_made"])
    helping = [unit for unit in like.assisting_units.all() if unit not in units]
    siblings = _made(shared, like, units, helping, by=by, on=on, due_on=due_on, begin=begin)
    if at_once:
        _hand_over(siblings, by=by, on=on, note=note)
    return siblings


def _numbered(number: str, position: int) -> str:
    return f"{number}-{position:02d}"


def _made(
    shared: SharedProblem,
    like: Task,
    units: Sequence[Unit],
    helping: Sequence[Unit],
    *,
    by: User,
    on: dt.date,
    due_on: dt.date | None,
    begin: int,
) -> list[Task]:
    """A draft for each unit, with what the shared problem says. What a round laid upon one task alone is not handed on."""
    decided = Decision.objects.filter(item__task=like, measure__isnull=False).values("measure")
    measures = [
        {"text": one.text, "due_on": one.due_on}
        for one in like.measures.exclude(pk__in=decided).order_by("position")
    ]
    content = {name: getattr(shared, name) for name in SharedProblem.CONTENT}
    return [
        create_draft(
            source=shared.source,
            by=by,
            on=on,
            number=_numbered(shared.number, position),
            assisting_units=helping,
            measures=measures,
            shared=shared,
            lead_unit=unit,
            due_on=due_on,
            **content,
        )
        for position, unit in enumerate(units, start=begin)
    ]


def _hand_over(tasks: Sequence[Task], *, by: User, on: dt.date, note: str) -> None:
    for task in tasks:
        assign(task, by=by, version=task.version, on=on, note=note)
