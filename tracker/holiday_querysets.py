"""Which days are special: the words of the calendar."""

import datetime as dt
from collections.abc import Callable

from django.db import models

from tracker.calendar import SpecialDay, add_working_days


class HolidayQuerySet(models.QuerySet):
    def table(self) -> dict[dt.date, SpecialDay]:
        """All special days, for the functions of `tracker.calendar`; one query, some thirty rows a year."""
        rows = self.order_by().values_list("on", "kind", "name")
        return {on: SpecialDay(works=kind == "work", name=name) for on, kind, name in rows}

    def counting(self) -> Callable[[dt.date, int], dt.date]:
        """Return `add_working_days` with the table as it is now: for code that knows no register."""
        table = self.table()
        return lambda day, count: add_working_days(day, count, table)

    def known_years(self) -> set[int]:
        """Years whose announcement is entered. Each names the National Day; a day that an office added itself may not."""
        announced = self.filter(kind="off", on__month=10, on__day=1)
        return set(announced.order_by().values_list("on__year", flat=True))
