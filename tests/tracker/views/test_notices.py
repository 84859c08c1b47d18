"""The pages of notices: what an office drafts, checks and issues, what a unit signs and answers, and who sees none of it."""

import io

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.papers import render_notice
from tests.factories import TODAY, UserFactory
from tests.tracker.meeting import DAY, Cast
from tracker import actions
from tracker.models import Notice, Task
from tracker.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def issued(cast, *tasks):
    for notice in actions.draft_notices(tasks, kind="press", by=cast.by, on=TODAY):
        actions.issue_notice(notice, by=cast.by, version=notice.version, on=TODAY, render=render_notice)
    return notice


def test_from_the_offered_tasks_to_the_answer_of_the_unit(client, cast):
    task = cast.task(-3)
    client.force_login(cast.by)
    assert task.number in client.get(reverse("notice_owed")).text
    client.post(reverse("notice_owed"), {"pick": task.pk})
    notice = Notice.objects.get()
    page = reverse("notice_detail", args=[notice.pk])
    words = {"opening": "请抓紧。", "demand": "本周内说明。", "contact": "办公室", "version": notice.version}
    client.post(reverse("notice_edit", args=[notice.pk]), words)
    notice.refresh_from_db()
    client.post(reverse("notice_issue", args=[notice.pk]), {"version": notice.version})
    assert "本周内说明。" in client.get(page).text

    client.force_login(cast.handler)
    notice.refresh_from_db()
    assert notice.number in client.get(reverse("notice_list")).text
    client.post(reverse("notice_receive", args=[notice.pk]), {"version": notice.version})
    client.post(reverse("notice_reply", args=[notice.pk]), {"text": "月底完成"})
    assert "月底完成" in client.get(page).text
    notice.refresh_from_db()
    assert notice.received_by == notice.replied_by == cast.handler


def test_the_file_is_the_frozen_one_and_a_forged_one_is_not_handed_out(client, cast):
    task = cast.task(-3)
    notice = issued(cast, task)
    client.force_login(cast.handler)
    answer = client.get(reverse("notice_file", args=[notice.pk]))
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.getvalue())).paragraphs)
    assert notice.number in text and task.problem in text and "市财政局：" in text

    with open(notice.file.path, "ab") as file:
        file.write(b"x")
    assert client.get(reverse("notice_file", args=[notice.pk])).status_code == 404


def test_the_page_of_an_issued_notice_says_what_its_paper_says_whatever_became_of_the_task(client, cast):
    task = cast.task(-3)
    notice = issued(cast, task)
    page = reverse("notice_detail", args=[notice.pk])
    client.force_login(cast.handler)
    said = client.get(page).context["paper"]
    task.refresh_from_db()
    actions.transfer(
        task, by=cast.by, version=task.version, on=TODAY, lead_unit=cast.sibling, note="职责调整"
    )
    Task.objects.filter(pk=task.pk).update(due_on=TODAY + DAY, problem="交给别的单位以后才写明的内容")

    answer = client.get(page)
    assert answer.context["paper"] == said and "市财政局牵头" in answer.text
    assert "交给别的单位以后才写明的内容" not in answer.text


def test_a_refused_issue_says_why_and_leaves_the_draft(client, cast):
    task = cast.task(-3)
    (notice,) = actions.draft_notices([task], kind="press", by=cast.by, on=TODAY)
    client.force_login(cast.by)
    answer = client.post(
        reverse("notice_issue", args=[notice.pk]), {"version": notice.version + 1}, follow=True
    )
    assert "刚刚被别人改动" in answer.text and Notice.objects.get().is_draft


def test_what_was_typed_stays_when_an_answer_is_refused(client, cast):
    notice = issued(cast, cast.task(-3))
    actions.reply_to_notice(notice, by=cast.head, on=TODAY, text="已办")
    client.force_login(cast.handler)
    answer = client.post(reverse("notice_reply", args=[notice.pk]), {"text": "我写了很多"})
    assert "刚刚已经回复" in answer.text and "我写了很多" in answer.text


@pytest.mark.parametrize("page", ["notice_list", "notice_owed"])
def test_the_lists_ask_as_much_for_thirty_as_for_one(client, cast, page):
    client.force_login(cast.by)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(page)).status_code == 200
        return len(queries)

    def one_more():
        task = cast.task(-3)
        if page == "notice_list":
            issued(cast, task)

    one_more()
    asked()
    few = asked()
    for _ in range(29):
        one_more()
    assert asked() == few


def test_nobody_else_sees_the_notice_on_list_or_task(client, cast):
    task = cast.task(-3, assisting_units=[cast.sibling])
    notice = issued(cast, task)
    for person in (UserFactory(unit=cast.sibling), UserFactory(role=Role.SUPERVISOR)):
        client.force_login(person)
        assert notice.number not in client.get(reverse("notice_list")).text
    client.force_login(UserFactory(unit=cast.sibling))
    assert notice.number not in client.get(reverse("task_detail", args=[task.pk])).text.split("办理记录")[0]
