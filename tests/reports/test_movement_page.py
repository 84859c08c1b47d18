"""变动与预测: every figure counts the list behind it; spans, forecasts and who may look."""

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_task
from tests.reports.linked import check_figures, linked_figures
from tests.reports.lives import day, live_many
from tracker.models import Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


def shown(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("statistics_movement"), asked)


@pytest.mark.parametrize(("on", "span"), [(day(0), "weeks"), (day(-40), "12"), (day(10), "weeks")])
def test_every_figure_equals_its_filter(client, city, supervisor, on, span):
    live_many(city, supervisor.unit, count=14, seed=3)
    live_many(UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=3, seed=4)
    leader = UserFactory(unit=city, role=Role.LEADER)
    for user in (supervisor, leader):
        response = shown(client, user, on=on.isoformat(), span=span)
        check_figures(response, least=30)
        assert response.context["trend"][0].whole.n > 0


def test_changes_and_forecast_equal_the_lists_behind_their_links(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    for due in (-2, -30, 3, 20, 50):
        make_task(source, on=day(due - 100), due_on=day(due))
    response = shown(client, supervisor, span="weeks")
    figures = [one.figure for one in response.context["changes"]]
    figures += [figure for ahead in response.context["forecasts"] for figure in ahead.figures]
    assert sum(figure.n for figure in figures) >= 5
    for figure in figures:
        assert client.get(figure.url).context["page"].paginator.count == figure.n, figure.url


@pytest.mark.parametrize(
    ("span", "points", "months"), [("12", 12, 12), ("36", 36, 36), ("weeks", 13, 3), ("x", 12, 12)]
)
def test_the_span_is_chosen(client, supervisor, span, points, months):
    make_task(SourceFactory(office=supervisor.unit), on=day(-20))
    context = shown(client, supervisor, span=span).context
    assert (len(context["trend"]), len(context["flows"])) == (points, months)
    data = context["chart_data"]
    assert [bar["counts"] for bar in data["flows"]] == [
        [one.n for one in flow.figures] for flow in context["flows"][::-1]
    ]


def test_what_turned_red_and_what_will_is_named(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    make_task(source, on=day(-100), due_on=day(-2), title="专户资金闲置")
    make_task(source, on=day(-100), due_on=day(3), title="欠缴租金")
    make_task(source, on=day(-100), due_on=day(-30), title="久拖未改")
    context = shown(client, supervisor).context
    assert [row.task.title for row in context["newly_red"]] == ["专户资金闲置"]
    assert [row.task.title for row in context["turning"]] == ["欠缴租金"]


def test_strangers_see_nothing_and_units_are_refused(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit), due_on=day(-1), on=day(-50), title="专户资金闲置")
    for role in (Role.SUPERVISOR, Role.LEADER):
        response = shown(client, UserFactory(role=role))
        assert "专户资金闲置" not in response.content.decode()
        assert set().union(*linked_figures(response).values()) == {0}
    for role in (Role.HANDLER, Role.HEAD):
        assert shown(client, UserFactory(role=role)).status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER])
def test_queries_do_not_grow(client, city, supervisor, role, django_assert_max_num_queries):
    client.force_login(supervisor if role == Role.SUPERVISOR else UserFactory(unit=city, role=role))

    def add() -> None:
        source = SourceFactory(office=supervisor.unit)
        for due in (-2, 3):
            make_task(source, lead_unit=UnitFactory(parent=city), on=day(-100), due_on=day(due))

    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            assert client.get(reverse("statistics_movement")).status_code == 200
        return len(captured)

    add()
    first = queries()
    for _ in range(9):
        add()
    assert queries() == first
