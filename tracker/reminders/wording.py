"""What a digest says: one line per task, the reddest first, with what to do now."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse

from tracker.colours import Colour
from tracker.ladder import RUNNING, Rule, rule_for
from tracker.models import Digest, Task
from tracker.querysets import TaskQuerySet
from tracker.reminder_querysets import ReminderQuerySet
from tracker.states import CLEARED, Role, Status

MOST_LINES = 50
"""So many tasks a mail names; the rest it counts and leaves to the inbox."""


@dataclass(frozen=True)
class Line:
    """One task in a digest."""

    task: Task
    colour: Colour
    days: int
    """to the deadline; negative: overdue"""
    advice: str
    url: str


class Mail(TypedDict):
    subject: str
    text: str
    message_id: str


def digest_mail(digest: Digest, today: dt.date) -> Mail:
    """Return the mail that tells of the tasks of the digest, each once."""
    tasks = Task.objects.filter(pk__in=digest.reminders.order_by().values("task"))
    counts = _counts(tasks, today)
    context = {
        "person": digest.recipient,
        "today": today,
        "lines": lines_for(tasks, digest.recipient.role, today, rules_of(digest.reminders)),
        "more": max(sum(counts.values()) - MOST_LINES, 0),
        "inbox_url": settings.SITE_URL + reverse("inbox"),
    }
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return {
        "subject": f"【问题整改】{_summary(counts)}（{today}）",
        "text": render_to_string("tracker/mail/digest.txt", context),
        "message_id": f"<{message_id(digest)}@{host}>",
    }


def message_id(digest: Digest) -> str:
    """Return what makes a digest that comes twice known as one."""
    return f"digest-{digest.pk}-{digest.on}"


def rules_of(reminders: ReminderQuerySet) -> dict[int, set[str]]:
    """Return of each task by which rules these reminders tell of it."""
    rules: dict[int, set[str]] = {}
    for key, rule in reminders.order_by().values_list("task", "rule"):
        rules.setdefault(key, set()).add(rule)
    return rules


def lines_for(
    tasks: TaskQuerySet, role: str, today: dt.date, rules: Mapping[int, Collection[str]]
) -> list[Line]:
    """Return the most pressing tasks with what a person of the role should do; `rules` as `advice` takes them, by task."""
    shown = tasks.as_of(today, today).reddest_first().select_related("lead_unit")[:MOST_LINES]
    return [
        Line(
            task,
            Colour(task.colour),
            task.days_left(today),
            advice(task, role, today, rules.get(task.pk, ())),
            settings.SITE_URL + reverse("task_detail", args=[task.pk]),
        )
        for task in shown
    ]


def summary_of(tasks: TaskQuerySet, today: dt.date) -> str:
    """Return how many tasks of each kind there are, in words."""
    return _summary(_counts(tasks, today))


def _summary(counts: dict[str, int]) -> str:
    return "，".join(f"{count} 项{kind}" for kind, count in counts.items() if count)


def _counts(tasks: TaskQuerySet, today: dt.date) -> dict[str, int]:
    """How many tasks of each kind, the most pressing first; a task counts once."""
    running, unsigned = Q(status__in=RUNNING), Q(status=Status.ASSIGNED)
    calm = running & Q(warn_on__gt=today)
    kinds = {
        "逾期": running & Q(due_on__lt=today),
        "今天到期": running & Q(due_on=today),
        "临近到期": running & Q(due_on__gt=today, warn_on__lte=today),
        "待签收": calm & unsigned,
        "待推进": calm & ~unsigned,
        "待认定": Q(status=Status.SUBMITTED),
        "已销号": Q(status__in=CLEARED),
    }
    return tasks.aggregate(**{kind: Count("pk", filter=condition) for kind, condition in kinds.items()})


def advice(task: Task, role: str, today: dt.date, rules: Collection[str] = ()) -> str:
    """Return what a person of this role should do about the task now; empty where nothing is to be done.

    `rules` are those of the reminders told: what a leader wrote or waits for, and what waits for this person, comes
    before the rest.
    """
    told = [_on_matter(Rule(rule), role) for rule in Rule if rule in rules]
    return "".join(told) if role == Role.LEADER else "".join([*told, _on_task(task, role, today)])


def _on_matter(rule: Rule, role: str) -> str:
    """What a rule says that hangs on something other than the ladder of lateness."""
    if role == Role.LEADER:
        return {
            Rule.REPLIED: "您的批示已有反馈。",
            Rule.REPLY_LATE: "您的批示逾期未反馈。",
            Rule.ESCALATED: "逾期较久，建议约谈牵头单位负责人。",
        }.get(rule, "")
    asks = "请督促牵头单位，或者代为回复。" if role == Role.SUPERVISOR else "请回复批示。"
    answers = "请督促该单位回复。" if role == Role.SUPERVISOR else "请回复函件。"
    return {
        Rule.INSTRUCTED: "有领导批示，请落实。",
        Rule.REPLY_DUE: f"批示反馈时限将到，{asks}",
        Rule.REPLY_LATE: f"批示逾期未反馈，{asks}",
        Rule.AGENDA: "逾期已久，请列入政府调度议题。",
        Rule.WAITING: "申请等待已久，请尽快作出决定。",
        Rule.AT_HEAD: "申请等待本单位负责人审核，请尽快审核。",
        Rule.NOTICED: "收到督办机构的函件，请签收。",
        Rule.NOTICE_DUE: f"函件回复期限将到，{answers}",
        Rule.NOTICE_LATE: f"函件逾期未回复，{answers}",
        Rule.NOTICE_REPLIED: "函件已有回复，请阅看。",
        Rule.CYCLE_ENDS: "本期还没有报送进展，请在期末以前报送。",
        Rule.CYCLE_MISSED: f"上期没有报送进展，{'请督促牵头单位报送' if role == Role.SUPERVISOR else '请立即补报'}。",
        Rule.REINSPECT: "请回头看，并登记结果。",
    }.get(rule, "")


def _on_task(task: Task, role: str, today: dt.date) -> str:
    if role == Role.SUPERVISOR:
        return _advice_to_office(task, today)
    if task.status == Status.ASSIGNED:
        return "请先签收；不属本单位职责的，说明理由退回。"
    rule = rule_for(task, today)
    if task.raised and rule:
        return "已提级督办：请立即整改并报送进展。"
    return {
        Rule.OVERDUE: "请立即报送进展并说明原因，完成后申请销号。",
        Rule.DUE: "请今天申请销号；确需延期的，今天之内申请。",
        Rule.WARN: "请抓紧整改；不能按期完成的，提前申请延期。",
        Rule.REMIND: "请按计划推进，并报送进展。",
    }.get(rule, "")


def _advice_to_office(task: Task, today: dt.date) -> str:
    if task.status == Status.SUBMITTED:
        return "请对照认定标准作出认定。"
    if task.status == Status.ASSIGNED:
        return "请督促牵头单位签收。"
    return "请督促牵头单位，必要时提级督办。" if rule_for(task, today) == Rule.OVERDUE else ""
