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
    supervisors: list[tuple[int, int]] = field(default_factory=list)
    """per office its supervisors"""
    orphans: list[int] = field(default_factory=list)
    """units for which nobody answers, neither there nor above: their office is told instead"""


def find_addressees() -> Addressees:
    """Return who answers for every unit: its own people, else those of the nearest unit above that has any."""
    found = Addressees()
    handlers, heads = defaultdict(list), defaultdict(list)
    active = User.objects.filter(is_active=True, unit__isnull=False)
    for pk, unit, role in active.order_by("pk").values_list("pk", "unit_id", "role"):
        match role:
            case Role.HANDLER:
                handlers[unit].append(pk)
            case Role.HEAD:
                heads[unit].append(pk)
            case Role.SUPERVISOR:
                found.supervisors.append((unit, pk))
    for unit, path in Unit.objects.order_by("pk").values_list("pk", "path"):
        upwards = map(int, reversed(path.rstrip("/").split("/")))
        answering = next((above for above in upwards if handlers[above] or heads[above]), None)
        if answering is None:
            found.orphans.append(unit)
            continue
        found.handlers.extend((unit, person) for person in handlers[answering] or heads[answering])
        found.people.extend((unit, person) for person in handlers[answering] + heads[answering])
    return found
