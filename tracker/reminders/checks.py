"""Is anybody at work? What the health page and `/healthz` look at; a deaf worker turns it red."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from tracker.calendar import is_working_day
from tracker.models import Digest, Holiday, Planning, Pulse, Reminder
from tracker.reminders.daily import is_quiet

PULSE_EVERY = dt.timedelta(minutes=1)
DEAF_AFTER = 5 * PULSE_EVERY
LATE_AFTER = dt.timedelta(hours=2)
"""after the hour from which reminders leave"""
MOST_WAITING = 200
"""messages; a worker that listens leaves a handful"""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; with `trouble`, a sentence that says what to do, it is red."""

    name: str
    label: str
    value: dt.datetime | int | None
    trouble: str = ""


def record_pulse(now: dt.datetime) -> None:
    """A worker has heard the clock."""
    Pulse.objects.update_or_create(name="worker", defaults={"at": now})


def look(now: dt.datetime, waiting_messages: int | None) -> list[Check]:
    """Return what was found; `waiting_messages` is the length of the queue, None if it did not answer."""
    return [_pulse(now), _queue(waiting_messages), _planned(now), _oldest(now), _digests(now)]


def _pulse(now: dt.datetime) -> Check:
    at = Pulse.objects.filter(name="worker").values_list("at", flat=True).first()
    deaf = at is None or now - at > DEAF_AFTER
    return Check(
        "last_beat",
        "后台最近报到",
        at,
        "后台没有报到，提醒发不出去。请检查 worker 和 beat 是否在运行。" if deaf else "",
    )


def _queue(length: int | None) -> Check:
    trouble = ""
    if length is None:
        trouble = "连不上消息队列，请检查 Redis（REDIS_URL）。"
    elif length > MOST_WAITING:
        trouble = "消息积压，没有 worker 在取。请检查 worker 是否在运行。"
    return Check("queue_length", "队列里的消息", length, trouble)


def _is_late(now: dt.datetime) -> bool:
    """Whether the work of this day should be done by now."""
    here = timezone.localtime(now)
    opens = max(dt.time(settings.REMIND_HOUR), settings.SEND_FROM)
    begins = here.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0)
    return is_working_day(here.date(), Holiday.objects.table()) and here - begins > LATE_AFTER


def _planned(now: dt.datetime) -> Check:
    last = Planning.objects.order_by("-on").first()
    is_done = last is not None and last.on >= timezone.localdate(now)
    trouble = (
        ""
        if is_done or not _is_late(now)
        else "今天的提醒还没有生成。请检查后台任务，或执行 plan_reminders。"
    )
    return Check("last_planning", "提醒最近生成", last.at if last else None, trouble)


def _oldest(now: dt.datetime) -> Check:
    today = timezone.localdate(now)
    waiting = Digest.objects.waiting().filter(on=today, recipient__isnull=False)
    unsent = Q(digest__in=waiting) | Q(digest=None, recipient__in=waiting.values("recipient"))
    oldest = Reminder.objects.armed(today).filter(unsent).aggregate(oldest=Min("created_at"))["oldest"]
    silent = is_quiet(timezone.localtime(now).time())
    trouble = "有提醒一直没有发出。原因见“提醒记录”。" if oldest and _is_late(now) and not silent else ""
    return Check("oldest_unsent", "最早一条没发出的提醒", oldest, trouble)


def _digests(now: dt.datetime) -> Check:
    waiting = Digest.objects.waiting().filter(on=timezone.localdate(now))
    return Check("waiting_digests", "今天待发的邮件、短信和群消息", waiting.count())
