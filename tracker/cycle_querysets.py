"""Which tasks let their reporting cycle pass: the words of 本期未报送 and 上期未报送."""

import datetime as dt
from collections.abc import Callable
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from tracker.calendar import Workdays
from tracker.cycles import LAST_SUNDAY, Cycle, Rhythm, cycle_before, cycle_of
from tracker.ladder import DaysSince
from tracker.states import Status


class CycleQuerySet(models.QuerySet):
    def unreported_now(self, on: dt.date) -> Self:
        """After `as_of`: at work since the cycle of the day began, and nobody has reported in it yet."""
        return self._silent_since({rhythm: cycle_of(rhythm, on) for rhythm in Rhythm}, on)

    def unreported_before(self, on: dt.date, table: Workdays) -> Self:
        """After `as_of`: at work through the whole last cycle, and nobody has reported in it or since."""
        return self._silent_since({rhythm: cycle_before(rhythm, on, table) for rhythm in Rhythm}, on)

    def _silent_since(self, cycles: dict[Rhythm, Cycle], on: dt.date) -> Self:
        """Adds `cycle_last`, the last day of the cycle that is asked about."""
        rows = self.filter(status_then=Status.IN_PROGRESS).exclude(source__cycle="none")
        rows = rows.with_rhythm().annotate(
            cycle_first=by_rhythm(lambda rhythm: cycles[rhythm].first, DateField()),
            cycle_last=by_rhythm(lambda rhythm: cycles[rhythm].last, DateField()),
        )
        first = OuterRef("cycle_first")
        worked = apps.get_model("tracker", "Period").objects.filter(
            task=OuterRef("pk"), from_on__lte=first, to_on__gt=first, status=Status.IN_PROGRESS
        )
        reported = apps.get_model("tracker", "Progress").objects.filter(
            task=OuterRef("pk"), on__gte=first, on__lte=on
        )
        return rows.filter(Exists(worked), ~Exists(reported))

    def with_rhythm(self) -> Self:
        """Lets `by_rhythm` be asked: knows of each source whether its fortnight begins in even or odd weeks."""
        return self.alias(issued_week=DaysSince("source__issued_on", LAST_SUNDAY) / 7 % 2)


def by_rhythm(value_of: Callable[[Rhythm], object], output: IntegerField | DateField) -> Combinable:
    """Return what each rhythm yields, as SQL; NULL for a source that has none."""
    whens = []
    for rhythm in Rhythm:
        cycle, _, week = rhythm.partition("-")
        condition = Q(source__cycle=cycle, **({"issued_week": int(week)} if week else {}))
        whens.append(When(condition, then=Value(value_of(rhythm), output_field=output)))
    return Case(*whens, default=Value(None, output_field=output), output_field=output)
