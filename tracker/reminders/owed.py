"""What a rule owes on a day: rows with their keys, and who is told of them; to be written, or to be counted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tracker.calendar import Workdays, next_working_day, off_until
from tracker.ladder import Rule
from tracker.models import Holiday, Task
from tracker.reminders.addressees import Addressees, find_addressees
from tracker.reminders.ladders import Ladders


@dataclass(frozen=True)
class Owed:
    """What one statement writes: `rows` of (task, stage, deadline, place), `people` as pairs of a place and a person."""

    rule: Rule
    rows: QuerySet
    people: Sequence[tuple[int, int]]

    @property
    def kind(self) -> str:
        """The column of the rows that holds the kind of source."""
        return "source__kind" if self.rows.model is Task else "task__source__kind"


@dataclass(frozen=True)
class Day:
    """All that the rules need to know of a day."""

    today: dt.date
    table: Workdays
    ladders: Ladders
    addressees: Addressees

    @classmethod
    def of(cls, today: dt.date) -> "Day":
        return cls(today, Holiday.objects.table(), Ladders.in_force(), find_addressees(today))

    @property
    def following(self) -> dt.date:
        """The next working day."""
        return next_working_day(self.today + dt.timedelta(days=1), self.table)

    @property
    def until(self) -> dt.date:
        """The last day off before the next working day; the day itself where that is one."""
        return off_until(self.today, self.table)
