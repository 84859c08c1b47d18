"""The one writer: a task, its period in force and its trail change together or not at all."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils import timezone

from tracker import chain
from tracker.models import Counter, Period, Step, Task, User
from tracker.states import TRANSITIONS, Action


class Refused(Exception):
    """The action makes no sense as asked; the message tells the user what to do."""


class Conflict(Refused):
    """Somebody changed the task since the user looked at it; nothing was written."""


def write(
    task: Task,
    action: Action,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str = "",
    data: dict | None = None,
    stays: bool = False,
    **changes: Any,
) -> Step:
    """Change the task, its period in force and its trail together. Must run inside a transaction.

    `stays`: the status changes later, when the head of the unit has approved.

    The UPDATE is conditional on version and status, so of two people who act at once exactly one wins.
    """
    transition = TRANSITIONS[action]
    if transition.needs_note and not note.strip():
        raise Refused(f"请填写“{action.label}”的说明。")
    before = Task.objects.get(pk=task.pk)
    target = before.status if stays else transition.target or before.status
    changed = Task.objects.filter(pk=task.pk, version=version, status__in=transition.sources).update(
        **changes, status=target, version=F("version") + 1, updated_at=timezone.now()
    )
    if changed != 1:
        raise Conflict(f"{task.number} 刚刚被别人办理过，您的操作没有保存。请核对最新情况后再办理。")
    task.refresh_from_db()
    enter_period(task, on)
    return append_step(
        task,
        action,
        by=by,
        on=on,
        from_status=before.status,
        note=note.strip(),
        data=differences(before, task) | (data or {}),
    )


def append_step(
    task: Task,
    action: Action,
    *,
    by: User,
    on: dt.date,
    from_status: str = "",
    note: str = "",
    data: dict | None = None,
) -> Step:
    """Add one line to the end of the task's trail; the only way in. Must run inside a transaction."""
    length, head = (
        Task.objects.select_for_update(no_key=True)
        .values_list("trail_length", "trail_digest")
        .get(pk=task.pk)
    )
    step = Step(
        task=task, position=length + 1, action=action, by=by, on=on, from_status=from_status, to_status=task.status,
        note=note, data=data or {},
    )  # fmt: skip
    step.digest = chain.digest(head, step.link.content)
    step.save(force_insert=True)
    task.trail_length, task.trail_digest = step.position, step.digest
    Task.objects.filter(pk=task.pk).update(trail_length=step.position, trail_digest=step.digest)
    return step


_TRACKED = (
    "number",
    "title",
    "problem",
    "commitment",
    "category",
    "rectification_type",
    "lead_unit",
    "responsible",
    "standard",
    "due_on",
    "grade",
    "raised",
    "amount_involved",
    "amount_settled",
    "rules_made",
    "people_held",
    "satisfaction",
    "callback",
)


def differences(before: Task, after: Task) -> dict[str, list[str | None]]:
    """Return what changed, as ``{field: [from, to]}`` in words, for the trail."""
    changed = (name for name in _TRACKED if getattr(before, name) != getattr(after, name))
    return {name: [_in_words(before, name), _in_words(after, name)] for name in changed}


def _in_words(task: Task, name: str) -> str | None:
    value = getattr(task, name)
    return None if value is None else str(value)


def enter_period(task: Task, on: dt.date) -> None:
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
    last = next_in_series(series, count)
    return [f"{series}-{number:05d}" for number in range(last - count + 1, last + 1)]


def next_in_series(series: str, count: int = 1) -> int:
    """Reserve the next `count` numbers of a series and return the last of them; others wait until this transaction ends."""
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=F("last") + count)
    return Counter.objects.get(series=series).last
