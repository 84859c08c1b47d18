"""How often a task was extended, closed, sent back and relapsed: counted as it happens, and filled in for older registers."""

from importlib import import_module

import pytest
from django.apps import apps

from tests.factories import TODAY, UserFactory, graded, make_submitted
from tests.reports.lives import close, day
from tracker import actions
from tracker.models import Period, Task

pytestmark = pytest.mark.django_db

COUNTERS = ("extended_times", "closed_times", "returned_times", "relapsed_times")


def relapsed_task() -> Task:
    """Sent back and closed, relapsed on the day of its closing, closed again ten days later."""
    handler = UserFactory()
    task = make_submitted(by=handler, on=day(-40), due_on=day(30))
    office = task.source.created_by
    known = {"version": task.version, "on": day(-35)}
    actions.send_back(task, by=office, note="佐证不足", grade=graded("partly"), **known)
    claims = ["已经做到"] * len(task.standard.criteria)
    for applied_on, closed_on in ((-34, -30), (-25, -20)):
        actions.submit(
            task, by=handler, version=task.version, on=day(applied_on), note="整改完成", claims=claims
        )
        close(task, day(closed_on))
        if closed_on == -30:
            actions.reopen(
                task, by=office, version=task.version, on=day(closed_on), note="反弹", due_on=day(30)
            )
    return Task.objects.get(pk=task.pk)


def test_a_closing_counts_on_its_day_even_if_it_relapsed_on_the_same_day():
    task = relapsed_task()
    seen = {
        offset: Task.objects.filter(pk=task.pk).as_of(day(offset), TODAY).get()
        for offset in (-36, -35, -30, -21, -20)
    }
    assert {offset: (row.returned_then, row.closed_times_then, row.relapsed_then) for offset, row in seen.items()} == {
        -36: (0, 0, 0), -35: (1, 0, 0), -30: (1, 1, 1), -21: (1, 1, 1), -20: (1, 2, 1)
    }  # fmt: skip
    assert Task.objects.as_of(day(-30), TODAY).lived("relapsed").count() == 1
    assert Task.objects.as_of(day(-31), TODAY).lived("relapsed").count() == 0
    assert Task.objects.as_of(TODAY, TODAY).lived("unreturned").count() == 0


def test_an_older_register_is_filled_from_its_trail():
    task = relapsed_task()
    written = list(task.periods.values_list("from_on", *COUNTERS))
    Period.objects.update(**dict.fromkeys(COUNTERS, 0))
    Task.objects.update(closed_times=0, returned_times=0)
    import_module("tracker.migrations.0022_fill_counters_in_force").fill(apps, None)
    assert list(task.periods.values_list("from_on", *COUNTERS)) == written
    filled = Task.objects.get(pk=task.pk)
    assert (filled.closed_times, filled.returned_times) == (2, 1)
