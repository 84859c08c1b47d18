"""Reporting cycles: their days, whose tasks let one pass, and who is told of it when."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task
from tracker import actions
from tracker.calendar import SpecialDay
from tracker.cycles import Cycle, Rhythm, cycle_before, cycle_of
from tracker.ladder import Rule
from tracker.models import Holiday, Progress, Reminder, Source, Task
from tracker.reminders import advice, plan_reminders
from tracker.states import Role

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 5, 18)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class TestDays:
    @pytest.mark.parametrize(
        ("rhythm", "of", "first", "last"),
        [
            (Rhythm.WEEKLY, "2026-05-18", "2026-05-18", "2026-05-24"),
            (Rhythm.WEEKLY, "2026-05-24", "2026-05-18", "2026-05-24"),
            (Rhythm.WEEKLY, "2026-01-01", "2025-12-29", "2026-01-04"),
            (Rhythm.MONTHLY, "2028-02-10", "2028-02-01", "2028-02-29"),
            (Rhythm.QUARTERLY, "2026-05-18", "2026-04-01", "2026-06-30"),
            (Rhythm.QUARTERLY, "2026-12-31", "2026-10-01", "2026-12-31"),
        ],
    )
    def test_first_and_last(self, rhythm, of, first, last):
        assert cycle_of(rhythm, day(of)) == Cycle(day(first), day(last))

    def test_every_day_is_in_one_fortnight_of_each_kind_and_they_alternate(self):
        for offset in range(60):
            today = MONDAY + offset * DAY
            even, odd = (cycle_of(one, today) for one in (Rhythm.FORTNIGHTLY_EVEN, Rhythm.FORTNIGHTLY_ODD))
            assert abs((even.first - odd.first).days) == 7
            for cycle in (even, odd):
                assert cycle.first <= today <= cycle.last == cycle.first + 13 * DAY

    def test_a_week_of_holiday_is_passed_over(self):
        holiday = {MONDAY + n * DAY: SpecialDay(works=False, name="国庆节") for n in range(7)}
        assert cycle_before(Rhythm.WEEKLY, MONDAY + 7 * DAY, holiday).first == MONDAY - 7 * DAY
        assert cycle_before(Rhythm.WEEKLY, MONDAY + 7 * DAY, {}).first == MONDAY

    def test_the_last_two_working_days(self):
        assert cycle_of(Rhythm.WEEKLY, MONDAY).reminded_on({}) == [MONDAY + 3 * DAY, MONDAY + 4 * DAY]


@pytest.fixture
def cast(db):
    unit = UnitFactory(name="市财政局")
    source = SourceFactory(cycle="weekly", issued_on=MONDAY - 30 * DAY)
    return {
        "source": source,
        "supervisor": source.created_by,
        "unit": unit,
        "handler": UserFactory(unit=unit),
        "head": UserFactory(unit=unit, role=Role.HEAD),
    }


@pytest.fixture
def task(cast):
    return running(cast)


def running(cast, *, on=MONDAY - 20 * DAY, **fields) -> Task:
    far = MONDAY + 300 * DAY
    return make_task(
        cast["source"], lead_unit=cast["unit"], on=on, due_on=far, accepted_by=cast["handler"], **fields
    )


def report(task, cast, on):
    task.refresh_from_db()
    actions.report_progress(
        task, by=cast["handler"], version=task.version, on=on, note="已完成部分整改", percent=30
    )


def silent(on: dt.date, which: str) -> list[Task]:
    rows = Task.objects.as_of(on, max(on, TODAY))
    found = rows.unreported_now(on) if which == "now" else rows.unreported_before(on, {})
    return list(found.order_by("pk"))


def told(rule: Rule, today: dt.date) -> list[str]:
    known = set(Reminder.objects.values_list("pk", flat=True))
    plan_reminders(today)
    new = Reminder.objects.filter(rule=rule).exclude(pk__in=known)
    return sorted(new.values_list("recipient__username", flat=True))


def names(*people) -> list[str]:
    return sorted(one.username for one in people)


class TestWhoIsListed:
    def test_a_task_without_a_report_is(self, task):
        assert silent(MONDAY, "now") == silent(MONDAY, "before") == [task]

    def test_a_report_in_this_cycle_settles_both(self, task, cast):
        report(task, cast, MONDAY)
        assert silent(MONDAY + DAY, "now") == silent(MONDAY + DAY, "before") == []

    def test_a_report_in_the_last_one_settles_that(self, task, cast):
        report(task, cast, MONDAY - DAY)
        assert silent(MONDAY, "now") == [task]
        assert silent(MONDAY, "before") == []

    def test_a_report_of_the_cycle_before_that_does_not(self, task, cast):
        report(task, cast, MONDAY - 8 * DAY)
        assert silent(MONDAY, "before") == [task]

    def test_a_task_accepted_within_the_cycle_has_until_the_next(self, cast):
        task = running(cast, on=MONDAY + DAY)
        assert silent(MONDAY + 2 * DAY, "now") == []
        assert silent(MONDAY + 8 * DAY, "now") == [task]
        assert silent(MONDAY + 8 * DAY, "before") == []

    def test_unaccepted_ones_and_sources_without_a_cycle_are_not(self, cast):
        make_task(cast["source"], lead_unit=cast["unit"], on=MONDAY - 20 * DAY)
        make_task(
            SourceFactory(cycle="none"),
            lead_unit=cast["unit"],
            on=MONDAY - 20 * DAY,
            accepted_by=cast["handler"],
        )
        assert silent(MONDAY, "now") == []

    def test_what_waits_for_its_verdict_is_not(self, task, cast):
        claims = ["已经做到"] * len(task.standard.criteria)
        actions.submit(
            task, by=cast["handler"], version=task.version, on=MONDAY, note="整改完成", claims=claims
        )
        assert silent(MONDAY, "before") == []

    @pytest.mark.parametrize(("weeks", "is_new"), [(0, True), (1, False), (2, True), (3, False)], ids=str)
    def test_a_fortnight_is_counted_from_the_week_of_issue(self, cast, weeks, is_new):
        Source.objects.update(cycle="fortnightly", issued_on=MONDAY - 20 * 7 * DAY + 3 * DAY)
        task = running(cast)
        monday = MONDAY + weeks * 7 * DAY
        Progress.objects.create(
            task=task, unit=cast["unit"], by=cast["handler"], on=monday - DAY, text="在办", percent=10
        )
        assert silent(monday, "now") == ([task] if is_new else [])

    @pytest.mark.parametrize(("cycle", "first"), [("monthly", "2026-05-01"), ("quarterly", "2026-04-01")])
    def test_months_and_quarters(self, cast, cycle, first):
        Source.objects.update(cycle=cycle)
        task = running(cast, on=MONDAY - 100 * DAY)
        report(task, cast, day(first) - DAY)
        assert silent(MONDAY, "now") == [task]
        report(task, cast, day(first))
        assert silent(MONDAY, "now") == []


class TestReminding:
    def test_the_handler_is_told_on_the_last_two_working_days(self, task, cast):
        assert told(Rule.CYCLE_ENDS, MONDAY + 2 * DAY) == []
        thursday = MONDAY + 3 * DAY
        assert told(Rule.CYCLE_ENDS, thursday) == names(cast["handler"])
        assert told(Rule.CYCLE_ENDS, thursday) == []
        assert told(Rule.CYCLE_ENDS, thursday + DAY) == names(cast["handler"])
        assert told(Rule.CYCLE_ENDS, thursday + 2 * DAY) == []

    def test_handler_head_and_office_are_told_once_on_the_first_working_day_after(self, task, cast):
        everybody = names(cast["handler"], cast["head"], cast["supervisor"])
        assert told(Rule.CYCLE_MISSED, MONDAY) == everybody
        assert told(Rule.CYCLE_MISSED, MONDAY + DAY) == []
        assert told(Rule.CYCLE_MISSED, MONDAY + 7 * DAY) == everybody

    def test_who_slept_on_monday_is_told_later_in_the_week_and_of_one_cycle_only(self, task, cast):
        assert len(told(Rule.CYCLE_MISSED, MONDAY + 30 * DAY)) == 3

    def test_a_holiday_moves_it_to_the_first_day_worked(self, task, cast):
        Holiday.objects.update_or_create(on=MONDAY, defaults={"name": "假", "kind": Holiday.Kind.OFF})
        assert told(Rule.CYCLE_MISSED, MONDAY) == []
        assert len(told(Rule.CYCLE_MISSED, MONDAY + DAY)) == 3

    def test_a_report_disarms_both(self, task, cast):
        thursday = MONDAY + 3 * DAY
        plan_reminders(MONDAY)
        plan_reminders(thursday)
        rules = Reminder.objects.filter(rule__in=[Rule.CYCLE_ENDS, Rule.CYCLE_MISSED])
        assert rules.armed(thursday).count() == 4
        report(task, cast, thursday)
        assert not rules.armed(thursday).exists()
        assert told(Rule.CYCLE_ENDS, thursday + DAY) == []

    def test_when_the_cycle_is_over_its_end_is_no_longer_announced(self, task):
        plan_reminders(MONDAY + 4 * DAY)
        ends = Reminder.objects.filter(rule=Rule.CYCLE_ENDS)
        assert ends.armed(MONDAY + 6 * DAY).exists()
        assert not ends.armed(MONDAY + 7 * DAY).exists()

    def test_the_words_say_what_to_do(self, task):
        assert "补报" in advice(task, Role.HANDLER, MONDAY, [Rule.CYCLE_MISSED])
        assert "请督促牵头单位报送" in advice(task, Role.SUPERVISOR, MONDAY, [Rule.CYCLE_MISSED])


class TestPages:
    @pytest.mark.parametrize(
        ("page", "who"), [("work", "handler"), ("work", "head"), ("decide", "supervisor")]
    )
    def test_the_work_pages_count_and_link_to_the_list_of_the_same_length(
        self, client, task, cast, page, who
    ):
        client.force_login(cast[who])
        with time_machine.travel(dt.datetime(2026, 5, 20, 4, tzinfo=dt.UTC), tick=False):
            shown = client.get(reverse(page))
            assert (shown.context["unreported"].now, shown.context["unreported"].before) == (1, 1)
            assert "silent=before" in shown.text
            for which in ("now", "before"):
                listed = client.get(reverse("task_list"), {"silent": which})
                assert [row.task for row in listed.context["rows"]] == [task]

    def test_another_office_and_another_unit_see_nothing_of_it(self, client, task):
        for stranger in (UserFactory(), SourceFactory().created_by):
            client.force_login(stranger)
            with time_machine.travel(dt.datetime(2026, 5, 20, 4, tzinfo=dt.UTC), tick=False):
                assert not client.get(reverse("task_list"), {"silent": "now"}).context["rows"]
