"""Do reminders go out? What the log says at its top, so that a silent failure is seen."""

import datetime as dt
from dataclasses import dataclass

from tracker.calendar import is_working_day
from tracker.holidays import missing_year
from tracker.models import Digest, Holiday, Planning
from tracker.reminder_querysets import ReminderQuerySet

RECENT = dt.timedelta(days=7)


@dataclass(frozen=True)
class Health:
    planned_at: dt.datetime | None
    """when reminders were last planned"""
    is_planned: bool
    """whether the day's reminders are; a day off owes none"""
    failed: int
    """reminders of the last week whose mail did not arrive"""
    error: str
    """why the mails of today still wait, if the last try failed"""
    unknown_year: int | None
    """a year that is needed and whose days off are not entered"""


def health(reminders: ReminderQuerySet, today: dt.date) -> Health:
    """Return how sending goes; `reminders` are those that the asking person may see."""
    latest = Planning.objects.order_by("-on").first()
    troubled = Digest.objects.waiting().filter(on=today, attempts=0).exclude(error="").first()
    return Health(
        planned_at=latest.at if latest else None,
        is_planned=bool(latest and latest.on >= today) or not is_working_day(today, Holiday.objects.table()),
        failed=reminders.failed_since(today - RECENT).count(),
        error=troubled.error if troubled else "",
        unknown_year=missing_year(today),
    )
