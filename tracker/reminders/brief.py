"""What a group or a phone is told: short, and of nobody more than needed."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tracker.channels import ROBOTS, Way
from tracker.models import Channel, Digest, Task, Unit
from tracker.reminders.wording import Line, lines_for, rules_of, summary_of
from tracker.states import Role

MOST_LINES = 20


def short_text(digest: Digest, today: dt.date) -> str:
    """Return the short message to a person: how many tasks of each kind, nothing of what they are about."""
    tasks = Task.objects.filter(pk__in=digest.reminders.order_by().values("task"))
    return (
        f"【问题整改】您有 {summary_of(tasks, today)}，请登录系统办理：{settings.SITE_URL}{reverse('inbox')}"
    )


def group_text(digest: Digest, today: dt.date) -> str:
    """Return the message to a group, as many tasks as the robot takes, the reddest first; no person is named."""
    channel = digest.group
    tasks = Task.objects.filter(pk__in=digest.told.order_by().values("task"))
    role = Role.SUPERVISOR if channel.unit.kind == Unit.Kind.OFFICE else Role.HANDLER
    lines = lines_for(tasks, role, today, rules_of(digest.told))[:MOST_LINES]
    text = f"【问题整改】{channel.unit} {today}：{summary_of(tasks, today)}"
    total, shown = tasks.count(), 0
    for line in lines:
        longer = f"{text}\n{_written(line, channel)}"
        if len(f"{longer}{_rest(total - shown - 1)}".encode()) > ROBOTS[Way(channel.kind)].max_bytes:
            break
        text, shown = longer, shown + 1
    return text + _rest(total - shown)


def _written(line: Line, channel: Channel) -> str:
    return render_to_string("tracker/mail/group_line.txt", {"line": line, "channel": channel}).strip()


def _rest(count: int) -> str:
    """Return the last line: where the tasks are that the message does not name."""
    return f"\n另有 {count} 项没有列出，请登录系统查看：{settings.SITE_URL}" if count > 0 else ""
