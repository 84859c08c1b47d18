"""What would other thresholds do? The colours of today beside those that a policy would give, nothing written."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from tracker.colours import Colour
from tracker.ladder import RUNNING
from tracker.models import Policy, Source, Step, Unit
from tracker.states import Action, Status


@dataclass(frozen=True)
class Shift:
    """What changes for one lead unit. Red and white never do: thresholds move the border of green and yellow."""

    name: str
    green: int
    yellow: int
    to_yellow: int
    """green now, yellow then"""
    to_green: int
    """yellow now, green then"""

    @property
    def green_then(self) -> int:
        return self.green - self.to_yellow + self.to_green

    @property
    def yellow_then(self) -> int:
        return self.yellow + self.to_yellow - self.to_green

    @property
    def changes(self) -> bool:
        return bool(self.to_yellow or self.to_green)


def kinds_under(kind: str) -> list[str]:
    """Return the kinds of source that the policy of this kind rules; the default (no kind) those without their own."""
    if kind:
        return [kind]
    own = set(Policy.objects.exclude(kind="").values_list("kind", flat=True))
    return [one for one in Source.Kind.values if one not in own]


def trial(tasks: QuerySet, policy: Policy, today: dt.date) -> list[Shift]:
    """Return, per lead unit with the most changes first, what `policy` (saved or not) would change today.

    The period of a deadline runs from the reopening that set it, else from the assignment. Only tasks that may be on the other side of the border are read as groups of equal dates.
    """
    running = _running(tasks, policy.kind, today)
    now = {
        row["lead_then"]: (row["n_green"], row["n_yellow"])
        for row in running.order_by()
        .values("lead_then")
        .annotate(
            n_green=Count("pk", filter=Q(colour=Colour.GREEN)),
            n_yellow=Count("pk", filter=Q(colour=Colour.YELLOW)),
        )
    }
    to_yellow, to_green = _turned(running, policy, today)
    names = dict(Unit.objects.filter(pk__in=now).values_list("pk", "name"))
    shifts = [Shift(names[pk], *counts, to_yellow[pk], to_green[pk]) for pk, counts in now.items()]
    return sorted(shifts, key=lambda one: (-one.to_yellow - one.to_green, -one.yellow, one.name))


def whole(shifts: list[Shift]) -> Shift:
    """Return the sum."""
    names = ("green", "yellow", "to_yellow", "to_green")
    return Shift("合计", *(sum(getattr(one, name) for one in shifts) for name in names))


def _running(tasks: QuerySet, kind: str, today: dt.date) -> QuerySet:
    """Open green and yellow tasks of the kinds of source that are ruled."""
    then = tasks.as_of(today, today).of_colour(Colour.GREEN, Colour.YELLOW)
    return then.filter(source__kind__in=kinds_under(kind), status_then__in=(*RUNNING, Status.SUBMITTED))


def _turned(running: QuerySet, policy: Policy, today: dt.date) -> tuple[Counter, Counter]:
    last = today + dt.timedelta(days=policy.warn_most)
    near = Q(colour=Colour.YELLOW) | Q(due_then__lte=last)  # all others are green before and after
    groups = (
        running.filter(near)
        .order_by()
        .alias(set_by=_setting_step("action"))
        .annotate(begun=Case(When(set_by=Action.REOPEN, then=_setting_step("on")), default=F("assigned_on")))
        .values_list("lead_then", "colour", "begun", "due_then", "clock_on")
        .annotate(n=Count("pk"))
    )
    to_yellow, to_green = Counter[int](), Counter[int]()
    for lead, colour, begun, due_on, day, n in groups:
        warns = policy.dates(begun, due_on)["warn_on"] <= day
        if warns and colour == Colour.GREEN:
            to_yellow[lead] += n
        elif not warns and colour == Colour.YELLOW:
            to_green[lead] += n
    return to_yellow, to_green


def _setting_step(field: str) -> Subquery:
    """A field of the last step that set the deadline in force."""
    setting = (Action.ASSIGN, Action.REOPEN, Action.GRANT_EXTENSION)
    steps = Step.objects.filter(task=OuterRef("pk"), action__in=setting).order_by("-position")
    return Subquery(steps.values(field)[:1])
