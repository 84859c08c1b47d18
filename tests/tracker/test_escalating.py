"""What is told above the ladder of lateness, and what waits for somebody: leader, government round, decision, second look."""

import datetime as dt

import pytest

from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_submitted,
    make_task,
    work_every_day,
)
from tracker import actions
from tracker.calendar import waited_since
from tracker.ladder import Rule
from tracker.models import Application, Policy, Reminder
from tracker.reminders import advice, plan_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
DUE = TODAY + 20 * DAY


@pytest.fixture(autouse=True)
def _every_day_works():
    work_every_day()


@pytest.fixture
def cast():
    city = UnitFactory(name="云川市")
    unit = UnitFactory(name="市财政局", parent=city)
    source = SourceFactory()
    return {
        "source": source,
        "unit": unit,
        "supervisor": source.created_by,
        "mayor": UserFactory(unit=city, role=Role.LEADER),
        "handler": UserFactory(unit=unit),
        "head": UserFactory(unit=unit, role=Role.HEAD),
    }


@pytest.fixture
def task(cast):
    return make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE, accepted_by=cast["handler"])


def told(rule: Rule, today: dt.date) -> list[str]:
    """Plan the day; return who is told by the rule now and was not before, as user names."""
    known = set(Reminder.objects.values_list("pk", flat=True))
    plan_reminders(today)
    new = Reminder.objects.filter(rule=rule).exclude(pk__in=known)
    return sorted(new.values_list("recipient__username", flat=True))


def names(*people) -> list[str]:
    return sorted(one.username for one in people)


class TestLongOverdue:
    def test_the_leader_is_told_once_after_fifteen_days(self, task, cast):
        assert told(Rule.ESCALATED, DUE + 14 * DAY) == []
        assert told(Rule.ESCALATED, DUE + 15 * DAY) == names(cast["mayor"])
        assert told(Rule.ESCALATED, DUE + 15 * DAY) == []
        assert told(Rule.ESCALATED, DUE + 60 * DAY) == []

    def test_the_office_is_told_after_thirty_that_it_belongs_before_the_government(self, task, cast):
        assert told(Rule.AGENDA, DUE + 29 * DAY) == []
        assert told(Rule.AGENDA, DUE + 30 * DAY) == names(cast["supervisor"])
        assert told(Rule.AGENDA, DUE + 31 * DAY) == []

    def test_the_nearest_unit_that_has_leaders_is_told_and_no_other(self, task, cast):
        own, beside = (UserFactory(unit=cast["unit"], role=Role.LEADER) for _ in range(2))
        UserFactory(unit=cast["unit"], role=Role.LEADER, is_active=False)
        UserFactory(unit=UnitFactory(parent=cast["unit"].parent), role=Role.LEADER)
        UserFactory(unit=UnitFactory(parent=cast["unit"]), role=Role.LEADER)
        assert told(Rule.ESCALATED, DUE + 15 * DAY) == names(own, beside)

    def test_after_a_standstill_each_is_told_once(self, task, cast):
        plan_reminders(DUE + 200 * DAY)
        rungs = Reminder.objects.filter(rule__in=[Rule.ESCALATED, Rule.AGENDA])
        assert sorted(rungs.values_list("rule", flat=True)) == ["agenda", "escalated"]

    def test_the_days_are_those_of_the_kind_of_source(self, task, cast):
        Policy.objects.create(kind="audit", escalate_days=3)
        assert told(Rule.ESCALATED, DUE + 3 * DAY) == names(cast["mayor"])

    def test_another_kind_keeps_the_default(self, task, cast):
        Policy.objects.create(kind="petition", escalate_days=3)
        assert told(Rule.ESCALATED, DUE + 14 * DAY) == []
        assert told(Rule.ESCALATED, DUE + 15 * DAY) == names(cast["mayor"])

    def test_a_moved_deadline_disarms_and_climbs_anew(self, task, cast):
        plan_reminders(DUE + 15 * DAY)
        reminder = Reminder.objects.filter(rule=Rule.ESCALATED)
        assert reminder.armed(DUE + 15 * DAY).exists()
        type(task).objects.filter(pk=task.pk).update(due_on=DUE + 30 * DAY)
        assert not reminder.armed(DUE + 16 * DAY).exists()
        assert told(Rule.ESCALATED, DUE + 44 * DAY) == []
        assert told(Rule.ESCALATED, DUE + 45 * DAY) == names(cast["mayor"])

    def test_nobody_is_told_while_the_application_waits_and_what_was_planned_is_not_sent(self, task, cast):
        plan_reminders(DUE + 30 * DAY)
        claims = ["已经做到"] * len(task.standard.criteria)
        actions.submit(
            task, by=cast["handler"], version=task.version, on=DUE + 30 * DAY, note="完成", claims=claims
        )
        rungs = Reminder.objects.filter(rule__in=[Rule.ESCALATED, Rule.AGENDA])
        assert not rungs.armed(DUE + 30 * DAY).exists()

    def test_the_words_suggest_what_to_do(self, task):
        later = DUE + 40 * DAY
        assert "建议约谈" in advice(task, Role.LEADER, later, [Rule.ESCALATED])
        assert "政府调度" in advice(task, Role.SUPERVISOR, later, [Rule.OVERDUE, Rule.AGENDA])


class TestApplications:
    def test_the_office_is_told_after_ten_working_days_and_weekly(self, cast):
        make_submitted(cast["source"], by=cast["handler"])
        assert told(Rule.WAITING, TODAY + 10 * DAY) == []
        assert told(Rule.WAITING, TODAY + 11 * DAY) == names(cast["supervisor"])
        assert told(Rule.WAITING, TODAY + 17 * DAY) == []
        assert told(Rule.WAITING, TODAY + 18 * DAY) == names(cast["supervisor"])

    def test_after_a_standstill_once(self, cast):
        make_submitted(cast["source"], by=cast["handler"])
        assert told(Rule.WAITING, TODAY + 90 * DAY) == names(cast["supervisor"])

    def test_an_extension_and_a_special_closing_wait_too(self, task, cast):
        later = UserFactory(unit=cast["source"].office, role=Role.SUPERVISOR)
        actions.propose_special(
            task, by=cast["supervisor"], version=task.version, on=TODAY, note="企业已注销", basis="会议纪要"
        )
        assert told(Rule.WAITING, TODAY + 11 * DAY) == names(cast["supervisor"], later)

    def test_a_decision_disarms(self, cast):
        task = make_submitted(cast["source"], by=cast["handler"])
        plan_reminders(TODAY + 11 * DAY)
        reminder = Reminder.objects.filter(rule=Rule.WAITING)
        assert reminder.armed(TODAY + 11 * DAY).exists()
        actions.send_back(
            task,
            by=cast["supervisor"],
            version=task.version,
            on=TODAY + 11 * DAY,
            note="材料不全",
            verdicts=all_met(task),
            grade=graded("partly"),
        )
        assert not reminder.armed(TODAY + 11 * DAY).exists()
        assert told(Rule.WAITING, TODAY + 40 * DAY) == []

    def test_a_second_application_waits_from_its_own_day(self, task, cast):
        def apply(on):
            actions.apply_extension(
                task,
                by=cast["handler"],
                version=task.version,
                on=on,
                note="雨季停工",
                new_due_on=DUE + 9 * DAY,
            )

        apply(TODAY)
        actions.refuse_extension(
            task, by=cast["supervisor"], version=task.version, on=TODAY + 9 * DAY, note="理由不足"
        )
        apply(TODAY + 9 * DAY)
        assert told(Rule.WAITING, TODAY + 19 * DAY) == []
        assert told(Rule.WAITING, TODAY + 20 * DAY) == names(cast["supervisor"])

    def test_the_head_is_told_after_three_working_days_and_the_office_only_once_it_is_there(self, cast):
        Policy.objects.update(head_approves=True)
        make_submitted(cast["source"], by=cast["handler"])
        assert told(Rule.AT_HEAD, TODAY + 3 * DAY) == []
        assert told(Rule.AT_HEAD, TODAY + 4 * DAY) == names(cast["head"])
        assert told(Rule.WAITING, TODAY + 30 * DAY) == []
        Application.objects.update(
            waits_for_head=False, endorsed_by=cast["head"], endorsed_on=TODAY + 30 * DAY
        )
        assert not Reminder.objects.filter(rule=Rule.AT_HEAD).armed(TODAY + 30 * DAY).exists()
        assert told(Rule.WAITING, TODAY + 40 * DAY) == []
        assert told(Rule.WAITING, TODAY + 41 * DAY) == names(cast["supervisor"])

    def test_days_off_do_not_count(self):
        monday, table = dt.date(2026, 5, 18), {}
        assert waited_since(monday, 0, table) == dt.date(2026, 5, 17)
        assert waited_since(monday, 1, table) == dt.date(2026, 5, 14)
        assert waited_since(dt.date(2026, 5, 16), 0, table) == dt.date(2026, 5, 14)

    @pytest.mark.parametrize(("role", "rule"), [("supervisor", Rule.WAITING), ("head", Rule.AT_HEAD)])
    def test_the_words_say_what_waits(self, task, role, rule):
        assert "申请等待" in advice(task, role, TODAY, [rule])


class TestSecondLook:
    @pytest.fixture
    def closed(self, cast):
        Policy.objects.update(reinspect_days=90)
        task = make_submitted(cast["source"], by=cast["handler"])
        actions.accept_closure(
            task,
            by=cast["supervisor"],
            version=task.version,
            on=TODAY,
            note="已到位",
            verdicts=all_met(task),
            grade=graded("done"),
        )
        return task

    def test_it_is_told_on_its_day_and_weekly(self, closed, cast):
        planned = TODAY + 90 * DAY
        assert told(Rule.REINSPECT, planned - DAY) == []
        assert told(Rule.REINSPECT, planned) == names(cast["supervisor"])
        assert told(Rule.REINSPECT, planned + 6 * DAY) == []
        assert told(Rule.REINSPECT, planned + 7 * DAY) == names(cast["supervisor"])

    def test_what_was_found_disarms_and_a_moved_day_rearms(self, closed, cast):
        planned = TODAY + 90 * DAY
        plan_reminders(planned)
        reminder = Reminder.objects.filter(rule=Rule.REINSPECT)
        assert reminder.armed(planned).exists()
        closed.reinspections.update(planned_on=planned + 10 * DAY)
        assert not reminder.armed(planned + DAY).exists()
        assert told(Rule.REINSPECT, planned + 10 * DAY) == names(cast["supervisor"])
        closed.reinspections.update(
            result="holds", done_on=planned + 10 * DAY, by=cast["supervisor"], finding="未反弹"
        )
        assert told(Rule.REINSPECT, planned + 40 * DAY) == []
        assert not reminder.armed(planned + 40 * DAY).exists()
