"""The four colours: one definition as a Python function and as its SQL twin.

The colour is computed from what was in force on a day, never stored as the truth. The thresholds behind `warn_on` are
an office's own choice (`Policy`); no number here is an official one.
"""

import datetime as dt
from typing import Protocol

from django.db.models import Case, CharField, F, Q, TextChoices, Value, When
from django.db.models.functions import Coalesce

from tracker.states import CLEARED, Status


class Colour(TextChoices):
    RED = "red", "红色督办"
    YELLOW = "yellow", "黄色预警"
    GREEN = "green", "绿色提示"
    WHITE = "white", "白色清零"

    @property
    def short(self) -> str:
        return self.label[0]

    @property
    def shape(self) -> str:
        """The sign that stands beside the word, so that the colour is never the only one."""
        return {"red": "■", "yellow": "▲", "green": "●", "white": "○"}[self.value]


class InForce(Protocol):
    """What the colour needs to know of a task on the day asked about."""

    status: str
    due_on: dt.date | None
    warn_on: dt.date | None
    raised: bool
    submitted_on: dt.date | None


def colour_for(state: InForce, on: dt.date) -> Colour | None:
    """Return the colour on the day `on` of what was in force that day; None for a draft, which has no colour.

    The due day itself is still in time. While an application waits for its verdict the clock stands at the day of
    submission. A task without a deadline is never red for lateness (the database lets no open task be without one).
    """
    if state.status == Status.DRAFT:
        return None
    if state.status in CLEARED:
        return Colour.WHITE
    day = state.submitted_on or on
    if state.raised or (state.due_on is not None and state.due_on < day):
        return Colour.RED
    if state.warn_on is not None and state.warn_on <= day:
        return Colour.YELLOW
    return Colour.GREEN


def colour_case(on: dt.date, prefix: str = "") -> Case:
    """Return `colour_for` as an SQL expression; `prefix` leads to the columns in force (such as ``in_force__``)."""
    day = Coalesce(F(f"{prefix}submitted_on"), Value(on))
    return Case(
        When(Q(**{f"{prefix}status": Status.DRAFT}), then=None),
        When(Q(**{f"{prefix}status__in": CLEARED}), then=Value(Colour.WHITE.value)),
        When(
            Q(**{f"{prefix}raised": True}) | Q(**{f"{prefix}due_on__lt": day}), then=Value(Colour.RED.value)
        ),
        When(Q(**{f"{prefix}warn_on__lte": day}), then=Value(Colour.YELLOW.value)),
        default=Value(Colour.GREEN.value),
        output_field=CharField(null=True),
    )
