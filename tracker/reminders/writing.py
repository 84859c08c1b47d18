"""Write owed reminders as a set: one INSERT … SELECT, whatever the number of rows."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tracker.ladder import Rule
from tracker.models import Reminder


def insert(rule: Rule, today: dt.date, owed: QuerySet, people: Sequence[tuple[int, int]]) -> int:
    """Write a reminder for each owed row and each person of its place; return how many are new.

    `owed` are rows of four values: task, stage, deadline, place; `people` pairs of a place and a person. In the order of the
    key, so that two planners at once wait for each other instead of deadlocking.
    """
    if not people:
        return 0
    sql, params = owed.order_by().query.sql_with_params()
    told = ", ".join(f"({int(place)}, {int(person)})" for place, person in people)
    statement = f"""
        INSERT INTO {Reminder._meta.db_table}
               (task_id, rule, stage, recipient_id, due_on, planned_on, created_at)
          WITH told (place, person) AS (VALUES {told}),
               owed (task, stage, due_on, place) AS ({sql})
        SELECT owed.task, %s, owed.stage, told.person, owed.due_on, %s, %s
          FROM owed JOIN told ON told.place = owed.place
         WHERE TRUE
         ORDER BY owed.task, owed.stage, told.person
            ON CONFLICT DO NOTHING
    """
    adapt = connection.ops
    moment = [adapt.adapt_datefield_value(today), adapt.adapt_datetimefield_value(timezone.now())]
    with connection.cursor() as cursor:  # a statement that began with WITH would have no row count on SQLite
        cursor.execute(statement, [*params, rule.value, *moment])
        return cursor.rowcount
