"""分类统计: every figure counts the list behind it, in every cut, on any day, down the tree, for every reader."""

import datetime as dt

import pytest
from django.urls import reverse

from reports.statistics.cuts import By, common_ancestor, cut
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task
from tests.reports.linked import check_figures, linked_figures
from tests.reports.lives import day, live_many
from tracker import actions
from tracker.filters import UNNAMED
from tracker.models import Source, Task, Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def readers(city, supervisor):
    live_many(city, supervisor.unit, count=14, seed=3)
    live_many(UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=4, seed=4)
    source = SourceFactory(office=supervisor.unit, level=Source.Level.CENTRAL, kind=Source.Kind.ENVIRONMENT)
    bureau = UnitFactory(parent=city, name="市水务局")
    for due in (-3, 2, 50):
        make_task(
            source,
            lead_unit=UnitFactory(parent=bureau),
            on=day(-100),
            due_on=day(due),
            category="水环境",
            responsible="王芳",
        )
    return {
        "supervisor": supervisor,
        "leader": UserFactory(unit=city, role=Role.LEADER),
        "leader of a part": UserFactory(unit=bureau, role=Role.LEADER),
    }


def shown(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("statistics"), asked)


@pytest.mark.parametrize("on", [day(0), day(-60), day(20)])
@pytest.mark.parametrize("who", ["supervisor", "leader", "leader of a part"])
def test_every_figure_of_every_cut_equals_its_filter(client, readers, who, on):
    for by in By.values:
        response = shown(client, readers[who], by=by, on=on.isoformat())
        check_figures(response, least=10)
        assert response.context["whole"].row.whole.n > 0


def test_every_figure_equals_the_list_behind_its_link(client, readers):
    for by in (By.UNIT, By.AGE):
        for href, numbers in linked_figures(shown(client, readers["supervisor"], by=by)).items():
            assert numbers == {client.get(href).context["page"].paginator.count}, href


def test_a_click_goes_down_the_tree_and_the_sum_stays(client, readers, city):
    bureau = Unit.objects.get(name="市水务局")
    top = shown(client, readers["supervisor"]).context["lines"]
    line = next(line for line in top if line.row.name == "市水务局")
    assert (line.down, line.row.whole.n) == (bureau, 3)
    response = shown(client, readers["supervisor"], led=bureau.pk)
    check_figures(response, least=15)
    assert len(response.context["lines"]) == 3
    assert response.context["whole"].row.whole.n == 3
    assert response.context["above"] == [city, bureau]


def test_a_unit_and_a_source_narrow_every_cut(client, readers):
    bureau, source = Unit.objects.get(name="市水务局"), Source.objects.get(level="central")
    for by in By.values:
        for asked in ({"source": source.pk}, {"led": bureau.pk, "source": source.pk}):
            response = shown(client, readers["supervisor"], by=by, **asked)
            check_figures(response, least=5)
            assert response.context["whole"].row.whole.n == 3


def test_what_a_reader_may_not_choose_is_not_there(client, readers, city):
    foreign = SourceFactory()
    part = readers["leader of a part"]
    for asked in ({"led": city.pk}, {"led": 10**17}, {"led": "²"}, {"source": foreign.pk}):
        assert shown(client, part, **asked).status_code == 404


def test_a_leader_sees_no_way_down_into_units_of_others(client, city, supervisor):
    bureau, other = UnitFactory(parent=city), UnitFactory(parent=city)
    source = SourceFactory(office=supervisor.unit)
    for lead in (other, UnitFactory(parent=other)):
        make_task(source, lead_unit=lead, assisting_units=[bureau])
    make_task(source, lead_unit=bureau)
    lines = shown(client, UserFactory(unit=bureau, role=Role.LEADER)).context["lines"]
    assert {line.row.name: line.down for line in lines} == {str(bureau): None, str(other): None}


def test_an_unknown_cut_is_that_by_unit(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit))
    assert shown(client, supervisor, by="colour").context["by"] == By.UNIT


def test_nothing_yet_says_so(client, supervisor):
    assert "没有可统计的任务" in shown(client, supervisor).content.decode()


def test_the_age_counts_from_the_day_on_which_it_was_handed_over_then():
    lead, other = UserFactory(), UnitFactory()
    task = make_task(lead_unit=lead.unit, on=day(-53))
    actions.decline(task, by=lead, version=task.version, on=day(-50), note="不属本单位职责")
    actions.assign(task, by=task.source.created_by, version=task.version, on=day(-40), lead_unit=other)

    def ages(on: dt.date) -> list[str]:
        return [one.conditions["age"] for one in cut(Task.objects.as_of(on, TODAY), on, By.AGE)]

    assert ages(day(-51)) == ["30"]
    assert ages(TODAY) == ["90"]


@pytest.mark.parametrize(("days", "age"), [(0, "30"), (30, "30"), (31, "90"), (365, "365"), (366, "older")])
def test_bands_of_age_at_their_edges(days, age):
    make_task(on=day(-days))
    assert [one.conditions["age"] for one in cut(Task.objects.as_of(TODAY, TODAY), TODAY, By.AGE)] == [age]


def test_what_has_no_category_has_a_line_of_its_own():
    make_task(category="")
    make_task(category="水环境")
    names = {one.name for one in cut(Task.objects.as_of(TODAY, TODAY), TODAY, By.CATEGORY)}
    assert names == {UNNAMED, "水环境"}


@pytest.mark.parametrize(
    ("paths", "shared"),
    [
        ([], ""),
        (["01/02/"], "01/02/"),
        (["01/02/", "01/03/04/"], "01/"),
        (["01/02/", "01/02/04/"], "01/02/"),
        (["01/", "02/"], ""),
        (["0123/", "0124/"], ""),
    ],
)
def test_the_tree_is_entered_where_all_units_meet(paths, shared):
    assert common_ancestor(paths) == shared


@pytest.mark.parametrize("by", By.values)
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.LEADER])
def test_queries_do_not_grow(client, city, supervisor, by, role, django_assert_max_num_queries):
    user = supervisor if role == Role.SUPERVISOR else UserFactory(unit=city, role=role)

    def add(number: int) -> None:
        parent = UnitFactory(parent=city)
        source = SourceFactory(office=supervisor.unit, level=Source.Level.values[number % 5])
        for lead in (parent, UnitFactory(parent=parent)):
            make_task(source, lead_unit=lead, category=f"第{number}类", responsible=f"张{number}")

    def queries() -> int:
        with django_assert_max_num_queries(15) as captured:
            assert client.get(reverse("statistics"), {"by": by}).status_code == 200
        return len(captured)

    client.force_login(user)
    for number in range(2):
        add(number)
    first = queries()
    for number in range(2, 10):
        add(number)
    assert queries() == first
