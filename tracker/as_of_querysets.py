"""How tasks stood on a day: what `as_of` reads from the periods in force, and the words that need it."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tracker.colours import Colour, colour_case
from tracker.states import OPEN, Status

if TYPE_CHECKING:
    from tracker.models import Unit

# Conditions that are counted as well as listed; they need what `as_of` adds.
LATE_THEN = Q(status_then__in=OPEN, due_then__lt=F("clock_on"))


def fallen_due_then(on: dt.date) -> Q:
    return Q(status_then__in=OPEN, due_then__lte=on)


THEN = {
    "status_then": "status",
    "due_then": "due_on",
    "warn_then": "warn_on",
    "lead_then": "lead_unit",
    "involved_then": "amount_involved",
    "settled_then": "amount_settled",
    "rules_then": "rules_made",
    "people_then": "people_held",
    "satisfaction_then": "satisfaction",
    "extended_then": "extended_times",
    "closed_times_then": "closed_times",
    "returned_then": "returned_times",
    "relapsed_then": "relapsed_times",
}
"""What `as_of` adds, and the column of a task and of its periods that it is read from."""

_CLOSED_ONCE, _RETURNED_ONCE = Q(closed_times_then__gt=0), Q(returned_then__gt=0)
LIVED = {
    "judged": ("认定过", _CLOSED_ONCE | _RETURNED_ONCE),
    "closed": ("认定销号过", _CLOSED_ONCE),
    "unreturned": ("认定销号且从未退回", _CLOSED_ONCE & Q(returned_then=0)),
    "returned": ("退回整改过", _RETURNED_ONCE),
    "extended": ("延期过", Q(extended_then__gt=0)),
    "relapsed": ("反弹过", _CLOSED_ONCE & Q(relapsed_then__gt=0)),
    "answered": ("已有满意评价", ~Q(satisfaction_then="")),
    "content": ("评价满意和基本满意", Q(satisfaction_then__in=["satisfied", "basically"])),
}
"""What tasks had been through by the day asked about, for lists and rates alike: label and condition after `as_of`."""
WITH_AMOUNT = Q(involved_then__gt=0)


class AsOfQuerySet(models.QuerySet):
    """The words of one day; all but `as_of` need what it adds."""

    def as_of(self, on: dt.date, today: dt.date) -> Self:
        """What was in force on the day `on`, one row per task that existed then.

        Adds `colour`, `clock_on` (the day the deadline is held against) and what `THEN` names; `lead_then` is a unit's
        key. From today on these are the task's own columns; a past day is read from its periods.
        """
        rows, prefix = self, ""
        if on < today:
            then = Q(periods__from_on__lte=on, periods__to_on__gt=on)
            rows = self.annotate(in_force=FilteredRelation("periods", condition=then)).filter(
                in_force__isnull=False
            )
            prefix = "in_force__"
        return rows.annotate(
            colour=colour_case(on, prefix),
            clock_on=Coalesce(F(f"{prefix}submitted_on"), Value(on)),
            **{then: F(f"{prefix}{column}") for then, column in THEN.items()},
        )

    def of_colour(self, *colours: str) -> Self:
        """Only these colours."""
        return self.filter(colour__in=colours)

    def counted_then(self) -> Self:
        """All that were not drafts on that day, whatever they are now."""
        return self.exclude(status_then=Status.DRAFT)

    def closed_specially_then(self) -> Self:
        """Cleared by two supervisors although they could not be put right."""
        return self.filter(status_then=Status.CLOSED_SPECIALLY)

    def lived(self, what: str) -> Self:
        """Tasks that had been through this by then; a key of `LIVED`."""
        return self.filter(LIVED[what][1])

    def with_amount(self) -> Self:
        """Tasks about money."""
        return self.filter(WITH_AMOUNT)

    def led_then_by(self, unit: "Unit") -> Self:
        """Tasks whose lead unit of that day lies in the subtree."""
        units = self.model._meta.get_field("lead_unit").related_model.objects
        return self.filter(lead_then__in=units.subtree(unit).order_by().values("pk"))

    def fallen_due(self, on: dt.date) -> Self:
        """Not cleared although the deadline has come, the due day included, waiting for a verdict or not."""
        return self.filter(fallen_due_then(on))

    def late(self) -> Self:
        """Open and past the deadline by the clock that stands while an application waits."""
        return self.filter(LATE_THEN)

    def of_unit(self, unit: "Unit") -> Self:
        """Tasks that a unit of the subtree led on that day, or assists."""
        through = self.model.assisting_units.through
        assists = through.objects.filter(task=OuterRef("pk"), unit__path__startswith=unit.path)
        subtree = type(unit).objects.subtree(unit).values("pk")
        return self.filter(Q(lead_then__in=subtree) | Exists(assists))

    def reddest_first(self) -> Self:
        """Red, yellow, green, white; within a colour the earliest deadline first."""
        rank = Case(
            *(When(colour=colour.value, then=position) for position, colour in enumerate(Colour)),
            default=len(Colour),
            output_field=IntegerField(),
        )
        return self.order_by(rank, "due_then", "pk")

    def colour_counts(self) -> dict[str, int]:
        """How many of each colour, and `total`; drafts are counted nowhere."""
        counts = self.order_by().aggregate(
            **{colour.value: Count("pk", filter=Q(colour=colour.value)) for colour in Colour}
        )
        return counts | {"total": sum(counts.values())}
