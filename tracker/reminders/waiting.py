"""Reminders about what waits for somebody: an application for its decision, a closed task for its second look."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from tracker.calendar import waited_since
from tracker.ladder import ON_APPLICATIONS, DaysSince, Rule, every
from tracker.models import Application, Policy, Reinspection
from tracker.reminders.owed import Day, Owed

KIND = "task__source__kind"


def owed_on_waiting(rule: Rule, day: Day) -> Iterator[Owed]:
    """What the rule owes on the day, if it is one of these."""
    if rule in ON_APPLICATIONS:
        yield _applications(rule, day)
    if rule == Rule.REINSPECT:
        yield _second_looks(day)


def _applications(rule: Rule, day: Day) -> Owed:
    """Applications that wait for longer than the policy grants; told again as often as lateness is.

    Counted is from the day on which one that is just now too old would have begun to wait: it moves on with the
    working days, so that what was first told after a holiday is not told again the next day.
    """

    def begun(policy: Policy) -> dt.date:
        days = policy.decide_days if rule == Rule.WAITING else policy.endorse_days
        return waited_since(day.today, days, day.table)

    waiting = Application.objects.with_waiting_day()
    owed = (waiting.to_decide() if rule == Rule.WAITING else waiting.at_head()).filter(
        day.ladders.where(KIND, lambda policy: Q(since__lte=begun(policy)))
    )
    over = DaysSince("since", day.ladders.day(KIND, begun))
    staged = owed.annotate(stage=every(day.ladders.repeat_days(KIND), over))
    place, people = {
        Rule.WAITING: ("task__source__office_id", day.addressees.supervisors),
        Rule.AT_HEAD: ("task__lead_unit_id", day.addressees.heads),
    }[rule]
    return Owed(rule, staged.values_list("task_id", "stage", "since", place), people)


def _second_looks(day: Day) -> Owed:
    repeated = every(day.ladders.repeat_days(KIND), DaysSince("planned_on", day.today))
    owed = Reinspection.objects.owed(day.today).annotate(stage=repeated)
    rows = owed.values_list("task_id", "stage", "planned_on", "task__source__office_id")
    return Owed(Rule.REINSPECT, rows, day.addressees.supervisors)
