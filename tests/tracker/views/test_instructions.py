"""The pages of 批示: on top of the task, on the work pages, in a list of their own."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, make_task
from tracker import actions
from tracker.models import Evidence, Instruction

DAY = dt.timedelta(days=1)
LIST = reverse("instruction_list")


@pytest.fixture
def task(cast):
    return make_task(
        cast.source,
        lead_unit=cast.bureau,
        due_on=TODAY + 90 * DAY,
        accepted_by=cast.handler,
        assisting_units=[cast.helping],
    )


def page(task, action):
    return reverse("task_action", args=[task.pk, action])


def instruct(task, cast, *, on=TODAY, reply_due_on=None, text="请抓紧落实并反馈。"):
    return actions.instruct(
        task, by=cast.leader, version=task.version, on=on, note=text, reply_due_on=reply_due_on
    )


def test_a_leader_writes_and_the_unit_replies_with_evidence(cast, browse, task):
    sent = {"version": task.version, "note": "请抓紧落实。", "reply_due_on": "2026-05-29"}
    assert browse(cast.leader).post(page(task, "instruct"), sent).status_code == 302
    one = Instruction.objects.get()
    assert (one.text, one.reply_due_on) == ("请抓紧落实。", dt.date(2026, 5, 29))

    client = browse(cast.handler)
    task.refresh_from_db()
    file = SimpleUploadedFile("凭证.txt", "已拨付".encode())
    sent = {"version": task.version, "note": "已拨付。", "instruction": one.pk, "evidence": file}
    assert client.post(page(task, "reply_instruction"), sent).status_code == 302

    assert Evidence.objects.get().name == "凭证.txt"
    for person in (cast.leader, cast.supervisor, cast.assistant):
        text = browse(person).get(reverse("task_detail", args=[task.pk])).content.decode()
        assert text.index("领导批示") < text.index("存在问题")
        assert "请抓紧落实。" in text and "已拨付。" in text


def test_no_reply_is_offered_on_a_task_that_was_given_back(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau, due_on=TODAY + 90 * DAY)
    instruct(task, cast)
    task.refresh_from_db()
    actions.decline(task, by=cast.handler, version=task.version, on=TODAY, note="不是我们的")
    client, reply = browse(cast.supervisor), page(task, "reply_instruction")
    for address in (reverse("task_detail", args=[task.pk]), f"{reverse('instruction_list')}?state=all"):
        text = client.get(address).content.decode()
        assert "请抓紧落实并反馈。" in text and reply not in text
    assert client.get(reply).status_code == 403


def test_a_refused_reply_keeps_what_was_typed(cast, browse, task):
    one = instruct(task, cast)
    version = task.version
    actions.report_progress(task, by=cast.handler, version=version, on=TODAY, note="推进", percent=10)
    sent = {"version": version, "note": "写了很久的反馈", "instruction": one.pk}
    answer = browse(cast.handler).post(page(task, "reply_instruction"), sent)
    assert answer.status_code == 409
    assert "写了很久的反馈" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "address", "shown"),
    [("handler", "work", True), ("head", "work", True), ("supervisor", "decide", True), ("assistant", "work", False)],
)  # fmt: skip
def test_work_pages_list_the_replies_that_are_owed(cast, browse, task, person, address, shown):
    instruct(task, cast, reply_due_on=TODAY, text="请今天反馈。")
    text = browse(getattr(cast, person)).get(reverse(address)).content.decode()
    assert ("请今天反馈。" in text) == shown


def test_the_list_is_cut_by_what_became_of_them(cast, browse, task):
    late = instruct(task, cast, on=TODAY - 9 * DAY, reply_due_on=TODAY - DAY, text="逾期的那条")
    answered = instruct(task, cast, text="答过的那条")
    instruct(task, cast, reply_due_on=TODAY, text="今天到期的那条")
    actions.reply_instruction(
        task, by=cast.handler, version=task.version, on=TODAY, note="好", instruction=answered
    )
    client = browse(cast.leader)
    found = {
        state: {line.instruction.text[:2] for line in client.get(LIST, {"state": state}).context["lines"]}
        for state in ("waiting", "late", "replied", "all", "nonsense")
    }
    assert found == {
        "waiting": {"逾期", "今天"},
        "late": {"逾期"},
        "replied": {"答过"},
        "all": {"逾期", "今天", "答过"},
        "nonsense": {"逾期", "今天"},
    }
    assert client.get(LIST).context["lines"][0].instruction == late


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("leader", True), ("handler", True), ("head", True), ("assistant", True), ("supervisor", True),
        ("outsider", False), ("stranger", False),
    ],
)  # fmt: skip
def test_strangers_do_not_see_them(cast, browse, task, person, seen):
    instruct(task, cast)
    assert bool(browse(getattr(cast, person)).get(LIST).context["lines"]) == seen


def test_only_those_who_may_reply_get_the_button(cast, browse, task):
    instruct(task, cast)
    offered = {
        name: browse(getattr(cast, name)).get(LIST).context["lines"][0].may_reply
        for name in ("leader", "handler", "head", "assistant", "supervisor")
    }
    assert offered == {
        "leader": False, "handler": True, "head": True, "assistant": False, "supervisor": True,
    }  # fmt: skip


@pytest.mark.parametrize("person", ["leader", "handler", "assistant", "supervisor"])
def test_the_list_costs_the_same_for_one_and_for_many(cast, browse, task, person):
    client = browse(getattr(cast, person))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    instruct(task, cast, reply_due_on=TODAY)
    cost()
    for_one = cost()
    for _ in range(12):
        instruct(task, cast, reply_due_on=TODAY)
    for _ in range(4):
        more = make_task(
            cast.source, lead_unit=cast.bureau, accepted_by=cast.handler, assisting_units=[cast.helping]
        )
        instruct(more, cast, reply_due_on=TODAY)
    assert cost() == for_one
