"""Who answers for a unit: the people to be told about the tasks that it leads."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from tracker.models import Unit, User
from tracker.states import Role


@dataclass(frozen=True)
class Addressees:
    """Pairs of a unit's key and a user's key; only active users."""

    handlers: list[tuple[int, int]] = field(default_factory=list)
    """per lead unit its handlers; its heads where it has no handler"""
    people: list[tuple[int, int]] = field(default_factory=list)
    """per lead unit its handlers and heads"""
    heads: list[tuple[int, int]] = field(default_factory=list)
    """per lead unit its heads, or those of the nearest unit above that has any"""
    leaders: list[tuple[int, int]] = field(default_factory=list)
    """per lead unit the leaders of the nearest unit, itself or above, that has any"""
    supervisors: list[tuple[int, int]] = field(default_factory=list)
    """per office its supervisors"""
    themselves: list[tuple[int, int]] = field(default_factory=list)
    """each leader in their own place: who wrote an instruction hears of it"""
    orphans: list[int] = field(default_factory=list)
    """units for which nobody answers, neither there nor above: their office is told instead"""


def find_addressees(today: dt.date) -> Addressees:
    """Return who answers for every unit: its own people, else those of the nearest unit above that has any.

    Who is away on the day is told all the same, and their deputy with them.
    """
    found = _without_deputies()
    deputies = dict(_standing_in(today))
    for pairs in (
        found.handlers, found.people, found.heads, found.leaders, found.supervisors, found.themselves,
    ):  # fmt: skip
        known = set(pairs)
        also = [(place, deputies[person]) for place, person in pairs if person in deputies]
        pairs.extend(pair for pair in dict.fromkeys(also) if pair not in known)
    return found


def _standing_in(today: dt.date) -> QuerySet:
    """Who is away today, and who is told beside them: somebody who is still there, of the same unit."""
    away = User.objects.filter(
        away_from__lte=today, away_until__gte=today, deputy__is_active=True, deputy__unit=F("unit")
    )
    return away.values_list("pk", "deputy_id")


def _without_deputies() -> Addressees:
    found = Addressees()
    of: dict[str, dict[int, list[int]]] = {role: defaultdict(list) for role in Role}
    active = User.objects.filter(is_active=True, unit__isnull=False)
    for pk, unit, role in active.order_by("pk").values_list("pk", "unit_id", "role"):
        of[role][unit].append(pk)
    handlers, heads = of[Role.HANDLER], of[Role.HEAD]
    found.supervisors.extend(
        (office, person) for office, people in of[Role.SUPERVISOR].items() for person in people
    )
    leaders = [person for people in of[Role.LEADER].values() for person in people]
    found.themselves.extend((person, person) for person in sorted(leaders))
    for unit, path in Unit.objects.order_by("pk").values_list("pk", "path"):
        upwards = list(map(int, reversed(path.rstrip("/").split("/"))))
        for pairs, people in ((found.heads, heads), (found.leaders, of[Role.LEADER])):
            nearest = next((people[above] for above in upwards if above in people), [])
            pairs.extend((unit, person) for person in nearest)
        answering = next((above for above in upwards if above in handlers or above in heads), None)
        if answering is None:
            found.orphans.append(unit)
            continue
        found.handlers.extend((unit, person) for person in handlers.get(answering) or heads[answering])
        found.people.extend(
            (unit, person) for person in handlers.get(answering, []) + heads.get(answering, [])
        )
    return found
