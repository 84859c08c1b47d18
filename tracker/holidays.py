"""The days off and the make-up working days that the State Council announced, as far as the installed package knows them.

It announces a year in October, November or, rarely, early December of the year before; the package follows with a new
version. Until a year is entered, days go by their weekday.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import chinese_calendar
from django.db import transaction

from tracker.models import Holiday

ANNOUNCED_BY = (12, 1)
"""month and day from which a next year that is not entered is worth a warning"""

_NAMES = {day.value: day.chinese for day in chinese_calendar.Holiday}


@dataclass(frozen=True)
class Filled:
    """What filling did to the table."""

    added: int
    changed: int


def published(years: Collection[int] | None = None) -> list[Holiday]:
    """Return what the package knows of these years, or of all, as unsaved rows."""
    kinds = (
        (Holiday.Kind.OFF, chinese_calendar.holidays),
        (Holiday.Kind.WORK, chinese_calendar.workdays),
    )
    return [
        Holiday(on=on, name=_NAMES[name], kind=kind)
        for kind, days in kinds
        for on, name in days.items()
        if years is None or on.year in years
    ]


@transaction.atomic
def fill_holidays(years: Collection[int] | None = None, *, overwrite: bool = False) -> Filled:
    """Add the days that are missing; what is entered already stays as an administrator left it, unless overwritten."""
    return enter_holidays(published(years), overwrite=overwrite)


@transaction.atomic
def enter_holidays(days: Collection[Holiday], *, overwrite: bool = True) -> Filled:
    """Write these days, each at most once among them; other days stay as they are."""
    held = {one.on: (one.name, one.kind) for one in Holiday.objects.all()}
    new = [one for one in days if one.on not in held]
    other = [one for one in days if one.on in held and held[one.on] != (one.name, one.kind)]
    if overwrite:
        new += other
    Holiday.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["on"], update_fields=["name", "kind"]
    )
    changed = len(other) if overwrite else 0
    return Filled(len(new) - changed, changed)


def missing_year(today: dt.date) -> int | None:
    """Return the year whose days are not entered although they are needed: this one, or the next from December on."""
    known = Holiday.objects.known_years()
    if today.year not in known:
        return today.year
    announced = (today.month, today.day) >= ANNOUNCED_BY
    return today.year + 1 if announced and today.year + 1 not in known else None
