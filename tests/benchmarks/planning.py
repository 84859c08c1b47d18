"""A day's reminders of every rule beside the one INSERT … SELECT that a person would write for the ladder of lateness."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from tests.benchmarks.timing import Line, compare
from tracker.calendar import next_working_day
from tracker.models import Holiday, Reminder, Task
from tracker.reminders import plan_reminders
from tracker.states import OPEN

BARE = """
    INSERT INTO tracker_reminder (task_id, rule, stage, recipient_id, due_on, planned_on, created_at)
    SELECT task.id, CASE WHEN task.due_on < %s THEN 'overdue' WHEN task.due_on = %s THEN 'due' ELSE 'warn' END,
           0, person.id, task.due_on, %s, %s
      FROM tracker_task task JOIN tracker_user person ON person.unit_id = task.lead_unit_id
     WHERE task.status IN ('assigned', 'in_progress') AND task.warn_on <= %s AND person.role IN ('handler', 'head')
"""


def lines() -> Iterator[Line]:
    """Plan the next working day of the tasks that are there, each time anew."""
    today = next_working_day(timezone.localdate(), Holiday.objects.table())
    now = timezone.now()

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [today, today, today, now, today])
            return cursor.rowcount

    written = _undone(lambda: plan_reminders(today).total())()
    assert written
    tasks = Task.objects.filter(status__in=OPEN).count()
    what = f"提醒生成，{tasks:,} 项未销号任务，全部规则 {written:,} 条（{connection.vendor}）"
    yield compare(what, _undone(lambda: plan_reminders(today)), _undone(bare), rounds=3)


def _undone(work: Callable[[], int]) -> Callable[[], int]:
    """Do the work and take it back, so that every round writes the same rows."""

    def done() -> int:
        with transaction.atomic():
            Reminder.objects.all().delete()
            result = work()
            transaction.set_rollback(True)
        return result

    return done
