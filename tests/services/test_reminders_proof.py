"""Everybody hears each thing once, late at worst: real Redis, real workers, real servers, and what can happen to them.

By the real clock, so that the workers, which are processes of their own, live on the same day as the test.
"""

import datetime as dt
import os
import signal
from collections import Counter

import pytest
from celery.beat import PersistentScheduler
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.celery import app
from tests.factories import UserFactory, make_task, work_every_day
from tests.http_server import http_server
from tests.services.conftest import use_broker
from tests.services.servers import free_port, redis_server, wait_until
from tests.smtp_server import smtp_server
from tracker import actions, reminders
from tracker.jobs import pulse, remind
from tracker.models import Channel, Digest, Notified, Pulse, Reminder
from tracker.reminders import plan_reminders

pytestmark = pytest.mark.usefixtures("django_db_serialized_rollback")

DAY = dt.timedelta(days=1)
PATIENCE = 120  # seconds; a busy machine starts workers slowly


@pytest.fixture
def post():
    with smtp_server() as post:
        yield post


@pytest.fixture
def site():
    with http_server() as site:
        yield site


@pytest.fixture
def queue(redis_url):
    """What the test itself sends goes to Redis."""
    embedded = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    use_broker(broker_url=redis_url, broker_transport_options={})
    with app.connection_for_write() as connection:
        connection.default_channel.queue_purge("celery")
    yield redis_url
    use_broker(**embedded)


@pytest.fixture
def start(queue, start_worker, post, site):
    """Start a worker on Redis that reminds at any hour and may speak to the test's servers."""
    world = {
        "EMAIL_URL": post.url,
        "REMIND_HOUR": "0",
        "SEND_HOURS": "00:00-23:59",
        "OUTGOING_HOSTS": site.url,
        "OUTGOING_NETWORKS": "127.0.0.0/8",
    }
    return lambda *options, **more: start_worker(queue, *options, **(world | more))


def overdue_task(handler, days=3):
    today = timezone.localdate()
    work_every_day(today - 4 * DAY, 6)  # on Sundays too
    due_on = today - days * DAY
    return make_task(lead_unit=handler.unit, on=today - 40 * DAY, due_on=due_on, accepted_by=handler)


def all_sent(count: int) -> bool:
    return Digest.objects.filter(state__in=["sent", "delivered"]).count() == count


def each_once(post, count: int) -> None:
    """Every letter to another address, and as many as there are people."""
    addresses = Counter(letter["To"] for letter in post.letters)
    assert (len(addresses), max(addresses.values())) == (count, 1)
    assert not Reminder.objects.filter(digest=None, recipient__email__in=addresses).exists()


def test_the_same_message_twice_does_its_work_once(start, post):
    for _ in range(4):
        overdue_task(UserFactory())
    for _ in range(2):
        remind.apply_async(task_id="the-same")
    start()
    start()
    wait_until(lambda: all_sent(8), "all mails", seconds=PATIENCE)
    remind.apply_async(task_id="the-same")
    pulse.delay()
    wait_until(Pulse.objects.exists, "the worker to come to the end of its queue", seconds=PATIENCE)
    each_once(post, 8)


def test_two_beats_ring_twice_and_send_once(start, post, tmp_path):
    for _ in range(4):
        overdue_task(UserFactory())
    workers = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        beat = PersistentScheduler(app, schedule_filename=str(folder / "beat-schedule"))
        beat.schedule["remind"].last_run_at = app.now() - dt.timedelta(hours=1)
        beat.close()
        workers.append(start("--beat-thread", DATA_DIR=str(folder)))
    wait_until(lambda: all_sent(8), "mails by two beats", seconds=PATIENCE)
    wait_until(
        lambda: sum(worker.log().count("Task tracker.jobs.remind[") for worker in workers) >= 4,
        "both rings, received and done",
        seconds=PATIENCE,
    )
    each_once(post, 8)


def test_redis_stopped_and_started_only_delays(start_worker, post):
    port = free_port()
    embedded = {name: app.conf[name] for name in ("broker_url", "broker_transport_options")}
    try:
        with redis_server(port) as url:
            use_broker(broker_url=url, broker_transport_options={})
            worker = start_worker(url, EMAIL_URL=post.url, REMIND_HOUR="0", SEND_HOURS="00:00-23:59")
            overdue_task(UserFactory())
            remind.delay()
            wait_until(lambda: all_sent(2), "mails before", seconds=PATIENCE)
        overdue_task(UserFactory())
        with pytest.raises(OperationalError):
            remind.apply_async(retry=False)
        assert reminders.queue_length() is None
        with redis_server(port):
            use_broker(broker_url=url, broker_transport_options={})
            # The day was planned already; a task that was overdue when it was entered is owed from tomorrow on.
            plan_reminders(timezone.localdate())
            remind.delay()
            wait_until(lambda: all_sent(4), "mails after", seconds=PATIENCE)
            each_once(post, 4)
            assert worker.process.poll() is None
            worker.stop()
    finally:
        use_broker(**embedded)


def test_after_three_days_of_standstill_everybody_gets_one_mail_that_is_true_today(start, post):
    """Three days were planned and never sent; meanwhile the tasks went from warned through due to overdue."""
    today, handler = timezone.localdate(), UserFactory()
    task = overdue_task(handler, 2)
    for days in (3, 2, 1):
        plan_reminders(today - days * DAY)
    assert set(handler.reminders.values_list("rule", flat=True)) == {"warn", "due", "overdue"}
    start()
    remind.delay()
    wait_until(lambda: all_sent(2), "mails after the standstill", seconds=PATIENCE)
    assert len(post.letters) == 2
    assert post.to(handler.email)[0].get_content().count(task.number) == 1
    assert list(handler.reminders.exclude(digest=None).values_list("rule", flat=True)) == ["overdue"]


def test_a_deadline_moved_between_plan_and_send_is_obeyed(start, post):
    today, handler = timezone.localdate(), UserFactory()
    moved, left = overdue_task(handler, 0), overdue_task(handler)
    plan_reminders(today)
    note = {"version": moved.version, "on": today, "note": "工期延长"}
    actions.apply_extension(moved, by=handler, new_due_on=today + 60 * DAY, **note)
    actions.grant_extension(moved, by=moved.source.created_by, version=moved.version, on=today)
    start()
    remind.delay()
    wait_until(lambda: all_sent(2), "mails", seconds=PATIENCE)
    [letter] = post.to(handler.email)
    assert left.number in letter.get_content()
    assert moved.number not in letter.get_content()


def test_nothing_is_said_of_what_was_submitted_between_plan_and_send(start, post):
    today, handler = timezone.localdate(), UserFactory()
    done = overdue_task(handler)
    plan_reminders(today)
    claims = ["已经做到"] * len(done.standard.criteria)
    actions.submit(done, by=handler, version=done.version, on=today, note="整改完成", claims=claims)
    start()
    remind.delay()
    pulse.delay()
    wait_until(Pulse.objects.exists, "the worker", seconds=PATIENCE)
    assert not post.letters
    assert not Digest.objects.exists()


def test_killed_in_the_middle_of_short_messages_and_groups_each_id_counts_once(start, post, site):
    """A gateway that heeds the ids sends each once; a group's message may come twice only if it was on its way."""
    Channel.objects.create(
        kind="sms", name="短信", address=f"{site.url}/sms", secret="s" * 16, per_minute=6000
    )
    people = [
        UserFactory(phone=f"1380000{number:04}", reminded_by=Notified.SMS, email="") for number in range(8)
    ]
    for person in people:
        overdue_task(person)
    group = Channel.objects.create(
        kind="wecom", name="群", unit=people[0].unit, address=f"{site.url}/robot?key=1"
    )
    site.seconds = 0.3
    worker = start()
    remind.delay()
    phones = Digest.objects.filter(channel="sms")
    wait_until(lambda: phones.filter(state="sent").count() >= 2, "first messages", seconds=PATIENCE)
    worker.kill()
    assert phones.filter(state="sent").count() < 8
    site.seconds = 0
    claimed = Digest.objects.waiting().exclude(held_until=None)
    in_flight = claimed.count()
    claimed.update(held_until=timezone.now())
    start()
    remind.delay()
    wait_until(lambda: all_sent(17), "the rest: 8 phones, 8 supervisors, 1 group", seconds=PATIENCE)
    sent = [request.json for request in site.requests if request.path == "/sms"]
    assert len({message["id"] for message in sent}) == len({message["phone"] for message in sent}) == 8
    assert len(sent) <= 8 + in_flight
    to_group = [request for request in site.requests if request.path.startswith("/robot")]
    assert 1 <= len(to_group) <= 1 + in_flight
    assert Digest.objects.get(group=group).state == "delivered"
    assert {letter["To"] for letter in post.letters} == set(
        Digest.objects.filter(channel="email").values_list("recipient__email", flat=True)
    )


def test_a_deaf_worker_turns_the_health_red(start, client):
    worker = start()
    pulse.delay()
    wait_until(Pulse.objects.exists, "the first report", seconds=PATIENCE)
    heard = {check.name: check.trouble for check in reminders.look(timezone.now(), reminders.queue_length())}
    assert heard["last_beat"] == heard["queue_length"] == ""
    os.kill(worker.process.pid, signal.SIGSTOP)
    try:
        for _ in range(5):
            pulse.delay()
        wait_until(lambda: (reminders.queue_length() or 0) >= 3, "messages that nobody takes")
        later = timezone.now() + dt.timedelta(minutes=6)
        deaf = {check.name: check.trouble for check in reminders.look(later, reminders.queue_length())}
        assert "worker" in deaf["last_beat"]
    finally:
        os.kill(worker.process.pid, signal.SIGCONT)
    wait_until(lambda: reminders.queue_length() == 0, "the worker to catch up", seconds=PATIENCE)
