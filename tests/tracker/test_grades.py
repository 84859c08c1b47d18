"""认定结果: the office's words for how far a rectification has come; 基本完成 never counts as done."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import TODAY, UserFactory, all_met, graded, make_submitted
from tracker import actions
from tracker.models import Application, Grade, Task
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    return make_submitted(by=UserFactory())


def word(name: str) -> Grade:
    return Grade.objects.get(name=name)


def close(task: Task, grade: Grade):
    by = task.source.created_by
    return actions.accept_closure(
        task, by=by, version=task.version, on=TODAY, verdicts=all_met(task), grade=grade
    )


def send_back(task: Task, grade: Grade):
    by = task.source.created_by
    return actions.send_back(task, by=by, version=task.version, on=TODAY, note="还差验收", grade=grade)


def test_the_usual_words_are_there_from_the_start():
    assert list(Grade.objects.values_list("name", "counts_as")) == [
        ("已整改到位", "done"),
        ("基本完成", "partly"),
        ("部分整改", "partly"),
        ("正在整改", "in_progress"),
        ("未整改", "not"),
    ]


@pytest.mark.parametrize("name", ["基本完成", "部分整改", "正在整改", "未整改"])
def test_only_what_is_done_is_closed_nearly_done_is_sent_back(task, name):
    with pytest.raises(actions.Refused, match=f"认定为“{name}”的不能销号"):
        close(task, word(name))
    assert Task.objects.get(pk=task.pk).status == Status.SUBMITTED

    send_back(task, word(name))
    task = Task.objects.get(pk=task.pk)
    assert (task.status, task.grade, task.closed_on) == (Status.IN_PROGRESS, word(name), None)


def test_what_is_done_is_not_sent_back(task):
    with pytest.raises(actions.Refused, match="应当认定销号"):
        send_back(task, word("已整改到位"))


def test_the_result_stays_with_the_decision_the_task_and_the_trail(task):
    step = send_back(task, word("基本完成"))
    assert step.data["grade"] == [None, "基本完成"]
    by = Application.objects.get().by
    claims = ["已补齐"] * len(task.standard.criteria)
    actions.submit(task, by=by, version=task.version, on=TODAY, note="补齐", claims=claims)
    step = close(task, word("已整改到位"))

    assert step.data["grade"] == ["基本完成", "已整改到位"]
    assert list(task.applications.order_by("pk").values_list("grade__name", flat=True)) == [
        "基本完成",
        "已整改到位",
    ]


def test_a_reopened_task_has_no_result_until_the_next_verdict(task):
    close(task, word("已整改到位"))
    by, due_on = task.source.created_by, TODAY.replace(year=2027)
    actions.reopen(task, by=by, version=task.version, on=TODAY, note="反弹", due_on=due_on)

    assert Task.objects.get(pk=task.pk).grade is None


def test_a_word_out_of_use_is_given_no_more(task):
    Grade.objects.filter(name="已整改到位").update(is_current=False)
    with pytest.raises(actions.Refused, match="已经停用"):
        close(task, word("已整改到位"))


def test_the_database_knows_that_nearly_done_is_not_done(task):
    with pytest.raises(IntegrityError, match="nearly_done"), transaction.atomic():
        Grade.objects.create(name="基本到位", counts_as="done")
    with pytest.raises(IntegrityError, match="only_a_judged"), transaction.atomic():
        Application.objects.update(grade=graded("not"))
    close(task, word("已整改到位"))
    with pytest.raises(IntegrityError, match="closed_task_has"), transaction.atomic():
        Task.objects.update(grade=None)


def test_the_list_finds_and_shows_the_results(task, client):
    send_back(task, word("基本完成"))
    other = make_submitted(task.source, by=UserFactory())
    client.force_login(UserFactory(unit=task.source.office, role=Role.SUPERVISOR))

    page = client.get(reverse("task_list"), {"grade": word("基本完成").pk})
    assert [row.task for row in page.context["rows"]] == [task]
    assert "认定结果：基本完成" in page.text
    assert other.number not in page.text


def test_the_verdict_page_asks_for_the_result_and_the_task_tells_it(task, client):
    client.force_login(UserFactory(unit=task.source.office, role=Role.SUPERVISOR))
    address = reverse("task_action", args=[task.pk, "accept_closure"])
    assert "基本完成（退回整改）" in client.get(address).text
    typed = {"version": task.version, "grade": word("基本完成").pk, "note": "差一份验收单"}
    typed |= {f"verdict_{place}": "met" for place in range(len(task.standard.criteria))}

    assert "认定为“基本完成”的不能销号" in client.post(address, typed).text
    assert (
        "应当认定销号"
        in client.post(
            reverse("task_action", args=[task.pk, "send_back"]), typed | {"grade": word("已整改到位").pk}
        ).text
    )
    client.post(reverse("task_action", args=[task.pk, "send_back"]), typed)

    page = client.get(reverse("task_detail", args=[task.pk])).text
    assert "基本完成（上次认定）" in page
    assert "认定结果：空 → 基本完成" in page


def admin_form(client, grade: Grade) -> tuple[str, dict]:
    client.force_login(UserFactory(unit=None, role=Role.ADMIN, is_staff=True, is_superuser=True))
    address = reverse("admin:tracker_grade_change", args=[grade.pk])
    return address, {"name": grade.name, "counts_as": grade.counts_as, "position": 1, "is_current": "on"}


def test_an_administrator_cannot_count_nearly_done_as_done(client):
    address, typed = admin_form(client, word("基本完成"))
    answer = client.post(address, typed | {"counts_as": "done"})

    assert "不能算作整改到位" in answer.text
    assert word("基本完成").counts_as == "partly"


def test_a_word_that_verdicts_were_given_with_keeps_its_class(task, client):
    send_back(task, word("部分整改"))
    address, typed = admin_form(client, word("部分整改"))
    client.post(address, typed | {"name": "另一个词", "counts_as": "done", "position": 9})

    grade = Grade.objects.get(position=9)
    assert (grade.name, grade.counts_as) == ("部分整改", "partly")


def test_the_last_word_to_close_with_stays_in_use(client):
    address, typed = admin_form(client, word("已整改到位"))
    typed.pop("is_current")

    assert "至少要有一个算作整改到位" in client.post(address, typed).text
    assert word("已整改到位").is_current
