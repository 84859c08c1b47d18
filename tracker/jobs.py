"""Doors for the queue. A ring may come twice or never: what is to be done stands in the database."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from tracker import proving, reminders


@shared_task
def remind() -> None:
    """Plan and send the day's reminders; rung every few minutes, it does what is left to do."""
    now = timezone.localtime()
    if now.hour >= settings.REMIND_HOUR:  # a beat that was down rings at once, even at night
        reminders.catch_up(now.date(), quiet=reminders.is_quiet(now.time()))


@shared_task
def pulse() -> None:
    """Say that a worker hears the clock."""
    reminders.record_pulse(timezone.now())


@shared_task
def seal_trail() -> None:
    """Seal what was done since the last seal; a ring that comes twice finds nothing new."""
    proving.seal_trail(timezone.now())
