"""Two problems made one: what the one lacks it takes from the other, and where the two differ the card says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.models import Problem

UNDECIDED = "未定"


@dataclass(frozen=True)
class Difference:
    """A field of the task to be: what the problem keeps, and what the joined one had."""

    name: str
    kept: str
    other: str


@dataclass(frozen=True)
class Joined:
    """A problem that was joined to another, and in what they differ."""

    problem: Problem
    differences: tuple[Difference, ...]


def take_fields(problem: Problem, joined: Problem) -> None:
    """Fill what the problem leaves open from the one joined to it, and remember where that one went."""
    for name in ("lead_unit", "due_on", "category", "standard"):
        if not getattr(problem, name):
            setattr(problem, name, getattr(joined, name))
    problem.save(update_fields=["lead_unit", "due_on", "category", "standard"])
    if not problem.assisting_units.exists():
        problem.assisting_units.set(joined.assisting_units.exclude(pk=problem.lead_unit_id))
    joined.taken_in.update(joined_to=problem)
    joined.joined_to = problem
    joined.save(update_fields=["joined_to"])


def joined_to(problem: Problem) -> list[Joined]:
    """The problems joined to this one that say something else than it does now, in the order of the text."""
    rows = problem.taken_in.select_related("lead_unit", "standard").prefetch_related("assisting_units")
    found = [Joined(one, tuple(_differences(problem, one))) for one in rows.in_order()]
    return [one for one in found if one.differences]


def _differences(problem: Problem, joined: Problem) -> Iterator[Difference]:
    mine, its = _said(problem), _said(joined)
    for name, other in its.items():
        if other and other != mine[name]:
            yield Difference(name, mine[name] or UNDECIDED, other)


def _said(problem: Problem) -> dict[str, str]:
    """The fields by the names that the card gives them, in words; "" where nothing is said."""
    assisting = "、".join(unit.name for unit in problem.assisting_units.all())
    return {
        "牵头单位": str(problem.lead_unit or ""),
        "配合单位": assisting,
        "整改时限": f"{problem.due_on:%Y-%m-%d}" if problem.due_on else "",
        "整改类型": problem.get_rectification_type_display(),
        "问题类别": problem.category,
        "认定标准": str(problem.standard or ""),
    }
