"""The day's reminders through a real worker, on either broker, to a real mail server."""

import datetime as dt

import pytest
from celery.beat import PersistentScheduler
from django.utils import timezone

from config.celery import app
from tests.factories import UserFactory, make_task, work_every_day
from tests.services.servers import wait_until
from tests.smtp_server import smtp_server
from tracker.jobs import remind
from tracker.models import Digest, Planning, Reminder

pytestmark = pytest.mark.usefixtures("django_db_serialized_rollback")

DAY = dt.timedelta(days=1)
PATIENCE = 120  # seconds; a busy machine starts workers slowly


@pytest.fixture
def post():
    with smtp_server() as post:
        yield post


@pytest.fixture
def start(broker, start_worker, post):
    """Start a worker that mails to the test's server and reminds at any hour."""
    return lambda *options: start_worker(
        broker, *options, EMAIL_URL=post.url, REMIND_HOUR="0", SEND_HOURS="00:00-23:59"
    )


def overdue_task(handler):
    today = timezone.localdate()
    work_every_day(today, 2)  # these tests run by the real clock, on Sundays too
    return make_task(lead_unit=handler.unit, on=today - 40 * DAY, due_on=today - 3 * DAY, accepted_by=handler)


def all_sent(count: int) -> bool:
    return Digest.objects.filter(state="sent").count() == count


def test_one_ring_plans_and_sends_the_day(start, post, transactional_db):
    handler = UserFactory()
    task = overdue_task(handler)
    start()
    remind.delay()
    wait_until(lambda: all_sent(2), "mails to handler and supervisor", seconds=PATIENCE)
    assert Planning.objects.get().on == timezone.localdate()
    assert Reminder.objects.filter(recipient=handler).get().task == task
    [letter] = post.to(handler.email)
    assert task.number in letter.get_content()


def test_many_rings_and_two_workers_send_each_mail_once(start, post, transactional_db):
    for _ in range(5):
        overdue_task(UserFactory())
    start()
    start()
    for _ in range(12):
        remind.delay()
    wait_until(lambda: all_sent(10), "all mails", seconds=PATIENCE)
    addresses = [letter["To"] for letter in post.letters]
    assert len(addresses) == len(set(addresses)) == 10


def test_a_ring_while_no_worker_runs_is_heard_later(start, post, transactional_db):
    overdue_task(UserFactory())
    remind.delay()
    start()
    wait_until(lambda: all_sent(2), "mails after the worker came back", seconds=PATIENCE)


def test_a_worker_killed_in_mid_work_only_delays(start, post, transactional_db):
    """What it had claimed is free again when its lease has run out; here the lease is ended by hand."""
    for _ in range(10):
        overdue_task(UserFactory())
    post.seconds = 0.2
    worker = start()
    remind.delay()
    wait_until(lambda: Digest.objects.filter(state="sent").exists(), "first mail", seconds=PATIENCE)
    worker.kill()
    assert not all_sent(20)
    post.seconds = 0
    claimed = Digest.objects.waiting().exclude(held_until=None)
    in_flight = set(claimed.values_list("recipient__email", flat=True))
    claimed.update(held_until=timezone.now())
    start()
    remind.delay()
    wait_until(lambda: all_sent(20), "the rest", seconds=PATIENCE)
    addresses = [letter["To"] for letter in post.letters]
    assert len(set(addresses)) == 20
    # Only a mail that was on its way in the moment of death may come twice, and then under the same Message-ID.
    twice = {address for address in addresses if addresses.count(address) > 1}
    assert twice <= in_flight
    assert len({letter["Message-ID"] for letter in post.letters}) == 20


def test_beat_makes_up_for_the_rings_of_a_standstill(start_worker, post, transactional_db):
    """Worker and beat in one process, after an hour without them: mails leave at once, not at the next ring."""
    overdue_task(UserFactory())
    beat = PersistentScheduler(app, schedule_filename=app.conf.beat_schedule_filename)
    beat.schedule["remind"].last_run_at = app.now() - dt.timedelta(hours=1)
    beat.close()
    start_worker("", "--beat-thread", EMAIL_URL=post.url, REMIND_HOUR="0", SEND_HOURS="00:00-23:59")
    wait_until(lambda: all_sent(2), "mails by beat", seconds=PATIENCE)
