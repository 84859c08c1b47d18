"""Which reminders are owed today: one INSERT … SELECT per rule and audience, whatever the number of tasks."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import connection
from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from tracker.calendar import is_working_day, off_until
from tracker.ladder import Rule, stage_for, stands_on
from tracker.models import Holiday, Planning, Policy, Reminder, Step, Task
from tracker.querysets import TaskQuerySet
from tracker.reminders.addressees import Addressees, find_addressees
from tracker.states import Action


def plan_reminders(today: dt.date) -> Counter[str]:
    """Write every reminder owed on the day and not yet written; return how many per rule. A day off owes none."""
    table = Holiday.objects.table()
    if not is_working_day(today, table):
        return Counter()
    addressees, repeat_days, until = find_addressees(), _repeat_days(), off_until(today, table)
    planned = Counter({rule.value: _plan(rule, today, until, addressees, repeat_days) for rule in Rule})
    Planning.objects.update_or_create(on=today)
    return planned


def plan_new_tasks(today: dt.date) -> int:
    """Write only the reminders about tasks handed over since the day was planned; return how many."""
    return _plan(Rule.ASSIGNED, today, today, find_addressees(), _repeat_days())


def _plan(rule: Rule, today: dt.date, until: dt.date, addressees: Addressees, repeat_days: Combinable) -> int:
    owed = Task.objects.filter(stands_on(rule, today, until)).annotate(
        stage=_handovers() if rule == Rule.ASSIGNED else stage_for(rule, today, repeat_days)
    )
    people = addressees.handlers if rule == Rule.REMIND else addressees.people
    planned = _insert(rule, today, owed, "lead_unit_id", people)
    if rule != Rule.OVERDUE:
        owed = owed.filter(lead_unit__in=addressees.orphans)
    return planned + _insert(rule, today, owed, "source__office_id", addressees.supervisors)


def _repeat_days() -> Combinable:
    """How many days between two reminders of a rule that repeats: by kind of source, else by the default policy."""
    days = dict(Policy.objects.values_list("kind", "repeat_days"))
    whens = [When(source__kind=kind, then=Value(days[kind])) for kind in sorted(days) if kind]
    return Case(*whens, default=Value(days[""]), output_field=IntegerField())


def _handovers() -> Combinable:
    """Which handing over this is: a unit that gets a task back is told again."""
    steps = Step.objects.filter(task=OuterRef("pk"), action__in=[Action.ASSIGN, Action.TRANSFER])
    counted = steps.order_by().values("task").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)


def _insert(
    rule: Rule, today: dt.date, owed: TaskQuerySet, place: str, people: Sequence[tuple[int, int]]
) -> int:
    """Write a reminder for each owed task and each person of its `place`, a column that holds a unit.

    In the order of the key, so that two planners at once wait for each other instead of deadlocking.
    """
    if not people:
        return 0
    sql, params = owed.order_by().values_list("pk", "stage", "due_on", place).query.sql_with_params()
    told = ", ".join(f"({int(unit)}, {int(person)})" for unit, person in people)
    statement = f"""
        INSERT INTO {Reminder._meta.db_table}
               (task_id, rule, stage, recipient_id, due_on, planned_on, created_at)
          WITH told (unit, person) AS (VALUES {told}),
               owed (task, stage, due_on, unit) AS ({sql})
        SELECT owed.task, %s, owed.stage, told.person, owed.due_on, %s, %s
          FROM owed JOIN told ON told.unit = owed.unit
         WHERE TRUE
         ORDER BY owed.task, owed.stage, told.person
            ON CONFLICT DO NOTHING
    """
    adapt = connection.ops
    moment = [adapt.adapt_datefield_value(today), adapt.adapt_datetimefield_value(timezone.now())]
    with connection.cursor() as cursor:  # a statement that began with WITH would have no row count on SQLite
        cursor.execute(statement, [*params, rule.value, *moment])
        return cursor.rowcount
