"""Shared problems: what becomes of a draft that many units answer for, all of it or nothing."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker import actions
from tracker.models import Period, SharedProblem, Step, Task, Unit
from tracker.proving import broken_trails
from tracker.states import Action, Role

pytestmark = pytest.mark.django_db
DUE = TODAY + dt.timedelta(days=60)


@pytest.fixture
def towns() -> list[Unit]:
    return [UnitFactory(name=f"{name}镇", kind=Unit.Kind.TOWN) for name in ("云溪", "柳岔", "石桥")]


@pytest.fixture
def draft() -> Task:
    return make_draft(
        title="河道保洁不到位",
        commitment="每周巡河",
        category="生态环境",
        measures=[{"text": "清理漂浮物", "due_on": DUE}],
        assisting_units=[UnitFactory(name="市水利局")],
    )


def split(draft: Task, units: list[Unit], **details) -> SharedProblem:
    by = draft.source.created_by
    return actions.split(draft, by=by, version=draft.version, on=TODAY, units=units, **details)


def test_a_draft_becomes_a_task_for_each_unit_with_a_life_of_its_own(draft, towns):
    number = draft.number

    shared = split(draft, towns, due_on=DUE, at_once=True, note="六月底前办结")

    tasks = list(shared.siblings.all())
    assert (shared.number, shared.problem, shared.units) == (number, draft.problem, 3)
    assert [task.number for task in tasks] == [f"{number}-01", f"{number}-02", f"{number}-03"]
    assert [task.lead_unit for task in tasks] == towns
    assert {task.status for task in tasks} == {"assigned"}
    assert {(task.title, task.commitment, task.category) for task in tasks} == {
        ("河道保洁不到位", "每周巡河", "生态环境")
    }
    assert [task.measures.get().text for task in tasks] == ["清理漂浮物"] * 3
    assert [task.assisting_units.get().name for task in tasks] == ["市水利局"] * 3
    handler = UserFactory(unit=towns[0])
    actions.accept(tasks[0], by=handler, version=tasks[0].version, on=TODAY)
    assert list(shared.siblings.values_list("status", flat=True)) == ["in_progress", "assigned", "assigned"]


def test_the_draft_keeps_its_trail_and_every_trail_is_whole(draft, towns):
    number = draft.number
    shared = split(draft, towns, due_on=DUE, at_once=True, note="六月底前办结")

    first, second, _ = shared.siblings.all()
    assert first.pk == draft.pk
    assert [step.action for step in first.steps.all()] == [Action.CREATE, Action.SPLIT, Action.ASSIGN]
    told = first.steps.get(action=Action.SPLIT)
    assert told.data["number"] == [number, f"{number}-01"]
    assert told.note == f"共性问题 {number}，涉及 3 家单位。"
    assert [step.action for step in second.steps.all()] == [Action.CREATE, Action.ASSIGN]
    assert second.steps.last().note == "六月底前办结"
    assert Period.objects.filter(task__in=shared.siblings.all(), status="assigned").count() == 3
    assert not list(broken_trails())


def test_without_handing_over_they_stay_drafts_that_each_get_their_own_deadline(draft, towns):
    shared = split(draft, towns, note="逐项定时限")

    first, second, _ = shared.siblings.all()
    assert shared.units == 0
    assert {task.status for task in shared.siblings.all()} == {"draft"}
    assert first.steps.last().note.endswith("逐项定时限")
    actions.assign(second, by=second.source.created_by, version=second.version, on=TODAY, due_on=DUE)
    first.refresh_from_db()
    assert (first.due_on, second.due_on, shared.units) == (None, DUE, 1)


def test_all_are_made_and_handed_over_or_nothing_is(draft, towns):
    number = draft.number
    with pytest.raises(actions.Refused, match="还没有整改时限"):
        split(draft, towns, at_once=True)

    assert [task.number for task in Task.objects.all()] == [number]
    assert Step.objects.count() == 1
    assert not SharedProblem.objects.exists()


def test_one_unit_is_no_shared_problem(draft, towns):
    with pytest.raises(actions.Refused, match="至少涉及两家"):
        split(draft, towns[:1])


def test_only_an_undivided_draft_of_the_own_office_is_split(draft, towns):
    stranger = UserFactory(unit=UnitFactory(kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)
    with pytest.raises(PermissionDenied):
        actions.split(draft, by=stranger, version=draft.version, on=TODAY, units=towns)
    shared = split(draft, towns)
    again = shared.siblings.first()
    with pytest.raises(PermissionDenied):
        split(again, [UnitFactory(), UnitFactory()])
    running = make_task()
    with pytest.raises(PermissionDenied):
        split(running, towns)


def test_a_draft_that_was_changed_meanwhile_is_not_split(draft, towns):
    seen = Task.objects.get(pk=draft.pk)
    actions.edit_draft(draft, by=draft.source.created_by, version=draft.version, on=TODAY, title="另一个题目")

    with pytest.raises(actions.Conflict):
        split(seen, towns)

    assert not SharedProblem.objects.exists()


def test_a_unit_that_has_a_task_of_the_problem_assists_in_none(draft, towns):
    helper = UnitFactory(name="市农业局")
    edit = {"by": draft.source.created_by, "version": draft.version, "on": TODAY}
    actions.edit_draft(draft, **edit, assisting_units=[*towns[:2], helper])

    shared = split(draft, towns)

    assert [list(task.assisting_units.all()) for task in shared.siblings.all()] == [[helper]] * 3


def test_units_join_later_under_the_next_numbers_and_get_what_the_problem_says(draft, towns):
    shared = split(draft, towns[:2], due_on=DUE, at_once=True)
    by = shared.source.created_by
    first = shared.siblings.first()
    one = actions.plan_round(by=by, on=TODAY, level="office", held_on=TODAY, chair="张明", tasks=[first])
    actions.hold_round(one, by=by, version=one.version, on=TODAY)
    wanted = actions.Wanted("measure", "加派巡河人员", due_on=DUE)
    actions.decide_in_round(one.items.get(), wanted, by=by, version=first.version, on=TODAY)

    [made] = actions.add_units(shared, by=by, on=TODAY, units=[towns[2]], due_on=DUE, at_once=True)

    assert (made.number, made.status, made.lead_unit) == (f"{shared.number}-03", "assigned", towns[2])
    assert made.problem == shared.problem
    assert [measure.text for measure in made.measures.all()] == ["清理漂浮物"]
    assert shared.units == 3
    with pytest.raises(actions.Refused, match="石桥镇已经有"):
        actions.add_units(shared, by=by, on=TODAY, units=[towns[2]])
    stranger = UserFactory(unit=UnitFactory(kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)
    with pytest.raises(PermissionDenied):
        actions.add_units(shared, by=stranger, on=TODAY, units=[UnitFactory()])


def test_a_declined_task_of_the_problem_can_go_to_another_unit(draft, towns):
    shared = split(draft, towns[:2], due_on=DUE, at_once=True)
    second = shared.siblings.last()
    actions.decline(
        second, by=UserFactory(unit=towns[1]), version=second.version, on=TODAY, note="本镇没有这条河"
    )
    assert shared.units == 1

    actions.assign(second, by=shared.source.created_by, version=second.version, on=TODAY, lead_unit=towns[2])

    assert (second.shared, second.lead_unit, shared.units) == (shared, towns[2], 2)


def test_no_unit_gets_a_second_task_of_the_problem_by_any_way(draft, towns):
    shared = split(draft, towns)
    first, second, third = shared.siblings.all()
    by = shared.source.created_by
    now = {"by": by, "on": TODAY}

    with pytest.raises(actions.Refused, match=f"柳岔镇已经有共性问题 {shared.number} 的任务"):
        actions.edit_draft(first, **now, version=first.version, lead_unit=towns[1])
    with pytest.raises(actions.Refused, match="柳岔镇已经有"):
        actions.assign(third, **now, version=third.version, due_on=DUE, lead_unit=towns[1])
    second.refresh_from_db()
    actions.assign(second, **now, version=second.version, due_on=DUE)
    with pytest.raises(actions.Refused, match="石桥镇已经有"):
        actions.transfer(second, **now, version=second.version, lead_unit=towns[2], note="职责调整")
    with pytest.raises(IntegrityError, match=r"a_unit_has_one_task|shared_id"), transaction.atomic():
        Task.objects.filter(pk=second.pk).update(lead_unit=towns[0])

    fourth = UnitFactory()
    actions.transfer(second, **now, version=second.version, lead_unit=fourth, note="职责调整")
    assert set(shared.siblings.values_list("lead_unit", flat=True)) == {towns[0].pk, fourth.pk, towns[2].pk}


def test_a_task_of_the_problem_keeps_its_source(draft, towns):
    shared = split(draft, towns)
    first = shared.siblings.first()
    other = SourceFactory(office=shared.source.office, created_by=shared.source.created_by)

    with pytest.raises(actions.Refused, match="问题来源随共性问题"):
        actions.edit_draft(first, by=shared.source.created_by, version=first.version, on=TODAY, source=other)
    actions.edit_draft(
        first,
        by=shared.source.created_by,
        version=first.version,
        on=TODAY,
        source=shared.source,
        title="河道",
    )
    assert (first.source, first.title) == (shared.source, "河道")


def test_numbers_are_given_out_once(draft, towns):
    split(draft, towns)
    other = make_draft(SourceFactory())

    assert Task.objects.filter(number=other.number).count() == 1
    assert not SharedProblem.objects.filter(number=other.number).exists()
