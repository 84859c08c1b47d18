"""The head of the unit approves before an application reaches the office, where the policy asks for it."""

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
from tests.tracker.test_at_once import at_once
from tracker import actions
from tracker.colours import colour_for
from tracker.models import Application, Policy, Source, Task, Unit, User
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DUE = TODAY + 10 * DAY


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(12), ZoneInfo("Asia/Shanghai")), tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return UnitFactory(name="市财政局")


@pytest.fixture
def handler(unit) -> User:
    return UserFactory(unit=unit)


@pytest.fixture
def head(unit) -> User:
    return UserFactory(unit=unit, role=Role.HEAD)


@pytest.fixture
def task(handler, head) -> Task:
    Policy.objects.update(head_approves=True)
    return make_task(lead_unit=handler.unit, accepted_by=handler, due_on=DUE)


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def act(action: Callable, task: Task, by: User, on: dt.date = TODAY, **said: object):
    task = fresh(task)
    return action(task, by=by, version=task.version, on=on, **said)


def submit(task: Task, by: User, on: dt.date = TODAY) -> Application:
    return act(actions.submit, task, by, on, note="完成", claims=["做到"] * len(task.standard.criteria))


def extend(task: Task, by: User, on: dt.date = TODAY) -> Application:
    return act(actions.apply_extension, task, by, on, note="汛期停工", new_due_on=DUE + 30 * DAY)


# --- what happens ---------------------------------------------------------------------------------------------------


def test_the_application_reaches_the_office_when_the_head_has_approved(task, handler, head):
    application = submit(task, handler)
    assert (fresh(task).status, fresh(task).submitted_on) == (Status.IN_PROGRESS, None)
    assert not Application.objects.to_decide().exists()

    act(actions.endorse_closure, task, head, TODAY + DAY, note="情况属实")
    application.refresh_from_db()
    assert (application.endorsed_by, application.endorsed_on) == (head, TODAY + DAY)
    assert (fresh(task).status, fresh(task).submitted_on) == (Status.SUBMITTED, TODAY + DAY)
    assert list(Application.objects.to_decide()) == [application]
    assert [(step.action, step.from_status, step.to_status) for step in task.steps.all()][-2:] == [
        ("submit", "in_progress", "in_progress"),
        ("endorse_closure", "in_progress", "submitted"),
    ]


@pytest.mark.parametrize(("approved_on", "in_time"), [(DUE, True), (DUE + DAY, False)])
def test_in_time_is_what_reached_the_office_in_time(task, handler, head, approved_on, in_time):
    submit(task, handler, DUE)
    act(actions.endorse_closure, task, head, approved_on)
    by = task.source.created_by
    act(actions.accept_closure, task, by, DUE + 9 * DAY, verdicts=all_met(task), grade=graded("done"))

    assert fresh(task).closed_in_time is in_time


def test_while_the_head_thinks_the_clock_runs(task, handler):
    submit(task, handler, DUE)

    assert colour_for(fresh(task), DUE + DAY) == "red"
    assert fresh(task).days_left(DUE + DAY) == -1


def test_the_head_hands_back_with_a_reason_and_the_handler_finds_it(task, handler, head):
    application = submit(task, handler)
    with pytest.raises(actions.Refused, match="说明"):
        act(actions.hand_back_closure, task, head, note=" ")
    act(actions.hand_back_closure, task, head, note="凭证不清楚")

    application.refresh_from_db()
    assert (application.decision, application.decided_by, application.decision_note) == (
        "returned",
        head,
        "凭证不清楚",
    )
    assert list(Task.objects.sent_back()) == [task]
    submit(task, handler)
    assert Application.objects.at_head().count() == 1


def test_an_extension_asked_for_in_time_may_be_approved_later(task, handler, head):
    extend(task, handler, DUE)
    assert not Application.objects.to_decide().exists()
    act(actions.endorse_extension, task, head, DUE + 3 * DAY)
    act(actions.grant_extension, task, task.source.created_by, DUE + 4 * DAY)

    assert fresh(task).due_on == DUE + 30 * DAY


def test_an_extension_that_the_head_hands_back_never_reached_the_office(task, handler, head):
    application = extend(task, handler)
    act(actions.hand_back_extension, task, head, note="可以按期完成")

    application.refresh_from_db()
    assert application.decision == "returned"
    assert fresh(task).extended_times == 0


def test_a_head_needs_no_second_approval_of_the_own_unit(task, head):
    submit(task, head)

    assert fresh(task).status == Status.SUBMITTED


def test_without_the_policy_nothing_waits(handler, head):
    Policy.objects.create(kind=Source.Kind.INSPECTION, head_approves=True)
    task = make_submitted(SourceFactory(kind=Source.Kind.AUDIT), by=handler)

    assert task.status == Status.SUBMITTED


def test_what_waits_goes_on_waiting_when_the_policy_changes(task, handler, head):
    submit(task, handler)
    Policy.objects.update(head_approves=False)
    act(actions.endorse_closure, task, head)

    assert fresh(task).status == Status.SUBMITTED


def test_a_unit_without_a_head_is_told_instead_of_waiting_for_ever(task, handler, head):
    User.objects.filter(pk=head.pk).update(is_active=False)
    for apply in (submit, extend):
        with pytest.raises(actions.Refused, match="市财政局还没有单位负责人的账号"):
            apply(task, handler)
    assert not Application.objects.exists()


def test_the_head_of_the_unit_above_may_approve():
    Policy.objects.update(head_approves=True)
    above = UnitFactory()
    handler, head = UserFactory(unit=UnitFactory(parent=above)), UserFactory(unit=above, role=Role.HEAD)
    task = make_task(lead_unit=handler.unit, accepted_by=handler)
    submit(task, handler)
    act(actions.endorse_closure, task, head)

    assert fresh(task).status == Status.SUBMITTED


# --- what else happens meanwhile ------------------------------------------------------------------------------------


def test_the_applicant_never_approves_even_as_head_of_tomorrow(task, handler):
    submit(task, handler)
    User.objects.filter(pk=handler.pk).update(role=Role.HEAD)
    handler.refresh_from_db()
    for action in (actions.endorse_closure, actions.hand_back_closure):
        with pytest.raises(PermissionDenied):
            act(action, task, handler, note="同意")
    with pytest.raises(IntegrityError, match="endorsed"), transaction.atomic():
        Application.objects.update(waits_for_head=False, endorsed_by=handler, endorsed_on=TODAY)


def test_the_handler_withdraws_changes_and_applies_again(task, handler, head, client):
    application = submit(task, handler)
    act(actions.withdraw_application, task, handler, application=application, note="补一份凭证")
    application.refresh_from_db()
    assert (application.decision, application.decided_by) == ("withdrawn", handler)
    assert task.steps.last().note == "销号申请：补一份凭证"

    client.force_login(handler)
    form = client.get(reverse("task_action", args=[task.pk, "submit"])).context["form"]
    assert form["claim_0"].value() == "做到"
    submit(task, handler)
    act(actions.endorse_closure, task, head)
    assert fresh(task).status == Status.SUBMITTED


def test_what_reached_the_office_is_not_withdrawn(task, handler, head):
    application = submit(task, handler)
    act(actions.endorse_closure, task, head)
    with pytest.raises(PermissionDenied):
        act(actions.withdraw_application, task, handler, application=application)


def test_a_head_who_looks_at_an_older_page_decides_nothing(task, handler, head):
    application, seen = submit(task, handler), fresh(task).version
    act(actions.report_progress, task, handler, note="又补了一份", percent=99)
    for action in (actions.endorse_closure, actions.hand_back_closure):
        with pytest.raises(actions.Conflict):
            action(fresh(task), by=head, version=seen, on=TODAY, note="已看")
    application.refresh_from_db()
    assert (application.waits_for_head, application.decision) == (True, "")


def test_a_transfer_settles_what_had_not_left_the_old_unit(task, handler):
    closure, extension = submit(task, handler), extend(task, handler)
    act(actions.transfer, task, task.source.created_by, lead_unit=UnitFactory(), note="职责调整")

    assert {one.decision for one in Application.objects.filter(pk__in=[closure.pk, extension.pk])} == {
        "refused"
    }
    assert fresh(task).status == Status.ASSIGNED


def test_a_special_closing_settles_what_waits_for_the_head(task, handler):
    application, office = submit(task, handler), task.source.office
    proposer, decider = (UserFactory(unit=office, role=Role.SUPERVISOR) for _ in range(2))
    act(actions.propose_special, task, proposer, note="企业注销", basis="会议纪要")
    act(actions.close_specially, task, decider)

    application.refresh_from_db()
    assert (application.decision, application.waits_for_head) == ("refused", False)


def test_the_office_cannot_decide_what_has_not_reached_it(task, handler):
    extend(task, handler)
    for action in (actions.grant_extension, actions.refuse_extension):
        with pytest.raises(PermissionDenied):
            act(action, task, task.source.created_by, note="同意")


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_and_a_handler_at_once_one_decides(task, handler, head):
    application, version = submit(task, handler), fresh(task).version
    second = UserFactory(unit=handler.unit, role=Role.HEAD)

    def do(action: Callable, by: User, **said: object) -> Callable:
        return lambda: action(fresh(task), by=by, version=version, on=TODAY, note="已看", **said)

    became = at_once(
        do(actions.endorse_closure, head),
        do(actions.hand_back_closure, second),
        do(actions.withdraw_application, handler, application=application),
    )

    assert sum(not isinstance(one, Exception) for one in became) == 1, became
    told = (actions.Refused, PermissionDenied)
    assert all(isinstance(one, told) for one in became if isinstance(one, Exception)), became
    settled = ["endorse_closure", "hand_back_closure", "withdraw_application"]
    assert task.steps.filter(action__in=settled).count() == 1
    application.refresh_from_db()
    assert not application.waits_for_head
    assert bool(application.endorsed_by) != bool(application.decision)


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_head_finds_the_application_reads_it_and_sends_it_on(task, handler, head, client):
    submit(task, handler)
    client.force_login(head)
    address = reverse("task_action", args=[task.pk, "endorse_closure"])
    assert address in client.get(reverse("work")).text
    page = client.get(address).text
    assert task.standard.criteria[0] in page
    assert "做到" in page

    version = fresh(task).version
    assert client.post(address, {"version": version, "note": ""}).status_code == 302
    assert fresh(task).status == Status.SUBMITTED
    assert address not in client.get(reverse("work")).text
    client.force_login(task.source.created_by)
    judged = client.get(reverse("task_action", args=[task.pk, "accept_closure"])).text
    assert f"{head} 同意报送" in judged


def test_handing_back_needs_a_reason_on_the_page_too(task, handler, head, client):
    extend(task, handler)
    client.force_login(head)
    assert reverse("task_action", args=[task.pk, "endorse_extension"]) in client.get(reverse("work")).text
    address = reverse("task_action", args=[task.pk, "hand_back_extension"])
    version = fresh(task).version

    assert client.post(address, {"version": version, "note": ""}).status_code == 200
    client.post(address, {"version": version, "note": "可以按期完成"})
    assert Application.objects.get().decision == "returned"


def test_the_handler_is_told_where_the_application_is(task, handler, client):
    client.force_login(handler)
    address = reverse("task_action", args=[task.pk, "apply_extension"])
    assert "先由单位负责人审核" in client.get(address).text
    typed = {"version": task.version, "note": "汛期停工", "new_due_on": str(DUE + 30 * DAY)}
    page = client.post(address, typed, follow=True).text

    assert "正在等待单位负责人审核" in page
    assert "下一步：单位负责人审核" in page
    work = client.get(reverse("work")).text
    assert "等待单位负责人审核" in work
    assert "endorse_" not in work
    withdraw = reverse("task_action", args=[task.pk, "withdraw_application"])
    assert withdraw in page
    typed = {"version": fresh(task).version, "application": Application.objects.get().pk}
    assert client.post(withdraw, typed).status_code == 302
    assert Application.objects.get().decision == "withdrawn"


def test_the_office_has_nothing_to_decide_before(task, handler, client):
    submit(task, handler)
    client.force_login(task.source.created_by)

    assert task.number not in client.get(reverse("decide")).text
    assert client.get(reverse("task_action", args=[task.pk, "accept_closure"])).status_code == 403


def test_a_head_of_another_unit_sees_nothing(task, handler, client):
    submit(task, handler)
    client.force_login(UserFactory(role=Role.HEAD))

    assert task.number not in client.get(reverse("work")).text
    assert client.post(reverse("task_action", args=[task.pk, "endorse_closure"])).status_code == 404


def test_the_work_page_asks_the_same_number_of_questions_for_one_and_for_many(
    handler, head, client, django_assert_num_queries
):
    Policy.objects.update(head_approves=True)
    client.force_login(head)

    def applied() -> None:
        submit(make_task(lead_unit=handler.unit, accepted_by=handler, due_on=DUE), handler)

    applied()
    client.get(reverse("work"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("work"))
    for _ in range(4):
        applied()
    with django_assert_num_queries(len(one)):
        client.get(reverse("work"))
