"""Second look: owed after every closing, drawn by lot as well; a relapse is counted for ever."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
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
from tracker import actions
from tracker.models import Policy, Reinspection, Source, Task
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def make_closed(source: Source | None = None) -> Task:
    task = make_submitted(source, by=UserFactory(unit=UnitFactory()))
    actions.accept_closure(
        task,
        by=task.source.created_by,
        version=task.version,
        on=TODAY,
        verdicts=all_met(task),
        grade=graded("done"),
    )
    return task


def reopen(task: Task) -> None:
    actions.reopen(
        task,
        by=task.source.created_by,
        version=task.version,
        on=TODAY + DAY,
        note="又出现了",
        due_on=TODAY + 30 * DAY,
    )


def test_a_closing_owes_a_second_look_after_the_days_of_its_policy():
    Policy.objects.create(kind="inspection", reinspect_days=30)

    assert make_closed().reinspections.get().planned_on == TODAY + 90 * DAY
    inspected = make_closed(SourceFactory(kind=Source.Kind.INSPECTION))
    assert inspected.reinspections.get().planned_on == TODAY + 30 * DAY


def test_a_policy_of_no_days_owes_none():
    Policy.objects.update(reinspect_days=0)

    assert not make_closed().reinspections.exists()


def test_a_look_that_finds_nothing_is_kept_and_the_task_stays_closed():
    task = make_closed()
    actions.reinspect(
        task, by=task.source.created_by, version=task.version, on=TODAY + DAY, note="现场看过，保持良好"
    )

    look = task.reinspections.get()
    assert (look.result, look.done_on, look.finding) == ("holds", TODAY + DAY, "现场看过，保持良好")
    assert Task.objects.get(pk=task.pk).status == Status.CLOSED
    assert task.steps.last().action == "reinspect"


def test_a_relapse_reopens_and_is_counted_for_ever():
    task = make_closed()
    reopen(task)
    task = Task.objects.get(pk=task.pk)

    assert (task.status, task.relapsed_times) == (Status.IN_PROGRESS, 1)
    assert task.reinspections.get().result == "relapsed"
    assert task.reinspections.get().finding == "又出现了"


def test_a_relapse_begins_anew_and_what_was_closed_specially_goes_on_where_it_was():
    handler = UserFactory(unit=UnitFactory())
    closed = make_closed()
    reopen(closed)
    assert Task.objects.get(pk=closed.pk).percent == 0

    task = make_task(lead_unit=handler.unit, accepted_by=handler)
    actions.report_progress(task, by=handler, version=task.version, on=TODAY, note="已完成一半", percent=50)
    proposer = UserFactory(unit=task.source.office, role=Role.SUPERVISOR)
    actions.propose_special(task, by=proposer, version=task.version, on=TODAY, note="无法追缴", basis="纪要")
    actions.close_specially(task, by=task.source.created_by, version=task.version, on=TODAY)
    reopen(task)
    assert Task.objects.get(pk=task.pk).percent == 50


def test_a_second_closing_owes_a_second_look_again():
    task = make_closed()
    reopen(task)
    handler = UserFactory(unit=task.lead_unit)
    claims = ["做到"] * len(task.standard.criteria)
    actions.submit(task, by=handler, version=task.version, on=TODAY + 2 * DAY, note="再次完成", claims=claims)
    actions.accept_closure(
        task,
        by=task.source.created_by,
        version=task.version,
        on=TODAY + 3 * DAY,
        verdicts=all_met(task),
        grade=graded("done"),
    )

    assert [look.result for look in task.reinspections.order_by("pk")] == ["relapsed", ""]
    assert Task.objects.get(pk=task.pk).relapsed_times == 1


def test_taking_up_what_was_closed_specially_is_no_relapse():
    task = make_task()
    proposer = UserFactory(unit=task.source.office, role=Role.SUPERVISOR)
    actions.propose_special(task, by=proposer, version=task.version, on=TODAY, note="无法追缴", basis="纪要")
    actions.close_specially(task, by=task.source.created_by, version=task.version, on=TODAY)
    reopen(task)

    assert Task.objects.get(pk=task.pk).relapsed_times == 0
    assert not task.reinspections.exists()


def test_only_its_office_looks():
    task = make_closed()
    for person in (
        UserFactory(unit=task.lead_unit),
        UserFactory(unit=task.lead_unit, role=Role.LEADER),
        UserFactory(role=Role.SUPERVISOR),
    ):
        with pytest.raises(PermissionDenied):
            actions.reinspect(task, by=person, version=task.version, on=TODAY, note="看过")


def test_the_database_keeps_results_whole_and_one_look_waiting():
    task = make_closed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reinspection.objects.create(task=task, planned_on=TODAY, created_by=task.created_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reinspection.objects.filter(task=task).update(result="holds")


# --- by lot ---------------------------------------------------------------------------------------------------------


def draw(source: Source, share: int, by=None) -> list[Reinspection]:
    return actions.draw_reinspections(
        source, by=by or source.created_by, on=TODAY, share=share, planned_on=TODAY + 5 * DAY
    )


def test_the_lot_draws_the_share_of_closed_tasks_rounded_up_and_moves_up_what_was_owed():
    source = SourceFactory()
    tasks = [make_closed(source) for _ in range(5)]
    make_task(source)
    make_closed()

    drawn = draw(source, 30)

    assert len(drawn) == 2
    assert {look.task for look in drawn} <= set(tasks)
    assert all(look.drawn and look.planned_on == TODAY + 5 * DAY for look in drawn)
    assert Reinspection.objects.count() == 6
    assert Reinspection.objects.filter(drawn=True).count() == 2


def test_who_was_looked_at_can_be_drawn_again():
    task = make_closed()
    actions.reinspect(task, by=task.source.created_by, version=task.version, on=TODAY, note="保持")

    assert [look.task for look in draw(task.source, 100)] == [task]
    assert task.reinspections.count() == 2


def test_nothing_closed_or_not_ones_own_source_is_refused():
    source = SourceFactory()
    with pytest.raises(actions.Refused, match="还没有已销号"):
        draw(source, 10)
    make_closed(source)
    with pytest.raises(actions.Refused, match="本督办机构"):
        draw(source, 10, by=UserFactory(role=Role.SUPERVISOR))
    assert not Reinspection.objects.filter(drawn=True).exists()


# --- pages ----------------------------------------------------------------------------------------------------------


def test_what_is_due_waits_on_the_page_of_decisions_for_its_office_alone(client):
    task = make_closed()
    Reinspection.objects.update(planned_on=dt.date(2020, 1, 1))
    for person, sees in ((task.source.created_by, True), (UserFactory(role=Role.SUPERVISOR), False)):
        client.force_login(person)
        page = client.get(reverse("decide")).text
        assert (reverse("task_action", args=[task.pk, "reinspect"]) in page) == sees


def test_a_lot_is_drawn_from_the_page(client):
    task = make_closed()
    client.force_login(task.source.created_by)
    answer = client.post(
        reverse("reinspection_draw"),
        {"source": task.source.pk, "share": 50, "planned_on": "2099-12-31"},
        follow=True,
    )

    assert task.number in answer.text
    assert task.reinspections.get().drawn


def test_a_look_is_written_from_its_page_and_shown_on_the_task(client):
    task = make_closed()
    client.force_login(task.source.created_by)
    client.post(
        reverse("task_action", args=[task.pk, "reinspect"]), {"version": task.version, "note": "现场整洁"}
    )

    page = client.get(reverse("task_detail", args=[task.pk])).text
    assert "未反弹" in page
    assert "现场整洁" in page
