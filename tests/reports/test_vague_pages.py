"""Where a vague commitment is pointed out: on both cards of the review, on the task, and before it is assigned."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import TODAY, UnitFactory, make_draft, make_task
from tests.reports.documents import (
    TEXT,
    card,
    city_units,
    commitments,
    page,
    post,
    problems,
    read_report,
    supervisor,
)
from tracker.models import Task, User

pytestmark = pytest.mark.django_db
BLANKET = "将进一步加强领导，压实责任，确保取得实效。"


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


def shown(client, task: Task, action: str = "") -> str:
    name, args = ("task_action", [task.pk, action]) if action else ("task_detail", [task.pk])
    return client.get(reverse(name, args=args)).content.decode()


def test_the_cards_name_what_is_missing_and_not_what_the_fields_say(client, by):
    city_units()
    report = read_report(by, TEXT.replace("由市水利局牵头、市财政局配合，2026年4月底前完成", "进一步加强"))
    problem, answer = problems(report)[0], commitments(report)[0]
    fields = card(problem, lead_unit="", due_on="", commitments=[answer.pk])
    post(client, report, problem, "save", **fields)

    html = page(client, report, problem=problem.pk)
    assert "缺责任单位" in html
    assert "缺时限" in html
    post(client, report, problem, "save", **fields | {"lead_unit": "市水利局", "due_on": "2026-12-31"})
    html = page(client, report, problem=problem.pk)
    assert "缺责任单位" not in html
    assert "缺时限" not in html
    assert "缺责任单位" in page(client, report, commitment=answer.pk)


def test_the_task_says_it_until_it_has_its_own_unit_and_deadline(client, by):
    unit = UnitFactory()
    draft = make_draft(commitment=BLANKET)
    client.force_login(draft.source.created_by)

    for words in ("缺责任单位", "缺时限", "缺可衡量的内容"):
        assert words in shown(client, draft)
    hints = shown(client, draft, "assign")
    for words in ("请在这里选定牵头单位", "请在这里填定整改时限", "做到什么程度算完成"):
        assert words in hints
    task = make_task(draft.source, lead_unit=unit, due_on=TODAY + dt.timedelta(days=30), commitment=BLANKET)
    html = shown(client, task)
    assert "缺可衡量的内容" in html
    assert "缺责任单位" not in html
    assert "缺时限" not in html


def test_a_firm_commitment_and_none_are_left_alone(client, by):
    for commitment in ("由市财政局牵头，2026年9月底前退还保证金28笔。", ""):
        draft = make_draft(commitment=commitment)
        client.force_login(draft.source.created_by)
        html = shown(client, draft) + shown(client, draft, "assign")
        assert not any(words in html for words in ("缺责任单位", "缺时限", "缺可衡量", "请在这里"))
