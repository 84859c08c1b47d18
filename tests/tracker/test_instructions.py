"""批示: a leader's word, the reply to it, and who is told of both when."""

import datetime as dt

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
    make_submitted,
    make_task,
)
from tracker import actions
from tracker.models import Holiday, Instruction, Reminder, Task
from tracker.reminders import advice, catch_up, plan_reminders
from tracker.states import Action, Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
FRIDAY, SATURDAY, MONDAY = dt.date(2026, 5, 22), dt.date(2026, 5, 23), dt.date(2026, 5, 25)


@pytest.fixture
def cast():
    city = UnitFactory(name="云川市")
    unit = UnitFactory(name="市财政局", parent=city)
    source = SourceFactory()
    return {
        "source": source,
        "supervisor": source.created_by,
        "leader": UserFactory(unit=city, role=Role.LEADER),
        "handler": UserFactory(unit=unit),
        "head": UserFactory(unit=unit, role=Role.HEAD),
        "assist": UserFactory(unit=UnitFactory(parent=city)),
    }


@pytest.fixture
def task(cast):
    return make_task(
        cast["source"],
        lead_unit=cast["handler"].unit,
        due_on=TODAY + 200 * DAY,
        accepted_by=cast["handler"],
        assisting_units=[cast["assist"].unit],
    )


def instruct(task, cast, *, reply_due_on=None, on=TODAY, note="请财政局抓紧落实。"):
    return actions.instruct(
        task, by=cast["leader"], version=task.version, on=on, note=note, reply_due_on=reply_due_on
    )


def reply(task, instruction, by, *, on=TODAY, note="已全部拨付到位。", **more):
    return actions.reply_instruction(
        task, by=by, version=task.version, on=on, note=note, instruction=instruction, **more
    )


def told(today):
    """Plan the day; return what is new as (rule, role)."""
    known = set(Reminder.objects.values_list("pk", flat=True))
    plan_reminders(today)
    return set(Reminder.objects.exclude(pk__in=known).values_list("rule", "recipient__role"))


class TestActing:
    def test_an_instruction_changes_neither_status_nor_deadline_and_is_in_the_trail(self, task, cast):
        before = (task.status, task.due_on)
        instruct(task, cast, reply_due_on=TODAY + 3 * DAY)
        step = task.steps.last()
        assert (task.status, task.due_on) == before
        assert (step.action, step.note, step.data) == (
            "instruct", "请财政局抓紧落实。", {"reply_due_on": "2026-05-23"},
        )  # fmt: skip

    @pytest.mark.parametrize("who", ["handler", "head", "supervisor"])
    def test_lead_unit_and_office_reply(self, task, cast, who):
        one = reply(task, instruct(task, cast), cast[who])
        assert (one.reply, one.replied_by, one.replied_on) == ("已全部拨付到位。", cast[who], TODAY)
        assert task.steps.last().action == Action.REPLY_INSTRUCTION

    @pytest.mark.parametrize("who", ["assist", "leader"])
    def test_others_do_not(self, task, cast, who):
        one = instruct(task, cast)
        with pytest.raises(PermissionDenied):
            reply(task, one, cast[who])

    def test_a_reply_is_given_once(self, task, cast):
        one = reply(task, instruct(task, cast), cast["handler"])
        with pytest.raises(PermissionDenied):
            reply(task, one, cast["supervisor"])
        other = instruct(task, cast, note="再报。")
        length = task.trail_length
        with pytest.raises(actions.Conflict), transaction.atomic():
            reply(task, one, cast["supervisor"])
        assert Task.objects.get(pk=task.pk).trail_length == length
        assert not Instruction.objects.get(pk=other.pk).reply

    def test_an_instruction_of_another_task_is_not_replied_to_here(self, task, cast):
        elsewhere = make_task(cast["source"], lead_unit=cast["handler"].unit)
        instruct(task, cast)
        with pytest.raises(actions.Conflict):
            reply(task, instruct(elsewhere, cast), cast["handler"])

    def test_of_two_who_reply_one_wins(self, task, cast):
        one, version = instruct(task, cast), task.version
        again = Task.objects.get(pk=task.pk)
        reply(task, one, cast["handler"])
        with pytest.raises((actions.Conflict, PermissionDenied)):
            actions.reply_instruction(
                again, by=cast["head"], version=version, on=TODAY, note="另一份", instruction=one
            )
        assert Instruction.objects.get().reply == "已全部拨付到位。"

    def test_a_reply_date_in_the_past_and_a_blank_reply_are_refused(self, task, cast):
        with pytest.raises(actions.Refused, match="反馈时限不能早于今天"):
            instruct(task, cast, reply_due_on=TODAY - DAY)
        with pytest.raises(actions.Refused, match="回复批示"):
            reply(task, instruct(task, cast), cast["handler"], note="  ")

    def test_the_leader_gets_a_reply_after_the_task_is_closed_too(self, cast):
        task = make_submitted(cast["source"], by=cast["handler"])
        one = instruct(task, cast, reply_due_on=TODAY)
        actions.accept_closure(
            task,
            by=cast["supervisor"],
            version=task.version,
            on=TODAY,
            verdicts=all_met(task),
            grade=graded("done"),
        )
        assert not Instruction.objects.waiting().exists()
        assert reply(task, one, cast["handler"]).reply

    def test_the_database_keeps_the_parts_of_a_reply_together(self, task, cast):
        instruct(task, cast)
        for broken in ({"reply": "空口"}, {"replied_on": TODAY}, {"reply_due_on": TODAY - DAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Instruction.objects.update(**broken)


class TestReminding:
    def test_the_instruction_is_told_to_handler_head_and_supervisors_with_the_next_ring(self, task, cast):
        catch_up(TODAY)
        instruct(task, cast)
        catch_up(TODAY)
        people = {cast[name] for name in ("handler", "head", "supervisor")}
        assert {one.recipient for one in Reminder.objects.filter(rule="instructed")} == people
        catch_up(TODAY)
        assert Reminder.objects.filter(rule="instructed").count() == 3

    def test_a_leaders_word_does_not_wait_for_a_working_day(self, task, cast):
        instruct(task, cast, on=SATURDAY)
        assert catch_up(SATURDAY).sent == 0
        assert Reminder.objects.filter(rule="instructed", digest=None).count() == 3

    def test_two_instructions_on_one_task_are_two(self, task, cast):
        for note in ("第一条", "第二条"):
            instruct(task, cast, note=note)
        plan_reminders(TODAY)
        assert Reminder.objects.filter(rule="instructed", recipient=cast["handler"]).count() == 2

    def test_a_moved_deadline_does_not_tell_it_again(self, task, cast):
        instruct(task, cast)
        assert told(TODAY)
        Task.objects.update(due_on=TODAY + 300 * DAY)
        assert told(TODAY + DAY) == set()

    def test_the_reply_is_asked_for_on_the_working_day_before_and_on_the_days_after(self, task, cast):
        instruct(task, cast, reply_due_on=MONDAY)
        people = ("handler", "head", "supervisor")
        told(TODAY)
        assert told(TODAY + DAY) == set()
        assert told(FRIDAY) == {("reply_due", role) for role in people}
        assert told(MONDAY) == set()
        late = {("reply_late", role) for role in (*people, "leader")}
        assert told(MONDAY + DAY) == late
        assert told(MONDAY + 7 * DAY) == set()
        assert told(MONDAY + 8 * DAY) == late

    def test_a_missed_eve_is_made_up_for_on_the_day(self, task, cast):
        instruct(task, cast, reply_due_on=MONDAY)
        assert ("reply_due", "handler") in told(MONDAY)

    def test_a_long_holiday_before_the_date_moves_the_eve_before_it(self, task, cast):
        Holiday.objects.bulk_create(Holiday(on=MONDAY + days * DAY, name="节日") for days in range(5))
        instruct(task, cast, reply_due_on=MONDAY + 7 * DAY)
        told(TODAY)
        assert told(FRIDAY) == {("reply_due", role) for role in ("handler", "head", "supervisor")}

    def test_a_reply_is_told_to_its_leader_and_disarms_the_rest(self, task, cast):
        one = instruct(task, cast, reply_due_on=TODAY)
        told(TODAY)
        armed = Reminder.objects.armed(TODAY).filter(rule__in=["instructed", "reply_due"])
        assert armed.exists()
        reply(task, one, cast["handler"])
        assert not armed.exists()
        assert told(TODAY + DAY) == {("replied", "leader")}
        assert Reminder.objects.armed(TODAY + DAY).filter(rule="replied").count() == 1
        assert told(TODAY + 2 * DAY) == set()

    def test_only_the_leader_who_wrote_it_is_told(self, task, cast):
        other = UserFactory(unit=cast["leader"].unit, role=Role.LEADER)
        reply(task, instruct(task, cast), cast["handler"])
        plan_reminders(TODAY)
        assert not other.reminders.exists()
        assert cast["leader"].reminders.count() == 1

    def test_nothing_for_closed_tasks(self, task, cast):
        instruct(task, cast, reply_due_on=TODAY)
        told(TODAY)
        Task.objects.update(status="closed_specially", closed_on=TODAY, closed_in_time=None)
        assert told(TODAY + DAY) == set()
        assert not Reminder.objects.armed(TODAY + DAY).exists()

    @pytest.mark.parametrize(
        ("role", "rule", "says"),
        [
            ("handler", "instructed", "有领导批示，请落实。"),
            ("head", "reply_late", "批示逾期未反馈，请回复批示。"),
            ("supervisor", "reply_due", "请督促牵头单位，或者代为回复。"),
            ("leader", "replied", "您的批示已有反馈。"),
            ("leader", "reply_late", "您的批示逾期未反馈。"),
        ],
    )
    def test_what_to_do_is_said_first(self, task, role, rule, says):
        assert says in advice(task, role, TODAY, [rule])

    def test_a_leader_is_not_told_to_work_on_the_task(self, task):
        assert advice(task, Role.LEADER, task.due_on + DAY) == ""
