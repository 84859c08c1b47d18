"""Tasks and reminders → workbook: just the rows of a queryset, in its order, one line each."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import IO

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from reports.ledger import MeasureLine, render_measures
from reports.ledger.cells import clean
from reports.ledger.writing import CellNote, CellValue, Line, write_ledger, write_list
from tracker.colours import Colour
from tracker.models import Progress, Reminder, Task, Unit
from tracker.reminder_querysets import ReminderQuerySet, Result
from tracker.results import in_words
from tracker.states import CLEARED, Action, Status

_CHUNK = 2_000


def export_tasks(tasks: QuerySet[Task], stream: IO[bytes], *, on: dt.date) -> list[CellNote]:
    """Write the tasks of a queryset that went through `as_of`; return what could not be written as it is.

    Colour, status, lead unit, deadline, days and figures of the results are those of the day asked about; the rest is as it is now.

    Rows stream from the database in chunks, so memory does not grow with them; three questions per 2,000 rows.
    """
    latest = Progress.objects.filter(task=OuterRef("pk")).order_by("-pk").values("text")[:1]
    rows = (
        tasks.with_people()
        .select_related("shared")
        .prefetch_related("measures")
        .annotate(
            latest_progress=Subquery(latest),
            lead_name_then=Subquery(Unit.objects.filter(pk=OuterRef("lead_then")).values("name")[:1]),
        )
    )
    return write_ledger(_lines(rows, on), stream)


def _lines(rows: QuerySet[Task], on: dt.date) -> Iterator[Line]:
    for task in rows.iterator(chunk_size=_CHUNK):
        values = {key: value(task, on) for key, value in VALUES.items()}
        yield Line(task.number, values, task.colour or "")


def _colour(task: Task, on: dt.date) -> str:
    return Colour(task.colour).label if task.colour else ""


def _measures(task: Task, on: dt.date) -> str:
    return render_measures([MeasureLine(one.text, one.due_on, one.done_on) for one in task.measures.all()])


def _days_left(task: Task, on: dt.date) -> int | None:
    """Negative when late, by the clock that stood still while an application waited."""
    if task.due_then is None or task.status_then in (Status.DRAFT, *CLEARED):
        return None
    return (task.due_then - task.clock_on).days


def _status(task: Task, on: dt.date) -> str:
    dropped = task.status_then == Status.DRAFT and task.dropped_on and task.dropped_on <= on
    return Action.DROP.label if dropped else Status(task.status_then).label


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


VALUES: dict[str, Callable[[Task, dt.date], CellValue]] = {
    "number": lambda task, on: task.number,
    "colour": _colour,
    "status": _status,
    "title": lambda task, on: task.title,
    "problem": lambda task, on: task.problem,
    "commitment": lambda task, on: task.commitment,
    "measures": _measures,
    "source": lambda task, on: task.source.title,
    "category": lambda task, on: task.category,
    "rectification_type": lambda task, on: task.get_rectification_type_display(),
    "lead_unit": lambda task, on: task.lead_name_then or "",
    "assisting_units": lambda task, on: "、".join(unit.name for unit in task.assisting_units.all()),
    "responsible": lambda task, on: task.responsible,
    "assigned_on": lambda task, on: task.assigned_on,
    "due_on": lambda task, on: task.due_then,
    "amount_involved": lambda task, on: task.involved_then,
    "amount_settled": lambda task, on: task.settled_then,
    "rules_made": lambda task, on: task.rules_then,
    "people_held": lambda task, on: task.people_then,
    "satisfaction": lambda task, on: in_words("satisfaction", task.satisfaction_then),
    "callback": lambda task, on: clean(task.callback),
    "original_due_on": lambda task, on: task.original_due_on,
    "extended_times": lambda task, on: task.extended_times,
    "extended_days": lambda task, on: task.extended_days,
    "days_left": _days_left,
    "percent": lambda task, on: task.percent,
    "progress": lambda task, on: clean(task.latest_progress or ""),
    "progress_on": lambda task, on: task.progress_on,
    "submitted_on": lambda task, on: task.submitted_on,
    "closed_on": lambda task, on: task.closed_on,
    "closed_in_time": lambda task, on: _yes(task.closed_in_time),
    "grade": lambda task, on: str(task.grade) if task.grade else "",
    "raised": lambda task, on: _yes(task.raised),
    "shared": lambda task, on: task.shared.number if task.shared else "",
    "standard": lambda task, on: str(task.standard) if task.standard else "",
    "excerpt": lambda task, on: task.excerpt,
    "updated_on": lambda task, on: timezone.localdate(task.updated_at),
}
"""The cell of each exported column; a test holds it against the list of columns."""


def export_reminders(reminders: ReminderQuerySet, stream: IO[bytes], *, with_text: bool) -> None:
    """Write who was told what, when, by which way, and did it arrive; `with_text` adds what the tasks are about."""
    columns = [column for column in REMINDER_COLUMNS if with_text or column[0] != _TITLE]
    labels, widths, values = zip(*columns, strict=True)
    rows = ([value(one) for value in values] for one in reminders.iterator(chunk_size=_CHUNK))
    write_list("提醒记录", labels, rows, stream, widths=widths)


def _moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


_TITLE = "问题"
REMINDER_COLUMNS: list[tuple[str, int, Callable[[Reminder], str]]] = [
    ("提醒日", 12, lambda one: one.planned_on.isoformat()),
    ("提醒类别", 12, lambda one: one.get_rule_display()),
    ("接收人", 12, lambda one: str(one.recipient)),
    ("单位", 22, lambda one: str(one.recipient.unit or "")),
    ("任务编号", 18, lambda one: one.task.number),
    (_TITLE, 40, lambda one: one.task.title),
    ("时限或日期", 12, lambda one: one.due_on.isoformat()),
    ("站内阅读", 18, lambda one: _moment(one.read_at)),
    ("渠道", 12, lambda one: one.digest.get_channel_display() if one.digest else ""),
    ("结果", 12, lambda one: Result(one.result).label),
    ("发出时间", 18, lambda one: _moment(one.digest.sent_at) if one.digest else ""),
    ("原因", 40, lambda one: one.digest.error if one.digest else ""),
    (
        "群消息",
        40,
        lambda one: "；".join(
            f"{group.group} {group.on} {group.get_state_display()}" for group in one.group_digests.all()
        ),
    ),
]
