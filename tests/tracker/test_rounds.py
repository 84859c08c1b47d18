"""Rounds: who plans what, what comes on the agenda and in which order, how a meeting goes from planned to settled."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import TODAY, UnitFactory, UserFactory, all_met, graded, make_submitted, make_task
from tests.tracker.meeting import DAY, Cast
from tracker import actions
from tracker.agenda import agenda, candidates, last_round
from tracker.models import Decision, Round, RoundTask, Task
from tracker.permissions import holders, may_hold
from tracker.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def numbers(tasks) -> list[str]:
    return [task.number for task in tasks]


# --- which tasks ------------------------------------------------------------------------------------------------------


def test_each_level_takes_up_what_is_its_own(cast):
    long_late, late = cast.task(-40), cast.task(-3)
    yellow, green = cast.task(1), cast.task(60)
    raised = cast.task(70)
    actions.raise_task(raised, by=cast.by, version=raised.version, on=TODAY, note="进展缓慢")
    crossing = cast.task(80, assisting_units=[cast.sibling])
    extended = cast.task(50)
    Task.objects.filter(pk=extended.pk).update(extended_times=2)
    branch = cast.task(90, lead_unit=cast.branch, accepted_by=UserFactory(unit=cast.branch))
    elsewhere = make_task(lead_unit=cast.bureau, due_on=TODAY + 95 * DAY)
    closed = make_submitted(cast.source, by=cast.handler)
    actions.accept_closure(
        closed, by=cast.by, version=closed.version, on=TODAY, verdicts=all_met(closed), grade=graded("done")
    )

    unit = candidates("unit", cast.bureau, cast.handler, TODAY)
    office = candidates("office", cast.office, cast.by, TODAY)
    government = candidates("government", cast.city, cast.by, TODAY)

    own = [long_late, late, raised, yellow, extended, green, crossing, branch, elsewhere]
    assert set(unit) == set(own)
    assert numbers(unit)[:4] == numbers([long_late, late, raised, yellow])
    assert numbers(office) == numbers([long_late, late, raised, yellow])
    assert numbers(government) == numbers([long_late, late, raised, extended, crossing])


def test_a_unit_of_the_longest_name_leaves_room_for_the_day(cast):
    cast.office.name = "长" * 100
    cast.office.save()

    assert cast.plan(cast.task(-3)).title == "长" * 85 + "2026年5月20日整改调度会"


def test_the_agenda_says_why_and_puts_red_first(cast):
    green, late = cast.task(60, assisting_units=[cast.sibling]), cast.task(-40)
    raised = cast.task(70)
    actions.raise_task(raised, by=cast.by, version=raised.version, on=TODAY, note="进展缓慢")

    one = cast.plan(green, late, raised)

    assert [(item.position, item.task, item.reason) for item in one.items.all()] == [
        (1, late, "逾期 40 天，超过 30 天"),
        (2, raised, "提级督办"),
        (3, green, "涉及 2 个单位"),
    ]
    assert one.title == "市审计局2026年5月20日整改调度会"


def test_only_open_tasks_of_ones_own_come_on_the_agenda(cast):
    closed = make_submitted(cast.source, by=cast.handler)
    actions.accept_closure(
        closed, by=cast.by, version=closed.version, on=TODAY, verdicts=all_met(closed), grade=graded("done")
    )
    foreign = make_task()
    assisted = cast.task(9, lead_unit=cast.sibling, accepted_by=None, assisting_units=[cast.bureau])

    for task in (closed, foreign):
        with pytest.raises(actions.Refused, match=task.number):
            cast.plan(task)
    with pytest.raises(actions.Refused, match=assisted.number):
        cast.plan(assisted, level="unit", by=cast.handler)
    assert cast.plan(assisted).items.count() == 1


def test_tasks_are_added_and_taken_away_until_something_was_decided(cast):
    late, green = cast.task(-4), cast.task(60)
    one = cast.plan(green)

    actions.add_to_agenda(one, [late], by=cast.by, version=one.version, on=TODAY)
    assert [item.task for item in one.items.all()] == [late, green]
    actions.take_from_agenda(one.items.get(task=green), by=cast.by, version=Round.objects.get().version)
    one.refresh_from_db()
    actions.hold_round(one, by=cast.by, version=one.version, on=TODAY)
    item = one.items.get()
    actions.conclude(item, by=cast.by, version=one.version, text="先查清原因")

    with pytest.raises(actions.Refused, match="议定意见"):
        actions.take_from_agenda(item, by=cast.by, version=Round.objects.get().version)
    assert RoundTask.objects.get().conclusion == "先查清原因"


def test_an_agenda_has_an_end(cast, monkeypatch):
    monkeypatch.setattr("tracker.actions.rounds.MOST_ON_AGENDA", 1)
    with pytest.raises(actions.Refused, match="最多 1 项"):
        cast.plan(cast.task(1), cast.task(2))


# --- who --------------------------------------------------------------------------------------------------------------


def test_each_role_plans_its_own_levels(cast):
    lone = UserFactory(role=Role.SUPERVISOR)
    assert holders(cast.by) == {"office": cast.office, "government": cast.city}
    assert holders(lone) == {"office": lone.unit}
    assert holders(cast.handler) == holders(cast.head) == {"unit": cast.bureau}
    assert holders(cast.leader) == holders(UserFactory(unit=cast.city, role=Role.ADMIN)) == {}
    for level, person in (("unit", cast.by), ("office", cast.handler), ("government", cast.leader)):
        with pytest.raises(PermissionDenied):
            cast.plan(level=level, by=person)
    assert not Round.objects.exists()


def test_who_reads_and_who_runs_a_round(cast):
    people = {
        "supervisor": cast.by,
        "colleague": UserFactory(unit=cast.office, role=Role.SUPERVISOR),
        "other office": UserFactory(unit=UnitFactory(parent=cast.city), role=Role.SUPERVISOR),
        "handler": cast.handler,
        "head": cast.head,
        "handler of a branch": UserFactory(unit=cast.branch),
        "handler above": UserFactory(unit=cast.city),
        "sibling": UserFactory(unit=cast.sibling),
        "leader": cast.leader,
        "leader of the bureau": UserFactory(unit=cast.bureau, role=Role.LEADER),
        "leader elsewhere": UserFactory(role=Role.LEADER),
        "admin": UserFactory(unit=cast.city, role=Role.ADMIN),
    }
    office = {"supervisor", "colleague"}
    expected = {
        "unit": ({"handler", "head", "handler above", "leader", "leader of the bureau"}, {"handler", "head"}),
        "office": (office | {"leader"}, office),
        "government": (office | {"leader"}, office),
    }
    for level, (readers, keepers) in expected.items():
        one = cast.plan(level=level, by=cast.handler if level == "unit" else cast.by)
        sees = {name for name, user in people.items() if Round.objects.visible_to(user).filter(pk=one.pk)}
        runs = {name for name, user in people.items() if may_hold(user, one)}
        assert (sees, runs) == (readers, keepers), level


def test_an_item_is_seen_by_those_who_see_its_task(cast):
    ours, theirs = cast.task(-1), cast.task(-2, lead_unit=UnitFactory(), accepted_by=None)
    one = cast.plan(ours, theirs)

    assert len(agenda(one, cast.by, TODAY)) == 2
    assert [line.task for line in agenda(one, cast.leader, TODAY)] == [ours]
    assert [round.tasks_count for round in Round.objects.with_counts(cast.leader)] == [1]


# --- from planned to settled ------------------------------------------------------------------------------------------


def test_a_round_is_planned_held_and_settled(cast):
    one = cast.plan(cast.task(-1))
    seen = one.version

    with pytest.raises(actions.Refused, match="召开以后"):
        actions.write_minutes(one, by=cast.by, version=seen, minutes="早了")
    actions.hold_round(one, by=cast.by, version=seen, on=TODAY)
    actions.write_minutes(one, by=cast.by, version=one.version, minutes="会议听取了汇报。")
    with pytest.raises(actions.Refused, match="写明纪要"):
        actions.close_round(one, by=cast.by, version=one.version, minutes=" ")
    actions.close_round(one, by=cast.by, version=one.version, minutes="会议听取了汇报，提出要求。")

    one.refresh_from_db()
    assert (one.status, one.minutes) == (Round.Status.CLOSED, "会议听取了汇报，提出要求。")
    with pytest.raises(actions.Refused):
        actions.write_minutes(one, by=cast.by, version=one.version, minutes="改")
    with pytest.raises(actions.Refused):
        actions.add_to_agenda(one, [cast.task(-1)], by=cast.by, version=one.version, on=TODAY)


def test_a_round_is_not_held_early_nor_empty_nor_twice(cast):
    later, empty = cast.plan(cast.task(-1), held_on=TODAY + DAY), cast.plan()
    for one, words in ((later, "还没有到"), (empty, "还没有任务")):
        with pytest.raises(actions.Refused, match=words):
            actions.hold_round(one, by=cast.by, version=one.version, on=TODAY)
    held = cast.held(cast.task(-1))
    with pytest.raises(actions.Refused, match="已经召开"):
        actions.hold_round(held, by=cast.by, version=held.version, on=TODAY)
    with pytest.raises(actions.Refused, match="不能改日期"):
        actions.edit_round(
            held, by=cast.by, version=held.version, held_on=TODAY - DAY, chair="张明", title="调度"
        )


def test_of_two_who_change_a_round_one_is_told(cast):
    one, same = cast.plan(cast.task(-1)), Round.objects.get()
    actions.edit_round(one, by=cast.by, version=1, held_on=TODAY, chair="李华", title="")
    with pytest.raises(actions.Conflict):
        actions.hold_round(same, by=cast.by, version=1, on=TODAY)
    assert Round.objects.get().chair == "李华"


def test_nobody_else_runs_a_round(cast):
    one = cast.held(cast.task(-1))
    item = one.items.get()
    for person in (cast.handler, cast.leader, UserFactory(role=Role.SUPERVISOR)):
        for refused in (
            lambda by: actions.write_minutes(one, by=by, version=one.version, minutes="我来写"),
            lambda by: actions.close_round(one, by=by, version=one.version, minutes="我来写"),
            lambda by: actions.add_to_agenda(one, [], by=by, version=one.version, on=TODAY),
            lambda by: actions.take_from_agenda(item, by=by, version=one.version),
            lambda by: actions.conclude(item, by=by, version=one.version, text="我说了算"),
            lambda by: actions.edit_round(
                one, by=by, version=one.version, held_on=TODAY, chair="我", title=""
            ),
        ):
            with pytest.raises(PermissionDenied):
                refused(person)
    assert Round.objects.get().version == one.version


def test_the_last_round_is_the_one_of_the_same_level_and_unit(cast):
    first = cast.held(cast.task(-9))
    government = cast.held(cast.task(-9), level="government")
    cast.plan(cast.task(-9), held_on=TODAY)  # planned only
    following = cast.plan(cast.task(-9), held_on=TODAY + 7 * DAY)

    assert last_round(following) == first
    assert last_round(first) is None
    assert last_round(government) is None


# --- what the database holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("measure", {}),
        ("raise", {"due_on": TODAY}),
        ("transfer", {}),
        ("demand", {"due_on": TODAY}),
        ("interview", {"due_on": TODAY}),
        ("interview", {"due_on": TODAY, "person": "主要负责人", "done_on": TODAY}),
        ("measure", {"due_on": TODAY, "done_on": TODAY, "result": "完成"}),
    ],
)
def test_the_database_refuses_a_decision_that_lacks_its_parts(cast, kind, fields):
    task = cast.task(-1)
    one = cast.held(task)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            item=one.items.get(), kind=kind, text="要求", step=task.steps.last(), by=cast.by, **fields
        )


def test_the_database_wants_an_office_above_the_unit(cast):
    for level, office in (("unit", cast.office), ("office", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.create(
                level=level, office=office, unit=cast.office, held_on=TODAY, chair="张", created_by=cast.by
            )
