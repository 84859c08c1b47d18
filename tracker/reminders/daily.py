"""The day's work, written so that it may be done again every few minutes."""

import datetime as dt

from tracker.calendar import is_working_day
from tracker.models import Holiday, Planning
from tracker.reminders.planning import plan_new_tasks, plan_reminders
from tracker.reminders.sending import Outcome, send_reminders


def catch_up(today: dt.date) -> Outcome:
    """Plan the day unless that is done, tell of tasks assigned since, and send what is owed; nothing on a day off."""
    if not is_working_day(today, Holiday.objects.table()):
        return Outcome()
    if Planning.objects.filter(on=today).exists():
        plan_new_tasks(today)
    else:
        plan_reminders(today)
    return send_reminders(today)
