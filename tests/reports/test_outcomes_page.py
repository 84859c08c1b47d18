"""The page 整改成效: every figure counts the list behind it, for every reader, on any day, in few queries."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_task
from tests.reports.linked import check_figures
from tests.reports.lives import day, live_many
from tracker import actions
from tracker.models import Source, Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def readers(city, supervisor):
    live_many(city, supervisor.unit, count=14, seed=3)
    live_many(UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=4, seed=4)
    source = SourceFactory(office=supervisor.unit, kind=Source.Kind.GOVERNMENT)
    handler = UserFactory(unit=UnitFactory(parent=city, name="市水务局"))
    for amount in (100, 200):
        task = make_task(
            source, lead_unit=handler.unit, accepted_by=handler, on=day(-50), amount_involved=Decimal(amount)
        )
    actions.record_results(
        task, by=handler, version=task.version, on=day(-3), amount_settled=Decimal(150), people_held=2
    )
    return {"supervisor": supervisor, "leader": UserFactory(unit=city, role=Role.LEADER)}


def page(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("statistics_outcomes"), asked)


@pytest.mark.parametrize("offset", [0, -40, -150])
def test_every_figure_counts_the_list_behind_it(client, readers, offset):
    for user in readers.values():
        check_figures(page(client, user, on=day(offset).isoformat()), least=20)


def test_rates_are_shown_with_their_formula_and_their_fraction(client, readers):
    text = page(client, readers["leader"]).content.decode()
    assert "150 元</a> ÷ " in text
    assert "＝ 已整改金额 ÷ 涉及金额" in text
    assert "50.0%" in text
    before = page(client, readers["leader"], on=day(-4).isoformat()).content.decode()
    assert "0 元</a> ÷ " in before
    assert "问责 0 人" in before


def test_a_day_before_everything_says_so(client, readers):
    assert "还没有可统计的任务" in page(client, readers["leader"], on="2001-01-01").content.decode()


@pytest.mark.parametrize("units", [1, 30])
def test_the_number_of_queries_does_not_grow(client, city, supervisor, units, django_assert_max_num_queries):
    source = SourceFactory(office=supervisor.unit)
    for _ in range(units):
        make_task(source, lead_unit=UnitFactory(parent=city), amount_involved=Decimal(5))
    client.force_login(supervisor)
    with django_assert_max_num_queries(6):
        page = client.get(reverse("statistics_outcomes"))
    assert len(page.context["units"]) == units


def test_the_list_of_money_shows_amounts_and_sorts_by_them(client, readers):
    client.force_login(readers["supervisor"])
    plain = client.get(reverse("task_list"))
    assert "涉及/已整改" not in plain.content.decode()
    found = client.get(reverse("task_list"), {"with_amount": "on", "sort": "-amount"})
    assert [row.task.amount_involved for row in found.context["rows"]] == [200, 100]
    text = found.content.decode()
    assert "200 元" in text
    assert "150 元" in text
    past = client.get(
        reverse("task_list"), {"with_amount": "on", "sort": "amount", "on": day(-4).isoformat()}
    )
    assert "150 元" not in past.content.decode()


def test_a_filter_that_does_not_exist_selects_nothing(client, readers):
    client.force_login(readers["supervisor"])
    found = client.get(reverse("task_list"), {"lived": "nonsense"})
    assert found.context["rows"] == []
