"""The task filter: every condition, the colour counts, the order, and what an impossible value does."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker import actions
from tracker.filters import ORDERS, TaskFilter
from tracker.models import Source, Task
from tracker.states import Role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def city():
    return UnitFactory(name="云泽市")


@pytest.fixture
def bureau(city):
    return UnitFactory(name="市财政局", parent=city)


@pytest.fixture
def branch(bureau):
    return UnitFactory(name="国库中心", parent=bureau)


@pytest.fixture
def other(city):
    return UnitFactory(name="市教育局", parent=city)


@pytest.fixture
def source():
    return SourceFactory(kind=Source.Kind.AUDIT, level=Source.Level.CITY)


@pytest.fixture
def tasks(source, bureau, branch, other):
    """Red, yellow, green and a draft."""
    office = {"source": source, "on": TODAY - 100 * DAY}
    return {
        "red": make_task(**office, lead_unit=bureau, due_on=TODAY - DAY, title="欠缴租金"),
        "yellow": make_task(**office, lead_unit=branch, due_on=TODAY, rectification_type="immediate"),
        "green": make_task(
            **office,
            lead_unit=other,
            assisting_units=[bureau],
            due_on=TODAY + 90 * DAY,
            commitment="六月底前办结",
        ),
        "draft": make_draft(**office, lead_unit=bureau),
    }


def found(user, query="", today=TODAY):
    request = RequestFactory().get("/")
    request.user = user
    return TaskFilter(QueryDict(query), request=request, today=today)


def names(tasks, rows):
    return [next(name for name, task in tasks.items() if task.pk == row.pk) for row in rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["red", "yellow", "green"]),
        ("colour=yellow", ["yellow"]),
        ("status=draft", ["draft"]),
        ("status=open", ["red", "yellow", "green"]),
        ("status=closed", []),
        ("unit={bureau}", ["red", "yellow", "green"]),
        ("unit={branch}", ["yellow"]),
        ("unit={other}", ["green"]),
        ("lead={bureau}", ["red"]),
        ("source={source}", ["red", "yellow", "green"]),
        ("kind=audit&level=city", ["red", "yellow", "green"]),
        ("kind=petition", []),
        ("level=central", []),
        ("rectification_type=immediate", ["yellow"]),
        ("due_from=2026-05-20", ["yellow", "green"]),
        ("due_to=2026-05-20", ["red", "yellow"]),
        ("overdue=on", ["red"]),
        ("q=租金", ["red"]),
        ("q=欠缴 租金", ["red"]),
        ("q=租金 学校", []),
        ("q=六月底", ["green"]),
        ("on=2026-05-01", ["red", "yellow", "green"]),
        ("on=2026-05-21", ["red", "yellow", "green"]),
        ("on=2026-01-01", []),
        ("sort=-due", ["green", "yellow", "red"]),
        ("sort=number", ["red", "yellow", "green"]),
    ],
)
def test_each_condition_selects(source, tasks, bureau, branch, other, query, expected):
    query = query.format(bureau=bureau.pk, branch=branch.pk, other=other.pk, source=source.pk)

    assert names(tasks, found(source.created_by, query).qs) == expected


def test_a_number_finds_its_task(source, tasks):
    assert names(tasks, found(source.created_by, f"q={tasks['green'].number}").qs) == ["green"]


def test_counts_leave_the_colour_out(source, tasks):
    of_one = found(source.created_by, "colour=red&due_to=2026-05-20")

    assert of_one.counts() == {"red": 1, "yellow": 1, "green": 0, "white": 0, "total": 2}
    assert of_one.qs.count() == 1


def test_the_draft_count_obeys_the_rest_of_the_filter(source, tasks):
    assert found(source.created_by, "colour=red").drafts() == 1
    assert found(source.created_by, "q=没有这样的话").drafts() == 0


@pytest.mark.parametrize(
    "query",
    [
        "unit=999999",
        "source=999999",
        "colour=blue",
        "due_from=2026-13-01",
        "on=0001-01-01&age=30",
        "on=9999-12-31&turns=red-30",
        "due_to=9999-12-31",
        "moved_to=9999-12-31&moved=found",
        "sort=password",
        "status=x",
        "unit=x",
    ],
)
def test_an_impossible_value_selects_nothing_and_is_reported(source, tasks, query):
    impossible = found(source.created_by, query)

    assert list(impossible.qs) == []
    assert query.split("=")[0] in impossible.form.errors
    assert impossible.counts()["total"] == 0


def test_units_and_sources_of_others_are_impossible_values(tasks, bureau, other):
    handler, foreign = UserFactory(unit=bureau), SourceFactory()

    assert not found(handler, f"unit={other.pk}").form.is_valid()
    assert not found(handler, f"source={foreign.pk}").form.is_valid()
    assert found(handler, f"unit={bureau.pk}").form.is_valid()


def test_nobody_finds_what_is_not_visible(tasks, other):
    assert list(found(UserFactory(role=Role.SUPERVISOR)).qs) == []
    assert names(tasks, found(UserFactory(unit=other)).qs) == ["green"]
    assert list(found(UserFactory(unit=other), "status=draft").qs) == []


def test_a_past_day_shows_the_lead_unit_of_that_day(source, bureau, other):
    task = make_task(source, lead_unit=bureau, on=TODAY - 30 * DAY)
    actions.transfer(
        task, by=source.created_by, version=task.version, on=TODAY, lead_unit=other, note="职责调整"
    )

    assert found(source.created_by, f"unit={bureau.pk}&on={TODAY - DAY}").qs.count() == 1
    assert found(source.created_by, f"unit={other.pk}&on={TODAY - DAY}").qs.count() == 0
    assert found(source.created_by, f"unit={other.pk}").qs.count() == 1


@pytest.mark.parametrize("sort", ["", *ORDERS, *(f"-{key}" for key in ORDERS)])
def test_every_order_is_total(source, sort):
    for _ in range(5):
        make_task(source, due_on=TODAY + 30 * DAY)
    Task.objects.update(updated_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
    rows = found(source.created_by, f"sort={sort}").qs

    one_by_one = [rows[i].pk for i in range(5)]
    assert sorted(one_by_one) == sorted(row.pk for row in rows)


def test_chips_drop_one_condition_each(source, tasks, bureau):
    chips = found(source.created_by, f"unit={bureau.pk}&status=open&colour=red&page=3&overdue=on").chips()

    assert [(chip.label, chip.words) for chip in chips] == [
        ("单位", "市财政局"),
        ("状态", "未销号"),
        ("只看逾期", "是"),
    ]
    assert chips[0].without == "status=open&colour=red&overdue=on"
