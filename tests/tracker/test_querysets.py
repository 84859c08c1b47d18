"""Words of the register that need no user: units by name, and where tasks stood on a day."""

import datetime as dt

import pytest

from tests.factories import TODAY, UnitFactory, UserFactory, make_draft, make_submitted, make_task
from tracker import actions
from tracker.models import Task, Unit

pytestmark = pytest.mark.django_db


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def test_a_unit_is_called_by_its_name_before_any_alias():
    bureau = UnitFactory(name="市财政局", aliases=["财政局", "财局"])
    namesake = UnitFactory(name="财局", aliases=["财政所"])
    county = UnitFactory(name="县财政局", aliases=["财政局"])
    assert Unit.objects.called(" 市财政局 ") == [bureau]
    assert Unit.objects.called("财局") == [namesake]
    assert Unit.objects.called("财政局") == [bureau, county]
    assert Unit.objects.called("财政") == []


def test_counted_then_is_what_was_no_draft_on_the_day():
    handler = UserFactory()
    make_draft(on=day(-5))
    task = make_task(lead_unit=handler.unit, on=day(-5))
    actions.decline(task, by=handler, version=task.version, on=TODAY, note="不属本单位职责")
    assert list(Task.objects.as_of(day(-1), TODAY).counted_then()) == [task]
    assert not Task.objects.as_of(TODAY, TODAY).counted_then().exists()


def test_led_then_by_follows_the_lead_unit_of_the_day():
    city = UnitFactory()
    below, elsewhere = UnitFactory(parent=city), UnitFactory()
    task = make_task(lead_unit=below, on=day(-5))
    actions.transfer(
        task, by=task.source.created_by, version=task.version, on=TODAY, lead_unit=elsewhere, note="职责调整"
    )
    before, now = Task.objects.as_of(day(-1), TODAY), Task.objects.as_of(TODAY, TODAY)
    assert [rows.led_then_by(city).count() for rows in (before, now)] == [1, 0]
    assert [rows.led_then_by(elsewhere).count() for rows in (before, now)] == [0, 1]


@pytest.mark.parametrize(("on", "late", "fallen_due"), [(-1, 0, 0), (0, 0, 1), (1, 1, 1)])
def test_the_due_day_has_come_but_is_not_late(on, late, fallen_due):
    make_task(on=day(-30), due_on=TODAY)
    for today in (day(on), day(10)):  # asked on the day itself, and later
        rows = Task.objects.as_of(day(on), today)
        assert (rows.late().count(), rows.fallen_due(day(on)).count()) == (late, fallen_due)


def test_waiting_for_a_verdict_is_due_but_not_late():
    make_submitted(by=UserFactory(), on=day(-30), due_on=day(-20))
    rows = Task.objects.as_of(TODAY, TODAY)
    assert (rows.late().count(), rows.fallen_due(TODAY).count()) == (0, 1)


def test_units_stand_in_the_order_in_which_they_were_entered():
    city = UnitFactory()
    below = [UnitFactory(parent=city) for _ in range(12)]

    assert list(Unit.objects.subtree(city)) == [city, *below]
