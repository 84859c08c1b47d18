"""The ladder as data: which reminders are on for which kind of source, and whom another ladder would have told."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import TODAY, SourceFactory, UserFactory, make_task, work_every_day
from tracker.ladder import Rule
from tracker.models import Policy, Reminder
from tracker.reminders import plan_reminders, preview
from tracker.states import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _every_day_works():
    work_every_day()


@pytest.fixture
def handler():
    return UserFactory()


def overdue(handler, days=10, **source):
    return make_task(
        SourceFactory(**source),
        lead_unit=handler.unit,
        on=TODAY - 60 * DAY,
        due_on=TODAY - days * DAY,
        accepted_by=handler,
    )


def planned(today=TODAY) -> set[str]:
    plan_reminders(today)
    return set(Reminder.objects.values_list("rule", flat=True))


class TestSwitchedOff:
    def test_a_rule_is_off_for_its_kind_of_source_alone(self, handler):
        Policy.objects.create(kind="audit", rules_off=["overdue"])
        audit, petition = overdue(handler, kind="audit"), overdue(handler, kind="petition")
        plan_reminders(TODAY)
        assert not audit.reminders.exists()
        assert set(petition.reminders.values_list("rule", flat=True)) == {"overdue"}

    def test_the_default_rules_the_kinds_without_their_own(self, handler):
        Policy.objects.update(rules_off=["overdue"])
        Policy.objects.create(kind="audit")
        audit, petition = overdue(handler, kind="audit"), overdue(handler, kind="petition")
        plan_reminders(TODAY)
        assert audit.reminders.exists()
        assert not petition.reminders.exists()

    def test_off_for_all_is_planned_without_a_failure(self, handler):
        overdue(handler)
        Policy.objects.update(rules_off=Rule.values)
        assert planned() == set()


def tried(**changes) -> Policy:
    policy = Policy.objects.get(kind="")
    for name, value in changes.items():
        setattr(policy, name, value)
    return policy


def line(found, rule):
    [one] = [one for one in found.rules if one.name == rule.label]
    return one.told, one.now, one.then


class TestPreview:
    def test_what_is_reckoned_is_what_was_told_where_nothing_changed(self, handler):
        overdue(handler, 20)
        for days in range(29, -1, -1):
            plan_reminders(TODAY - days * DAY)
        found = preview(tried(), TODAY)
        for rule in Rule:
            told, now, then = line(found, rule)
            assert told == now == then
        assert line(found, Rule.OVERDUE) == (6, 6, 6)

    def test_another_repetition_is_counted_and_nothing_written(self, handler):
        overdue(handler, 20)
        found = preview(tried(repeat_days=1), TODAY)
        assert line(found, Rule.OVERDUE) == (0, 6, 40)
        assert not Reminder.objects.exists()
        assert Policy.objects.get(kind="").repeat_days == 7

    def test_people_are_named_with_what_would_change_for_them(self, handler):
        leader = UserFactory(unit=handler.unit, role=Role.LEADER)
        overdue(handler, 12)
        found = preview(tried(escalate_days=5, rules_off=["overdue"]), TODAY)
        [told] = [one for one in found.people if one.detail == Role.LEADER.label]
        assert (told.name, told.told, told.now, told.then) == (f"{leader}（{leader.unit}）", 0, 0, 1)
        assert line(found, Rule.ESCALATED) == (0, 0, 1)
        assert line(found, Rule.OVERDUE)[2] == 0

    def test_only_the_kinds_under_the_policy_are_counted(self, handler):
        overdue(handler, kind="audit")
        overdue(handler, kind="petition")
        audit = tried(repeat_days=1)
        audit.kind = "audit"
        assert line(preview(audit, TODAY), Rule.OVERDUE) == (0, 4, 20)

    def test_the_cost_does_not_grow_with_tasks(self, handler):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                preview(tried(repeat_days=1), TODAY)
            return len(queries)

        overdue(handler)
        for_one = cost()
        for _ in range(3):
            overdue(UserFactory())
        assert cost() == for_one
