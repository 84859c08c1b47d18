"""Who is told of a notice, of its reply date and of its reply: one reminder for each notice, however many tasks it names."""

import datetime as dt

import pytest

from tests.factories import TODAY, UnitFactory, work_every_day
from tests.tracker.meeting import DAY, Cast
from tracker import actions
from tracker.ladder import Rule
from tracker.models import Holiday, Notice, Reminder, Task
from tracker.reminders import advice, catch_up, plan_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db


CLOSED = {"status": "closed_specially", "closed_on": TODAY}


@pytest.fixture(autouse=True)
def _every_day_works():
    work_every_day()


@pytest.fixture
def cast():
    return Cast()


def issued(cast, *tasks, kind="warn") -> Notice:
    """Issue the notice of these tasks today, under a paper of one byte; its reply is due in five days."""
    [notice] = actions.draft_notices(tasks, kind=kind, by=cast.by, on=TODAY)
    actions.issue_notice(notice, by=cast.by, version=notice.version, on=TODAY, render=lambda notice: b"1")
    return notice


@pytest.fixture
def notice(cast):
    return issued(cast, cast.task(2), cast.task(3))


def told(rule: Rule, today: dt.date) -> list[str]:
    known = set(Reminder.objects.values_list("pk", flat=True))
    plan_reminders(today)
    new = Reminder.objects.filter(rule=rule).exclude(pk__in=known)
    return sorted(new.values_list("recipient__username", flat=True))


def names(*people) -> list[str]:
    return sorted(one.username for one in people)


def test_the_unit_is_told_once_of_a_notice_of_two_tasks(cast, notice):
    assert told(Rule.NOTICED, TODAY) == names(cast.handler, cast.head)
    assert told(Rule.NOTICED, TODAY + DAY) == []
    first = notice.items.get(position=1).task
    assert set(Reminder.objects.filter(rule=Rule.NOTICED).values_list("task", flat=True)) == {first.pk}


def test_it_is_in_the_inbox_with_the_next_ring_on_a_day_off_too(cast):
    plan_reminders(TODAY)
    Holiday.objects.filter(on=TODAY).update(kind=Holiday.Kind.OFF, name="国庆节")
    issued(cast, cast.task(2))
    catch_up(TODAY)
    told_now = Reminder.objects.filter(rule=Rule.NOTICED)
    assert sorted(told_now.values_list("recipient__username", flat=True)) == names(cast.handler, cast.head)


def test_two_notices_about_one_task_are_two(cast):
    task = cast.task(2)
    issued(cast, task, kind="warn")
    Task.objects.filter(pk=task.pk).update(due_on=TODAY - DAY, warn_on=TODAY - DAY, remind_on=TODAY - DAY)
    issued(cast, task, kind="press")
    assert told(Rule.NOTICED, TODAY) == names(cast.handler, cast.head, cast.handler, cast.head)


def test_a_draft_is_told_to_nobody(cast):
    actions.draft_notices([cast.task(2)], kind="warn", by=cast.by, on=TODAY)
    assert told(Rule.NOTICED, TODAY) == []


def test_receipt_and_voiding_disarm(cast, notice):
    plan_reminders(TODAY)
    reminders = Reminder.objects.filter(rule=Rule.NOTICED)
    assert reminders.armed(TODAY).count() == 2
    actions.receive_notice(notice, by=cast.handler, version=notice.version, on=TODAY)
    assert not reminders.armed(TODAY).exists()
    other = issued(cast, cast.task(3))
    plan_reminders(TODAY)
    assert reminders.armed(TODAY).count() == 2
    actions.void_notice(other, by=cast.by, on=TODAY, reason="印错")
    assert not reminders.armed(TODAY).exists()


def test_the_reply_is_asked_for_on_the_day_before_and_weekly_after(cast, notice):
    due = notice.reply_by
    assert told(Rule.NOTICE_DUE, due - 2 * DAY) == []
    assert told(Rule.NOTICE_DUE, due - DAY) == names(cast.handler, cast.head)
    assert told(Rule.NOTICE_DUE, due) == []
    people = (cast.by, cast.handler, cast.head)
    assert told(Rule.NOTICE_LATE, due) == []
    assert told(Rule.NOTICE_LATE, due + DAY) == names(*people)
    assert told(Rule.NOTICE_LATE, due + 7 * DAY) == []
    assert told(Rule.NOTICE_LATE, due + 8 * DAY) == names(*people)


def test_after_a_standstill_lateness_is_told_once(cast, notice):
    assert told(Rule.NOTICE_LATE, notice.reply_by + 60 * DAY) == names(cast.by, cast.handler, cast.head)


def test_the_reply_is_told_to_the_office_and_disarms_the_rest(cast, notice):
    late = notice.reply_by + DAY
    plan_reminders(late)
    notice.refresh_from_db()
    actions.reply_to_notice(notice, by=cast.handler, on=late, text="已经整改")
    assert not Reminder.objects.filter(rule__in=[Rule.NOTICED, Rule.NOTICE_LATE]).armed(late).exists()
    assert told(Rule.NOTICE_REPLIED, late) == names(cast.by)
    assert told(Rule.NOTICE_REPLIED, late + DAY) == []
    assert told(Rule.NOTICE_LATE, late + 60 * DAY) == []


def test_no_reply_is_asked_for_once_every_task_is_settled(cast, notice):
    due = notice.reply_by
    first, second = Task.objects.filter(notice_items__notice=notice).order_by("notice_items__position")
    Task.objects.filter(pk=first.pk).update(**CLOSED)
    plan_reminders(due - DAY)
    assert set(Reminder.objects.filter(rule=Rule.NOTICE_DUE).values_list("task", flat=True)) == {second.pk}
    Task.objects.filter(pk=second.pk).update(**CLOSED)
    assert not Reminder.objects.filter(rule=Rule.NOTICE_DUE).armed(due).exists()
    assert told(Rule.NOTICE_LATE, due + DAY) == []


def test_a_task_that_went_to_another_unit_leaves_the_word_to_the_next(cast, notice):
    first, second = Task.objects.filter(notice_items__notice=notice).order_by("notice_items__position")
    actions.transfer(
        first, by=cast.by, version=first.version, on=TODAY, lead_unit=UnitFactory(), note="职责调整"
    )
    assert told(Rule.NOTICED, TODAY) == names(cast.handler, cast.head)
    assert set(Reminder.objects.filter(rule=Rule.NOTICED).values_list("task", flat=True)) == {second.pk}


@pytest.mark.parametrize(
    ("role", "rule", "says"),
    [
        (Role.HANDLER, Rule.NOTICED, "请签收"),
        (Role.HEAD, Rule.NOTICE_LATE, "请回复函件"),
        (Role.SUPERVISOR, Rule.NOTICE_LATE, "请督促该单位回复"),
        (Role.SUPERVISOR, Rule.NOTICE_REPLIED, "已有回复"),
    ],
)
def test_the_words_say_what_to_do(cast, role, rule, says):
    assert says in advice(cast.task(2), role, TODAY, [rule])
