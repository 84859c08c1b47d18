"""What each action writes, refuses and leaves alone."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

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
from tracker.models import Application, Policy, Step, Task
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler():
    return UserFactory()


@pytest.fixture
def running(handler):
    return make_task(lead_unit=handler.unit, accepted_by=handler, due_on=TODAY + dt.timedelta(days=60))


def supervisor_of(task):
    return task.source.created_by


def refuses(message, action, task, **arguments):
    with pytest.raises(actions.Refused, match=message):
        action(task, version=task.version, on=TODAY, **arguments)
    assert Task.objects.get(pk=task.pk).version == task.version


# --- assigning ---


def test_assigning_sets_the_deadline_and_the_days_that_follow_from_it():
    task = make_task(due_on=TODAY + dt.timedelta(days=60))
    assert (task.status, task.assigned_on, task.original_due_on) == (Status.ASSIGNED, TODAY, task.due_on)
    assert (task.due_on - task.warn_on).days == 9
    assert (task.due_on - task.remind_on).days == 18
    assert task.standard.category == ""


def test_the_policy_of_the_kind_of_source_goes_before_the_default():
    Policy.objects.create(
        kind="audit",
        warn_share=0,
        warn_least=10,
        warn_most=10,
        remind_share=0,
        remind_least=20,
        remind_most=20,
    )
    audit, other = make_task(SourceFactory(kind="audit")), make_task(SourceFactory(kind="petition"))
    assert (audit.due_on - audit.warn_on).days == 10
    assert (other.due_on - other.warn_on).days == 9


@pytest.mark.parametrize(
    ("missing", "message"), [({"due_on": TODAY}, "牵头单位"), ({"lead_unit": True}, "整改时限")]
)
def test_no_task_is_assigned_without_unit_and_deadline(missing, message):
    draft = make_draft()
    arguments = {key: UnitFactory() if value is True else value for key, value in missing.items()}
    refuses(message, actions.assign, draft, by=supervisor_of(draft), **arguments)


def test_the_database_itself_lets_no_open_task_be_without_a_deadline():
    task = make_task()
    with (
        pytest.raises(IntegrityError, match="assigned_task_has_unit_deadline_standard"),
        transaction.atomic(),
    ):
        Task.objects.filter(pk=task.pk).update(due_on=None, warn_on=None, remind_on=None)


def test_a_unit_does_not_assist_itself():
    draft = make_draft()
    unit = UnitFactory()
    refuses(
        "配合单位",
        actions.assign,
        draft,
        by=supervisor_of(draft),
        lead_unit=unit,
        due_on=TODAY,
        assisting_units=[unit],
    )
    assert not draft.assists.exists()


def test_a_declined_task_is_a_draft_again_and_may_go_elsewhere(handler):
    task = make_task(lead_unit=handler.unit)
    actions.decline(task, by=handler, version=task.version, on=TODAY, note="不属本单位职责")
    assert (task.status, task.returned_on) == (Status.DRAFT, TODAY)
    actions.assign(task, by=supervisor_of(task), version=task.version, on=TODAY, lead_unit=UnitFactory())
    assert (task.status, task.returned_on) == (Status.ASSIGNED, None)


def test_transferring_keeps_the_deadline_and_asks_the_new_unit_to_accept(running):
    unit, due_on = UnitFactory(), running.due_on
    running.assists.create(unit=unit)
    actions.transfer(
        running, by=supervisor_of(running), version=running.version, on=TODAY, lead_unit=unit, note="职责调整"
    )
    assert (running.status, running.lead_unit, running.due_on) == (Status.ASSIGNED, unit, due_on)
    assert not running.assists.filter(unit=unit).exists()


def test_a_transfer_to_the_same_unit_is_refused(running):
    refuses(
        "已经是牵头单位",
        actions.transfer,
        running,
        by=supervisor_of(running),
        lead_unit=running.lead_unit,
        note="误操作",
    )


# --- working and judging ---


def test_the_percentage_is_the_lead_units(running, handler):
    helper = UserFactory()
    running.assists.create(unit=helper.unit)
    actions.report_progress(
        running, by=handler, version=running.version, on=TODAY, note="完成招标", percent=40
    )
    actions.report_progress(
        running, by=helper, version=running.version, on=TODAY, note="已配合核查", percent=90
    )
    assert running.percent == 40
    assert [progress.percent for progress in running.progress_reports.all()] == [90, 40]


def test_an_application_answers_every_criterion(running, handler):
    refuses("逐条", actions.submit, running, by=handler, note="完成", claims=["只答一条"])
    refuses("说明", actions.submit, running, by=handler, note=" ", claims=["是"] * 3)


def test_a_second_person_closes_and_lateness_is_frozen_by_the_day_of_submission(handler):
    task = make_submitted(by=handler, on=TODAY, due_on=TODAY)
    later = TODAY + dt.timedelta(days=30)
    actions.accept_closure(
        task,
        by=supervisor_of(task),
        version=task.version,
        on=later,
        verdicts=all_met(task),
        note="核实",
        grade=graded("done"),
    )
    assert (task.status, task.closed_on, task.closed_in_time, task.percent) == (
        Status.CLOSED,
        later,
        True,
        100,
    )
    application = task.applications.get()
    assert (application.decision, application.decided_by) == ("granted", supervisor_of(task))


def test_a_criterion_not_met_closes_nothing(handler):
    task = make_submitted(by=handler)
    verdicts = all_met(task)
    verdicts[1] |= {"verdict": "not_met"}
    refuses(
        "不符合",
        actions.accept_closure,
        task,
        by=supervisor_of(task),
        grade=graded("done"),
        verdicts=verdicts,
    )
    refuses(
        "每一条",
        actions.accept_closure,
        task,
        by=supervisor_of(task),
        grade=graded("done"),
        verdicts=verdicts[:1],
    )
    assert task.applications.get().decision == ""


def test_all_not_applicable_closes_nothing(handler):
    task = make_submitted(by=handler)
    verdicts = [verdict | {"verdict": "not_applicable"} for verdict in all_met(task)]
    refuses(
        "至少要有一条",
        actions.accept_closure,
        task,
        by=supervisor_of(task),
        grade=graded("done"),
        verdicts=verdicts,
    )


def test_an_extension_asked_for_before_rests_during_the_verdict_and_ends_with_the_closure(running, handler):
    later = running.due_on + dt.timedelta(days=9)
    actions.apply_extension(
        running, by=handler, version=running.version, on=TODAY, note="来不及", new_due_on=later
    )
    claims = ["已经做到"] * len(running.standard.criteria)
    actions.submit(running, by=handler, version=running.version, on=TODAY, note="提前完成", claims=claims)
    assert [one.kind for one in running.applications.to_decide()] == ["closure"]
    actions.accept_closure(
        running,
        by=supervisor_of(running),
        version=running.version,
        on=TODAY,
        verdicts=all_met(running),
        grade=graded("done"),
    )
    assert {one.kind: one.decision for one in running.applications.all()} == {
        "closure": "granted",
        "extension": "refused",
    }


def test_sending_back_lets_the_clock_run_on(handler):
    task = make_submitted(by=handler, due_on=TODAY + dt.timedelta(days=2))
    later = TODAY + dt.timedelta(days=10)
    assert task.days_left(later) == 2
    actions.send_back(
        task, by=supervisor_of(task), version=task.version, on=later, note="佐证不足", grade=graded("partly")
    )
    assert (task.status, task.returned_on, task.days_left(later)) == (Status.IN_PROGRESS, later, -8)


def test_nobody_judges_their_own_application(handler):
    task = make_submitted(by=handler)
    handler.role, handler.unit = Role.SUPERVISOR, task.source.office
    handler.save()
    with pytest.raises(PermissionDenied):
        actions.accept_closure(
            task, by=handler, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
        )
    with pytest.raises(IntegrityError, match="nobody_decides_their_own"), transaction.atomic():
        Application.objects.update(
            decision="refused", decided_by=handler, decided_at="2026-05-20T00:00Z", judged_version=1
        )


# --- deadlines ---


def test_a_granted_extension_moves_the_deadline_and_keeps_the_original(running, handler):
    original, new = running.due_on, running.due_on + dt.timedelta(days=40)
    actions.apply_extension(
        running, by=handler, version=running.version, on=TODAY, note="工期长", new_due_on=new
    )
    actions.grant_extension(running, by=supervisor_of(running), version=running.version, on=TODAY)
    assert (running.due_on, running.original_due_on, running.extended_times, running.extended_days) == (
        new,
        original,
        1,
        40,
    )
    assert (running.due_on - running.warn_on).days == 15


def test_days_gained_by_reopening_are_no_extension(handler):
    task = make_submitted(by=handler, due_on=TODAY)
    by = supervisor_of(task)
    actions.accept_closure(
        task, by=by, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )
    due_on = TODAY + dt.timedelta(days=100)
    actions.reopen(task, by=by, version=task.version, on=TODAY, note="反弹", due_on=due_on)
    new = due_on + dt.timedelta(days=7)
    actions.apply_extension(task, by=handler, version=task.version, on=TODAY, note="补测", new_due_on=new)
    step = actions.grant_extension(task, by=by, version=task.version, on=TODAY)
    assert (task.extended_times, task.extended_days, step.data["days"]) == (1, 7, 7)


def test_the_due_day_is_the_last_to_ask_for_an_extension(handler):
    task = make_task(lead_unit=handler.unit, accepted_by=handler, due_on=TODAY - dt.timedelta(days=1))
    later = TODAY + dt.timedelta(days=9)
    refuses("已过", actions.apply_extension, task, by=handler, note="来不及", new_due_on=later)
    task = make_task(lead_unit=handler.unit, accepted_by=handler, due_on=TODAY)
    refuses("晚于", actions.apply_extension, task, by=handler, note="来不及", new_due_on=TODAY)
    actions.apply_extension(task, by=handler, version=task.version, on=TODAY, note="来不及", new_due_on=later)
    assert task.applications.waiting().count() == 1


def test_reopening_makes_a_closed_task_run_again(handler):
    task = make_submitted(by=handler)
    by = supervisor_of(task)
    actions.accept_closure(
        task, by=by, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )
    due_on = TODAY + dt.timedelta(days=30)
    actions.reopen(task, by=by, version=task.version, on=TODAY, note="回头看发现反弹", due_on=due_on)
    assert (task.status, task.closed_on, task.closed_in_time, task.due_on) == (
        Status.IN_PROGRESS,
        None,
        None,
        due_on,
    )
    assert (task.due_on - task.warn_on).days == 4, "the new period runs from the reopening"


# --- two at once, and the trail ---


def test_a_stale_version_is_told_and_writes_nothing(running):
    stale = running.version - 1
    with pytest.raises(actions.Conflict, match="刚刚被别人办理"):
        actions.raise_task(running, by=supervisor_of(running), version=stale, on=TODAY, note="拖延")
    assert not Task.objects.get(pk=running.pk).raised


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_deciders_at_once_exactly_one_wins():
    task = make_submitted(by=UserFactory())
    judges = [UserFactory(unit=task.source.office, role=Role.SUPERVISOR) for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def decide(judge, action, **arguments):
        mine = Task.objects.get(pk=task.pk)
        start.wait()
        try:
            action(mine, by=judge, version=mine.version, on=TODAY, **arguments)
            outcomes.append("won")
        except (actions.Conflict, PermissionDenied):
            outcomes.append("told")
        finally:
            connection.close()

    threads = [
        threading.Thread(
            target=decide,
            args=(judges[0], actions.accept_closure),
            kwargs={"verdicts": all_met(task), "grade": graded("done")},
        ),
        threading.Thread(
            target=decide,
            args=(judges[1], actions.send_back),
            kwargs={"note": "佐证不足", "grade": graded("not")},
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "won"]
    assert Step.objects.filter(task=task, from_status=Status.SUBMITTED).count() == 1


def test_the_trail_says_what_changed_from_what_to_what(running):
    unit, old = UnitFactory(), running.lead_unit
    step = actions.transfer(
        running, by=supervisor_of(running), version=running.version, on=TODAY, lead_unit=unit, note="职责调整"
    )
    assert step.data == {"lead_unit": [old.name, unit.name]}
    assert (step.from_status, step.to_status) == (Status.IN_PROGRESS, Status.ASSIGNED)


def test_the_trail_is_neither_changed_nor_shortened(running):
    step = running.steps.first()
    with pytest.raises(TypeError, match="只增不改"):
        step.save()
    with pytest.raises(TypeError, match="不能删除"):
        step.delete()


def test_numbers_of_a_year_have_no_gap_and_no_double():
    tasks = [make_draft() for _ in range(3)]
    assert [task.number for task in tasks] == ["ZG2026-00001", "ZG2026-00002", "ZG2026-00003"]
    assert make_draft(on=dt.date(2027, 1, 1)).number == "ZG2027-00001"
