"""Links between tasks: what may be linked, what the trail says, who learns of it, and one report for a whole matter."""

import io

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
from tracker.models import Evidence, Matter, MatterTask, Progress, Recurrence, Step, Task, ToldApart
from tracker.states import Action, Role
from tracker.uploads import inspect

pytestmark = pytest.mark.django_db
# What a link leaves alone: all of a task but what it says of its trail.
CONTENT = [f.name for f in Task._meta.concrete_fields if not f.name.startswith("trail_")]


@pytest.fixture
def bureau():
    return UnitFactory(name="市财政局")


@pytest.fixture
def handler(bureau):
    return UserFactory(unit=bureau)


@pytest.fixture
def office():
    return UnitFactory(name="市审计局")


@pytest.fixture
def by(office):
    return UserFactory(unit=office, role=Role.SUPERVISOR)


@pytest.fixture
def running(office, by, bureau, handler):
    """`running(n)` makes n tasks at work, each of its own source."""

    def make(count: int, **fields) -> list[Task]:
        return [
            make_task(
                SourceFactory(office=office, created_by=by),
                **{"lead_unit": bureau, "accepted_by": handler} | fields,
            )
            for _ in range(count)
        ]

    return make


@pytest.fixture
def closed(office, by, handler):
    task = make_submitted(SourceFactory(office=office, created_by=by), by=handler)
    actions.accept_closure(
        task, by=by, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )
    return task


def linked(step: Step) -> list[int]:
    return step.data["linked"]["tasks"]


# --- recurrence -------------------------------------------------------------------------------------------------------


def test_a_confirmed_recurrence_is_kept_with_its_trail_and_changes_no_task(running, closed, by):
    [task] = running(1)
    before = Task.objects.filter(pk__in=[task.pk, closed.pk]).order_by("pk").values(*CONTENT)
    state = list(before)

    word, new = actions.confirm_recurrence(task, closed, by=by, on=TODAY, note="与去年审计查出的相同")

    assert new
    assert (word.is_same, word.by) == (True, by)
    step = task.steps.last()
    assert (step.action, step.note, linked(step)) == (Action.RECUR, "与去年审计查出的相同", [closed.pk])
    assert list(before.all()) == state
    assert not actions.confirm_recurrence(task, closed, by=by, on=TODAY)[1]
    assert task.steps.filter(action=Action.RECUR).count() == 1


def test_what_was_refused_can_be_confirmed_later_and_not_the_other_way(running, closed, by):
    [task] = running(1)

    actions.refuse_recurrence(task, closed, by=by)
    assert not Recurrence.objects.confirmed().exists()
    assert not task.steps.filter(action=Action.RECUR).exists()
    actions.confirm_recurrence(task, closed, by=by, on=TODAY)

    with pytest.raises(actions.Refused, match="永久保留"):
        actions.refuse_recurrence(task, closed, by=by)
    assert Recurrence.objects.get().is_same


def test_a_task_recurs_neither_in_itself_nor_in_a_circle(running, closed, by):
    [task] = running(1)
    actions.confirm_recurrence(task, closed, by=by, on=TODAY)

    with pytest.raises(actions.Refused):
        actions.confirm_recurrence(task, task, by=by, on=TODAY)
    with pytest.raises(actions.Refused):
        actions.confirm_recurrence(closed, task, by=by, on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recurrence.objects.create(task=task, earlier=task, is_same=True, by=by)


# --- one matter -------------------------------------------------------------------------------------------------------


def test_linked_tasks_are_one_matter_and_each_trail_names_the_others(running, by):
    one, two, three = running(3)

    matter = actions.link_matter([one, two], by=by, on=TODAY)
    assert actions.link_matter([two, three], by=by, on=TODAY) == matter

    assert set(matter.members.values_list("task", flat=True)) == {one.pk, two.pk, three.pk}
    assert [linked(step) for step in one.steps.filter(action=Action.LINK)] == [[two.pk], [two.pk, three.pk]]
    assert [linked(step) for step in three.steps.filter(action=Action.LINK)] == [[one.pk, two.pk]]
    with pytest.raises(actions.Refused, match="已经是同一事项"):
        actions.link_matter([one, three], by=by, on=TODAY)


def test_two_matters_become_one(running, by):
    one, two, three, four = running(4)
    kept, gone = (actions.link_matter(pair, by=by, on=TODAY) for pair in ([one, two], [three, four]))

    assert actions.link_matter([four, one], by=by, on=TODAY) == kept

    assert kept.members.count() == 4
    assert not Matter.objects.filter(pk=gone.pk).exists()


def test_only_open_tasks_of_one_lead_unit_are_one_matter(running, closed, by):
    [one] = running(1)
    [other] = running(1, lead_unit=UnitFactory(), accepted_by=None)
    draft = make_draft(one.source)

    for tasks, reason in [
        ([one, other], "牵头单位相同"),
        ([one, draft], "牵头单位相同"),
        ([one, closed], "已销号"),
        ([one], "至少"),
        ([one, one], "至少"),
    ]:
        with pytest.raises(actions.Refused, match=reason):
            actions.link_matter(tasks, by=by, on=TODAY)
    assert not Matter.objects.exists()


def test_leaving_needs_a_reason_and_the_last_two_part(running, by):
    one, two, three = running(3)
    actions.link_matter([one, two, three], by=by, on=TODAY)

    with pytest.raises(actions.Refused, match="理由"):
        actions.leave_matter(one, by=by, on=TODAY, note=" ")
    actions.leave_matter(one, by=by, on=TODAY, note="核实后不是一回事")

    assert set(MatterTask.objects.values_list("task", flat=True)) == {two.pk, three.pk}
    assert (one.steps.last().action, linked(one.steps.last())) == (Action.UNLINK, [two.pk, three.pk])
    assert [linked(task.steps.last()) for task in (two, three)] == [[one.pk], [one.pk]]
    assert three.steps.last().note == "核实后不是一回事"

    actions.leave_matter(two, by=by, on=TODAY, note="同上")
    assert not Matter.objects.exists()
    assert not MatterTask.objects.exists()
    with pytest.raises(actions.Refused, match="没有列为同一事项"):
        actions.leave_matter(three, by=by, on=TODAY, note="再来")


def test_what_was_told_apart_may_be_linked_after_all(running, by):
    one, two = running(2)

    actions.tell_apart(two, one, by=by)
    actions.tell_apart(one, two, by=by)
    assert ToldApart.objects.get().first == one
    actions.link_matter([one, two], by=by, on=TODAY)

    assert not ToldApart.objects.exists()
    with pytest.raises(actions.Refused, match="先解除"):
        actions.tell_apart(one, two, by=by)


def test_link_and_trail_are_written_together_or_not_at_all(running, by, monkeypatch):
    one, two = running(2)
    monkeypatch.setattr("tracker.actions.linking._leave_trail", _breaks)

    with pytest.raises(RuntimeError):
        actions.link_matter([one, two], by=by, on=TODAY)
    with pytest.raises(RuntimeError):
        actions.confirm_recurrence(one, two, by=by, on=TODAY)
    assert not Matter.objects.exists()
    assert not Recurrence.objects.exists()


def _breaks(*args, **kwargs) -> None:
    raise RuntimeError("the disk is full")


def test_only_the_office_of_both_tasks_links_them(running, handler, by):
    one, two = running(2)
    elsewhere = make_task(lead_unit=one.lead_unit)
    for person in (handler, UserFactory(unit=one.lead_unit, role=Role.LEADER), elsewhere.source.created_by):
        with pytest.raises(PermissionDenied):
            actions.link_matter([one, two], by=person, on=TODAY)
    for act in (actions.confirm_recurrence, lambda *pair, by, on: actions.link_matter(pair, by=by, on=on)):
        with pytest.raises(PermissionDenied):
            act(one, elsewhere, by=by, on=TODAY)
    with pytest.raises(PermissionDenied):
        actions.tell_apart(one, elsewhere, by=by)
    with pytest.raises(PermissionDenied):
        actions.leave_matter(one, by=handler, on=TODAY, note="不归我管")


# --- who learns of it -------------------------------------------------------------------------------------------------


def test_a_link_is_seen_by_those_who_see_both_ends(running, closed, by, handler):
    helper = UnitFactory(name="市住建局")
    [task] = running(1, assisting_units=[helper])
    actions.confirm_recurrence(task, closed, by=by, on=TODAY)
    assistant, leader = UserFactory(unit=helper), UserFactory(unit=task.lead_unit, role=Role.LEADER)

    def recurring(user) -> list[Task]:
        return list(Task.objects.visible_to(user).recurring(user))

    assert recurring(by) == recurring(handler) == recurring(leader) == [task]
    assert recurring(assistant) == []
    assert not Recurrence.objects.visible_to(assistant).exists()


# --- one report for the matter ----------------------------------------------------------------------------------------


def report(task: Task, by, also) -> actions.Reported:
    return actions.report_together(
        task, by=by, version=task.version, on=TODAY, note="已退还第一批", percent=40, also=also
    )


def test_one_report_is_written_to_every_task_of_the_matter(running, by, handler):
    one, two, three = running(3)
    actions.link_matter([one, two, three], by=by, on=TODAY)

    done = report(one, handler, [two, three])

    assert (done.also, done.refused) == ([two, three], [])
    assert set(Progress.objects.values_list("task", "text", "percent")) == {
        (task.pk, "已退还第一批", 40) for task in (one, two, three)
    }
    assert {task.steps.last().action for task in (one, two, three)} == {Action.REPORT_PROGRESS}


def test_the_files_of_one_report_are_kept_whole_for_every_task_and_are_no_second_use(running, by, handler):
    one, two = running(2)
    actions.link_matter([one, two], by=by, on=TODAY)
    file = inspect(io.BytesIO(b"%PDF-1.7 receipt"), "凭证.pdf", max_bytes=1000)

    actions.report_together(
        one, by=handler, version=one.version, on=TODAY, note="已退还", percent=40, also=[two], evidence=[file]
    )

    kept = [task.evidence.get() for task in (one, two)]
    assert {evidence.file.read() for evidence in kept} == {b"%PDF-1.7 receipt"}
    for evidence in kept:
        evidence.file.close()
    assert Evidence.objects.same_files_elsewhere(one, by) == {}
    actions.leave_matter(two, by=by, on=TODAY, note="不是一回事")
    assert list(Evidence.objects.same_files_elsewhere(one, by)) == [file.sha256]


def test_each_task_is_judged_alone_and_the_refused_are_named(running, by, handler, bureau):
    one, two = running(2)
    [fresh] = running(1, accepted_by=None)
    [stranger] = running(1)
    actions.link_matter([one, two, fresh], by=by, on=TODAY)

    done = report(one, handler, [two, fresh, stranger])

    assert done.also == [two]
    assert [task for task, _ in done.refused] == [fresh, stranger]
    assert "待签收" in done.refused[0][1]
    assert not fresh.progress_reports.exists()
    assert not stranger.progress_reports.exists()


def test_when_the_own_report_is_refused_nothing_is_written(running, by, handler):
    one, two = running(2)
    actions.link_matter([one, two], by=by, on=TODAY)
    one.version += 1

    with pytest.raises(actions.Conflict):
        report(one, handler, [two])
    assert not Progress.objects.exists()
