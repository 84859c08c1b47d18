"""A person changes how they are reminded."""

from tracker.models import User


def change_contact(*, by: User, reminded_by: str, email: str, phone: str) -> None:
    """Write the person's own way and addresses; it holds from the next digest."""
    by.reminded_by, by.email, by.phone = reminded_by, email, phone
    by.save(update_fields=["reminded_by", "email", "phone"])
