"""Two spans of days or two units beside each other."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.statistics.movement import Span, moved_in
from reports.statistics.totals import Totals, totals_of
from tracker.models import Unit


@dataclass(frozen=True)
class Side:
    """One of the two: how it stands at the end of its span, and what moved in it."""

    first: dt.date
    last: dt.date
    unit: Unit | None
    totals: Totals
    late: int
    span: Span


def side(tasks: QuerySet, first: dt.date, last: dt.date, unit: Unit | None, today: dt.date) -> Side:
    """Return the figures of what the unit (with all below it; None: everybody) leads at the end of the span."""
    then = tasks.as_of(last, today)
    if unit:
        then = then.led_then_by(unit)
    (span,) = moved_in(then, [(first, last)])
    return Side(first, last, unit, totals_of(then), then.late().count(), span)
