"""Reminders of the reporting cycle: before it ends to the handler, after it was let pass to handler, head and office."""

from collections.abc import Iterator

from django.db.models import IntegerField, Value

from tracker.cycle_querysets import by_rhythm
from tracker.cycles import Rhythm, cycle_of
from tracker.ladder import Rule
from tracker.models import Task
from tracker.reminders.owed import Day, Owed


def owed_on_cycles(rule: Rule, day: Day) -> Iterator[Owed]:
    """What the rule owes on the day, if it is one of these."""
    if rule == Rule.CYCLE_ENDS:
        yield _ends(day)
    if rule == Rule.CYCLE_MISSED:
        yield from _missed(day)


def _ends(day: Day) -> Owed:
    """On each of the cycle's last two working days."""
    tasks = Task.objects.as_of(day.today, day.today).unreported_now(day.today)
    owed = tasks.annotate(stage=by_rhythm(lambda rhythm: _rung(rhythm, day), IntegerField()))
    owed = owed.filter(stage__gte=0)
    return Owed(
        Rule.CYCLE_ENDS,
        owed.values_list("pk", "stage", "cycle_last", "lead_unit_id"),
        day.addressees.handlers,
    )


def _rung(rhythm: Rhythm, day: Day) -> int:
    """0 on the last working day but one of the cycle, 1 on the last; -1 on the others."""
    days = cycle_of(rhythm, day.today).reminded_on(day.table)
    return days.index(day.today) if day.today in days else -1


def _missed(day: Day) -> Iterator[Owed]:
    """On the first working day after it, and if nobody planned then, until the next cycle has passed, too."""
    tasks = Task.objects.as_of(day.today, day.today).unreported_before(day.today, day.table)
    owed = tasks.annotate(stage=Value(0))
    for place, people in (
        ("lead_unit_id", day.addressees.people),
        ("source__office_id", day.addressees.supervisors),
    ):
        yield Owed(Rule.CYCLE_MISSED, owed.values_list("pk", "stage", "cycle_last", place), people)
