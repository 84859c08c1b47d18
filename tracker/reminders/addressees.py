"""Who answers for a unit: the people to be told about the tasks that it leads."""

from collections import defaultdict
from dataclasses import dataclass, field

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
    orphans: list[int] = field(default_factory=list)
    """units for which nobody answers, neither there nor above: their office is told instead"""


def find_addressees() -> Addressees:
    """Return who answers for every unit: its own people, else those of the nearest unit above that has any."""
    found = Addressees()
    of: dict[str, dict[int, list[int]]] = {role: defaultdict(list) for role in Role}
    active = User.objects.filter(is_active=True, unit__isnull=False)
    for pk, unit, role in active.order_by("pk").values_list("pk", "unit_id", "role"):
        of[role][unit].append(pk)
    handlers, heads = of[Role.HANDLER], of[Role.HEAD]
    found.supervisors.extend(
        (office, person) for office, people in of[Role.SUPERVISOR].items() for person in people
    )
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
