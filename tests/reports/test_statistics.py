"""Figures are counts of the register's own words, on any day."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import statistics
from reports.statistics import Totals, floored_percent
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    make_draft,
    make_submitted,
    make_task,
)
from tests.reports.lives import close, day, live, live_many
from tracker import actions
from tracker.calendar import last_month_ends
from tracker.models import Step, Task

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, "—"),
        (0, 7, "0%"),
        (7, 7, "100%"),
        (1, 3, "33.3%"),
        (2, 3, "66.6%"),
        (9999, 10000, "99.9%"),
        (1, 2, "50.0%"),
        (1, 5000, "0%"),
    ],
)
def test_percentages_are_cut_and_full_only_when_all(part, whole, shown):
    assert floored_percent(part, whole) == shown


def test_the_sentence_counts_white_green_yellow_red():
    text = statistics.sentence(Totals(red=4, yellow=3, green=2, white=1), dt.date(2026, 3, 9))
    assert text == (
        "截至2026年3月9日，共有整改任务10项，其中白色清零1项、绿色提示2项、黄色预警3项、红色督办4项。"
    )


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2026-04-30", "截至2026年4月底，"),
        ("2026-04-29", "截至2026年4月29日，"),
        ("2024-02-29", "截至2024年2月底，"),
        ("2025-12-31", "截至2025年底，"),
    ],
)
def test_the_last_day_of_a_month_and_of_a_year_is_said_as_reports_say_it(on, said):
    assert statistics.sentence(Totals(), dt.date.fromisoformat(on)).startswith(said)


def test_a_task_given_back_today_was_counted_yesterday():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, on=day(-2))
    actions.decline(task, by=handler, version=task.version, on=TODAY, note="不属本单位职责")
    assert statistics.totals_of(Task.objects.as_of(TODAY, TODAY)).total == 0
    yesterday = Task.objects.as_of(day(-1), TODAY)
    assert statistics.totals_of(yesterday) == Totals(green=1)
    assert [group.name for group in statistics.by_unit(yesterday, day(-1))] == [handler.unit.name]
    assert statistics.by_unit(Task.objects.as_of(TODAY, TODAY), TODAY) == []


def test_units_are_those_of_the_day_with_the_latest_first():
    calm, late, warned = UnitFactory(name="甲"), UnitFactory(name="乙"), UnitFactory(name="丙")
    moved = make_task(lead_unit=calm, on=day(-100), due_on=day(-1))
    make_task(lead_unit=calm)
    make_task(lead_unit=warned, on=day(-50), due_on=day(1))
    make_draft()
    supervisor = moved.source.created_by
    actions.transfer(moved, by=supervisor, version=moved.version, on=day(-5), lead_unit=late, note="职责调整")
    now = statistics.by_unit(Task.objects.as_of(TODAY, TODAY), TODAY)
    assert [(group.name, group.totals) for group in now] == [
        ("乙", Totals(red=1)),
        ("丙", Totals(yellow=1)),
        ("甲", Totals(green=1)),
    ]
    before = statistics.by_unit(Task.objects.as_of(day(-6), TODAY), day(-6))
    assert [group.name for group in before] == ["丙", "甲"]


def test_rates_count_what_is_due_and_what_is_not_apart():
    handler = UserFactory()
    done = make_submitted(by=handler, on=day(-3), due_on=day(30))
    close(done, TODAY)
    make_task(on=day(-30), due_on=TODAY)
    make_task(on=day(-30), due_on=day(1))
    make_submitted(by=handler, on=day(-3), due_on=day(-1))
    of_all, of_due = statistics.figures(Task.objects.all(), TODAY, TODAY).rates
    assert (of_all.part, of_all.whole, of_all.percent) == (1, 4, "25.0%")
    assert (of_due.part, of_due.whole, of_due.percent) == (1, 3, "33.3%")


# --- over time ------------------------------------------------------------------------------------------------------


lives = st.tuples(st.integers(-200, 0), st.integers(0, 120), *[st.integers(0, 60)] * 5).map(list)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    drawn=st.lists(lives, max_size=6),
    offsets=st.lists(st.integers(-220, 60), min_size=1, max_size=14, unique=True),
)
def test_history_in_one_pass_equals_asking_day_by_day(drawn, offsets):
    source, handler = SourceFactory(), UserFactory()
    mine = Task.objects.filter(source=source)
    for numbers in drawn:
        live(source, handler, numbers)
    days = sorted(day(offset) for offset in offsets)
    expected = [statistics.totals_of(mine.as_of(on, TODAY)) for on in days]
    assert statistics.history(mine, days) == expected


def test_lives_of_the_tests_take_every_turn_that_a_figure_depends_on():
    live_many(UnitFactory(), UnitFactory(kind="office"), count=60, seed=3)
    turns = set(Step.objects.values_list("action", flat=True))
    assert turns >= {
        "decline",
        "transfer",
        "grant_extension",
        "send_back",
        "accept_closure",
        "reopen",
        "raise",
    }


def test_history_is_one_query_and_keeps_to_what_is_visible(django_assert_num_queries):
    own, other = SourceFactory(), SourceFactory()
    make_task(own, on=day(-40))
    make_task(other, on=day(-40))
    supervisor = own.created_by
    visible = Task.objects.visible_to(supervisor)
    with django_assert_num_queries(1):
        totals = statistics.history(visible, last_month_ends(TODAY, 12))
    assert totals[-1] == Totals(green=1)
    assert totals[0] == Totals()
