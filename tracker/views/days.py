"""What a page says of days without blocking anybody: an officer may know better."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest

from tracker.calendar import day_off_words, next_working_day
from tracker.models import Holiday

DEADLINES = ("due_on", "new_due_on", "reply_due_on")
"""fields of forms in which a person sets a deadline"""


def day_off(day: dt.date | None) -> str:
    """Say why offices do not work on the day, and which day they do next; empty for a working day and for none."""
    if day is None:
        return ""
    table = Holiday.objects.table()
    words = day_off_words(day, table)
    return f"该日是{words}，之后第一个工作日是 {next_working_day(day, table)}" if words else ""


def warn_of_days_off(request: HttpRequest, cleaned: dict) -> None:
    """Tell the person if a deadline that they have just set falls on a day off."""
    for name in DEADLINES:
        words = day_off(cleaned.get(name))
        if words:
            messages.warning(request, f"填写的日期 {cleaned[name]} 没有改动，请留意：{words}。")
