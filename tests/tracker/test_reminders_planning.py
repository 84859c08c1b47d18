"""Who is owed which reminder on which day: the ladder as a table, its SQL twin, planning as sets."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
from tracker.ladder import ON_TASKS, Rule, rule_for, stands_on
from tracker.models import Holiday, Planning, Policy, Reminder, Task
from tracker.reminders import plan_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_day_works():
    """The ladder counts days; what days off do to it is tested apart."""
    work_every_day()


DAY = dt.timedelta(days=1)
DUE = TODAY + 60 * DAY  # default policy: reminded 18 days before, warned 9 days before


@pytest.fixture
def cast():
    """A department with handler and head, and the office that supervises it."""
    source = SourceFactory()
    unit = UnitFactory(name="市财政局")
    return {
        "source": source,
        "unit": unit,
        "handler": UserFactory(unit=unit),
        "head": UserFactory(unit=unit, role=Role.HEAD),
        "supervisor": source.created_by,
    }


@pytest.fixture
def task(cast):
    return make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE, accepted_by=cast["handler"])


def told(today: dt.date, task: Task | None = None) -> set[tuple[str, int, str]]:
    """Plan the day; return what is new on the ladder of lateness as (rule, stage, role of who is told)."""
    known = set(Reminder.objects.values_list("pk", flat=True))
    plan_reminders(today)
    new = Reminder.objects.exclude(pk__in=known).filter(planned_on=today, rule__in=ON_TASKS)
    if task:
        new = new.filter(task=task)
    return set(new.values_list("rule", "stage", "recipient__role"))


LADDER = [
    ("the day before the first reminder", -19, None, 0, ()),
    ("first reminder", -18, Rule.REMIND, 0, ("handler",)),
    ("last day before the warning", -10, Rule.REMIND, 0, ("handler",)),
    ("warning", -9, Rule.WARN, 0, ("handler", "head")),
    ("six days on, not yet repeated", -3, Rule.WARN, 0, ("handler", "head")),
    ("seven days on, repeated", -2, Rule.WARN, 7, ("handler", "head")),
    ("the day before", -1, Rule.WARN, 7, ("handler", "head")),
    ("due day", 0, Rule.DUE, 0, ("handler", "head")),
    ("the day after", 1, Rule.OVERDUE, 0, ("handler", "head", "supervisor")),
    ("seven days overdue", 7, Rule.OVERDUE, 0, ("handler", "head", "supervisor")),
    ("eight days overdue, repeated", 8, Rule.OVERDUE, 7, ("handler", "head", "supervisor")),
    ("a hundred days overdue", 100, Rule.OVERDUE, 98, ("handler", "head", "supervisor")),
]


@pytest.mark.parametrize(
    ("days", "rule", "stage", "roles"), [row[1:] for row in LADDER], ids=[row[0] for row in LADDER]
)
def test_the_ladder(task, days, rule, stage, roles):
    today = DUE + days * DAY
    assert rule_for(task, today) == rule
    assert told(today) == {(rule, stage, role) for role in roles}


@pytest.mark.parametrize("status", ["assigned", "in_progress", "submitted", "closed", "draft"])
def test_the_sql_twin_finds_the_same_rung(status):
    for due in range(-3, 4):
        for warn in range(-3, due + 1):
            for remind in range(-3, warn + 1):
                days = {
                    "due_on": TODAY + due * DAY,
                    "warn_on": TODAY + warn * DAY,
                    "remind_on": TODAY + remind * DAY,
                }
                lives_on = Task(status=status, assigned_on=TODAY - 9 * DAY, **days)
                rung = rule_for(lives_on, TODAY)
                for rule in (Rule.REMIND, Rule.WARN, Rule.DUE, Rule.OVERDUE):
                    assert _holds(stands_on(rule, TODAY, TODAY), lives_on) == (rung == rule), (days, rule)


def _holds(condition, task) -> bool:
    """Whether a Q of simple look-ups, all of them to hold, is true of a task that is in no database."""
    tests = {
        "exact": lambda a, b: a == b,
        "lt": lambda a, b: a < b,
        "lte": lambda a, b: a <= b,
        "gt": lambda a, b: a > b,
        "gte": lambda a, b: a >= b,
        "in": lambda a, b: a in b,
    }
    pairs = ((*name.partition("__")[::2], value) for name, value in condition.children)
    return all(tests[test or "exact"](getattr(task, name), value) for name, test, value in pairs)


def test_planning_twice_owes_nothing_more(task):
    assert told(DUE)
    assert told(DUE) == set()


def test_every_day_of_a_life_tells_each_stage_once(task):
    rules = []
    for days in range(-30, 20):
        rules += sorted(told(DUE + days * DAY))
    by_rule = {rule: sorted({stage for r, stage, _ in rules if r == rule}) for rule in ON_TASKS}
    assert by_rule == {"assigned": [], "remind": [0], "warn": [0, 7], "due": [0], "overdue": [0, 7, 14]}
    assert len(rules) == 1 + 2 * 2 + 2 + 3 * 3


def test_after_a_standstill_only_the_latest_stage_is_owed(task):
    """From before the first reminder to ten weeks overdue without a run: one reminder each, not eleven."""
    assert told(DUE + 70 * DAY) == {("overdue", 63, role) for role in ("handler", "head", "supervisor")}


def test_an_unsigned_task_is_told_once_to_handler_and_head(cast):
    make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE)
    assert told(TODAY) == {("assigned", 1, "handler"), ("assigned", 1, "head")}
    assert told(TODAY + DAY) == set()


def test_a_task_assigned_tomorrow_is_not_told_today(cast):
    make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE, on=TODAY + DAY)
    assert told(TODAY) == set()


def test_a_unit_that_gets_its_task_back_is_told_again(cast):
    task = make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE)
    other = UserFactory()
    told(TODAY)
    for unit in (other.unit, cast["unit"]):
        actions.transfer(
            task, by=cast["supervisor"], version=task.version, on=TODAY, lead_unit=unit, note="职责调整"
        )
        new = told(TODAY)
    assert new == {("assigned", 3, "handler"), ("assigned", 3, "head")}


def test_a_moved_deadline_owes_its_reminders_anew(task, cast):
    day = DUE - 9 * DAY
    told(day)
    actions.apply_extension(
        task, by=cast["handler"], version=task.version, on=day, note="工期延长", new_due_on=DUE + DAY
    )
    actions.grant_extension(task, by=cast["supervisor"], version=task.version, on=day)
    assert told(day + DAY) == {("warn", 0, "handler"), ("warn", 0, "head")}


def test_nobody_is_told_of_lateness_while_the_application_waits(cast):
    make_submitted(cast["source"], by=cast["handler"], due_on=DUE)
    for days in (-18, -9, 0, 1, 8):
        assert told(DUE + days * DAY) == set()


def test_a_task_sent_back_climbs_on(cast):
    task = make_submitted(cast["source"], by=cast["handler"], due_on=DUE)
    actions.send_back(
        task,
        by=cast["supervisor"],
        version=task.version,
        on=DUE + 3 * DAY,
        note="佐证不全",
        grade=graded("partly"),
    )
    assert {rule for rule, *_ in told(DUE + 3 * DAY)} == {"overdue"}


def test_a_closed_task_owes_nothing(cast):
    task = make_submitted(cast["source"], by=cast["handler"], due_on=DUE)
    actions.accept_closure(
        task,
        by=cast["supervisor"],
        version=task.version,
        on=TODAY,
        verdicts=all_met(task),
        grade=graded("done"),
    )
    assert told(DUE + DAY) == set()


class TestWhoIsTold:
    def test_inactive_people_are_not(self, task, cast):
        for name in ("handler", "supervisor"):
            cast[name].is_active = False
            cast[name].save()
        assert told(DUE + DAY) == {("overdue", 0, "head")}

    def test_without_a_handler_the_head_gets_the_first_reminder(self, task, cast):
        cast["handler"].is_active = False
        cast["handler"].save()
        assert told(DUE - 18 * DAY) == {("remind", 0, "head")}

    def test_a_unit_without_people_is_answered_for_by_the_nearest_above(self, cast):
        section = UnitFactory(parent=UnitFactory(parent=cast["unit"]))
        UserFactory(unit=UnitFactory(parent=cast["unit"]))  # a sibling is not above
        UserFactory(unit=section, is_active=False)
        task = make_task(cast["source"], lead_unit=section, due_on=DUE)
        plan_reminders(TODAY)
        people = set(Reminder.objects.filter(task=task).values_list("recipient", flat=True))
        assert people == {cast["handler"].pk, cast["head"].pk}

    def test_a_leader_above_does_not_count_as_people(self, cast):
        town = UnitFactory()
        UserFactory(unit=town, role=Role.LEADER)
        make_task(cast["source"], lead_unit=UnitFactory(parent=town), due_on=DUE)
        assert told(TODAY) == {("assigned", 1, "supervisor")}

    def test_where_nobody_answers_the_office_is_told(self, cast):
        make_task(cast["source"], lead_unit=UnitFactory(), due_on=DUE)
        assert told(TODAY) == {("assigned", 1, "supervisor")}
        assert told(DUE + DAY) == {("overdue", 0, "supervisor")}

    def test_people_of_the_units_below_are_not(self, task, cast):
        below = UserFactory(unit=UnitFactory(parent=cast["unit"]))
        plan_reminders(DUE)
        assert not below.reminders.exists()

    def test_only_the_office_of_the_source_is(self, task, cast):
        stranger = SourceFactory().created_by
        plan_reminders(DUE + DAY)
        assert cast["supervisor"].reminders.exists()
        assert not stranger.reminders.exists()

    def test_assisting_units_are_not(self, cast):
        helper = UserFactory()
        make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE, assisting_units=[helper.unit])
        plan_reminders(DUE + DAY)
        assert not helper.reminders.exists()


class TestPolicy:
    def test_the_kind_of_source_has_its_own_repetition(self, task):
        Policy.objects.create(kind="audit", repeat_days=3)
        assert told(DUE + 5 * DAY) == {("overdue", 3, role) for role in ("handler", "head", "supervisor")}

    def test_another_kind_leaves_the_default(self, task):
        Policy.objects.create(kind="petition", repeat_days=3)
        assert {stage for _, stage, _ in told(DUE + 5 * DAY)} == {0}

    @pytest.mark.parametrize(("before", "after"), [(3, 7), (7, 3), (1, 30)])
    def test_a_changed_repetition_neither_floods_nor_silences(self, task, before, after):
        Policy.objects.update(repeat_days=before)
        for days in range(1, 40):
            told(DUE + days * DAY)
        Policy.objects.update(repeat_days=after)
        days_told = [days for days in range(40, 160) if told(DUE + days * DAY)]
        assert days_told[0] - 40 < after
        gaps = {late - early for early, late in pairwise(days_told[1:])}
        assert gaps == {after}


def test_a_deadline_a_century_ago_is_only_overdue(cast):
    """An old ledger may hold a mistyped year; planning for everybody else goes on."""
    task = make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE, accepted_by=cast["handler"])
    long_ago = dt.date(1900, 1, 1)
    Task.objects.filter(pk=task.pk).update(due_on=long_ago, warn_on=long_ago, remind_on=long_ago)
    assert {rule for rule, *_ in told(TODAY)} == {"overdue"}


def test_the_number_of_queries_does_not_grow_with_tasks(cast):
    def cost(day):
        with CaptureQueriesContext(connection) as queries:
            plan_reminders(day)
        return len(queries)

    make_task(cast["source"], lead_unit=cast["unit"], due_on=DUE)
    for_one = cost(DUE + DAY)
    for _ in range(3):
        make_task(cast["source"], lead_unit=UserFactory().unit, due_on=DUE)
    assert cost(DUE + 9 * DAY) == for_one <= 60


def test_the_day_is_recorded_as_planned(task):
    plan_reminders(DUE)
    assert Planning.objects.filter(on=DUE).exists()


class TestDaysOff:
    """DUE is a Sunday; its Friday is two days before, its Monday the day after."""

    @pytest.fixture(autouse=True)
    def _weekdays(self):
        Holiday.objects.all().delete()

    def test_a_day_off_owes_nothing_and_is_not_recorded_as_planned(self, task):
        assert told(DUE) == told(DUE - DAY) == set()
        assert not Planning.objects.exists()

    def test_a_due_day_off_is_told_on_the_last_working_day_before(self, task):
        assert told(DUE - 3 * DAY) == {("warn", 0, "handler"), ("warn", 0, "head")}
        assert told(DUE - 2 * DAY) == {("due", 0, "handler"), ("due", 0, "head")}

    def test_what_begins_on_a_day_off_is_told_on_the_next_working_day(self, task):
        people = ("handler", "head", "supervisor")
        assert told(DUE + DAY) == {("overdue", 0, role) for role in people}

        Holiday.objects.bulk_create(
            Holiday(on=DUE + days * DAY, name="节日") for days in range(5, 10)
        )  # the first repetition (stage 7) falls among them
        assert told(DUE + 8 * DAY) == set()
        assert told(DUE + 10 * DAY) == {("overdue", 7, role) for role in people}

    def test_a_long_holiday_swallows_no_rung_that_still_holds(self, task):
        """First reminder on day -18, and nobody works from then until the warning's week is half over."""
        Holiday.objects.bulk_create(Holiday(on=DUE + days * DAY, name="节日") for days in range(-18, -5))
        assert told(DUE - 19 * DAY) == set()
        assert told(DUE - 5 * DAY) == {("warn", 0, "handler"), ("warn", 0, "head")}

    def test_a_make_up_day_is_a_day_for_reminders(self, task):
        Holiday.objects.create(on=DUE, name="节日", kind="work")
        assert told(DUE - 2 * DAY) == {("warn", 7, "handler"), ("warn", 7, "head")}
        assert told(DUE) == {("due", 0, "handler"), ("due", 0, "head")}

    def test_a_year_of_days_tells_each_stage_once_on_working_days_only(self, task):
        stages = {}
        for days in range(-30, 60):
            for rule, stage, role in told(DUE + days * DAY):
                assert (DUE + days * DAY).weekday() < 5
                assert stages.setdefault((rule, stage, role), days) == days
        assert {rule for rule, *_ in stages} == {"remind", "warn", "due", "overdue"}
        assert sorted(stage for rule, stage, role in stages if (rule, role) == ("overdue", "head")) == list(
            range(0, 60, 7)
        )

    def test_a_due_day_told_ahead_stays_true_until_it_is_over(self, task):
        told(DUE - 2 * DAY)
        due = Reminder.objects.filter(rule="due")
        for days in (-2, -1, 0):
            assert due.armed(DUE + days * DAY).count() == 2
        assert not due.armed(DUE + DAY).exists()
