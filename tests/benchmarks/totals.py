"""The four totals of any day beside the SQL that a person would write for today."""

import io
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from reports import statistics
from tests.benchmarks.timing import Line, compare
from tracker.models import Task

BARE = """
    SELECT CASE WHEN status = 'closed' THEN 'white'
                WHEN raised OR due_on < COALESCE(submitted_on, %s) THEN 'red'
                WHEN warn_on <= COALESCE(submitted_on, %s) THEN 'yellow'
                ELSE 'green' END AS colour, COUNT(*)
    FROM tracker_task WHERE status <> 'draft' GROUP BY 1
"""


def lines(tasks: int) -> Iterator[Line]:
    call_command("generate", tasks=tasks, units=max(20, tasks // 2000), stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    today = timezone.localdate()

    def bare() -> list[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [today, today])
            return cursor.fetchall()

    def ours() -> statistics.Totals:
        return statistics.totals_of(Task.objects.as_of(today, today))

    assert sum(number for _colour, number in bare()) == ours().total
    yield compare(f"四色合计，{tasks:,} 项任务（{connection.vendor}）", ours, bare)
