"""Moments of the demo: the clock of the actions said today for everything that happened on an earlier day."""

import datetime as dt

from django.db.models import Max
from django.utils import timezone

from tracker.models import Application, Evidence, Task
from tracker.states import Action

_DECIDING = (
    Action.ACCEPT_CLOSURE,
    Action.SEND_BACK,
    Action.HAND_BACK_CLOSURE,
    Action.GRANT_EXTENSION,
    Action.REFUSE_EXTENSION,
    Action.HAND_BACK_EXTENSION,
    Action.WITHDRAW_APPLICATION,
    Action.CLOSE_SPECIALLY,
    Action.REFUSE_SPECIAL,
)


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), timezone.get_current_timezone())


def set_clocks() -> None:
    """Let every moment that a page shows be of the day on which it happened."""
    for task in Task.objects.annotate(last_on=Max("steps__on")):
        Task.objects.filter(pk=task.pk).update(updated_at=morning(task.last_on))
    files = list(Evidence.objects.select_related("progress", "application"))
    for file in files:
        file.at = morning((file.progress or file.application).on)
    Evidence.objects.bulk_update(files, ["at"])
    decided = list(Application.objects.exclude(decision="").select_related("task"))
    for one in decided:
        decision = one.task.steps.filter(action__in=_DECIDING, on__gte=one.on).order_by("position").first()
        one.decided_at = morning(decision.on)
    Application.objects.bulk_update(decided, ["decided_at"])
