"""How fast a channel is spoken to, by all workers together."""

import datetime as dt
import time

from django.utils import timezone

from tracker.models import Channel

LONGEST_WAIT = dt.timedelta(seconds=5)
"""A sender waits so long for its turn; beyond it the message comes again later."""


class Busy(Exception):
    """The channel wants no message before `until`."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(f"渠道暂停到 {timezone.localtime(until):%H:%M:%S}")
        self.until = until


def wait_for_turn(channel: Channel) -> None:
    """Return when the channel may be spoken to. Each turn is given once, by a conditional UPDATE. Raises Busy."""
    while True:
        channel.refresh_from_db(fields=["free_at"])
        now, free_at = timezone.now(), channel.free_at
        turn = max(free_at or now, now)
        if turn - now > LONGEST_WAIT:
            raise Busy(turn)
        same = Channel.objects.filter(pk=channel.pk, free_at=free_at)
        if same.update(free_at=turn + channel.interval) == 1:
            time.sleep((turn - now).total_seconds())
            return


def leave_alone(channel: Channel, pause: dt.timedelta) -> None:
    """Let nobody speak to the channel for so long."""
    Channel.objects.filter(pk=channel.pk).update(free_at=timezone.now() + pause)
