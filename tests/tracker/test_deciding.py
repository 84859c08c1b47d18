"""What a round decides: each kind with its trail and what became of it, who may decide what, each task judged alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import TODAY, UserFactory, all_met, graded, make_task
from tests.tracker.meeting import DAY, Cast
from tracker import actions
from tracker.agenda import agenda, became, followed
from tracker.models import Decision, Measure, Round, Task
from tracker.states import Action, Role, Status

pytestmark = pytest.mark.django_db
SOON = TODAY + 10 * DAY


@pytest.fixture
def cast():
    return Cast()


@pytest.fixture
def task(cast):
    return cast.task(-5)


@pytest.fixture
def item(cast, task):
    return cast.held(task).items.get()


def decide(cast, item, kind: str, *, text: str = "抓紧办理", by=None, on=TODAY, **fields) -> Decision:
    wanted = actions.Wanted(kind, text, **fields)
    version = Task.objects.get(pk=item.task_id).version
    return actions.decide_in_round(item, wanted, by=by or cast.by, version=version, on=on)


def words(decision: Decision, on: dt.date = TODAY) -> str:
    [line] = followed(Decision.objects.filter(pk=decision.pk), on)
    return line.became.words


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


# --- each kind --------------------------------------------------------------------------------------------------------


def test_a_new_measure_is_added_to_the_task_and_counts_as_done_when_it_is(cast, task, item):
    made = decide(cast, item, "measure", text="每周对账", due_on=SOON)

    measure = Measure.objects.get(task=task)
    assert (measure.text, measure.due_on, made.measure) == ("每周对账", SOON, measure)
    step = task.steps.last()
    assert (step.action, step.by, made.step) == (Action.DECIDE, cast.by, step)
    assert step.note == "市审计局2026年5月20日整改调度会决定新措施（2026-05-30 前完成）：每周对账"
    assert step.data["round"] == {"id": item.round_id}
    assert words(made) == "正在办理"
    assert words(made, SOON + 3 * DAY) == "逾期 3 天没有完成"
    actions.report_progress(
        fresh(task),
        by=cast.handler,
        version=fresh(task).version,
        on=SOON,
        note="已对账",
        percent=50,
        measures_done=[measure],
    )
    assert words(made, SOON) == "2026-05-30 完成"


def test_a_new_limit_never_moves_the_deadline_by_itself(cast):
    task = cast.task(20)
    item = cast.held(task).items.get()

    made = decide(cast, item, "limit", due_on=TODAY + 60 * DAY)

    assert fresh(task).due_on == task.due_on
    assert "须由牵头单位按程序申请延期" in made.step.note
    assert words(made) == "还没有申请延期，时限仍是 2026-06-09"
    running = fresh(task)
    actions.apply_extension(
        running,
        by=cast.handler,
        version=running.version,
        on=TODAY,
        note="设备晚到",
        new_due_on=TODAY + 60 * DAY,
    )
    assert words(made) == "已申请延期，等待决定"
    actions.grant_extension(running, by=cast.by, version=running.version, on=TODAY)
    assert words(made) == "已延期，时限 2026-07-19"


@pytest.mark.parametrize(
    ("grant", "action", "became_words"),
    [(True, Action.GRANT_EXTENSION, "已批准延期至 2026-07-19"), (False, Action.REFUSE_EXTENSION, "不予延期，时限不变")],
)  # fmt: skip
def test_an_extension_that_waits_is_decided_by_the_real_action(cast, grant, action, became_words):
    task = cast.task(20)
    wished = TODAY + 60 * DAY
    actions.apply_extension(
        task, by=cast.handler, version=task.version, on=TODAY, note="设备晚到", new_due_on=wished
    )
    item = cast.held(task).items.get()
    with pytest.raises(actions.Refused, match="是否同意"):
        decide(cast, item, "limit", due_on=SOON)

    made = decide(cast, item, "limit", grant=grant)

    application = task.applications.get()
    assert (made.application, made.step.action, application.decided_by) == (application, action, cast.by)
    assert "市审计局2026年5月20日整改调度会" in application.decision_note
    assert fresh(task).due_on == (wished if grant else task.due_on)
    assert words(made) == became_words


def test_raising_is_the_real_action_and_not_done_twice(cast, item, task):
    made = decide(cast, item, "raise", text="久拖不决")

    assert fresh(task).raised
    assert made.step.action == Action.RAISE
    assert made.step.note == "市审计局2026年5月20日整改调度会决定提级督办：久拖不决"
    assert words(made) == "已提级，列为红色督办"
    with pytest.raises(actions.Refused, match="已经提级督办"):
        decide(cast, item, "raise")
    actions.lower_task(fresh(task), by=cast.by, version=fresh(task).version, on=TODAY, note="已有进展")
    assert words(made) == "已解除提级"


def test_a_transfer_is_the_real_action_and_followed_to_its_acceptance(cast, item, task):
    made = decide(cast, item, "transfer", unit=cast.sibling)

    moved = fresh(task)
    assert (moved.status, moved.lead_unit, made.step.action) == (
        Status.ASSIGNED,
        cast.sibling,
        Action.TRANSFER,
    )
    assert words(made) == "待市教育局签收"
    actions.accept(moved, by=UserFactory(unit=cast.sibling), version=moved.version, on=TODAY)
    assert words(made) == "市教育局已签收"
    actions.transfer(moved, by=cast.by, version=moved.version, on=TODAY, lead_unit=cast.bureau, note="不妥")
    assert words(made) == "后又转办市财政局"
    actions.decline(moved, by=cast.handler, version=moved.version, on=TODAY, note="不归我们")


def test_a_transfer_that_was_declined_is_told_as_late(cast, item, task):
    made = decide(cast, item, "transfer", unit=cast.sibling)
    moved = fresh(task)
    actions.decline(
        moved, by=UserFactory(unit=cast.sibling), version=moved.version, on=TODAY, note="不归我们"
    )
    assert words(made) == "市教育局退回交办"


def test_an_interview_names_whom_and_when_and_gets_its_result_once(cast, item):
    made = decide(cast, item, "interview", person="主要负责人", due_on=SOON, text="整改长期没有进展")
    assert (made.person, words(made), words(made, SOON + DAY)) == (
        "主要负责人",
        "待约谈",
        "逾期 1 天没有约谈结果",
    )

    def answer(done_on: dt.date, result: str = "表态月底前完成") -> None:
        actions.answer_decision(made, by=cast.by, on=SOON, done_on=done_on, result=result)

    for wrong in (TODAY - DAY, SOON + DAY):
        with pytest.raises(actions.Refused, match="办理日期"):
            answer(wrong)
    with pytest.raises(actions.Refused, match="写明"):
        answer(SOON, " ")
    answer(SOON)
    assert words(made, SOON) == "2026-05-30 已约谈：表态月底前完成"
    with pytest.raises(actions.Conflict):
        answer(SOON, "又谈一次")
    with pytest.raises(PermissionDenied):
        actions.answer_decision(made, by=cast.handler, on=SOON, done_on=SOON, result="谈了")


def test_a_demand_names_a_unit_and_a_day_of_reply(cast, item):
    made = decide(cast, item, "demand", unit=cast.sibling, due_on=SOON, text="报送专题说明")
    assert (words(made), words(made, SOON + 2 * DAY)) == ("待回复", "逾期 2 天没有回复")
    actions.answer_decision(made, by=cast.by, on=SOON, done_on=SOON, result="已报送")
    assert words(made, SOON) == "2026-05-30 已回复：已报送"


def test_only_what_is_answered_takes_a_result(cast, item):
    made = decide(cast, item, "raise")
    with pytest.raises(actions.Refused, match="由任务本身反映"):
        actions.answer_decision(made, by=cast.by, on=TODAY, done_on=TODAY, result="好")


@pytest.mark.parametrize("kind", ["measure", "demand", "interview"])
def test_when_the_task_is_closed_nothing_is_late_any_more(cast, kind):
    task = cast.task(30)
    item = cast.held(task).items.get()
    made = decide(
        cast,
        item,
        kind,
        due_on=SOON,
        unit=cast.bureau if kind == "demand" else None,
        person="处长" if kind == "interview" else "",
    )
    running = fresh(task)
    actions.submit(
        running,
        by=cast.handler,
        version=running.version,
        on=TODAY,
        note="完成",
        claims=["做到"] * len(running.standard.criteria),
    )
    actions.accept_closure(
        running,
        by=cast.by,
        version=running.version,
        on=TODAY,
        verdicts=all_met(running),
        grade=graded("done"),
    )
    assert words(made, SOON + 90 * DAY) == "任务已销号"


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("measure", {}, "完成时限"),
        ("measure", {"due_on": TODAY - DAY}, "不能早于"),
        ("measure", {"due_on": SOON, "text": " "}, "内容"),
        ("limit", {"due_on": SOON}, "已过，不能再延期"),
        ("interview", {"due_on": SOON}, "约谈对象"),
        ("transfer", {}, "牵头单位"),
        ("demand", {"due_on": SOON}, "落实单位"),
    ],
)
def test_a_decision_without_its_parts_is_refused_and_nothing_is_written(
    cast, item, task, kind, fields, reason
):
    before = (fresh(task).version, task.steps.count())
    with pytest.raises(actions.Refused, match=reason):
        decide(cast, item, kind, **fields)
    assert (fresh(task).version, task.steps.count()) == before
    assert not Decision.objects.exists()


def test_a_limit_before_the_deadline_is_a_measure(cast):
    item = cast.held(cast.task(40)).items.get()
    with pytest.raises(actions.Refused, match="必须晚于"):
        decide(cast, item, "limit", due_on=SOON)


def test_decisions_belong_to_the_meeting(cast, task):
    planned = cast.plan(task)
    with pytest.raises(actions.Refused, match="召开以后"):
        decide(cast, planned.items.get(), "raise")
    held = cast.held(task)
    actions.close_round(held, by=cast.by, version=held.version, minutes="完")
    with pytest.raises(actions.Refused, match="定稿以前"):
        decide(cast, held.items.get(), "raise")


def test_a_unit_binds_itself_and_no_more(cast, task):
    one = cast.held(task, level="unit", by=cast.head)
    item = one.items.get()

    assert decide(cast, item, "measure", by=cast.handler, due_on=SOON).step.by == cast.handler
    assert decide(cast, item, "demand", by=cast.head, due_on=SOON, unit=cast.branch)
    for kind in ("raise", "transfer", "limit", "interview"):
        with pytest.raises(PermissionDenied):
            decide(cast, item, kind, by=cast.head, due_on=SOON, unit=cast.sibling, person="处长")
    for stranger in (cast.by, cast.leader, UserFactory(unit=cast.sibling)):
        with pytest.raises(PermissionDenied):
            decide(cast, item, "measure", by=stranger, due_on=SOON)


def test_who_decides_names_the_version_that_they_saw(cast, item, task):
    wanted = actions.Wanted("measure", "每周对账", due_on=SOON)
    seen = task.version
    actions.report_progress(fresh(task), by=cast.handler, version=seen, on=TODAY, note="有进展", percent=10)
    with pytest.raises(actions.Conflict):
        actions.decide_in_round(item, wanted, by=cast.by, version=seen, on=TODAY)
    assert not Decision.objects.exists()
    assert not Measure.objects.exists()


def test_one_decision_on_many_tasks_is_judged_task_by_task(cast):
    fine, raised, changed = cast.task(-5), cast.task(-6), cast.task(-7)
    actions.raise_task(raised, by=cast.by, version=raised.version, on=TODAY, note="先已提级")
    one = cast.held(fine, raised, changed)
    items = list(one.items.select_related("task"))
    versions = {task.pk: task.version for task in (fine, raised, changed)}
    actions.report_progress(
        changed, by=cast.handler, version=changed.version, on=TODAY, note="有进展", percent=10
    )

    outcome = actions.decide_for_each(
        items, actions.Wanted("raise", "久拖不决"), by=cast.by, versions=versions, on=TODAY
    )

    assert [made.item.task for made in outcome.made] == [fine]
    reasons = dict(outcome.refused)
    assert "已经提级督办" in reasons[raised]
    assert "刚刚被别人办理过" in reasons[changed]
    assert Decision.objects.count() == 1


# --- what the next round sees -----------------------------------------------------------------------------------------


def test_the_next_agenda_shows_what_the_last_round_decided_on_each_task(cast, task, item):
    old = decide(cast, item, "measure", text="每周对账", due_on=SOON)
    first = Round.objects.get()
    actions.close_round(first, by=cast.by, version=first.version, minutes="完")
    later = TODAY + 30 * DAY
    following = actions.plan_round(
        by=cast.by, on=later, level="office", held_on=later, chair="张明", tasks=[task]
    )

    [line] = agenda(following, cast.by, later)

    assert [one.decision for one in line.before] == [old]
    assert line.before[0].became == became(old, later)
    assert line.before[0].became.late
    assert line.decided == []
    assert [one.decision for one in followed(Decision.objects.of_round(first), later)] == [old]


def test_a_settled_round_keeps_the_colours_of_its_day(cast):
    yellow = cast.task(1)
    one = cast.held(yellow)
    actions.close_round(one, by=cast.by, version=one.version, minutes="完")
    later = TODAY + 30 * DAY
    [line] = agenda(Round.objects.get(), cast.by, later)
    assert (line.task.colour, line.days) == ("yellow", 1)


def test_nothing_is_decided_on_what_was_just_taken_from_the_agenda(cast, task, item):
    one = Round.objects.get()
    actions.take_from_agenda(one.items.get(), by=cast.by, version=one.version)

    with pytest.raises(actions.Conflict, match="议程"):
        decide(cast, item, "raise")
    assert not fresh(task).raised


def test_a_task_added_after_the_day_of_the_meeting_stays_on_the_settled_agenda(cast, task):
    later = TODAY + DAY
    one = cast.held(task)
    young = make_task(cast.source, lead_unit=cast.bureau, on=later, due_on=SOON)
    actions.add_to_agenda(one, [young], by=cast.by, version=one.version, on=later)
    actions.close_round(one, by=cast.by, version=one.version, minutes="完")
    assert {line.task for line in agenda(one, cast.by, later)} == {task, young}


def test_decisions_are_seen_with_their_task(cast, item):
    made = decide(cast, item, "raise")
    sees = [cast.by, cast.handler, cast.head, cast.leader]
    blind = [UserFactory(unit=cast.sibling), UserFactory(role=Role.SUPERVISOR), UserFactory(role=Role.LEADER)]
    assert all(list(Decision.objects.visible_to(user)) == [made] for user in sees)
    assert not any(Decision.objects.visible_to(user).exists() for user in blind)
