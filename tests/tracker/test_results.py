"""What a rectification came to: which fields a kind of source asks for, who may write them, and what the trail says."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_draft,
    make_submitted,
    make_task,
)
from tracker import actions
from tracker.models import Source, Task
from tracker.results import FIELDS, FIELDS_OF_KIND, results_of, still_empty

pytestmark = pytest.mark.django_db


def at_work(kind: str = Source.Kind.AUDIT, **fields) -> tuple[Task, object]:
    handler = UserFactory()
    task = make_task(SourceFactory(kind=kind), lead_unit=handler.unit, accepted_by=handler, **fields)
    return task, handler


def record(task: Task, by, **results):
    return actions.record_results(task, by=by, version=task.version, on=TODAY, **results)


def test_every_kind_of_source_asks_for_results_that_a_task_has():
    assert set(FIELDS_OF_KIND) == set(Source.Kind)
    for names in FIELDS_OF_KIND.values():
        assert names == tuple(name for name in FIELDS if name in names)
        assert names


def test_the_lead_unit_tells_what_came_of_it_and_the_trail_says_from_what_to_what():
    task, handler = at_work(amount_involved=Decimal("3120000"))
    record(task, handler, amount_settled=Decimal("1000000.50"), rules_made=2, people_held=0)
    step = record(task, handler, amount_settled=Decimal("3120000"))
    task = Task.objects.get(pk=task.pk)
    assert (task.amount_settled, task.rules_made, task.people_held) == (Decimal("3120000.00"), 2, 0)
    assert step.data == {"amount_settled": ["1000000.50", "3120000.00"]}
    assert step.action == "record_results"
    assert [result.words for result in results_of(task)] == ["312 万元", "312 万元", "2 项", "0 人"]


def test_only_the_office_says_how_much_is_involved():
    task, handler = at_work(amount_involved=Decimal(100))
    with pytest.raises(actions.Refused, match="由督办机构登记"):
        record(task, handler, amount_involved=Decimal(50))
    record(task, task.source.created_by, amount_involved=Decimal(50))
    assert Task.objects.get(pk=task.pk).amount_involved == 50


def test_no_more_can_be_settled_than_is_involved():
    task, handler = at_work(amount_involved=Decimal(100))
    with pytest.raises(actions.Refused, match=r"已整改金额 100\.01 元超过涉及金额 100 元"):
        record(task, handler, amount_settled=Decimal("100.01"))
    record(task, handler, amount_settled=Decimal(100))
    with pytest.raises(actions.Refused, match="超过涉及金额"):
        record(task, task.source.created_by, amount_involved=Decimal(99))
    for wrong in ({"amount_settled": Decimal("100.01")}, {"amount_involved": None}, {"amount_involved": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**wrong)


def test_nothing_is_settled_where_no_amount_is_known():
    task, handler = at_work()
    with pytest.raises(actions.Refused, match="还没有登记涉及金额"):
        record(task, handler, amount_settled=Decimal(1))


def test_a_petition_asks_what_people_say_and_no_money():
    task, handler = at_work(Source.Kind.PETITION)
    with pytest.raises(actions.Refused, match="“信访”来源不填涉及金额"):
        record(task, task.source.created_by, amount_involved=Decimal(1))
    record(task, handler, satisfaction="basically", callback="3月2日电话回访，来信人认可处理结果。")
    assert [(one.label, one.words) for one in results_of(task)] == [
        ("问责人数", ""),
        ("满意情况", "基本满意"),
        ("回访结果", "3月2日电话回访，来信人认可处理结果。"),
    ]


def test_results_of_another_kind_stay_visible_when_the_source_was_corrected():
    task, _ = at_work(amount_involved=Decimal(100))
    Source.objects.filter(pk=task.source_id).update(kind=Source.Kind.PETITION)
    shown = results_of(Task.objects.get(pk=task.pk))
    assert ("涉及金额", "100 元") in [(one.label, one.words) for one in shown]


def test_the_office_corrects_until_the_task_is_closed_and_the_lead_unit_only_while_it_works():
    handler = UserFactory()
    task = make_submitted(by=handler, amount_involved=Decimal(100))
    office = task.source.created_by
    with pytest.raises(PermissionDenied):
        record(task, handler, amount_settled=Decimal(1))
    record(task, office, amount_settled=Decimal(60))
    actions.accept_closure(
        task, by=office, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )
    with pytest.raises(PermissionDenied):
        record(task, office, amount_settled=Decimal(100))


def test_of_two_who_tell_results_at_once_the_second_is_told():
    task, handler = at_work()
    stale = Task.objects.get(pk=task.pk)
    record(task, handler, rules_made=1)
    with pytest.raises(actions.Conflict):
        record(stale, handler, rules_made=2)
    assert Task.objects.get(pk=task.pk).rules_made == 1


def test_saving_what_stands_there_already_writes_nothing():
    task, handler = at_work(amount_involved=Decimal(100))
    with pytest.raises(actions.Refused, match="没有改动"):
        record(task, handler, amount_settled=None, rules_made=None)
    assert Task.objects.get(pk=task.pk).version == task.version


def test_what_is_still_empty_depends_on_what_was_involved():
    assert still_empty(at_work()[0]) == ["制定制度（项）", "问责人数"]
    task, handler = at_work(amount_involved=Decimal(100))
    assert still_empty(task) == ["已整改金额", "制定制度（项）", "问责人数"]
    record(task, handler, amount_settled=Decimal(0), rules_made=0, people_held=0)
    assert still_empty(task) == []


def test_a_draft_cannot_be_corrected_below_what_is_settled():
    task = make_draft(amount_involved=Decimal(100), amount_settled=Decimal(80))
    with pytest.raises(actions.Refused, match="超过涉及金额"):
        actions.edit_draft(
            task, by=task.source.created_by, version=task.version, on=TODAY, amount_involved=Decimal(50)
        )


def test_what_was_found_of_all_units_is_nobodys_alone_once_the_problem_is_split():
    task = make_draft(amount_involved=Decimal(3000000), rules_made=1)
    units = [UnitFactory(), UnitFactory()]
    shared = actions.split(task, by=task.source.created_by, version=task.version, on=TODAY, units=units)
    told = {tuple(getattr(one, name) for name in FIELDS) for one in shared.siblings.all()}
    assert told == {(None, None, None, None, "", "")}
    [step] = Task.objects.get(pk=task.pk).steps.filter(action="split")
    assert step.data["amount_involved"] == ["3000000.00", None]
    assert "原登记涉及金额 300 万元，请按各单位分别填写。" in step.note
