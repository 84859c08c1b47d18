"""A house where nobody is at work says so: to whoever looks at the page, and to what watches the machine."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings as project
from django.urls import reverse

from tests.factories import TODAY, UserFactory, make_task
from tests.services.servers import free_port
from tracker import reminders
from tracker.jobs import pulse, remind
from tracker.models import Digest, Pulse
from tracker.reminders import plan_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 5, 20, 4, 0, tzinfo=dt.UTC)  # a Wednesday, 12:00 here
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _empty_queue():
    folder = project.BROKER_DIR / "messages"
    for message in folder.iterdir():
        message.unlink()
    yield
    for message in folder.iterdir():
        message.unlink()


@pytest.fixture
def at_work():
    pulse()
    remind()


def troubles(client) -> dict[str, str]:
    answer = client.get("/healthz")
    checks = answer.json()["checks"]
    found = {name: check["trouble"] for name, check in checks.items() if check["trouble"]}
    assert (answer.status_code, answer.json()["status"]) == ((503, "red") if found else (200, "ok"))
    return found


def overdue_task():
    handler = UserFactory()
    on, due_on = TODAY - 40 * DAY, TODAY - 3 * DAY
    return make_task(lead_unit=handler.unit, due_on=due_on, on=on, accepted_by=handler)


def test_all_is_well(client, at_work):
    assert troubles(client) == {}


def test_nobody_has_ever_reported(client):
    assert set(troubles(client)) == {"last_beat", "last_planning"}


def test_a_worker_that_goes_deaf_turns_it_red(client, at_work, clock):
    clock.shift(5 * MINUTE)
    assert troubles(client) == {}
    clock.shift(MINUTE)
    assert set(troubles(client)) == {"last_beat"}
    pulse()
    assert troubles(client) == {}


def test_messages_that_nobody_takes_are_counted(client, at_work):
    remind.delay()
    pulse.delay()
    assert client.get("/healthz").json()["checks"]["queue_length"]["value"] == 2
    found = reminders.look(NOON, 201)
    assert [check.name for check in found if check.trouble] == ["queue_length"]


def test_a_queue_that_is_gone_is_red(client, at_work, monkeypatch):
    from config.celery import app

    monkeypatch.setitem(app.conf, "broker_read_url", f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setitem(app.conf, "broker_transport_options", {"socket_connect_timeout": 1})
    assert reminders.queue_length() is None
    assert set(troubles(client)) == {"queue_length"}


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        ("2026-05-20T02:00:00", False),  # 10:00 here, two hours after the hour of reminders
        ("2026-05-20T02:00:01", True),
        ("2026-05-23T04:00:00", False),  # a Saturday
    ],
)
def test_a_day_that_was_not_planned_is_red_from_ten(client, moment, late):
    now = dt.datetime.fromisoformat(f"{moment}+00:00")
    found = {check.name: check.trouble for check in reminders.look(now, 0)}
    assert bool(found["last_planning"]) == late


def test_the_oldest_reminder_that_was_not_sent_is_told(client, at_work, settings):
    overdue_task()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    plan_reminders(TODAY)
    remind()
    answer = client.get("/healthz").json()["checks"]
    assert answer["waiting_digests"]["value"] == Digest.objects.waiting().count() == 2
    assert answer["oldest_unsent"]["value"] == "2026-05-20T04:00:00Z"
    assert set(troubles(client)) == {"oldest_unsent"}


def test_sent_reminders_are_none_that_wait(client, at_work):
    overdue_task()
    plan_reminders(TODAY)
    remind()
    assert troubles(client) == {}


def test_the_answer_names_no_task_and_no_person(client, at_work):
    task = overdue_task()
    plan_reminders(TODAY)
    text = client.get("/healthz").content.decode()
    assert task.number not in text
    assert "@" not in text


def test_each_report_replaces_the_last(at_work, clock):
    clock.shift(MINUTE)
    pulse()
    assert Pulse.objects.get().at == NOON + MINUTE


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_the_page_says_the_same_in_words(client, role):
    client.force_login(UserFactory(role=role))
    page = client.get(reverse("health_page"))
    assert "后台没有报到" in page.text
    assert "is-red" in page.text
    pulse()
    remind()
    assert "is-red" not in client.get(reverse("health_page")).text


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER])
def test_the_page_is_not_for_everybody(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("health_page")).status_code == 403
