"""Notices: which tasks are owed one, how a draft becomes a frozen paper, and what the unit says to it."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from reports.papers import render_notice
from tests.factories import TODAY, UserFactory, all_met, graded, make_submitted, make_task
from tests.tracker.meeting import DAY, Cast
from tracker import actions
from tracker.models import Notice, Step, Task
from tracker.proving import broken_trails
from tracker.states import Action, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def draft(cast, *tasks, kind="press", on=TODAY):
    return actions.draft_notices(tasks, kind=kind, by=cast.by, on=on)


def issue(notice, by, on=TODAY):
    actions.issue_notice(notice, by=by, version=notice.version, on=on, render=render_notice)
    return notice


def owed(cast, kind):
    return list(Notice.objects.owed(Task.objects.visible_to(cast.by), kind, TODAY))


def test_each_kind_is_owed_to_the_tasks_of_its_stage(cast):
    new = make_task(cast.source, lead_unit=cast.bureau)
    late, warned, calm = cast.task(-3), cast.task(1), cast.task(60)
    closed = make_submitted(cast.source, by=cast.handler)
    actions.accept_closure(
        closed, by=cast.by, version=closed.version, on=TODAY, verdicts=all_met(closed), grade=graded("done")
    )
    make_task(lead_unit=cast.bureau)  # of another office

    assert [owed(cast, kind) for kind in ("assign", "warn", "press", "clear")] == [
        [new],
        [warned],
        [late],
        [closed],
    ]
    assert calm not in owed(cast, "hint")


def test_a_unit_gets_one_paper_for_all_its_tasks_but_one_per_overdue_task(cast):
    soon = [cast.task(1), cast.task(2)]
    sibling = cast.task(1, lead_unit=cast.sibling, accepted_by=UserFactory(unit=cast.sibling))
    late = [cast.task(-3), cast.task(-4)]

    warnings, orders = draft(cast, *soon, sibling, kind="warn"), draft(cast, *late)

    assert {(notice.unit, notice.items.count()) for notice in warnings} == {
        (cast.bureau, 2),
        (cast.sibling, 1),
    }
    assert [notice.items.count() for notice in orders] == [1, 1]


def test_no_task_gets_a_second_draft_under_the_same_deadline(cast):
    task = cast.task(-3)
    first = draft(cast, task)
    assert len(first) == 1 and draft(cast, task) == [] and owed(cast, "press") == []

    actions.drop_notice(first[0], by=cast.by, version=first[0].version)
    assert owed(cast, "press") == [task]


def test_the_unit_that_a_task_was_transferred_to_is_owed_a_paper_of_its_own(cast):
    task = cast.task(-3)
    issue(draft(cast, task)[0], cast.by)
    task.refresh_from_db()
    actions.transfer(
        task, by=cast.by, version=task.version, on=TODAY, lead_unit=cast.sibling, note="职责调整"
    )

    assert owed(cast, "press") == [task]
    assert [notice.unit for notice in draft(cast, task)] == [cast.sibling]
    assert owed(cast, "press") == []


def test_an_issued_notice_has_a_number_a_frozen_paper_and_a_line_in_the_trail(cast):
    task = cast.task(-3)
    notice = issue(draft(cast, task)[0], cast.by)

    assert notice.number == "督办函〔2026〕1号" and notice.issued_by == cast.by and notice.issued_on == TODAY
    with notice.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == notice.sha256
    step = Step.objects.get(task=task, action=Action.ISSUE_NOTICE)
    assert step.data == {"notice": {"number": notice.number, "sha256": notice.sha256}}
    assert list(broken_trails()) == []


def test_numbers_run_per_office_kind_and_year_without_a_gap(cast):
    first, dropped, second = (draft(cast, cast.task(-days))[0] for days in (3, 4, 5))
    issue(first, cast.by)
    actions.drop_notice(dropped, by=cast.by, version=dropped.version)
    issue(second, cast.by)
    warning = issue(draft(cast, cast.task(1), kind="warn")[0], cast.by)

    assert [one.number for one in (first, second, warning)] == [
        "督办函〔2026〕1号",
        "督办函〔2026〕2号",
        "预警函〔2026〕1号",
    ]


def test_a_paper_that_cannot_be_made_leaves_no_number_behind(cast):
    notice = draft(cast, cast.task(-3))[0]

    def broken(_notice):
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        actions.issue_notice(notice, by=cast.by, version=notice.version, on=TODAY, render=broken)
    notice.refresh_from_db()
    assert notice.is_draft and not Step.objects.filter(action=Action.ISSUE_NOTICE).exists()
    assert issue(notice, cast.by).serial == 1


def test_what_was_issued_is_changed_by_nobody(cast):
    notice = issue(draft(cast, cast.task(-3))[0], cast.by)
    for change in (
        lambda: actions.edit_notice(notice, by=cast.by, version=notice.version, opening="另写"),
        lambda: actions.drop_notice(notice, by=cast.by, version=notice.version),
        lambda: issue(notice, cast.by),
    ):
        with pytest.raises(actions.Conflict):
            change()


@pytest.mark.parametrize("change", ["submitted", "extended", "transferred"])
def test_a_draft_overtaken_by_events_is_not_issued(cast, change):
    task = cast.task(-3)
    notice = draft(cast, task)[0]
    if change == "submitted":
        claims = ["已做到"] * len(task.standard.criteria)
        actions.submit(task, by=cast.handler, version=task.version, on=TODAY, note="完成", claims=claims)
    elif change == "extended":
        Task.objects.filter(pk=task.pk).update(due_on=TODAY - DAY)
    else:
        actions.transfer(
            task, by=cast.by, version=task.version, on=TODAY, lead_unit=cast.sibling, note="职责调整"
        )
    with pytest.raises(actions.Refused, match=task.number):
        issue(notice, cast.by)


def test_a_reply_day_in_the_past_is_refused(cast):
    notice = draft(cast, cast.task(-3))[0]
    with pytest.raises(actions.Refused, match="回复期限"):
        issue(notice, cast.by, on=notice.reply_by + DAY)


def test_the_unit_signs_once_and_answers_once(cast):
    task = cast.task(-3)
    notice = issue(draft(cast, task)[0], cast.by)
    actions.receive_notice(notice, by=cast.handler, version=notice.version, on=TODAY)
    with pytest.raises(actions.Conflict):
        actions.receive_notice(notice, by=cast.head, version=notice.version, on=TODAY)
    with pytest.raises(actions.Refused):
        actions.reply_to_notice(notice, by=cast.handler, on=TODAY, text=" ")
    actions.reply_to_notice(notice, by=cast.handler, on=TODAY, text="月底前完成")
    with pytest.raises(actions.Conflict):
        actions.reply_to_notice(notice, by=cast.handler, on=TODAY, text="再答")
    with pytest.raises(actions.Conflict):
        actions.void_notice(notice, by=cast.by, on=TODAY, reason="误发")
    taken = Step.objects.filter(task=task, action__contains="notice").values_list("action", flat=True)
    assert list(taken) == ["issue_notice", "receive_notice", "reply_notice"]


def test_an_answer_is_a_receipt_too(cast):
    notice = issue(draft(cast, cast.task(-3))[0], cast.by)
    actions.reply_to_notice(notice, by=cast.handler, on=TODAY, text="月底前完成")
    assert notice.received_by == cast.handler and notice.replied_on == TODAY


def test_a_void_notice_keeps_paper_and_number_and_its_task_is_owed_one_again(cast):
    task = cast.task(-3)
    notice = issue(draft(cast, task)[0], cast.by)
    actions.void_notice(notice, by=cast.by, on=TODAY, reason="主送单位有误")
    assert notice.serial == 1 and notice.file and owed(cast, "press") == [task]
    assert issue(draft(cast, task)[0], cast.by).serial == 2


def test_who_is_not_concerned_does_nothing(cast):
    notice = issue(draft(cast, cast.task(-3))[0], cast.by)
    for person in (UserFactory(unit=cast.sibling), UserFactory(unit=cast.city, role=Role.LEADER), cast.by):
        with pytest.raises(PermissionDenied):
            actions.receive_notice(notice, by=person, version=notice.version, on=TODAY)
    for person in (cast.handler, UserFactory(role=Role.SUPERVISOR)):
        with pytest.raises(PermissionDenied):
            actions.void_notice(notice, by=person, on=TODAY, reason="误发")


def test_drafts_are_seen_by_their_office_alone(cast):
    notice = draft(cast, cast.task(-3))[0]
    leader = UserFactory(unit=cast.city, role=Role.LEADER)
    people = (
        cast.by,
        cast.handler,
        leader,
        UserFactory(unit=cast.sibling),
        UserFactory(role=Role.SUPERVISOR),
    )

    def readers():
        return [Notice.objects.visible_to(person).exists() for person in people]

    assert readers() == [True, False, False, False, False]
    issue(notice, cast.by)
    assert readers() == [True, True, True, False, False]


def test_the_database_refuses_a_reply_without_a_receipt_and_a_void_draft(cast):
    notice = issue(draft(cast, cast.task(-3))[0], cast.by)
    for pk, fields in (
        (notice.pk, {"reply": "已办", "replied_by": cast.handler, "replied_on": TODAY}),
        (draft(cast, cast.task(-4))[0].pk, {"voided_on": TODAY, "voided_by": cast.by, "void_reason": "误发"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=pk).update(**fields)


def test_an_answer_enters_no_trail_of_a_task_that_another_unit_leads_since(cast):
    stays, goes = cast.task(1), cast.task(2)
    notice = issue(draft(cast, stays, goes, kind="warn")[0], cast.by)
    goes.refresh_from_db()
    actions.transfer(
        goes, by=cast.by, version=goes.version, on=TODAY, lead_unit=cast.sibling, note="职责调整"
    )
    actions.reply_to_notice(notice, by=cast.handler, on=TODAY, text="月底前完成")

    replies = Step.objects.filter(action=Action.REPLY_NOTICE)
    assert [step.task for step in replies] == [stays]
