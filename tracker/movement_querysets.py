"""Which tasks moved, which will, and how long they have been open: asked by the figures and by the lists behind them."""

import datetime as dt
from typing import Self

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, TextChoices, Value, When

from tracker.as_of_querysets import AsOfQuerySet
from tracker.colours import Colour, colour_case
from tracker.ladder import RUNNING
from tracker.states import OPEN, Action


class Movement(TextChoices):
    """What happens to a task on one day and is counted per month."""

    FOUND = "found", "新交办"
    CLEARED = "cleared", "清零"
    RELAPSED = "relapsed", "重新整改"
    EXTENDED = "extended", "批准延期"


MOVED_BY = {
    Movement.FOUND: (Action.ASSIGN,),
    Movement.CLEARED: (Action.ACCEPT_CLOSURE, Action.CLOSE_SPECIALLY),
    Movement.RELAPSED: (Action.REOPEN,),
    Movement.EXTENDED: (Action.GRANT_EXTENSION,),
}
"""The steps of the trail by which a movement is known."""


class Age(TextChoices):
    """How long ago a task was handed over, in bands of days."""

    MONTH = "30", "30 天以内"
    QUARTER = "90", "31 至 90 天"
    HALF = "180", "91 至 180 天"
    YEAR = "365", "181 至 365 天"
    OLDER = "older", "365 天以上"


def turning_then(colour: str, on: dt.date, days: int) -> Q:
    """After `as_of`: has another colour on the day `on` and will have this one, yellow or red, so many days later.

    As things stand: nothing is reported, extended or cleared meanwhile. While an application waits the clock stands.
    """
    day = on + dt.timedelta(days=days)
    if colour == Colour.RED:
        return Q(status_then__in=RUNNING, colour__in=[Colour.GREEN, Colour.YELLOW], due_then__lt=day)
    return Q(status_then__in=RUNNING, colour=Colour.GREEN, warn_then__lte=day, due_then__gte=day)


class MovementQuerySet(AsOfQuerySet):
    """The words of movement; all but `moved` need what `as_of` adds."""

    def moved(self, movement: str, first: dt.date, last: dt.date) -> Self:
        """Tasks to which this happened on one of the days from `first` to `last`, whatever became of them afterwards."""
        steps = self.model.steps.rel.related_model.objects
        actions = MOVED_BY[Movement(movement)]
        return self.filter(
            Exists(steps.filter(task=OuterRef("pk"), action__in=actions, on__gte=first, on__lte=last))
        )

    def not_yet(self, colour: str, since: dt.date) -> Self:
        """Tasks that did not have this colour at the end of the day `since`, or were not there."""
        periods = self.model.periods.rel.related_model.objects.in_force(since).filter(task=OuterRef("pk"))
        return self.exclude(Exists(periods.annotate(was=colour_case(since)).filter(was=colour)))

    def turning(self, colour: str, on: dt.date, days: int) -> Self:
        return self.filter(turning_then(colour, on, days))

    def with_age(self, on: dt.date) -> Self:
        """Only open tasks, with `age_then`: the band of days since the task was handed over.

        A task that was given back and handed over anew counts, on a day between, from the earlier time.
        """
        steps = self.model.steps.rel.related_model.objects
        earlier = steps.filter(task=OuterRef("pk"), action=Action.ASSIGN, on__lte=on).order_by("-on")
        opened = Case(
            When(assigned_on__lte=on, then=F("assigned_on")), default=Subquery(earlier.values("on")[:1])
        )
        bands = [
            When(opened__gte=on - dt.timedelta(days=int(age)), then=Value(age))
            for age in Age.values
            if age != Age.OLDER
        ]
        age = Case(*bands, default=Value(Age.OLDER), output_field=CharField())
        return self.filter(status_then__in=OPEN).alias(opened=opened).annotate(age_then=age)
