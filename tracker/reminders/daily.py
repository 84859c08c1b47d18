"""The day's work, written so that it may be done again every few minutes."""

import datetime as dt

from django.conf import settings

from tracker.calendar import is_working_day
from tracker.models import Holiday, Planning
from tracker.reminders.planning import plan_news, plan_reminders
from tracker.reminders.sending import Outcome, send_reminders


def is_quiet(at: dt.time) -> bool:
    """Whether nobody is written to at this time of the day (免打扰); the last minute named is still in time."""
    return not settings.SEND_FROM <= at.replace(second=0, microsecond=0) <= settings.SEND_UNTIL


def catch_up(today: dt.date, *, quiet: bool = False) -> Outcome:
    """Plan the day unless that is done, tell of what came up since, and send what is owed.

    On a day off, and in quiet hours, nothing is sent: it stands in the inbox and leaves with the next digest.
    """
    if not is_working_day(today, Holiday.objects.table()):
        plan_news(today)
        return Outcome()
    if Planning.objects.filter(on=today).exists():
        plan_news(today)
    else:
        plan_reminders(today)
    return Outcome() if quiet else send_reminders(today)
