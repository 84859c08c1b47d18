"""The pages of results: who is asked for what, amounts typed in their unit, and what a page warns of without blocking."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, make_draft, make_task
from tracker import actions
from tracker.models import Source, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast) -> Task:
    return make_task(
        cast.source, lead_unit=cast.handler.unit, accepted_by=cast.handler, amount_involved=Decimal(3120000)
    )


def address(task: Task) -> str:
    return reverse("task_action", args=[task.pk, "record_results"])


def typed(task: Task, **fields: str) -> dict[str, str]:
    blank = {
        "amount_settled_number": "",
        "amount_settled_unit": "元",
        "rules_made": "",
        "people_held": "",
        "note": "",
    }
    return blank | {"version": str(task.version)} | fields


def test_the_lead_unit_types_an_amount_in_its_unit_and_the_page_tells_from_what_to_what(cast, browse, task):
    seen = browse(cast.handler).get(address(task))
    assert set(seen.context["form"].fields) == {
        "version",
        "amount_settled",
        "rules_made",
        "people_held",
        "note",
    }
    assert "涉及金额 312 万元，填截至今天累计已整改的。" in seen.content.decode()
    done = browse(cast.handler).post(
        address(task), typed(task, amount_settled_number="100.5", amount_settled_unit="万元", people_held="2")
    )
    assert done.status_code == 302
    page = browse(cast.handler).get(reverse("task_detail", args=[task.pk])).content.decode()
    assert "100.5 万元" in page
    assert "2 人" in page
    [step] = Task.objects.get(pk=task.pk).steps.filter(action="record_results")
    assert step.data == {"amount_settled": [None, "1005000.00"], "people_held": [None, "2"]}


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("312.0001", "万元", "已整改金额 312.0001 万元超过涉及金额 312 万元"),
        ("约一百万", "元", "看不懂的金额，请写成 12.5 或 12.5万元 的样子。"),
        ("1.001", "元", "金额只能精确到分，请核对。"),
        ("5", "美元", "选择一个有效的选项"),
        ("9" * 41, "元", "不超过 40 字符"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_said_and_what_was_typed_stays(cast, browse, task, number, unit, words):
    page = browse(cast.handler).post(
        address(task), typed(task, amount_settled_number=number, amount_settled_unit=unit, rules_made="3")
    )
    text = page.content.decode()
    assert words in text
    assert f'value="{number}"' in text
    assert 'name="rules_made" value="3"' in text
    assert Task.objects.get(pk=task.pk).version == task.version


def test_the_lead_unit_cannot_slip_in_another_amount_involved(cast, browse, task):
    browse(cast.handler).post(
        address(task),
        typed(task, rules_made="1", amount_involved_number="1", amount_involved_unit="元"),
    )
    assert Task.objects.get(pk=task.pk).amount_involved == 3120000


def test_where_no_money_is_known_of_the_unit_is_not_asked_for_any(cast, browse):
    task = make_task(cast.source, lead_unit=cast.handler.unit, accepted_by=cast.handler)
    fields = browse(cast.handler).get(address(task)).context["form"].fields
    assert "amount_settled" not in fields
    office = browse(cast.supervisor).get(address(task)).context["form"].fields
    assert {"amount_involved", "amount_settled"} <= set(office)


def test_who_comes_second_is_told_and_sees_what_was_typed(cast, browse, task):
    stale = typed(task, amount_settled_number="7", amount_settled_unit="万元")
    actions.record_results(task, by=cast.supervisor, version=task.version, on=TODAY, rules_made=1)
    page = browse(cast.handler).post(address(task), stale)
    assert page.status_code == 409
    assert "7 万元" in page.content.decode()


def test_a_draft_is_registered_with_the_amount_that_was_found(cast, browse):
    content = {
        "source": cast.source.pk,
        "title": "结余资金未上交",
        "problem": "结余资金滞留专户。",
        "rectification_type": "staged",
        "amount_involved_number": "0.0312",
        "amount_involved_unit": "亿元",
        "measures-TOTAL_FORMS": "0",
        "measures-INITIAL_FORMS": "0",
    }
    browse(cast.supervisor).post(reverse("task_create"), content)
    task = Task.objects.get()
    assert task.amount_involved == Decimal("3120000.00")
    edit = browse(cast.supervisor).get(reverse("task_edit", args=[task.pk])).content.decode()
    assert 'name="amount_involved_number" value="312"' in edit
    assert '<option value="万元" selected>' in edit


def test_a_draft_of_a_petition_has_no_amount(cast, browse):
    petition = SourceFactory(office=cast.source.office, kind=Source.Kind.PETITION)
    task = make_draft(petition, title="路灯不亮")
    content = {
        "version": task.version,
        "source": petition.pk,
        "title": task.title,
        "problem": task.problem,
        "rectification_type": "staged",
        "amount_involved_number": "5",
        "amount_involved_unit": "元",
        "measures-TOTAL_FORMS": "0",
        "measures-INITIAL_FORMS": "0",
    }
    page = browse(cast.supervisor).post(reverse("task_edit", args=[task.pk]), content)
    assert "“信访”来源不填涉及金额，请清空。" in page.content.decode()


def test_the_closure_page_names_what_is_still_empty_and_does_not_block(cast, browse, task):
    url = reverse("task_action", args=[task.pk, "submit"])
    assert (
        "整改成效还没有填报：已整改金额、制定制度（项）、问责人数。"
        in browse(cast.handler).get(url).content.decode()
    )
    actions.record_results(
        task,
        by=cast.handler,
        version=task.version,
        on=TODAY,
        amount_settled=Decimal(0),
        rules_made=0,
        people_held=0,
    )
    assert "整改成效还没有填报" not in browse(cast.handler).get(url).content.decode()
