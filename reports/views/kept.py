"""Figures kept for a moment: they are the same for everybody of one role and unit until a step is added to any trail."""

import datetime as dt

from django.core.cache import cache

from reports import statistics
from reports.statistics import Figures
from tracker.models import Step, Task, User

LONGEST = 60
"""seconds: what changes without a step (the name of a unit, a step committed out of turn) shows after so long"""


def figures_for(user: User, on: dt.date, today: dt.date) -> Figures:
    """Return the figures of the day as the user may see them."""
    latest = Step.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"figures-{user.role}-{user.unit_id}-{on}-{today}-{latest}"
    kept = cache.get(key)
    if kept is None:
        kept = statistics.figures(Task.objects.visible_to(user), on, today)
        cache.set(key, kept, LONGEST)
    return kept
