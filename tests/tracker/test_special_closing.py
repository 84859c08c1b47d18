"""Special closing: two supervisors, a reason and a basis; white, and counted apart."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from reports import statistics
from tests.factories import TODAY, UnitFactory, UserFactory, all_met, graded, make_submitted, make_task
from tracker import actions
from tracker.colours import Colour, colour_for
from tracker.models import Application, Task, User
from tracker.permissions import allowed_actions
from tracker.states import Action, Role, Status

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WORDS = {"note": "企业已注销，无法追缴", "basis": "市政府专题会议纪要第3号"}


@pytest.fixture
def handler() -> User:
    return UserFactory(unit=UnitFactory())


@pytest.fixture
def task(handler) -> Task:
    return make_task(lead_unit=handler.unit, accepted_by=handler)


def second(task: Task) -> User:
    return UserFactory(unit=task.source.office, role=Role.SUPERVISOR)


def propose(task: Task, by: User | None = None, **words: str) -> Application:
    by = by or task.source.created_by
    return actions.propose_special(task, by=by, version=task.version, on=TODAY, **(WORDS | words))


def test_two_supervisors_close_what_cannot_be_put_right(task):
    propose(task)
    other = second(task)
    actions.close_specially(task, by=other, version=task.version, on=TODAY + DAY, note="属实")

    task = Task.objects.get(pk=task.pk)
    application = task.applications.get()
    assert (task.status, task.closed_on, task.closed_in_time) == (Status.CLOSED_SPECIALLY, TODAY + DAY, None)
    assert colour_for(task, TODAY + DAY) == Colour.WHITE
    assert (application.by, application.decided_by) == (task.source.created_by, other)
    assert task.steps.last().data["basis"] == WORDS["basis"]


def test_who_proposed_does_not_decide(task):
    propose(task)
    proposer = task.source.created_by

    assert Action.CLOSE_SPECIALLY not in allowed_actions(proposer, Task.objects.get(pk=task.pk))
    with pytest.raises(PermissionDenied):
        actions.close_specially(task, by=proposer, version=task.version, on=TODAY)


def test_nobody_else_proposes_or_decides(task, handler):
    people = [
        handler,
        UserFactory(unit=handler.unit, role=Role.HEAD),
        UserFactory(unit=handler.unit, role=Role.LEADER),
        UserFactory(role=Role.SUPERVISOR),
    ]
    for person in people:
        with pytest.raises(PermissionDenied):
            propose(task, person)
    propose(task)
    for person in people:
        with pytest.raises(PermissionDenied):
            actions.close_specially(task, by=person, version=task.version, on=TODAY)


@pytest.mark.parametrize("missing", ["note", "basis"])
def test_reason_and_basis_are_both_needed(task, missing):
    with pytest.raises(actions.Refused):
        propose(task, **{missing: "  "})
    assert not task.applications.exists()


def test_the_database_knows_no_special_closing_without_a_basis(task):
    with pytest.raises(IntegrityError):
        Application.objects.create(task=task, kind="special", by=task.source.created_by, on=TODAY, text="x")


def test_a_refused_one_goes_on_and_may_be_proposed_again(task):
    propose(task)
    actions.refuse_special(task, by=second(task), version=task.version, on=TODAY, note="依据不足")

    assert Task.objects.get(pk=task.pk).status == Status.IN_PROGRESS
    propose(task)
    assert [one.decision for one in task.applications.order_by("pk")] == ["refused", ""]


def test_a_task_that_waits_for_its_verdict_can_be_closed_specially_and_its_application_is_settled(handler):
    task = make_submitted(by=handler)
    propose(task)
    actions.close_specially(task, by=second(task), version=task.version, on=TODAY)

    assert {one.kind: one.decision for one in task.applications.all()} == {
        "closure": "refused",
        "special": "granted",
    }
    assert Task.objects.get(pk=task.pk).submitted_on is None


def test_a_closure_settles_the_proposal_of_another(handler):
    task = make_submitted(by=handler)
    propose(task, second(task))
    actions.accept_closure(
        task,
        by=task.source.created_by,
        version=task.version,
        on=TODAY,
        verdicts=all_met(task),
        grade=graded("done"),
    )

    assert not task.applications.waiting().exists()
    assert task.applications.get(kind="special").decision == "refused"


def test_what_was_closed_specially_can_be_taken_up_again(task):
    propose(task)
    actions.close_specially(task, by=second(task), version=task.version, on=TODAY)
    actions.reopen(
        task,
        by=task.source.created_by,
        version=task.version,
        on=TODAY + DAY,
        note="款项可以追缴",
        due_on=TODAY + 30 * DAY,
    )

    assert Task.objects.get(pk=task.pk).status == Status.IN_PROGRESS


def test_figures_name_it_apart_on_the_day_and_not_before(task):
    propose(task)
    actions.close_specially(task, by=second(task), version=task.version, on=TODAY + DAY)

    then, now = (statistics.figures(Task.objects.all(), day, TODAY + DAY) for day in (TODAY, TODAY + DAY))
    assert (then.totals.white, then.special, now.totals.white, now.special) == (0, 0, 1, 1)
    assert "白色清零1项（含特殊销号1项）" in statistics.sentence(now.totals, now.on, now.special)
    assert "特殊" not in statistics.sentence(then.totals, then.on, then.special)


def test_what_is_given_back_to_the_office_waits_for_no_special_closing(handler):
    task = make_task(lead_unit=handler.unit)
    propose(task)
    actions.decline(task, by=handler, version=task.version, on=TODAY, note="不属于本单位职责")

    assert not Application.objects.waiting().exists()
    assert task.applications.get().decision == "withdrawn"
    actions.assign(task, by=second(task), version=task.version, on=TODAY)
    propose(task)
    assert task.applications.count() == 2, "it can be proposed anew"
