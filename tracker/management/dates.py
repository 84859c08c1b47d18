"""The day that a command is asked about."""

import datetime as dt
from argparse import ArgumentParser

from django.core.management import CommandError
from django.utils import timezone

from tracker.calendar import day_written


def add_on(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--on", metavar="日期", help="按哪一天计算，写成 2026-05-20 这样；默认今天（北京时间）"
    )


def day(text: str | None) -> dt.date:
    """Return the day that was typed, or today. Raises CommandError for anything that is not a date."""
    if text is None:
        return timezone.localdate()
    try:
        return day_written(text)
    except ValueError as refusal:
        raise CommandError(str(refusal)) from refusal
