"""The day's work, written so that it may be done again every few minutes."""

import datetime as dt

from tracker.calendar import is_working_day
from tracker.models import Holiday, Planning
from tracker.reminders.planning import plan_news, plan_reminders
from tracker.reminders.sending import Outcome, send_reminders


def catch_up(today: dt.date) -> Outcome:
    """Plan the day unless that is done, tell of what came up since, and send what is owed; on a day off nothing is sent."""
    if not is_working_day(today, Holiday.objects.table()):
        plan_news(today)
        return Outcome()
    if Planning.objects.filter(on=today).exists():
        plan_news(today)
    else:
        plan_reminders(today)
    return send_reminders(today)
