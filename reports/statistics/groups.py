"""The totals of each unit and of each source."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from reports.statistics.totals import Totals
from tracker.as_of_querysets import LATE_THEN, fallen_due_then
from tracker.colours import Colour
from tracker.models import Source, Unit
from tracker.states import Status


@dataclass(frozen=True)
class Group:
    """What one unit or one source has."""

    pk: int
    name: str
    totals: Totals
    late: int
    """past the deadline; red ones that were raised before it are not"""
    fallen_due: int
    """not cleared although the deadline has come, waiting for a verdict or not"""
    special: int
    """of the white ones, those that two supervisors closed specially"""


def by_unit(then: QuerySet, on: dt.date) -> list[Group]:
    """Return the groups per lead unit of the day asked about, the unit with the most red, then yellow, first."""
    return _groups(then, on, "lead_then", Unit.objects)


def by_source(then: QuerySet, on: dt.date) -> list[Group]:
    """Return the groups per source, the source with the most red, then yellow, first."""
    return _groups(then, on, "source_id", Source.objects)


def counted_by(then: QuerySet, on: dt.date, key: str) -> list[dict]:
    """Return one row per value of `key`, with its colours, `late`, `fallen_due` and `special`."""
    counts = {colour.value: Count("pk", filter=Q(colour=colour.value)) for colour in Colour} | {
        "late": Count("pk", filter=LATE_THEN),
        "fallen_due": Count("pk", filter=fallen_due_then(on)),
        "special": Count("pk", filter=Q(status_then=Status.CLOSED_SPECIALLY)),
    }
    return list(then.counted_then().order_by().values(key).annotate(**counts))


def _groups(then: QuerySet, on: dt.date, key: str, named: QuerySet) -> list[Group]:
    """Count per key, and read the names apart: grouping by a text is dear."""
    rows = counted_by(then, on, key)
    names = {one.pk: str(one) for one in named.filter(pk__in=[row[key] for row in rows])}
    groups = [
        Group(
            row[key], names[row[key]], Totals.counted_by(row), row["late"], row["fallen_due"], row["special"]
        )
        for row in rows
    ]
    return sorted(groups, key=_latest_first)


def _latest_first(group: Group) -> tuple:
    totals = group.totals
    return -totals.red, -totals.yellow, -totals.total, group.name, group.pk
