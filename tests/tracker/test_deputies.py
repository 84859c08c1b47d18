"""Who is told while somebody is away, and at what hours nobody is written to."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task, work_every_day
from tracker import actions, reminders
from tracker.jobs import remind
from tracker.models import Digest, Reminder, User
from tracker.reminders import plan_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _every_day_works():
    work_every_day()


@pytest.fixture
def handler():
    return UserFactory()


@pytest.fixture
def deputy(handler):
    return UserFactory(unit=handler.unit, role=Role.LEADER)


@pytest.fixture
def task(handler):
    """Falls due today."""
    return make_task(lead_unit=handler.unit, on=TODAY - 60 * DAY, due_on=TODAY, accepted_by=handler)


def away(person, deputy, first=TODAY, last=TODAY + 5 * DAY):
    User.objects.filter(pk=person.pk).update(deputy=deputy, away_from=first, away_until=last)


def told(today=TODAY) -> set[str]:
    plan_reminders(today)
    return set(Reminder.objects.filter(planned_on=today).values_list("recipient__username", flat=True))


class TestDeputies:
    def test_the_deputy_is_told_beside_the_person(self, task, handler, deputy):
        away(handler, deputy)
        assert told() == {handler.username, deputy.username}
        plan_reminders(TODAY)
        assert Reminder.objects.count() == 2

    @pytest.mark.parametrize(("first", "last", "is_told"), [(0, 0, True), (1, 2, False), (-2, -1, False)])
    def test_only_on_the_days_of_absence(self, task, handler, deputy, first, last, is_told):
        away(handler, deputy, TODAY + first * DAY, TODAY + last * DAY)
        assert (deputy.username in told()) == is_told

    def test_a_deputy_who_left_or_changed_units_is_not(self, task, handler, deputy):
        away(handler, deputy)
        User.objects.filter(pk=deputy.pk).update(unit=UnitFactory())
        assert told() == {handler.username}
        User.objects.filter(pk=deputy.pk).update(unit=handler.unit, is_active=False)
        assert told() == {handler.username}

    def test_who_stands_in_for_two_is_told_once(self, task, handler, deputy):
        other = UserFactory(unit=handler.unit)
        away(handler, deputy)
        away(other, deputy)
        plan_reminders(TODAY)
        assert Reminder.objects.filter(recipient=deputy).count() == 1

    def test_a_leader_who_wrote_an_instruction_has_one_too(self, task, handler, deputy):
        stand_in = UserFactory(unit=handler.unit, role=Role.LEADER)
        actions.instruct(task, by=deputy, version=task.version, on=TODAY, note="抓紧", reply_due_on=TODAY)
        away(deputy, stand_in)
        plan_reminders(TODAY + DAY)
        late = Reminder.objects.filter(rule="reply_late").values_list("recipient__username", flat=True)
        assert stand_in.username in late


class TestNaming:
    def named(self, person, deputy, first=TODAY, last=TODAY):
        person.deputy, person.away_from, person.away_until = deputy, first, last
        person.clean()

    def test_somebody_of_the_same_unit(self, handler, deputy):
        self.named(handler, deputy)
        self.named(handler, None, None, None)

    def test_of_another_unit_an_admin_or_an_inactive_account_is_refused(self, handler):
        strangers = [
            UserFactory(),
            UserFactory(unit=handler.unit, role=Role.ADMIN),
            UserFactory(unit=handler.unit, is_active=False),
            handler,
        ]
        for stranger in strangers:
            with pytest.raises(ValidationError, match="同一单位"):
                self.named(handler, stranger)

    def test_an_office_is_stood_in_for_by_the_office(self):
        supervisor = SourceFactory().created_by
        self.named(supervisor, UserFactory(unit=supervisor.unit, role=Role.SUPERVISOR))
        with pytest.raises(ValidationError, match="督办人员"):
            self.named(supervisor, UserFactory(unit=supervisor.unit))

    def test_days_belong_together_and_in_order(self, handler, deputy):
        with pytest.raises(ValidationError, match="一起填写"):
            self.named(handler, deputy, TODAY, None)
        with pytest.raises(ValidationError, match="不能早于"):
            self.named(handler, deputy, TODAY, TODAY - DAY)

    def test_the_database_keeps_them_together(self, handler, deputy):
        for half in ({"deputy": deputy}, {"away_from": TODAY, "away_until": TODAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                User.objects.filter(pk=handler.pk).update(**half)
        with pytest.raises(IntegrityError), transaction.atomic():
            away(handler, handler)

    def test_a_person_names_their_own_on_their_page(self, client, handler, deputy):
        stranger = UserFactory()
        client.force_login(handler)
        page = reverse("contact")
        assert set(client.get(page).context["form"].fields["deputy"].queryset) == {deputy}
        typed = {"reminded_by": "inbox", "away_from": "2026-05-20", "away_until": "2026-05-22"}
        assert client.post(page, typed | {"deputy": stranger.pk}).status_code == 200
        assert client.post(page, typed | {"deputy": deputy.pk}).status_code == 302
        handler.refresh_from_db()
        assert (handler.deputy, handler.away_until) == (deputy, dt.date(2026, 5, 22))


@pytest.fixture
def office_hours(settings):
    settings.SEND_FROM, settings.SEND_UNTIL = dt.time(8, 30), dt.time(18)


SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(hour: int, minute: int, second: int = 0):
    moment = dt.datetime(TODAY.year, TODAY.month, TODAY.day, hour, minute, second, tzinfo=SHANGHAI)
    return time_machine.travel(moment, tick=False)


@pytest.mark.usefixtures("office_hours")
class TestQuietHours:
    @pytest.mark.parametrize(
        ("time", "sent"),
        [((8, 0), 0), ((8, 29, 59), 0), ((8, 30), 1), ((18, 0, 59), 1), ((18, 1), 0), ((23, 55), 0)],
    )
    def test_nobody_is_written_to_outside_office_hours(self, task, time, sent):
        with at(*time):
            remind()
        assert len(mail.outbox) == sent

    def test_the_inbox_has_it_all_the_same_and_the_mail_follows_once(self, task):
        with at(8, 0):
            remind()
        assert Reminder.objects.unread().count() == 1
        assert not Digest.objects.exists()
        for minute in (30, 35):
            with at(8, minute):
                remind()
        assert len(mail.outbox) == 1

    def test_what_waits_for_the_morning_is_no_trouble(self, task, handler):
        plan_reminders(TODAY)
        Digest.objects.create(recipient=handler, on=TODAY)
        for hour, is_red in ((17, True), (20, False)):
            with at(hour, 0):
                checks = {one.name: one for one in reminders.look(dt.datetime.now(dt.UTC), 0)}
            assert bool(checks["oldest_unsent"].trouble) == is_red
