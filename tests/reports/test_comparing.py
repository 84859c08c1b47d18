"""对比: both sides count what their lists hold, and movements are told from the trail."""

import datetime as dt

import pytest
from django.urls import reverse

from reports.forms.comparing import usual_pairs
from reports.statistics.movement import forecast, months_to, moved_in, newly
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_submitted, make_task
from tests.reports.linked import check_figures
from tests.reports.lives import close, day, live_many
from tracker import actions
from tracker.models import Task, Unit
from tracker.movement_querysets import Movement
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


def compared(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("statistics_compare"), asked)


# --- what moved -----------------------------------------------------------------------------------------------------


def relapsed_task() -> Task:
    """A task that was handed over, extended twice in one month, cleared and reopened."""
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, accepted_by=handler, on=day(-100), due_on=day(-40))
    for number in (1, 2):
        later = day(-40 + 20 * number)
        actions.apply_extension(
            task, by=handler, version=task.version, on=day(-80), note="汛期", new_due_on=later
        )
        judge = UserFactory(unit=task.source.office, role=Role.SUPERVISOR)
        actions.grant_extension(task, by=judge, version=task.version, on=day(-80))
    claims = ["做到"] * len(task.standard.criteria)
    actions.submit(task, by=handler, version=task.version, on=day(-50), note="完成", claims=claims)
    close(task, day(-45))
    actions.reopen(
        task, by=task.source.created_by, version=task.version, on=day(-10), note="反弹", due_on=day(30)
    )
    return task


def test_each_movement_counts_a_task_once_in_its_span():
    relapsed_task()
    spans = [(day(-110), day(-81)), (day(-80), day(-46)), (day(-45), day(0))]
    found = moved_in(Task.objects.as_of(TODAY, TODAY), spans)
    assert [span.moved for span in found] == [
        {Movement.FOUND: 1},
        {Movement.EXTENDED: 1},
        {Movement.CLEARED: 1, Movement.RELAPSED: 1},
    ]


def test_movements_are_one_query_however_many_months(django_assert_num_queries):
    relapsed_task()
    with django_assert_num_queries(1):
        found = moved_in(Task.objects.as_of(day(-1), TODAY), months_to(day(-1), 36))
    assert len(found) == 36
    assert sum(span.of("found") for span in found) == 1


def test_a_task_given_back_is_no_movement_of_the_register():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, on=day(-5))
    actions.decline(task, by=handler, version=task.version, on=TODAY, note="不属本单位职责")
    (span,) = moved_in(Task.objects.as_of(TODAY, TODAY), [(day(-7), TODAY)])
    assert span.moved == {}
    (before,) = moved_in(Task.objects.as_of(day(-1), TODAY), [(day(-7), day(-1))])
    assert before.moved == {Movement.FOUND: 1}


def test_new_red_is_what_was_not_red_before():
    for due in (-1, -7, -8):  # red for a day, since the day after a week ago, and before it
        make_task(on=day(-90), due_on=day(due))
    then = Task.objects.as_of(TODAY, TODAY)
    assert newly(then, "red", day(-7)).count() == 2
    assert then.of_colour("red").count() == 3


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (-1, [(0, 0), (0, 0)]),  # red already
        (0, [(0, 1), (0, 1)]),  # in time today, late from tomorrow
        (6, [(0, 1), (0, 1)]),
        (7, [(0, 0), (0, 1)]),  # yellow already; on its due day, the 7th from today, it is in time
        (25, [(1, 0), (0, 1)]),  # warns 18 days before its day, so from the 7th day on
        (26, [(0, 0), (0, 1)]),
        (47, [(0, 0), (1, 0)]),
        (200, [(0, 0), (0, 0)]),
    ],
)
def test_the_forecast_at_its_edges(due, expected):
    begins = day(due - 120)  # 15 % of 120 days: yellow for 18 days
    make_task(on=begins, due_on=day(due))
    found = forecast(Task.objects.as_of(TODAY, TODAY), TODAY)
    assert [(one.yellow, one.red) for one in found] == expected
    for one in found:
        seen = Task.objects.as_of(day(one.days), TODAY).colour_counts()
        now = Task.objects.as_of(TODAY, TODAY).colour_counts()
        assert (one.red, one.yellow) == (
            max(seen["red"] - now["red"], 0),
            max(seen["yellow"] - now["yellow"], 0),
        )


def test_what_waits_for_its_verdict_and_what_is_raised_turns_nothing():
    handler = UserFactory()
    make_submitted(by=handler, on=day(-3), due_on=day(1))
    raised = make_task(on=day(-3), due_on=day(1))
    actions.raise_task(raised, by=raised.source.created_by, version=raised.version, on=TODAY, note="反复拖延")
    assert [(one.yellow, one.red) for one in forecast(Task.objects.as_of(TODAY, TODAY), TODAY)] == [
        (0, 0)
    ] * 2


# --- side by side ---------------------------------------------------------------------------------------------------


def test_every_figure_of_both_sides_equals_its_list(client, city, supervisor):
    live_many(city, supervisor.unit, count=14, seed=3)
    units = list(Unit.objects.filter(led_tasks__isnull=False).distinct())
    days = {"a-first": day(-60), "a-last": day(0), "b-first": day(-120), "b-last": day(-61)}
    for asked in (days, days | {"a-unit": units[0].pk, "b-unit": units[1].pk}):
        response = compared(client, supervisor, **{name: str(value) for name, value in asked.items()})
        assert sum(line.left.n for line in response.context["lines"]) > 0
        check_figures(response, least=16)


def test_without_a_choice_this_month_stands_beside_the_last(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit), on=day(-40))
    sides = compared(client, supervisor).context["sides"]
    assert [(str(one.first), str(one.last)) for one in sides] == [
        ("2026-05-01", "2026-05-20"),
        ("2026-04-01", "2026-04-30"),
    ]
    assert [one.totals.total for one in sides] == [1, 1]
    assert [one.span.of("found") for one in sides] == [0, 1]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"a-first": "2026-05-20", "a-last": "2026-05-01"}, "开始日期晚于结束日期"),
        ({"a-first": "昨天"}, "输入一个有效的日期"),
        ({"b-first": "1980-01-01"}, "2000 年至 2100 年之间"),
        ({"a-unit": "999999"}, "选择一个有效的选项"),
    ],
)
def test_a_bad_choice_is_named_and_nothing_counted(client, supervisor, asked, says):
    response = compared(client, supervisor, **asked)
    assert response.status_code == 200
    assert "sides" not in response.context
    assert says in response.content.decode()


def test_a_leader_compares_only_units_below_and_another_office_sees_nothing(client, city, supervisor):
    bureau = UnitFactory(parent=city)
    make_task(SourceFactory(office=supervisor.unit), lead_unit=bureau)
    other = UnitFactory(parent=city)
    leader = UserFactory(unit=bureau, role=Role.LEADER)
    assert "sides" not in compared(client, leader, **{"a-unit": other.pk}).context
    assert compared(client, leader, **{"a-unit": bureau.pk}).context["sides"][0].totals.total == 1
    stranger = compared(client, UserFactory(role=Role.SUPERVISOR))
    assert stranger.context["sides"][0].totals.total == 0


@pytest.mark.parametrize(
    ("today", "label", "before"),
    [
        ("2026-01-15", "本月与上月", ("2025-12-01", "2025-12-31")),
        ("2026-01-15", "本季与上季", ("2025-10-01", "2025-12-31")),
        ("2024-02-29", "今年与去年同期", ("2023-01-01", "2023-02-28")),
        ("2026-05-20", "今年与去年同期", ("2025-01-01", "2025-05-20")),
    ],
)
def test_the_usual_pairs(today, label, before):
    _, found = usual_pairs(dt.date.fromisoformat(today))[label]
    assert tuple(map(str, found)) == before


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER])
def test_queries_do_not_grow(client, city, supervisor, role, django_assert_max_num_queries):
    client.force_login(supervisor if role == Role.SUPERVISOR else UserFactory(unit=city, role=role))

    def queries() -> int:
        with django_assert_max_num_queries(15) as captured:
            assert client.get(reverse("statistics_compare")).status_code == 200
        return len(captured)

    live_many(city, supervisor.unit, count=1, seed=5)
    first = queries()
    live_many(city, supervisor.unit, count=6, seed=5)
    assert queries() == first
