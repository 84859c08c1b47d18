"""The dashboard: who may open it, on which day it stands, and that every figure counts the list behind it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from reports import statistics
from reports.views.figures import presets
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tests.reports.linked import check_figures, linked_figures
from tests.reports.lives import day, live_many
from tracker import actions
from tracker.models import Task, Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def supervisor(city):
    office = UnitFactory(name="云川市审计局", kind=Unit.Kind.OFFICE, parent=city)
    return UserFactory(unit=office, role=Role.SUPERVISOR)


@pytest.fixture
def leader(city):
    return UserFactory(unit=city, role=Role.LEADER)


def shown(client, user, on: dt.date | str | None = None):
    client.force_login(user)
    return client.get(reverse("dashboard"), {} if on is None else {"on": str(on)})


# --- every figure is a list -----------------------------------------------------------------------------------------


@pytest.fixture
def readers(city, supervisor, leader):
    """The supervisor, the city's leader and the leader of one unit, over a register that also holds what is not theirs."""
    live_many(city, supervisor.unit, count=14, seed=3)
    live_many(
        UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=4, seed=4
    )  # another city, another office
    make_draft(SourceFactory(office=supervisor.unit))
    oldest = Task.objects.counted().filter(source__office=supervisor.unit).order_by("assigned_on").first()
    return {
        "supervisor": supervisor,
        "leader": leader,
        "leader of a part": UserFactory(unit=oldest.lead_unit, role=Role.LEADER),
    }


@pytest.mark.parametrize("on", [day(0), day(-60)])
@pytest.mark.parametrize("who", ["supervisor", "leader"])
def test_every_figure_equals_the_list_behind_its_link(client, readers, who, on, monkeypatch):
    monkeypatch.setattr(statistics.at_a_glance, "MONTHS", 3)  # each link is a whole page
    figures = linked_figures(shown(client, readers[who], on))
    assert len(figures) > 40
    for href, numbers in figures.items():
        assert numbers == {client.get(href).context["page"].paginator.count}, href


@pytest.mark.parametrize("on", [day(0), day(-1), day(-45), day(-75), day(30)])
@pytest.mark.parametrize("who", ["supervisor", "leader", "leader of a part"])
def test_every_figure_equals_its_filter_on_any_day(client, readers, who, on):
    response = shown(client, readers[who], on)
    check_figures(response, least=60)
    assert response.context["figures"].totals.total > 0


def test_charts_carry_the_figures_of_their_tables(client, city, supervisor):
    live_many(city, supervisor.unit, count=14, seed=3)
    context = shown(client, supervisor).context
    data = context["chart_data"]
    for name, rows in (
        ("units", context["units"]),
        ("sources", context["sources"]),
        ("trend", context["trend"][::-1]),
    ):
        assert [bar["name"] for bar in data[name]] == [row.name for row in rows]
        assert [bar["counts"] for bar in data[name]] == [[one.n for one in row.figures] for row in rows]
    assert data["trend"][-1]["counts"] == [card.figure.n for card in context["cards"]]


def test_a_chart_shows_the_latest_ten_and_its_table_all(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    for number in range(12):
        make_task(
            source,
            lead_unit=UnitFactory(name=f"第{number:02}局"),
            on=day(-90),
            due_on=day(-1 if number > 9 else 90),
        )
    response = shown(client, supervisor)
    names = [bar["name"] for bar in response.context["chart_data"]["units"]]
    assert (names[:2], len(names), len(response.context["units"])) == (["第10局", "第11局"], 10, 12)
    assert "图中为前 10 行" in response.content.decode()


# --- the day --------------------------------------------------------------------------------------------------------


def test_first_glance(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    make_task(source, on=day(-90), due_on=day(-3), title="专户资金闲置")
    make_task(source, on=day(-90), due_on=day(-20))
    make_task(source)
    text = shown(client, supervisor).content.decode()
    assert (
        "截至2026年5月20日，共有整改任务3项，其中白色清零0项、绿色提示1项、黄色预警0项、红色督办2项。" in text
    )
    assert re.search(r"占 66.6%.*?7 天前 <a[^>]*>1</a>，增 1", text, re.S)
    assert "专户资金闲置" in text
    assert text.index("逾期最久") < text.index("近 12 个月")


def test_a_past_day_shows_what_was_true_then(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    make_task(source, on=day(-90), due_on=day(-3))
    response = shown(client, supervisor, day(-4))
    assert response.context["figures"].totals.red == 0
    assert "按当日情形" in response.content.decode()


def test_a_day_to_come_shows_the_present_as_it_will_look(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit), due_on=day(60))
    response = shown(client, supervisor, day(61))
    assert response.context["figures"].totals.red == 1
    assert "按现状推到这一天" in response.content.decode()


@pytest.mark.parametrize(
    "text", ["昨天", "2026-02-30", "20260520", "0001-01-01", "99999-01-01", "2026-05-20'--"]
)
def test_a_bad_day_is_named_and_today_shown(client, supervisor, text):
    response = shown(client, supervisor, text)
    assert response.status_code == 200
    assert response.context["figures"].on == TODAY
    assert "下面是今天的情况" in response.content.decode()


def test_an_empty_day_means_today(client, supervisor):
    response = shown(client, supervisor, "")
    assert response.context["figures"].on == TODAY
    assert "下面是今天的情况" not in response.content.decode()


def test_presets_are_the_days_of_reports():
    days = {preset.label: preset.day.isoformat() for preset in presets(dt.date(2026, 5, 20))}
    assert days == {
        "今天": "2026-05-20",
        "上月末": "2026-04-30",
        "上季末": "2026-03-31",
        "去年末": "2025-12-31",
    }
    assert [preset.day.isoformat() for preset in presets(dt.date(2026, 1, 1))][1:] == ["2025-12-31"] * 3


def test_nothing_yet_says_so(client, supervisor):
    assert "还没有整改任务" in shown(client, supervisor).content.decode()


# --- who may see it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.ADMIN])
def test_others_are_shown_to_their_own_page(client, role):
    unit = None if role == Role.ADMIN else UnitFactory()
    response = shown(client, UserFactory(role=role, unit=unit, is_staff=role == Role.ADMIN))
    assert (response.status_code, response.url) == (302, reverse("home"))


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(reverse("dashboard"))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("login"))


def test_another_office_and_another_city_see_nothing(client, city, supervisor):
    make_task(
        SourceFactory(office=supervisor.unit),
        lead_unit=UnitFactory(parent=city),
        title="专户资金闲置",
        due_on=day(-1),
    )
    for user in (UserFactory(role=Role.SUPERVISOR), UserFactory(role=Role.LEADER)):
        response = shown(client, user)
        assert response.context["figures"].totals.total == 0
        assert "专户资金闲置" not in response.content.decode()


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["supervisor", "leader"])
@pytest.mark.parametrize("on", [day(0), day(-10)])
def test_queries_do_not_grow_with_units_sources_and_tasks(
    client, city, supervisor, leader, who, on, django_assert_max_num_queries
):
    user = {"supervisor": supervisor, "leader": leader}[who]

    def add():
        make_task(
            SourceFactory(office=supervisor.unit),
            lead_unit=UnitFactory(parent=city),
            on=day(-90),
            due_on=day(-20),
        )

    def queries() -> int:
        with django_assert_max_num_queries(30) as captured:
            assert client.get(reverse("dashboard"), {"on": str(on)}).status_code == 200
        return len(captured)

    add()
    client.force_login(user)
    first = queries()
    for _ in range(3):
        add()
    assert queries() == first
    assert first <= 17


# --- kept for a moment ----------------------------------------------------------------------------------------------


def test_a_second_look_reckons_nothing_anew(client, city, supervisor, django_assert_max_num_queries):
    live_many(city, supervisor.unit, count=3, seed=1)
    first = shown(client, supervisor).context["figures"]
    client.force_login(supervisor)
    with django_assert_max_num_queries(8):  # who it is, the latest step, what is unread
        assert client.get(reverse("dashboard")).context["figures"] == first


def test_a_new_step_is_seen_at_once_and_each_scope_has_its_own_figures(client, city, supervisor, leader):
    task = make_task(SourceFactory(office=supervisor.unit), lead_unit=UnitFactory(parent=city))
    elsewhere = UserFactory(unit=UnitFactory(), role=Role.LEADER)
    for user, total in ((supervisor, 1), (leader, 1), (elsewhere, 0)):
        assert shown(client, user).context["figures"].totals.total == total
    actions.raise_task(task, by=task.source.created_by, version=task.version, on=TODAY, note="进展缓慢")
    assert shown(client, supervisor).context["figures"].totals.red == 1
