"""Links to a wall: made, found by their token, revoked."""

import datetime as dt
import hashlib
import secrets

from django.db.models import Q

from reports.models import WallLink
from tracker.models import User

NOTED_EVERY = dt.timedelta(minutes=5)
"""how exactly the last use is kept: a wall asks all day long"""


def make_link(name: str, *, by: User) -> tuple[WallLink, str]:
    """Return a new link and its token, which is kept nowhere and cannot be shown again."""
    token = secrets.token_urlsafe(24)
    scope = {"unit": by.unit, "role": by.role}
    return WallLink.objects.create(name=name, token_digest=_digest(token), created_by=by, **scope), token


def revoke_link(link: WallLink, *, by: User, now: dt.datetime) -> bool:
    """Let the link show nothing any more; False if somebody was faster."""
    return bool(WallLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by))


def link_of(token: str, now: dt.datetime) -> WallLink | None:
    """Return the live link of this token and note that it was used."""
    link = (
        WallLink.objects.live().select_related("created_by__unit").filter(token_digest=_digest(token)).first()
    )
    if link:
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        WallLink.objects.filter(stale, pk=link.pk).update(last_used_at=now)
    return link


def _digest(token: str) -> str:
    """A token is random and long, so a plain digest keeps it; no salt, because it is looked up by it."""
    return hashlib.sha256(token.encode()).hexdigest()
