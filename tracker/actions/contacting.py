"""A person changes how they are reminded."""

import datetime as dt

from tracker.models import User


def change_contact(
    *,
    by: User,
    reminded_by: str,
    email: str,
    phone: str,
    deputy: User | None = None,
    away_from: dt.date | None = None,
    away_until: dt.date | None = None,
) -> None:
    """Write the person's own way, addresses and deputy; it holds from the next digest."""
    by.reminded_by, by.email, by.phone = reminded_by, email, phone
    by.deputy, by.away_from, by.away_until = deputy, away_from, away_until
    by.save(update_fields=["reminded_by", "email", "phone", "deputy", "away_from", "away_until"])
