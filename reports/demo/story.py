"""A life in the making: dated events that grow in the order of their days. Knows dates and chance, no database."""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from tracker.states import Action

DAY = dt.timedelta(days=1)


def working(day: dt.date) -> dt.date:
    """The day itself, or the Monday after it."""
    return day if day.isoweekday() <= 5 else day + (8 - day.isoweekday()) * DAY


@dataclass(frozen=True)
class Event:
    """One action on one day. `percent` belongs to progress, `due_on` to assigning, extending and reopening."""

    on: dt.date
    action: Action
    due_on: dt.date | None = None
    percent: int | None = None


@dataclass
class Story:
    """A life in the making: `events` grow in the order of their days and never pass today."""

    today: dt.date
    start: dt.date
    """the day of assignment"""
    chance: Random
    events: list[Event] = field(default_factory=list)

    @property
    def age(self) -> int:
        return (self.today - self.start).days

    def days(self, least: int, most: int) -> dt.timedelta:
        return self.chance.randint(least, max(least, most)) * DAY

    def part(self, least: float, most: float) -> dt.date:
        """A day this share of the task's age after its start."""
        return self.start + round(self.age * self.chance.uniform(least, most)) * DAY

    def add(self, action: Action, on: dt.date, **details: dt.date | int) -> dt.date:
        """Let something happen on the day, or on the next working day; returns the day that it became."""
        on = working(on)
        latest = self.events[-1].on if self.events else on
        on = min(max(on, latest), self.today)
        self.events.append(Event(on, action, **details))
        return on

    def begin(self, due_on: dt.date, *, accepted: bool = True) -> None:
        self.add(Action.CREATE, self.start - self.days(1, 3))
        self.add(Action.ASSIGN, self.start, due_on=due_on)
        if accepted:
            self.add(Action.ACCEPT, self.start + self.days(1, 2))

    def work(self, until: dt.date, percent: int) -> None:
        """Report progress about monthly, evenly rising to `percent` shortly before `until`."""
        first = self.events[-1].on
        times = min(4, max(1, (until - first).days // 35))
        reached = max((event.percent or 0 for event in self.events), default=0)
        for turn in range(1, times + 1):
            day = first + (until - first) * turn // times - self.days(1, 4)
            self.add(
                Action.REPORT_PROGRESS, max(day, first), percent=reached + (percent - reached) * turn // times
            )

    def close(self, submitted_on: dt.date) -> None:
        self.work(submitted_on, 100)
        day = self.add(Action.SUBMIT, submitted_on)
        self.add(Action.ACCEPT_CLOSURE, day + self.days(2, 6))
