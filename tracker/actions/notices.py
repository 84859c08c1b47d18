"""Notices: drafted by the stage of their tasks, checked, issued under a number and frozen, received, answered, voided."""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from itertools import groupby

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracker.actions.writing import Conflict, Refused, append_step, next_in_series
from tracker.models import Notice, NoticeTask, Task, Unit, User
from tracker.notice_querysets import stage_of
from tracker.notice_words import WORDS, reply_day, said_of
from tracker.permissions import require_notice, require_receipt
from tracker.states import Action

MOST_TASKS = 50
"""on one paper"""


@transaction.atomic
def draft_notices(tasks: Sequence[Task], *, kind: str, by: User, on: dt.date) -> list[Notice]:
    """Draft a notice of the kind for each lead unit of these tasks, a 督办函 for each task; skips what has one already.

    The tasks must be of the user's own office; the same person pressing twice, or two persons at once, get one draft.
    """
    require_notice(by)
    Unit.objects.select_for_update(no_key=True).get(pk=by.unit_id)  # the second of two at once waits here
    picked = Task.objects.visible_to(by).picked([task.pk for task in tasks])
    owed = list(Notice.objects.owed(picked, kind, on).select_related("lead_unit"))
    return [
        _draft(kind, papers[start : start + MOST_TASKS], by=by, on=on)
        for papers in _papers(kind, owed)
        for start in range(0, len(papers), MOST_TASKS)
    ]


def _papers(kind: str, owed: list[Task]) -> list[list[Task]]:
    if kind in Notice.SINGLE:
        return [[task] for task in owed]
    return [list(tasks) for _, tasks in groupby(owed, key=lambda task: task.lead_unit_id)]


def _draft(kind: str, tasks: Sequence[Task], *, by: User, on: dt.date) -> Notice:
    words = WORDS[kind]
    notice = Notice.objects.create(
        kind=kind,
        office=by.unit,
        unit=tasks[0].lead_unit,
        opening=words.opening,
        demand=words.demand,
        reply_by=reply_day(kind, on),
        created_by=by,
    )
    NoticeTask.objects.bulk_create(
        [
            NoticeTask(notice=notice, task=task, position=place, due_on=task.due_on)
            for place, task in enumerate(tasks, start=1)
        ]
    )
    return notice


@transaction.atomic
def edit_notice(notice: Notice, *, by: User, version: int, **fields: object) -> None:
    """Change the words of a draft."""
    require_notice(by, notice)
    _change_draft(notice, version, **fields)


@transaction.atomic
def drop_notice(notice: Notice, *, by: User, version: int) -> None:
    """Throw a draft away; its tasks are offered for a notice again."""
    require_notice(by, notice)
    _change_draft(notice, version)
    notice.delete()


@transaction.atomic
def issue_notice(
    notice: Notice, *, by: User, version: int, on: dt.date, render: Callable[[Notice], bytes]
) -> None:
    """Give the notice its number, freeze its paper under a hash, and enter it into the trail of each of its tasks.

    `render` makes the paper of the numbered notice. The series of its kind and year has no gap and no double: the number
    is taken in the transaction that issues. A draft whose tasks have moved on since is refused.
    """
    require_notice(by, notice)
    if notice.reply_by is not None and notice.reply_by < on:
        raise Refused("回复期限早于今天，请先修改再印发。")
    _change_draft(notice, version)
    # Held till the end: nobody acts on a task between the look at it and the line in its trail.
    tasks = Task.objects.filter(notice_items__notice=notice).order_by("pk")
    tasks = list(tasks.select_for_update(no_key=True, of=("self",)))
    _refuse_stale(notice, tasks, on)
    series = f"notice-{notice.office_id}-{notice.kind}-{on.year}"
    notice.year, notice.serial = on.year, next_in_series(series)
    notice.issued_by, notice.issued_on = by, on
    items = list(notice.matters)
    for item in items:
        item.said = said_of(item.task)
    NoticeTask.objects.bulk_update(items, ["said"])
    paper = render(notice)
    notice.sha256 = hashlib.sha256(paper).hexdigest()
    data = {"notice": {"number": notice.number, "sha256": notice.sha256}}
    for task in tasks:
        append_step(
            task, Action.ISSUE_NOTICE, by=by, on=on, from_status=task.status, note=notice.number, data=data
        )
    # Last: a file outlives a rollback.
    notice.file.save(f"{notice.sha256[:20]}.docx", ContentFile(paper), save=False)
    notice.save(update_fields=["year", "serial", "issued_by", "issued_on", "sha256", "file"])


def _refuse_stale(notice: Notice, tasks: Sequence[Task], on: dt.date) -> None:
    """A paper says what is true on the day it is issued: each task led by this unit, at this stage, with this deadline."""
    due = dict(notice.items.values_list("task_id", "due_on"))
    fitting = set(Task.objects.filter(stage_of(notice.kind, on), pk__in=due).values_list("pk", flat=True))
    stale = [
        task.number
        for task in tasks
        if task.pk not in fitting or task.lead_unit_id != notice.unit_id or task.due_on != due[task.pk]
    ]
    if stale:
        raise Refused(
            f"{'、'.join(stale)}的情况在起草后有变化（已办理、改期或者转办），这份草稿不能印发。"
            "请删除草稿后按最新情况重新起草。"
        )


@transaction.atomic
def receive_notice(notice: Notice, *, by: User, version: int, on: dt.date) -> None:
    """The unit says that it has the paper (签收)."""
    require_receipt(by, notice)
    waiting = Notice.objects.unreceived().filter(pk=notice.pk, version=version)
    if waiting.update(received_by=by, received_at=timezone.now()) != 1:
        raise Conflict("这份函件刚刚已经签收或者作废，请核对。")
    _trace(notice, Action.RECEIVE_NOTICE, by=by, on=on, note=notice.number)


@transaction.atomic
def reply_to_notice(notice: Notice, *, by: User, on: dt.date, text: str) -> None:
    """The unit answers, once; whoever has not received the paper yet receives it with the answer."""
    require_receipt(by, notice)
    if not text.strip():
        raise Refused("请写明回复内容。")
    if notice.received_at is None:
        receive_notice(notice, by=by, version=notice.version, on=on)
    waiting = Notice.objects.in_force().filter(pk=notice.pk, replied_on=None)
    if waiting.update(reply=text.strip(), replied_by=by, replied_on=on) != 1:
        raise Conflict("这份函件刚刚已经回复或者作废，您填写的没有保存。请核对。")
    _trace(notice, Action.REPLY_NOTICE, by=by, on=on, note=f"{notice.number}：{text.strip()}")


@transaction.atomic
def void_notice(notice: Notice, *, by: User, on: dt.date, reason: str) -> None:
    """Declare an issued paper void. Paper and number stay; the tasks are offered for a notice again."""
    require_notice(by, notice)
    if not reason.strip():
        raise Refused("请写明作废的理由。")
    valid = Notice.objects.in_force().filter(pk=notice.pk, replied_on=None)
    if valid.update(voided_by=by, voided_on=on, void_reason=reason.strip()) != 1:
        raise Conflict("这份函件已经作废或者已经回复，不能作废。请核对。")
    _trace(notice, Action.VOID_NOTICE, by=by, on=on, note=f"{notice.number}：{reason.strip()}")


def _trace(notice: Notice, action: Action, *, by: User, on: dt.date, note: str) -> None:
    """Add a line to the tasks that the unit of the notice still leads: of those given to another it no longer speaks."""
    notice.refresh_from_db()
    for task in Task.objects.filter(notice_items__notice=notice, lead_unit=notice.unit).order_by("pk"):
        append_step(task, action, by=by, on=on, from_status=task.status, note=note)


def _change_draft(notice: Notice, version: int, **fields: object) -> None:
    """Change the draft that this person saw; of two at once exactly one wins, and what is issued stays."""
    same = Notice.objects.drafts().filter(pk=notice.pk, version=version)
    if same.update(**fields, version=F("version") + 1) != 1:
        raise Conflict("这份草稿刚刚被别人改动、印发或者删除，您的操作没有保存。请核对后再办理。")
    notice.refresh_from_db()
