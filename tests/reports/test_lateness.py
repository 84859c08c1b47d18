"""Who is late and who soon will be, on any day."""

import datetime as dt

import pytest

from reports.lateness import due_within, most_overdue, next_due
from tests.factories import TODAY, UserFactory, make_draft, make_submitted, make_task
from tests.reports.lives import close, day
from tracker import actions
from tracker.models import Task

pytestmark = pytest.mark.django_db


def test_most_overdue_by_days_and_whose_move_it_is():
    handler = UserFactory()
    long_late = make_task(on=day(-90), due_on=day(-40))
    waiting = make_submitted(by=handler, on=day(-50), due_on=day(-52))  # two days late when it was submitted
    make_submitted(by=handler, on=day(-60), due_on=day(-50))  # submitted in time: never late
    make_task(on=day(-30), due_on=TODAY)
    raised = make_task(on=day(-30))
    actions.raise_task(raised, by=raised.source.created_by, version=raised.version, on=TODAY, note="反复拖延")
    lines = most_overdue(Task.objects.as_of(TODAY, TODAY), TODAY, TODAY)
    assert [(line.pk, line.days, line.next_actor) for line in lines] == [
        (long_late.pk, 40, "牵头单位签收"),
        (waiting.pk, 2, "督办机构认定"),
    ]
    assert [line.pk for line in most_overdue(Task.objects.as_of(TODAY, TODAY), TODAY, TODAY, limit=1)] == [
        long_late.pk
    ]


def test_extensions_and_progress_are_those_of_the_day():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, accepted_by=handler, on=day(-60), due_on=day(-40))
    actions.report_progress(task, by=handler, version=task.version, on=day(-55), note="已启动", percent=10)
    task.refresh_from_db()
    application = actions.apply_extension(
        task, by=handler, version=task.version, on=day(-41), note="汛期停工", new_due_on=day(-20)
    )
    task.refresh_from_db()
    granted_on = day(-30)
    actions.grant_extension(task, by=application.task.source.created_by, version=task.version, on=granted_on)
    task.refresh_from_db()
    actions.report_progress(task, by=handler, version=task.version, on=day(-2), note="继续推进", percent=60)

    def seen(on: dt.date) -> tuple:
        (line,) = most_overdue(Task.objects.as_of(on, TODAY), on, TODAY)
        return line.days, line.due_on, line.extended_times, line.extended_days, line.progress_on

    assert seen(day(-31)) == (9, day(-40), 0, 0, day(-55))
    assert seen(day(-10)) == (10, day(-20), 1, 20, day(-55))
    assert seen(TODAY) == (20, day(-20), 1, 20, day(-2))


def test_due_soon_begins_with_the_day_asked_about_and_ends_six_days_later():
    make_task(on=day(-30), due_on=day(-1))
    today_is_the_day = make_task(on=day(-30), due_on=TODAY)
    sixth = make_submitted(by=UserFactory(), on=day(-30), due_on=day(6))
    make_task(on=day(-30), due_on=day(7))
    close(make_submitted(by=UserFactory(), on=day(-30), due_on=day(3)), day(-1))
    make_draft(on=day(-30), due_on=day(2))

    soon = due_within(Task.objects.as_of(TODAY, TODAY), TODAY, 7)

    assert soon.count() == 2
    assert [(line.pk, line.days, line.next_actor) for line in next_due(soon, TODAY, limit=10)] == [
        (today_is_the_day.pk, 0, "牵头单位签收"),
        (sixth.pk, None, "督办机构认定"),
    ]
    assert [line.pk for line in next_due(soon, TODAY, limit=1)] == [today_is_the_day.pk]
