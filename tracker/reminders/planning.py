"""Which reminders are owed today: one INSERT … SELECT per rule and audience, whatever the number of tasks."""

import datetime as dt
from collections import Counter

from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from tracker.calendar import is_working_day, off_until
from tracker.ladder import ON_TASKS, Rule, stage_for, stands_on
from tracker.models import Holiday, Planning, Policy, Step, Task
from tracker.reminders.addressees import Addressees, find_addressees
from tracker.reminders.instructing import NEWS, plan_instructions
from tracker.reminders.writing import insert
from tracker.states import Action


def plan_reminders(today: dt.date) -> Counter[str]:
    """Write every reminder owed on the day and not yet written; return how many per rule. A day off owes none."""
    table = Holiday.objects.table()
    if not is_working_day(today, table):
        return Counter()
    addressees, until = find_addressees(), off_until(today, table)
    repeat_days = _repeat_days("source__kind")
    planned = Counter({rule.value: _plan(rule, today, until, addressees, repeat_days) for rule in ON_TASKS})
    planned += plan_instructions(today, table, addressees, _repeat_days("task__source__kind"))
    Planning.objects.update_or_create(on=today)
    return planned


def plan_news(today: dt.date) -> int:
    """Write only what came up since the day was planned: tasks handed over, instructions, replies; return how many.

    A leader's word does not wait for a working day: it is in the inbox at once, and in the mail of the next one.
    """
    table, addressees = Holiday.objects.table(), find_addressees()
    told = plan_instructions(today, table, addressees, _repeat_days("task__source__kind"), NEWS).total()
    if is_working_day(today, table):
        told += _plan(Rule.ASSIGNED, today, today, addressees, _repeat_days("source__kind"))
    return told


def _plan(rule: Rule, today: dt.date, until: dt.date, addressees: Addressees, repeat_days: Combinable) -> int:
    owed = Task.objects.filter(stands_on(rule, today, until)).annotate(
        stage=_handovers() if rule == Rule.ASSIGNED else stage_for(rule, today, repeat_days)
    )
    people = addressees.handlers if rule == Rule.REMIND else addressees.people
    planned = insert(rule, today, owed.values_list("pk", "stage", "due_on", "lead_unit_id"), people)
    if rule != Rule.OVERDUE:
        owed = owed.filter(lead_unit__in=addressees.orphans)
    office = owed.values_list("pk", "stage", "due_on", "source__office_id")
    return planned + insert(rule, today, office, addressees.supervisors)


def _repeat_days(kind: str) -> Combinable:
    """How many days between two reminders of a rule that repeats: by kind of source (a column), else by the default policy."""
    days = dict(Policy.objects.values_list("kind", "repeat_days"))
    whens = [When(**{kind: one}, then=Value(days[one])) for one in sorted(days) if one]
    return Case(*whens, default=Value(days[""]), output_field=IntegerField())


def _handovers() -> Combinable:
    """Which handing over this is: a unit that gets a task back is told again."""
    steps = Step.objects.filter(task=OuterRef("pk"), action__in=[Action.ASSIGN, Action.TRANSFER])
    counted = steps.order_by().values("task").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)
