"""Send what is owed: claim a digest, look again whether it is still true, send, record what became of it.

A digest is claimed by a conditional UPDATE with a lease, so of several senders one acts, and a killed one only delays.
Killed between the mail server's answer and our record, it sends a second time, with the same Message-ID.
"""

import datetime as dt
import logging
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.utils import timezone

from tracker import channels
from tracker.models import Digest, Reminder
from tracker.reminders.wording import digest_mail

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=10)
"""Longer than one message can take (EMAIL_TIMEOUT per answer of the server)."""
MOST_ATTEMPTS = 5
FIRST_PAUSE = dt.timedelta(minutes=5)
"""After the first failure; three times as long after each further one."""


@dataclass
class Outcome:
    """How many digests of a run ended how."""

    sent: int = 0
    failed: int = 0
    no_address: int = 0
    down: str = ""
    """why the channel did not answer, if so"""


def send_reminders(today: dt.date) -> Outcome:
    """Send everybody their digest of the day. Each is tried on its own: one bad address stops nobody else."""
    _carry_over(today)
    _open_digests(today)
    outcome = Outcome()
    with channels.mailbox() as mailbox:
        for pk in (
            Digest.objects.free(timezone.now()).filter(on=today).order_by("pk").values_list("pk", flat=True)
        ):
            try:
                _deliver(pk, today, mailbox, outcome)
            except channels.ChannelDown as error:
                outcome.down = str(error)
                Digest.objects.waiting().filter(on=today).update(error=outcome.down)
                break
            except Exception:  # whatever is wrong with one digest, the others go out
                logger.exception("digest %s could not be sent", pk)
                Digest.objects.filter(pk=pk).update(error="程序出错，详见系统日志")
                outcome.failed += 1
    return outcome


def _carry_over(today: dt.date) -> None:
    """Give up the digests of earlier days; what they failed to tell and is still true goes into today's."""
    earlier = Digest.objects.filter(on__lt=today)
    reason = Case(When(error="", then=Value("当日没有发出")), default=F("error"), output_field=TextField())
    earlier.free(timezone.now()).update(state=Digest.State.FAILED, error=reason)
    failed = Reminder.objects.filter(digest__in=earlier.filter(state=Digest.State.FAILED))
    failed.armed(today).update(digest=None)


def _open_digests(today: dt.date) -> None:
    """A digest for everybody who is owed something today and has none yet."""
    served = Digest.objects.filter(on=today).values("recipient")
    owed = Reminder.objects.armed(today).unsent().exclude(recipient__in=served)
    people = owed.order_by().values_list("recipient", flat=True).distinct()
    digests = [Digest(recipient_id=person, on=today) for person in people]
    Digest.objects.bulk_create(digests, ignore_conflicts=True)


def _deliver(pk: int, today: dt.date, mailbox: channels.Mailbox, outcome: Outcome) -> None:
    claim = timezone.now() + LEASE
    mine = Digest.objects.filter(pk=pk, held_until=claim)
    free = Digest.objects.free(timezone.now()).filter(pk=pk)
    if free.update(held_until=claim, attempts=F("attempts") + 1) != 1:
        return
    digest = Digest.objects.select_related("recipient__unit").get(pk=pk)
    if digest.attempts > MOST_ATTEMPTS:  # whoever claimed it before was killed each time
        mine.update(state=Digest.State.FAILED, held_until=None, error="发送多次中断，已停止重试")
        outcome.failed += 1
        return
    if not _take(digest, today):
        mine.delete()
        return
    person = digest.recipient
    if not person.email:
        mine.update(state=Digest.State.NO_ADDRESS, held_until=None, error="")
        outcome.no_address += 1
        return
    try:
        delivery = mailbox.send(to=person.email, **digest_mail(digest, today))
    except channels.ChannelDown:
        mine.update(held_until=None, attempts=F("attempts") - 1)
        raise
    _record(digest, mine, delivery, outcome)


def _take(digest: Digest, today: dt.date) -> int:
    """Put into the digest what is owed to its recipient now, take out what is no longer true; return how many."""
    digest.reminders.update(digest=None)
    owed = Reminder.objects.owed_to(digest.recipient, today)
    return Reminder.objects.filter(pk__in=owed.order_by().values("pk")).update(digest=digest)


def _record(digest: Digest, mine: QuerySet, delivery: channels.Delivery, outcome: Outcome) -> None:
    address = {"address": digest.recipient.email}
    if delivery.delivered:
        state = Digest.State.SENT
        mine.update(state=state, sent_at=timezone.now(), held_until=None, error="", **address)
        outcome.sent += 1
        return
    outcome.failed += 1
    if delivery.final or digest.attempts >= MOST_ATTEMPTS:
        mine.update(state=Digest.State.FAILED, held_until=None, error=delivery.error, **address)
    else:
        pause = FIRST_PAUSE * 3 ** (digest.attempts - 1)
        mine.update(held_until=timezone.now() + pause, error=delivery.error, **address)
