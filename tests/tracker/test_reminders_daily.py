"""The doors: the job by the local clock, its schedule, and the two commands with their words and exit codes."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command

from config.celery import app
from tests.factories import SourceFactory, UserFactory, make_task
from tests.services.servers import free_port
from tracker.jobs import remind
from tracker.models import Digest, Planning, Reminder
from tracker.reminders import catch_up, plan_reminders

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 5, 20)
DAY = dt.timedelta(days=1)


def at(text: str):
    """Stop the clock at a moment of Shanghai; the server's own clock runs on UTC."""
    moment = dt.datetime.fromisoformat(f"{text}+08:00").astimezone(dt.UTC)
    return time_machine.travel(moment, tick=False)


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def source():
    return SourceFactory()


@pytest.fixture
def handler():
    return UserFactory()


@pytest.fixture
def task(source, handler):
    on = DUE - 60 * DAY
    return make_task(source, lead_unit=handler.unit, due_on=DUE, on=on, accepted_by=handler)


@pytest.mark.parametrize(
    ("moment", "rules"),
    [
        ("2026-05-19T23:59:59", {"warn"}),
        ("2026-05-20T08:00:00", {"due"}),
        ("2026-05-20T23:59:59", {"due"}),
        ("2026-05-21T08:00:00", {"overdue"}),
    ],
)
def test_the_day_is_that_of_shanghai(task, moment, rules):
    with at(moment):
        remind()
    assert set(Reminder.objects.values_list("rule", flat=True)) == rules
    assert {digest.on.isoformat() for digest in Digest.objects.all()} == {moment[:10]}


@pytest.mark.parametrize("moment", ["2026-05-21T00:00:00", "2026-05-21T03:00:00", "2026-05-21T07:59:59"])
def test_nobody_is_woken_at_night(task, moment):
    """A beat that was down rings at once when it starts, whatever the hour."""
    with at(moment):
        remind()
    assert not Reminder.objects.exists()
    assert not mail.outbox


def test_the_schedule_begins_the_day_at_eight_here():
    schedule = app.conf.beat_schedule["remind"]["schedule"]
    assert app.conf.timezone == "Asia/Shanghai"
    assert (min(schedule.hour), max(schedule.hour)) == (settings.REMIND_HOUR, 23) == (8, 23)
    assert app.conf.beat_schedule["remind"]["task"] in app.tasks


def test_later_rings_tell_only_of_tasks_handed_over_since(source, handler, task):
    catch_up(DUE)
    make_task(source, lead_unit=handler.unit, due_on=DUE + 90 * DAY, on=DUE)
    late = make_task(source, lead_unit=handler.unit, due_on=DUE, on=DUE, accepted_by=handler)
    catch_up(DUE)
    assert sorted(Reminder.objects.values_list("rule", flat=True)) == ["assigned", "due"]
    assert not late.reminders.exists()


def test_a_day_half_planned_is_planned_again(task, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Planning.objects, "update_or_create", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            plan_reminders(DUE)
    catch_up(DUE)
    assert Reminder.objects.count() == 1
    assert len(mail.outbox) == 1


def test_three_days_of_standstill_are_made_up_for_once(task, handler):
    with at("2026-05-18T08:00:00"):
        remind()
    with at("2026-05-22T08:00:00"):
        for _ in range(3):
            remind()
    told = handler.reminders.order_by("pk").values_list("rule", "stage")
    assert list(told) == [("warn", 7), ("overdue", 0)]
    assert len(mail.outbox) == 3  # the handler twice, the supervisor of the overdue task once


class TestCommands:
    def test_plan_then_send(self, task, handler, capsys):
        call_command("plan_reminders", on="2026-05-21")
        assert (
            "新生成提醒 2 条：新交办 0，到期提示 0，到期预警 0，到期督促 0，逾期督办 2，领导批示 0"
            in capsys.readouterr().out
        )
        call_command("send_reminders", on="2026-05-21")
        assert "发出提醒 2 份，未送达 0 份" in capsys.readouterr().out
        assert {address for message in mail.outbox for address in message.to} == {
            handler.email,
            task.source.created_by.email,
        }

    def test_again_does_nothing(self, task, capsys):
        for _ in range(2):
            call_command("plan_reminders", on="2026-05-21")
            call_command("send_reminders", on="2026-05-21")
        assert "新生成提醒 0 条" in capsys.readouterr().out
        assert len(mail.outbox) == 2

    def test_without_a_date_it_is_today(self, task, capsys):
        with at("2026-05-20T00:00:00"):
            call_command("plan_reminders")
        assert capsys.readouterr().out.startswith("2026-05-20 新生成提醒 1 条")

    @pytest.mark.parametrize("command", ["plan_reminders", "send_reminders"])
    @pytest.mark.parametrize("text", ["昨天", "2026-02-30", "20/5/2026", "", "2026-5-1"])
    def test_a_date_that_is_none_is_refused_in_words(self, command, text):
        with pytest.raises(CommandError, match="不是日期，请写成 2026-05-20 这样"):
            call_command(command, on=text)
        assert not Planning.objects.exists()

    def test_a_mail_server_that_is_down_is_an_error(self, task, settings, capsys):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        call_command("plan_reminders", on="2026-05-21")
        with pytest.raises(SystemExit) as exit_:
            call_command("send_reminders", on="2026-05-21")
        assert exit_.value.code == 1
        assert "连不上邮件服务器" in capsys.readouterr().err
