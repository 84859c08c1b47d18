"""The in-app side: a person marks what they have read."""

from django.utils import timezone

from tracker.models import Reminder, User


def mark_read(reminder: Reminder) -> None:
    """Mark the reminder as read, and with it the earlier ones to the same person about the same task."""
    Reminder.objects.up_to(reminder).unread().update(read_at=timezone.now())


def mark_all_read(*, by: User, latest: int) -> int:
    """Mark the person's reminders as read up to the key of the latest that they were shown; return how many lines."""
    shown = list(Reminder.objects.inbox_of(by).unread().filter(pk__lte=latest).values_list("task", flat=True))
    Reminder.objects.filter(recipient=by, pk__lte=latest, task__in=shown).unread().update(
        read_at=timezone.now()
    )
    return len(shown)
