"""Send what is owed: claim a digest, look again whether it is still true, send, record what became of it.

A digest is claimed by a conditional UPDATE with a lease, so of several senders one acts, and a killed one only delays.
Killed between the mail server's answer and our record, it sends a second time, with the same Message-ID.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from tracker import channels
from tracker.models import Digest
from tracker.reminders.carriers import address_of, carry
from tracker.reminders.outbox import carry_over, open_digests, take
from tracker.reminders.pace import Busy

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=10)
"""Longer than one message can take (EMAIL_TIMEOUT per answer of the server)."""
PAUSES = [dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240)]
"""After the first failure, the second …; a digest that failed once more is given up for the day."""
MOST_ATTEMPTS = len(PAUSES) + 1


@dataclass
class Outcome:
    """How many digests of a run ended how."""

    sent: int = 0
    failed: int = 0
    no_address: int = 0
    down: str = ""
    """why the channel did not answer, if so"""


def send_reminders(today: dt.date) -> Outcome:
    """Send everybody and every group their digest of the day. Each is tried on its own: one failure stops nobody else."""
    carry_over(today)
    open_digests(today)
    outcome = Outcome()
    free = Digest.objects.free(timezone.now()).filter(on=today).order_by("pk")
    down: set[tuple[str, int | None]] = set()
    with channels.mailbox() as mailbox:
        for pk, way, group in free.values_list("pk", "channel", "group"):
            if (way, group) in down:
                continue
            try:
                _deliver(pk, today, mailbox, outcome)
            except channels.ChannelDown as error:
                down.add((way, group))
                outcome.down = str(error)
                Digest.objects.waiting().filter(on=today, channel=way, group=group).update(error=str(error))
            except Exception:  # whatever is wrong with one digest, the others go out
                logger.exception("digest %s could not be sent", pk)
                Digest.objects.filter(pk=pk).update(error="程序出错，详见系统日志")
                outcome.failed += 1
    return outcome


def _deliver(pk: int, today: dt.date, mailbox: channels.Mailbox, outcome: Outcome) -> None:
    claim = timezone.now() + LEASE
    mine = Digest.objects.filter(pk=pk, held_until=claim)
    free = Digest.objects.free(timezone.now()).filter(pk=pk)
    if free.update(held_until=claim, attempts=F("attempts") + 1) != 1:
        return
    digest = Digest.objects.select_related("recipient__unit", "group__unit").get(pk=pk)
    if digest.attempts > MOST_ATTEMPTS:  # whoever claimed it before was killed each time
        mine.update(state=Digest.State.FAILED, held_until=None, error="发送多次中断，已停止重试")
        outcome.failed += 1
        return
    if not take(digest, today):
        mine.delete()
        return
    if not address_of(digest):
        mine.update(state=Digest.State.NO_ADDRESS, held_until=None, error="")
        outcome.no_address += 1
        return
    try:
        delivery = carry(digest, today, mailbox)
    except channels.ChannelDown:
        mine.update(held_until=None, attempts=F("attempts") - 1)
        raise
    except Busy as busy:
        mine.update(held_until=busy.until, attempts=F("attempts") - 1)
        return
    _record(digest, mine, delivery, outcome)


def _record(digest: Digest, mine: QuerySet, delivery: channels.Delivery, outcome: Outcome) -> None:
    address, now = {"address": address_of(digest)}, timezone.now()
    if delivery.delivered:
        state = Digest.State.DELIVERED if delivery.confirmed else Digest.State.SENT
        mine.update(state=state, sent_at=now, held_until=None, error="", **address)
        outcome.sent += 1
        return
    outcome.failed += 1
    if delivery.final or digest.attempts >= MOST_ATTEMPTS:
        mine.update(state=Digest.State.FAILED, held_until=None, error=delivery.error, **address)
        return
    pause = max(PAUSES[digest.attempts - 1], delivery.pause or dt.timedelta())
    mine.update(held_until=now + pause, error=delivery.error, **address)
