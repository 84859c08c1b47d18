"""Try again what was given up."""

import datetime as dt

from tracker.models import Channel, Digest
from tracker.reminder_querysets import DigestQuerySet


def try_again(digests: DigestQuerySet, today: dt.date) -> int:
    """Put the day's lost digests back into the outbox, by the way that their people have now; return how many.

    What earlier days lost and is still true is in today's digest already.
    """
    has_gateway = Channel.objects.gateway() is not None
    count = 0
    for digest in digests.lost().filter(on=today).select_related("recipient"):
        way = digest.recipient.way_out(has_gateway=has_gateway) if digest.recipient else digest.channel
        waiting = {"state": Digest.State.WAITING, "attempts": 0, "held_until": None, "error": ""}
        count += Digest.objects.lost().filter(pk=digest.pk).update(channel=way, **waiting)
    return count
