"""Turns to speak are given once each, by even intervals, to however many senders."""

import datetime as dt
import threading
import time

import pytest
from django.db import connections
from django.utils import timezone

from tests.factories import UnitFactory
from tracker.models import Channel
from tracker.reminders.pace import Busy, leave_alone, wait_for_turn

SECOND = dt.timedelta(seconds=1)


def make_channel(**fields) -> Channel:
    return Channel.objects.create(
        kind="feishu", name="群", unit=UnitFactory(), address="https://x/", **fields
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_senders_at_once_keep_the_interval_together():
    channel, turns, errors = make_channel(per_minute=100), [], []

    def speak() -> None:
        try:
            for _ in range(2):
                wait_for_turn(Channel.objects.get(pk=channel.pk))
                turns.append(time.monotonic())
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=speak) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    turns.sort()
    assert len(turns) == 6
    # Six turns are five intervals, however late a sender wakes in between.
    assert turns[-1] - turns[0] > 5 * channel.interval.total_seconds() - 0.2


@pytest.mark.django_db
def test_who_would_wait_long_is_told_until_when(time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 20, tzinfo=dt.UTC), tick=False)
    channel = make_channel()
    leave_alone(channel, 60 * SECOND)
    with pytest.raises(Busy) as busy:
        wait_for_turn(channel)
    assert busy.value.until == timezone.now() + 60 * SECOND
    time_machine.shift(60 * SECOND)
    wait_for_turn(channel)
    channel.refresh_from_db()
    assert channel.free_at == timezone.now() + channel.interval
