"""Which digests the day needs, and what each carries."""

import datetime as dt

from django.db.models import Case, F, TextField, Value, When
from django.utils import timezone

from tracker.models import Channel, Digest, Notified, Reminder, User


def carry_over(today: dt.date) -> None:
    """Give up the digests of earlier days; what they failed to tell and is still true goes into today's."""
    earlier = Digest.objects.filter(on__lt=today)
    reason = Case(When(error="", then=Value("当日没有发出")), default=F("error"), output_field=TextField())
    earlier.free(timezone.now()).update(state=Digest.State.FAILED, error=reason)
    failed = Reminder.objects.filter(digest__in=earlier.filter(state=Digest.State.FAILED))
    failed.armed(today).update(digest=None)


def open_digests(today: dt.date) -> None:
    """A digest for everybody and for every group that is owed something today and has none yet."""
    digests = [*_for_people(today), *_for_groups(today)]
    Digest.objects.bulk_create(digests, ignore_conflicts=True)


def _for_people(today: dt.date) -> list[Digest]:
    served = Digest.objects.filter(on=today, recipient__isnull=False).values("recipient")
    owed = Reminder.objects.armed(today).unsent().exclude(recipient__in=served)
    people = User.objects.filter(pk__in=owed.order_by().values("recipient"))
    has_gateway = Channel.objects.gateway() is not None
    return [
        Digest(recipient=person, on=today, channel=person.way_out(has_gateway=has_gateway))
        for person in people.exclude(reminded_by=Notified.INBOX).order_by("pk")
    ]


def _for_groups(today: dt.date) -> list[Digest]:
    unserved = Channel.objects.robots().exclude(
        pk__in=Digest.objects.filter(on=today, group__isnull=False).values("group")
    )
    return [
        Digest(group=channel, on=today, channel=channel.kind)
        for channel in unserved
        if Reminder.objects.owed_to_group(channel, today).exists()
    ]


def take(digest: Digest, today: dt.date) -> bool:
    """Put into the digest what is owed now, take out what is no longer true; return whether anything is left."""
    if digest.group:
        digest.told.set(Reminder.objects.owed_to_group(digest.group, today))
        return digest.told.exists()
    digest.reminders.update(digest=None)
    owed = Reminder.objects.owed_to(digest.recipient, today)
    return Reminder.objects.filter(pk__in=owed.order_by().values("pk")).update(digest=digest) > 0
