"""What a digest says: one line per task, the reddest first, with what to do now."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tracker.colours import Colour, colour_for
from tracker.ladder import Rule, rule_for
from tracker.models import Digest, Reminder, Task, User
from tracker.states import Role, Status

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


def digest_mail(digest: Digest, reminders: Iterable[Reminder], today: dt.date) -> Mail:
    """Return the mail that tells the recipient of these reminders, each task once."""
    lines = _lines(reminders, digest.recipient, today)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    context = {
        "person": digest.recipient,
        "today": today,
        "lines": lines[:MOST_LINES],
        "more": max(len(lines) - MOST_LINES, 0),
        "inbox_url": settings.SITE_URL + reverse("inbox"),
    }
    return {
        "subject": f"【问题整改】{_summary(lines)}（{today}）",
        "text": render_to_string("tracker/mail/digest.txt", context),
        "message_id": f"<digest-{digest.pk}-{digest.on}@{host}>",
    }


def _lines(reminders: Iterable[Reminder], person: User, today: dt.date) -> list[Line]:
    tasks = {reminder.task_id: reminder.task for reminder in reminders}.values()
    lines = [
        Line(
            task,
            colour_for(task, today),
            task.days_left(today),
            advice(task, person.role, today),
            settings.SITE_URL + reverse("task_detail", args=[task.pk]),
        )
        for task in tasks
    ]
    reddest = list(Colour)
    return sorted(lines, key=lambda line: (reddest.index(line.colour), line.days, line.task.pk))


def _summary(lines: list[Line]) -> str:
    counts = Counter(_kind(line) for line in lines)
    return "，".join(
        f"{counts[kind]} 项{kind}"
        for kind in ("逾期", "今天到期", "临近到期", "待签收", "待推进")
        if counts[kind]
    )


def _kind(line: Line) -> str:
    if line.days < 0:
        return "逾期"
    if line.days == 0:
        return "今天到期"
    if line.colour == Colour.YELLOW:
        return "临近到期"
    return "待签收" if line.task.status == Status.ASSIGNED else "待推进"


def advice(task: Task, role: str, today: dt.date) -> str:
    """Return what a person of this role should do about the task now; empty where nothing is to be done."""
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
