"""Reminders that hang on a task's own days: the ladder of lateness, and the rungs above it."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from tracker.ladder import ESCALATING, ON_TASKS, Rule, stage_for, stands_on
from tracker.models import Policy, Step, Task
from tracker.reminders.owed import Day, Owed
from tracker.states import Action

KIND = "source__kind"


def owed_on_tasks(rule: Rule, day: Day) -> Iterator[Owed]:
    """What the rule owes on the day, if it is one of these."""
    if rule in ON_TASKS:
        yield from _on_ladder(rule, day)
    if rule in ESCALATING:
        yield _above(rule, day)


def _on_ladder(rule: Rule, day: Day) -> Iterator[Owed]:
    told = day.addressees
    owed = Task.objects.filter(stands_on(rule, day.today, day.until)).annotate(
        stage=_handovers()
        if rule == Rule.ASSIGNED
        else stage_for(rule, day.today, day.ladders.repeat_days(KIND))
    )
    people = told.handlers if rule == Rule.REMIND else told.people
    yield Owed(rule, owed.values_list("pk", "stage", "due_on", "lead_unit_id"), people)
    if rule != Rule.OVERDUE:
        owed = owed.filter(lead_unit__in=told.orphans)
    yield Owed(rule, owed.values_list("pk", "stage", "due_on", "source__office_id"), told.supervisors)


def _above(rule: Rule, day: Day) -> Owed:
    """Long overdue: the leader over the lead unit is told, later the office that it belongs before the government."""

    def long_overdue(policy: Policy) -> Q:
        days = policy.escalate_days if rule == Rule.ESCALATED else policy.agenda_days
        return Q(due_on__lte=day.today - dt.timedelta(days=days))

    owed = Task.objects.filter(
        stands_on(Rule.OVERDUE, day.today, day.until), day.ladders.where(KIND, long_overdue)
    ).annotate(stage=Value(0))
    place, people = {
        Rule.ESCALATED: ("lead_unit_id", day.addressees.leaders),
        Rule.AGENDA: ("source__office_id", day.addressees.supervisors),
    }[rule]
    return Owed(rule, owed.values_list("pk", "stage", "due_on", place), people)


def _handovers() -> Combinable:
    """Which handing over this is: a unit that gets a task back is told again."""
    steps = Step.objects.filter(task=OuterRef("pk"), action__in=[Action.ASSIGN, Action.TRANSFER])
    counted = steps.order_by().values("task").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)
