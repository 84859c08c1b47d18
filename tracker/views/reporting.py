"""How many tasks nobody has reported on in their cycle: what the work pages say above their lists."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from tracker.models import Holiday, Task


@dataclass(frozen=True)
class Unreported:
    """Counts of tasks; the list behind each is the task list with the filter of this name."""

    now: int
    """本期未报送"""
    before: int
    """上期未报送"""


def unreported(then: QuerySet[Task], today: dt.date) -> Unreported:
    """Count tasks that `as_of` read of today."""
    before = then.unreported_before(today, Holiday.objects.table())
    return Unreported(then.unreported_now(today).count(), before.count())
