"""疑似重复问题: what is offered per lead unit, what it costs, and what a supervisor makes of it."""

import pytest
from django.urls import reverse

from reports.repeats import twins
from tests.factories import SourceFactory, UnitFactory, UserFactory, make_task
from tests.reports.documents import supervisor
from tracker import actions
from tracker.models import Matter, Task, ToldApart, Unit, User

pytestmark = pytest.mark.django_db
SAYINGS = (
    "质量保证金到期后没有及时退还施工企业。",
    "部分施工企业的质量保证金到期仍未返还。",
    "质量保证金清退滞后，到期没有返还企业。",
)
OTHER = "部门预算编制不细，年中调整频繁。"


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


@pytest.fixture
def bureau() -> Unit:
    return UnitFactory(name="市财政局")


def asked(by: User, unit: Unit, *problems: str) -> list[Task]:
    """Each problem asked by a source of its own."""
    return [
        make_task(
            SourceFactory(office=by.unit, created_by=by), lead_unit=unit, title=problem[:12], problem=problem
        )
        for problem in problems
    ]


def groups(by: User) -> list[set[Task]]:
    blocks = twins.blocks_of(twins.units_with_several_sources(by), by)
    return [set(one.tasks) for block in blocks for one in block.twins]


def press(client, do: str, *tasks: Task, **more):
    data = {"do": do, "task": [task.pk for task in tasks]} | more
    return client.post(reverse("similar_tasks"), data, follow=True)


def test_one_problem_of_three_sources_is_one_group(by, bureau):
    tasks = asked(by, bureau, *SAYINGS, OTHER)

    assert groups(by) == [set(tasks[:3])]


def test_other_units_other_offices_the_same_source_and_closed_tasks_make_no_group(by, bureau):
    [task] = asked(by, bureau, SAYINGS[0])
    asked(by, UnitFactory(), SAYINGS[1])
    asked(supervisor(), bureau, SAYINGS[1])
    make_task(task.source, lead_unit=bureau, problem=SAYINGS[1])
    asked(by, bureau, OTHER)

    assert groups(by) == []


def test_linked_ones_are_not_offered_again_but_with_a_third(by, bureau):
    one, two = asked(by, bureau, *SAYINGS[:2])
    actions.link_matter([one, two], by=by, on=one.assigned_on)
    assert groups(by) == []

    [three] = asked(by, bureau, SAYINGS[2])

    assert groups(by) == [{one, two, three}]


def test_of_a_ticked_group_only_the_pairs_that_were_offered_are_told_apart(client, by, bureau):
    """Two of one source hang together by a third: nobody has asked whether those two are one matter."""
    one, third = asked(by, bureau, SAYINGS[0], SAYINGS[1])
    second = make_task(one.source, lead_unit=bureau, title=SAYINGS[2][:12], problem=SAYINGS[2])
    assert groups(by) == [{one, second, third}]

    press(client, "apart", one, second, third)

    told = set(ToldApart.objects.values_list("first", "second"))
    assert told == {tuple(sorted((one.pk, third.pk))), tuple(sorted((second.pk, third.pk)))}
    assert groups(by) == []


def test_several_that_were_never_offered_are_not_recorded_as_judged(client, by, bureau):
    tasks = asked(by, bureau, SAYINGS[0], OTHER, "公务用车加油卡没有专人保管。")

    answer = press(client, "apart", *tasks)

    assert "没有提示为相近" in answer.content.decode()
    assert not ToldApart.objects.exists()


def test_ticked_tasks_are_linked_or_told_apart(client, by, bureau):
    one, two, three = asked(by, bureau, *SAYINGS)

    assert "已列为同一事项" in press(client, "link", one, two).content.decode()
    assert set(Matter.objects.get().members.values_list("task", flat=True)) == {one.pk, two.pk}
    press(client, "apart", one, three)
    press(client, "apart", two, three)

    assert ToldApart.objects.count() == 2
    assert groups(by) == []
    assert "没有发现疑似重复" in client.get(reverse("similar_tasks")).content.decode()


def test_one_tick_or_a_foreign_task_links_nothing(client, by, bureau):
    [one] = asked(by, bureau, SAYINGS[0])
    [foreign] = asked(supervisor(), bureau, SAYINGS[1])

    assert "至少勾选两项" in press(client, "link", one, foreign).content.decode()
    assert press(client, "nonsense", one).status_code == 404
    assert not Matter.objects.exists()


def test_the_page_can_be_cut_down_to_a_unit(client, by, bureau):
    other = UnitFactory(name="市水利局")
    asked(by, bureau, *SAYINGS[:2])
    asked(by, other, *SAYINGS[:2])

    answer = client.get(reverse("similar_tasks"), {"unit": other.pk})

    assert [block.unit for block in answer.context["blocks"]] == [other]


def test_a_unit_with_many_groups_shows_the_best_and_leads_to_the_rest(client, by, bureau, monkeypatch):
    monkeypatch.setattr("reports.views.similar.GROUPS_PER_UNIT", 1)
    asked(by, bureau, *SAYINGS, "干渠渗漏点没有修复。", "干渠渗漏点长期没有修复。")

    html = client.get(reverse("similar_tasks")).content.decode()
    assert "另有 1 组相近的任务" in html
    whole = client.get(reverse("similar_tasks"), {"unit": bureau.pk})
    assert len(whole.context["blocks"][0].shown) == 2
    assert "另有" not in whole.content.decode()


def test_a_big_block_is_cut_and_the_page_says_so(client, by, bureau, monkeypatch):
    monkeypatch.setattr(twins, "MOST_IN_BLOCK", 2)
    _old, *latest = asked(by, bureau, *SAYINGS)

    answer = client.get(reverse("similar_tasks"))

    assert groups(by) == [set(latest)]
    assert "只核对了最近登记的 2 项" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_few_and_many_units(client, by, count, django_assert_num_queries):
    for _ in range(count):
        asked(by, UnitFactory(), *SAYINGS)
    client.get(reverse("similar_tasks"))

    with django_assert_num_queries(9):
        client.get(reverse("similar_tasks"))


# --- on the task's page -----------------------------------------------------------------------------------------------


def test_the_task_page_offers_links_and_unlinks(client, by, bureau):
    one, two, three = asked(by, bureau, *SAYINGS)
    judge, page = (reverse(name, args=[one.pk]) for name in ("task_judge_similar", "task_similar"))
    assert {each.task for each in client.get(page).context["twins"]} == {two, three}

    client.post(judge, {"other": two.pk, "do": "link"})
    client.post(judge, {"other": three.pk, "do": "apart"})

    html = client.get(reverse("task_detail", args=[one.pk])).content.decode()
    assert "同一事项" in html
    assert two.number in html
    assert not client.get(page).context["twins"]
    client.post(reverse("task_leave_matter", args=[one.pk]), {"note": "不是一回事"})
    assert not Matter.objects.exists()


def test_one_report_of_the_unit_reaches_every_task_of_the_matter(client, by, bureau):
    tasks = asked(by, bureau, *SAYINGS)
    handler = UserFactory(unit=bureau)
    for task in tasks[:2]:
        actions.accept(task, by=handler, version=task.version, on=task.assigned_on)
    actions.link_matter(tasks, by=by, on=tasks[0].assigned_on)
    client.force_login(handler)
    url = reverse("task_action", args=[tasks[0].pk, "report_progress"])

    form = client.get(url).content.decode()
    assert "同时报送同组的 1 项任务" in form
    answer = client.post(
        url,
        {"version": tasks[0].version, "note": "退还第一批", "percent": 30, "together": "on"},
        follow=True,
    )

    assert f"同时报送了同组的 1 项：{tasks[1].number}" in answer.content.decode()
    assert [task.progress_reports.count() for task in tasks] == [1, 1, 0]
    tasks[0].refresh_from_db()
    client.post(url, {"version": tasks[0].version, "note": "单独报送", "percent": 40})
    assert [task.progress_reports.count() for task in tasks] == [2, 1, 0]


def test_a_group_is_no_longer_than_a_person_can_judge(by, bureau):
    asked(by, bureau, *[SAYINGS[0]] * (twins.MOST_IN_GROUP + 3))

    assert [len(group) for group in groups(by)] == [twins.MOST_IN_GROUP, 3]
