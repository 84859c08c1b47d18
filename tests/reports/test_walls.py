"""挂图作战: what a link shows, to whom, for how long; and the same on paper."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from reports import walls
from reports.models import WallLink
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task
from tests.reports.lives import day
from tracker.models import Unit
from tracker.states import Role

pytestmark = pytest.mark.django_db

NOW = dt.datetime.combine(TODAY, dt.time(2), tzinfo=dt.UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city():
    return UnitFactory(name="云川市人民政府", kind=Unit.Kind.GOVERNMENT)


@pytest.fixture
def supervisor(city):
    return UserFactory(unit=UnitFactory(parent=city, kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)


@pytest.fixture
def leader(city):
    return UserFactory(unit=city, role=Role.LEADER)


def made(client, user) -> str:
    """Make a link as its maker does and return the address that the page shows."""
    client.force_login(user)
    return client.post(reverse("wall_list"), {"name": "三楼调度室"}).context["address"]


# --- what it shows --------------------------------------------------------------------------------------------------


def test_a_wall_shows_red_first_without_signing_in_and_refreshes_itself(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    calm, late = UnitFactory(name="市水务局"), UnitFactory(name="市教育局")
    make_task(source, lead_unit=calm)
    make_task(source, lead_unit=late, on=day(-90), due_on=day(-12), title="专户资金闲置")
    address = made(client, supervisor)
    client.logout()
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 200
    assert '<meta http-equiv="refresh" content="300">' in text
    assert text.index("红色督办") < text.index("黄色预警") < text.index("绿色提示")
    assert text.index("市教育局") < text.index("市水务局")
    assert "12 天" in text
    assert "专户资金闲置" in text
    assert "<script" not in text


def test_a_wall_shows_what_its_maker_sees_and_no_more(client, city, supervisor, leader):
    bureau = UnitFactory(parent=city)
    make_task(
        SourceFactory(office=supervisor.unit), lead_unit=bureau, on=day(-90), due_on=day(-2), title="欠缴租金"
    )
    make_task(SourceFactory(), on=day(-90), due_on=day(-2), title="专户资金闲置")
    for user in (supervisor, leader):
        shown = client.get(made(client, user)).content.decode()
        assert "欠缴租金" in shown
        assert "专户资金闲置" not in shown


def test_a_wall_has_room_for_so_many_units_and_says_how_many_more(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    for number in range(14):
        make_task(
            source, lead_unit=UnitFactory(name=f"第{number:02}局"), on=day(-90), due_on=day(-number - 1)
        )
    response = client.get(made(client, supervisor))
    assert (len(response.context["tiles"]), len(response.context["overdue"])) == (12, 7)
    assert "另有 2 个单位" in response.content.decode()
    assert "逾期 14 项，最久的 7 项" in response.content.decode()


def test_an_empty_wall_says_so(client, supervisor):
    assert "还没有整改任务" in client.get(made(client, supervisor)).content.decode()


def test_a_wall_can_only_be_looked_at_and_is_kept_by_no_cache(client, supervisor):
    address = made(client, supervisor)
    client.logout()
    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]


# --- the link -------------------------------------------------------------------------------------------------------


def test_the_token_is_shown_once_and_kept_nowhere(client, supervisor):
    address = made(client, supervisor)
    token = address.rstrip("/").rsplit("/")[-1]
    assert len(token) == 32
    link = WallLink.objects.get()
    assert token not in str(vars(link))
    assert token not in client.get(reverse("wall_list")).content.decode()


def test_a_revoked_link_shows_nothing_any_more(client, supervisor):
    address = made(client, supervisor)
    link = WallLink.objects.get()
    assert client.post(reverse("wall_revoke", args=[link.pk])).status_code == 302
    assert client.get(address).status_code == 404
    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_at) == (supervisor, NOW)


def test_of_two_who_revoke_at_once_one_does_it(supervisor):
    link, _ = walls.make_link("三楼调度室", by=supervisor)
    colleague = UserFactory(unit=supervisor.unit, role=Role.SUPERVISOR)
    assert walls.revoke_link(link, by=supervisor, now=NOW)
    assert not walls.revoke_link(link, by=colleague, now=NOW)
    link.refresh_from_db()
    assert link.revoked_by == supervisor


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.HANDLER}, {"role": Role.LEADER}])
def test_a_link_ends_with_the_right_of_its_maker(client, supervisor, change):
    address = made(client, supervisor)
    type(supervisor).objects.filter(pk=supervisor.pk).update(**change)
    assert client.get(address).status_code == 404


def test_a_link_does_not_follow_its_maker_to_another_office_and_stays_with_the_colleagues(client, supervisor):
    address = made(client, supervisor)
    colleague = UserFactory(unit=supervisor.unit, role=Role.SUPERVISOR)
    supervisor.unit = UnitFactory(kind=Unit.Kind.OFFICE)
    supervisor.save(update_fields=["unit"])
    make_task(SourceFactory(office=supervisor.unit), on=day(-90), due_on=day(-2), title="专户资金闲置")
    assert client.get(address).status_code == 404

    client.force_login(colleague)
    assert "建立人已离岗" in client.get(reverse("wall_list")).text
    assert client.post(reverse("wall_revoke", args=[WallLink.objects.get().pk])).status_code == 302
    assert WallLink.objects.get().revoked_by == colleague


@pytest.mark.parametrize("token", ["x", "x" * 32, "口令", "x" * 5000])
def test_an_unknown_token_opens_nothing(client, supervisor, token):
    made(client, supervisor)
    assert client.get(reverse("wall", args=[token])).status_code == 404


def test_the_last_use_is_noted_every_few_minutes(client, supervisor):
    address = made(client, supervisor)
    for minutes, noted in ((0, 0), (3, 0), (6, 6)):
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
            assert client.get(address).status_code == 200
        assert WallLink.objects.get().last_used_at == NOW + dt.timedelta(minutes=noted)


def test_links_are_seen_and_revoked_by_colleagues_alone(client, supervisor, leader):
    link, _ = walls.make_link("三楼调度室", by=supervisor)
    colleague = UserFactory(unit=supervisor.unit, role=Role.SUPERVISOR)
    for user, sees in ((colleague, True), (UserFactory(role=Role.SUPERVISOR), False), (leader, False)):
        client.force_login(user)
        assert (link in client.get(reverse("wall_list")).context["links"]) is sees
        assert client.post(reverse("wall_revoke", args=[link.pk])).status_code == (302 if sees else 404)
    for role in (Role.HANDLER, Role.HEAD):
        client.force_login(UserFactory(unit=supervisor.unit, role=role))
        assert client.post(reverse("wall_list"), {"name": "x"}).status_code == 403
        assert client.get(reverse("wall_print")).status_code == 403


def test_a_link_needs_a_place(client, supervisor):
    client.force_login(supervisor)
    response = client.post(reverse("wall_list"), {"name": " "})
    assert (response.context["address"], WallLink.objects.count()) == ("", 0)
    assert "这个字段是必填项" in response.content.decode()


# --- on paper -------------------------------------------------------------------------------------------------------


def test_the_paper_names_every_unit_and_red_task(client, supervisor):
    source = SourceFactory(office=supervisor.unit)
    make_task(source, on=day(-90), due_on=day(-12), title="专户资金闲置")
    raised = make_task(source, title="欠缴租金")
    type(raised).objects.filter(pk=raised.pk).update(raised=True)
    client.force_login(supervisor)
    for paper, expected in (("a3", "a3"), ("a4", "a4"), ("x", "a3")):
        text = client.get(reverse("wall_print"), {"paper": paper}).content.decode()
        assert f"sheet-{expected}" in text
        assert ("12 天" in text, "提级督办" in text, "专户资金闲置" in text) == (True, True, True)


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["wall", "wall_print", "wall_list"])
@pytest.mark.parametrize("who", ["supervisor", "leader"])
def test_queries_do_not_grow(client, city, supervisor, leader, who, page, django_assert_max_num_queries):
    user = {"supervisor": supervisor, "leader": leader}[who]
    address = made(client, user) if page == "wall" else reverse(page)
    client.force_login(user)

    def add() -> None:
        make_task(
            SourceFactory(office=supervisor.unit),
            lead_unit=UnitFactory(parent=city),
            on=day(-90),
            due_on=day(-2),
        )
        walls.make_link("三楼调度室", by=user)

    def queries() -> int:
        client.get(address)  # the last use is noted
        with django_assert_max_num_queries(15) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    add()
    first = queries()
    for _ in range(10):
        add()
    assert queries() == first
