"""Let all tasks of the demo live side by side, with the rounds and the notices of their offices in between."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from reports.demo import rounds
from reports.demo.city import City, SeedTask
from reports.demo.correspondence import correspond
from reports.demo.heads import through_the_head
from reports.demo.lives import live
from reports.demo.playing import Player, by_unit
from reports.demo.story import DAY, Event, working
from tracker import actions
from tracker.models import Round, Source, Task, Unit, User
from tracker.states import Action, Role

SEED = 20260115
"""Chance is the same on every machine: only today moves the dates."""

MEETS = "duban"
"""the supervisor whose office holds and prepares the rounds"""

WRITE = ("duban", "ducha")
"""the supervisors whose offices send notices"""

Doing = tuple[dt.date, Callable[[], object]]
"""What an office does on a day about many tasks, after all that the day has brought to them"""


@dataclass
class Stage:
    """The cast and its script."""

    city: City
    units: dict[str, Unit]
    users: dict[str, User]
    sources: dict[str, Source]
    today: dt.date
    chance: Random = field(default_factory=lambda: Random(SEED))
    players: list[Player] = field(default_factory=list)
    script: list[tuple[Event, Player]] = field(default_factory=list)

    def perform(self) -> list[tuple[str, Task]]:
        """Play everything day by day, so that numbers and trails grow as they would have grown; by source."""
        for seed in self.city.tasks:
            self._write_in(seed)
        self._play(sorted([*self._rounds(), *self._notices()], key=lambda doing: doing[0]))
        _link(self.city, [player.task for player in self.players], self.today)
        return [(player.seed.source, player.task) for player in self.players]

    def _write_in(self, seed: SeedTask) -> None:
        player, events = self._cast(seed)
        if siblings := [self._cast(one) for one in seed.siblings]:
            player.siblings = [sibling for sibling, _ in siblings]
            events = [*_splitting(player.source), *events[1:]]
        self.script += [(event, player) for event in events]
        self.script += [(event, sibling) for sibling, theirs in siblings for event in theirs[1:]]

    def _cast(self, seed: SeedTask) -> tuple[Player, list[Event]]:
        source = self.sources[seed.source]
        player = Player(
            seed,
            source,
            _supervisors(source, self.users),
            self.units,
            next(user for user in self.users.values() if user.role == Role.LEADER),
            self.chance,
            handlers=by_unit(self.users.values(), Role.HANDLER),
            heads=by_unit(self.users.values(), Role.HEAD),
            claims={one.name: one.claims for one in self.city.standards},
        )
        self.players.append(player)
        events = live(seed.life, issued_on=source.issued_on, today=self.today, chance=self.chance)
        asks = {one.key for one in self.city.sources if one.head_approves}
        return player, list(through_the_head(seed.life, events)) if seed.source in asks else events

    def _play(self, doings: Sequence[Doing]) -> None:
        rest = sorted(self.script, key=lambda line: line[0].on)
        for day, doing in doings:
            before = [line for line in rest if line[0].on <= day]
            rest = rest[len(before) :]
            for event, player in before:
                player.play(event)
            doing()
            for player in self.players:
                if player.task:  # it may have been changed
                    player.task.refresh_from_db()
        for event, player in rest:
            player.play(event)

    def _rounds(self) -> list[Doing]:
        by, held_on = self.users[MEETS], rounds.workday(self.today - dt.timedelta(days=rounds.HELD_DAYS_AGO))
        answered_on = self.today - 2 * DAY
        return [
            (held_on, lambda: rounds.hold_office_round(by, held_on)),
            (answered_on, lambda: rounds.answer_demand(Round.objects.get(), by, answered_on)),
            (self.today, lambda: rounds.plan_government_round(by, self.today)),
        ]

    def _notices(self) -> list[Doing]:
        return [
            doing
            for username in WRITE
            for doing in correspond(self.users[username], list(self.users.values()), self.today)
        ]


def _splitting(source: Source) -> list[Event]:
    """The days before anything of the source is handed over."""
    found_on, split_on = working(source.issued_on + DAY), working(source.issued_on + 2 * DAY)
    return [Event(found_on, Action.CREATE), Event(split_on, Action.SPLIT)]


def _supervisors(source: Source, users: dict[str, User]) -> list[User]:
    """The one who registered the source first, then the colleagues of the office."""
    office = [
        user for user in users.values() if user.role == Role.SUPERVISOR and user.unit_id == source.office_id
    ]
    return sorted(office, key=lambda user: user != source.created_by)


def _link(city: City, tasks: list[Task], today: dt.date) -> None:
    """Let the supervisors say what the demo's tasks have to do with each other."""
    titled = {task.title: task for task in tasks}
    for seed in city.recurrences:
        task = titled[seed.task]
        actions.confirm_recurrence(task, titled[seed.earlier], by=task.source.created_by, on=today)
    for matter in city.matters:
        group = [titled[title] for title in matter.tasks]
        actions.link_matter(group, by=group[0].source.created_by, on=today)
