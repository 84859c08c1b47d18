"""屡提屡犯 in review and on a task's page: what is offered, what a person says of it, what becomes of that."""

import datetime as dt

import pytest
from django.urls import reverse

from reports.intake import confirming, following, turns
from reports.models import ProblemRecurrence
from reports.repeats.recurring import recurring_in_problem, recurring_in_task
from reports.repeats.similar import MOST_SHOWN
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_submitted,
    make_task,
)
from tests.reports.documents import card, city_units, page, post, problems, read_report, supervisor
from tracker import actions
from tracker.models import Recurrence, Task, Unit, User
from tracker.states import Action

pytestmark = pytest.mark.django_db
LAST_YEAR = TODAY - dt.timedelta(days=400)
LEAKS = "柳溪灌区干渠渗漏点多年未修复，下游稻田用水受影响。"


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


@pytest.fixture
def water(by) -> Unit:
    return city_units()["water"]


@pytest.fixture
def report(by, water):
    source = SourceFactory(office=by.unit, created_by=by, issued_on=TODAY)
    return read_report(by, source=source)


def earlier(by: User, unit: Unit, problem: str = LEAKS, *, closed: bool = True, **source) -> Task:
    """A task of last year's source."""
    source = SourceFactory(**{"office": by.unit, "created_by": by, "issued_on": LAST_YEAR} | source)
    fields = {"title": problem[:20], "problem": problem, "on": LAST_YEAR}
    if not closed:
        return make_task(source, lead_unit=unit, **fields)
    task = make_submitted(source, by=UserFactory(unit=unit), **fields)
    verdicts = all_met(task)
    actions.accept_closure(
        task,
        by=source.created_by,
        version=task.version,
        on=LAST_YEAR,
        verdicts=verdicts,
        grade=graded("done"),
    )
    return task


# --- in review --------------------------------------------------------------------------------------------------------


def test_the_card_names_the_earlier_task_its_source_closing_day_likeness_and_reason(
    client, report, by, water
):
    task = earlier(by, water)

    html = page(client, report, problem=problems(report)[0].pk)

    for words in (task.number, task.source.title, f"{LAST_YEAR} 已销号", "相似度", "都提到", "确认屡提屡犯"):
        assert words in html, words
    assert "确认屡提屡犯" not in page(client, report, problem=problems(report)[1].pk)


def test_earlier_tasks_of_the_unit_and_those_below_it_open_or_closed_and_of_nobody_else(report, by, water):
    below = UnitFactory(name="灌区管理所", parent=water)
    expected = {earlier(by, water), earlier(by, below), earlier(by, water, closed=False)}
    earlier(by, UnitFactory())
    earlier(supervisor(), water)
    earlier(by, water, "水库大坝安全鉴定超期。")
    this_year = earlier(by, water, closed=False, issued_on=TODAY - dt.timedelta(days=30))
    make_task(report.source, lead_unit=water, problem=LEAKS)

    found = recurring_in_problem(problems(report)[0], report, by)

    assert {one.task for one in found.suggested} == expected
    assert this_year not in expected


def test_without_a_lead_unit_nothing_is_looked_for(report, by, water):
    earlier(by, water)
    problem = problems(report)[0]
    problem.lead_unit = None

    assert not recurring_in_problem(problem, report, by)


def test_at_most_some_are_shown(report, by, water):
    for _ in range(MOST_SHOWN + 2):
        earlier(by, water)

    assert len(recurring_in_problem(problems(report)[0], report, by).suggested) == MOST_SHOWN


def test_a_word_said_in_review_goes_along_with_the_task_and_nothing_typed_is_lost(client, report, by, water):
    same, other = earlier(by, water), earlier(by, water)
    problem = problems(report)[0]

    post(client, report, problem, f"recurs:{same.pk}", **card(problem, title="改过的标题"))
    post(client, report, problem, f"differs:{other.pk}")

    problem.refresh_from_db()
    assert problem.title == "改过的标题"
    assert "已确认" in page(client, report, problem=problem.pk)
    assert not recurring_in_problem(problem, report, by).suggested
    post(client, report, problem, "confirm")
    report.refresh_from_db()
    [task] = confirming.make_drafts(report, by=by, seen=confirming.ready(report), on=TODAY).tasks
    assert set(Recurrence.objects.values_list("task", "earlier", "is_same")) == {
        (task.pk, same.pk, True),
        (task.pk, other.pk, False),
    }
    step = task.steps.get(action=Action.RECUR)
    assert step.note == f"核对报告时由{by}确认。"


def test_what_was_said_can_be_undone(client, report, by, water):
    task = earlier(by, water)
    problem = problems(report)[0]

    post(client, report, problem, f"differs:{task.pk}")
    post(client, report, problem, f"recurs:{task.pk}")
    assert ProblemRecurrence.objects.get().is_same
    for expected in ([False], []):
        report.refresh_from_db()
        turns.undo(report, by=by, correction=following.last_of(report, by).pk)
        assert list(ProblemRecurrence.objects.values_list("is_same", flat=True)) == expected


def test_what_was_said_of_a_problem_stays_when_it_is_joined_to_another(client, report, by, water):
    task = earlier(by, water)
    first, second, _ = problems(report)
    post(client, report, second, f"recurs:{task.pk}")

    post(client, report, first, "join")

    assert ProblemRecurrence.objects.get().problem == first


def test_a_task_of_another_office_cannot_be_named(client, report, by, water):
    foreign = earlier(supervisor(), water)

    answer = post(client, report, problems(report)[0], f"recurs:{foreign.pk}")

    assert answer.status_code == 422
    assert foreign.number not in answer.content.decode()
    assert not ProblemRecurrence.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_card_costs_the_same_for_few_and_many_earlier_tasks(
    client, report, by, water, count, django_assert_max_num_queries
):
    for _ in range(count):
        earlier(by, water)

    with django_assert_max_num_queries(30):
        page(client, report, problem=problems(report)[0].pk)


# --- on the task ------------------------------------------------------------------------------------------------------


@pytest.fixture
def task(by, water) -> Task:
    source = SourceFactory(office=by.unit, created_by=by, issued_on=TODAY)
    return make_task(source, lead_unit=water, title="渠道渗漏", problem="柳溪灌区干渠仍有渗漏点没有修好。")


def judge(client, task: Task, other: Task, do: str):
    return client.post(
        reverse("task_judge_similar", args=[task.pk]), {"other": other.pk, "do": do}, follow=True
    )


def test_the_task_page_offers_the_earlier_one_and_keeps_the_word(client, by, water, task):
    same, other = earlier(by, water), earlier(by, water, LEAKS + "群众多次反映。")
    found = client.get(reverse("task_similar", args=[task.pk])).content.decode()
    assert same.number in found
    assert other.number in found

    answer = judge(client, task, same, "recurs").content.decode()
    judge(client, task, other, "differs")

    assert "已确认为屡提屡犯" in answer
    assert "以往同类问题" in answer
    assert same.number in answer
    assert not recurring_in_task(task, by)
    assert "此后又被提出" in client.get(reverse("task_detail", args=[same.pk])).content.decode()


def test_the_list_finds_and_marks_them(client, by, water, task):
    judge(client, task, earlier(by, water), "recurs")

    answer = client.get(reverse("task_list"), {"recurs": "on"})

    assert [row.task for row in answer.context["rows"]] == [task]
    assert "屡提屡犯</span>" in answer.content.decode()


def test_a_unit_that_sees_only_the_new_task_learns_nothing(client, by, water, task):
    past = earlier(by, water)
    judge(client, task, past, "recurs")
    helper = UserFactory(unit=UnitFactory(name="市农业农村局"))
    task.assists.create(unit=helper.unit)
    client.force_login(helper)

    for url in (reverse("task_detail", args=[task.pk]), reverse("task_list")):
        html = client.get(url).content.decode()
        assert task.number in html
        assert past.number not in html
        assert LEAKS[:10] not in html
        assert "确认屡提屡犯" not in html
        assert 'is-red">屡提屡犯' not in html
    assert list(client.get(reverse("task_list"), {"recurs": "on"}).context["rows"]) == []


def test_the_lead_unit_sees_both_and_is_offered_nothing(client, by, water, task):
    past = earlier(by, water)
    judge(client, task, past, "recurs")
    client.force_login(UserFactory(unit=water))

    html = client.get(reverse("task_detail", args=[task.pk])).content.decode()

    assert past.number in html
    assert reverse("task_similar", args=[task.pk]) not in html
    assert client.get(reverse("task_similar", args=[task.pk])).status_code == 403
    assert judge(client, task, past, "differs").status_code == 403


@pytest.mark.parametrize("do", ["", "drop", "recurs"])
def test_nonsense_is_told(client, by, water, task, do):
    foreign = earlier(supervisor(), water)

    answer = judge(client, task, foreign, do)

    assert "没有找到要关联的任务" in answer.content.decode()
    assert not Recurrence.objects.exists()
