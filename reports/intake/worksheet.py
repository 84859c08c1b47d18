"""Everything found in one report, loaded in a constant number of queries, and what follows from it for each problem."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from reports.intake.seen import seen_of
from reports.models import Commitment, Deadline, Found, Match, NamedUnit, Part, Problem
from reports.unit_names import Named, UnitNames
from tracker.models import Task, Unit

_Type = Task.RectificationType


@dataclass(frozen=True)
class Answer:
    """A commitment or measure that answers a problem, and who says so."""

    commitment: Commitment
    match: Match


@dataclass(frozen=True)
class Defaults:
    """What the text itself says about the task that a problem is to become."""

    lead_unit: Unit | None
    assisting_units: tuple[Unit, ...]
    due_on: dt.date | None
    rectification_type: str


class Worksheet:
    """The found things of one part. Lists are in the order of the text."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.text = part.report.text
        units = Prefetch("assisting_units", Unit.objects.order_by("path"))
        problems = part.problems.in_order().select_related("lead_unit", "standard", "task", "confirmed_by")
        self.all_problems: list[Problem] = list(problems.prefetch_related(units))
        self.all_commitments: list[Commitment] = list(part.commitments.in_order())
        self.deadlines: list[Deadline] = list(part.deadlines.all())
        self.named_units: list[NamedUnit] = list(part.named_units.select_related("unit"))
        matches = Match.objects.filter(problem__part=part)
        self._matches: dict[int, list[Match]] = defaultdict(list)
        for match in matches:
            self._matches[match.problem_id].append(match)

    # --- lists ---

    @cached_property
    def problems(self) -> list[Problem]:
        return [problem for problem in self.all_problems if problem.parent_id is None and problem.is_live]

    @cached_property
    def commitments(self) -> list[Commitment]:
        return [one for one in self.all_commitments if one.parent_id is None and one.is_live]

    @cached_property
    def dropped(self) -> list[Found]:
        """Top-level problems and commitments that a person put aside."""
        rows = [*self.all_problems, *self.all_commitments]
        return [one for one in rows if one.parent_id is None and one.state == Found.State.DROPPED]

    @cached_property
    def _inner(self) -> dict[tuple[type, int], list[Found]]:
        inner = defaultdict(list)
        for one in (*self.all_problems, *self.all_commitments):
            if one.parent_id is not None and one.is_live:
                inner[type(one), one.parent_id].append(one)
        return inner

    def inner(self, item: Found) -> list[Found]:
        """The points of a problem, the measures of a commitment."""
        return self._inner.get((type(item), item.pk), [])

    @cached_property
    def answerable(self) -> list[Commitment]:
        """Every commitment, each followed by its measures: what a problem may be matched to."""
        found: list[Commitment] = []
        for commitment in self.commitments:
            found.append(commitment)
            found += self._with_inner(commitment)
        return found

    def parent(self, item: Commitment) -> Commitment | None:
        """The commitment that a measure belongs to."""
        return self._answerable_by_key.get(item.parent_id)

    def _with_inner(self, item: Found) -> list:
        return [one for child in self.inner(item) for one in (child, *self._with_inner(child))]

    @cached_property
    def numbers(self) -> dict[tuple[type, int], str]:
        """How each live item is called on the page: 问题2, 要点2.1, 承诺3, 措施3.2."""
        numbers: dict[tuple[type, int], str] = {}

        def name(items: list, word: str, inner_word: str, before: str = "") -> None:
            for position, item in enumerate(items, start=1):
                number = f"{before}{position}"
                numbers[type(item), item.pk] = f"{word}{number}"
                name(self.inner(item), inner_word, inner_word, f"{number}.")

        name(self.problems, "问题", "要点")
        name(self.commitments, "承诺", "措施")
        return numbers

    def number(self, item: Found) -> str:
        return self.numbers.get((type(item), item.pk), "")

    # --- what answers what ---

    @cached_property
    def _answerable_by_key(self) -> dict[int, Commitment]:
        return {one.pk: one for one in self.answerable}

    def answers(self, problem: Problem) -> list[Answer]:
        """What answers the problem as it stands now, best first."""
        live = self._answerable_by_key
        return [
            Answer(live[match.commitment_id], match)
            for match in self._matches[problem.pk]
            if not match.dropped and match.commitment_id in live
        ]

    def matches(self, problem: Problem) -> list[Match]:
        """Every match of the problem, those that a person refused too."""
        return self._matches[problem.pk]

    @cached_property
    def unanswered(self) -> list[Problem]:
        return [problem for problem in self.problems if not self.answers(problem)]

    @cached_property
    def orphans(self) -> list[Commitment]:
        """Commitments that answer no problem, neither whole nor by one of their measures."""
        used = {answer.commitment.pk for problem in self.problems for answer in self.answers(problem)}
        return [
            one
            for one in self.commitments
            if not used & {one.pk, *(inner.pk for inner in self._with_inner(one))}
        ]

    def seen(self, item: Found) -> str:
        """What a person sees of an item who looks at this worksheet."""
        if not isinstance(item, Problem):
            return seen_of(item)
        answers = [match.commitment_id for match in self._matches[item.pk] if not match.dropped]
        return seen_of(item, answers, [unit.pk for unit in item.assisting_units.all()])

    # --- what the text says ---

    def deadlines_in(self, *items: Found) -> list[Deadline]:
        return [found for found in self.deadlines if any(one.covers(found.start, found.end) for one in items)]

    def units_in(self, *items: Found) -> list[NamedUnit]:
        return [
            found for found in self.named_units if any(one.covers(found.start, found.end) for one in items)
        ]

    def said_about(self, problem: Problem) -> tuple[list[Deadline], list[NamedUnit]]:
        """Deadlines and units named in the problem or in what answers it."""
        items = [problem, *(answer.commitment for answer in self.answers(problem))]
        return self.deadlines_in(*items), self.units_in(*items)

    def defaults(self, problem: Problem, reporting_unit: Unit | None) -> Defaults:
        """The task fields as the text suggests them.

        The latest date counts, because the task ends with its last measure; a date in the promise goes before one in
        the problem, which tells of the past more often than not. A class (各镇（街道）) is many units and
        leads nothing. Where the text charges no single unit, the body whose report it is must act itself; a
        government, which has others act, is not taken for it.
        """
        deadlines, named = self.said_about(problem)
        promised = self.deadlines_in(*(answer.commitment for answer in self.answers(problem)))
        places = Counter((found.start, found.end) for found in named)
        leads = [
            found.unit
            for found in named
            if found.role == NamedUnit.UnitRole.LEAD and found.unit and places[found.start, found.end] == 1
        ]
        if leads:
            lead = leads[0]
        else:
            lead = None if reporting_unit and reporting_unit.kind == Unit.Kind.GOVERNMENT else reporting_unit
        others = (found.unit for found in named if found.unit)
        return Defaults(
            lead_unit=lead,
            assisting_units=tuple(dict.fromkeys(unit for unit in others if unit != lead)),
            due_on=latest(promised) or latest(deadlines),
            rectification_type=_type_of(deadlines),
        )

    # --- what the task will hold ---

    def commitment_text(self, problem: Problem) -> str:
        return "\n".join(one.text.strip() for one in self._in_text_order(problem))

    def measures(self, problem: Problem) -> list[dict]:
        """The steps of the task: the measures of what answers the problem, each with its own date where it has one."""
        steps = [step for one in self._in_text_order(problem) for step in (self.inner(one) or [one])]
        return [{"text": step.text.strip(), "due_on": latest(self.deadlines_in(step))} for step in steps]

    def excerpt(self, problem: Problem) -> str:
        """The source's own words, untouched by any correction."""
        places = [one for one in (problem, *self._in_text_order(problem)) if one.start is not None]
        return "\n……\n".join(self.text[one.start : one.end].strip() for one in places)

    def _in_text_order(self, problem: Problem) -> list[Commitment]:
        """What answers the problem; a measure whose whole commitment answers it is not named twice."""
        chosen = {answer.commitment.pk for answer in self.answers(problem)}
        parents = {one.pk: one.parent_id for one in self.answerable}

        def is_inside(key: int) -> bool:
            parent = parents.get(key)
            return parent is not None and (parent in chosen or is_inside(parent))

        return [one for one in self.answerable if one.pk in chosen and not is_inside(one.pk)]


def latest(deadlines: list[Deadline]) -> dt.date | None:
    return max((found.date for found in deadlines if found.date), default=None)


def _type_of(deadlines: list[Deadline]) -> str:
    kinds = {found.kind for found in deadlines}
    # “立行立改，长期坚持”: what is to be kept up is to be put right at once all the same.
    if Deadline.Kind.IMMEDIATE in kinds and kinds <= {Deadline.Kind.IMMEDIATE, Deadline.Kind.LONG_TERM}:
        return _Type.IMMEDIATE
    if kinds == {Deadline.Kind.LONG_TERM}:
        return _Type.CONTINUOUS
    return _Type.STAGED


def unit_names() -> UnitNames:
    """The names of all units, in one query."""
    return UnitNames(named(unit) for unit in Unit.objects.only("pk", "name", "aliases", "kind", "path"))


def named(unit: Unit) -> Named:
    """A unit as far as names, classes and its place in the tree go."""
    return Named(
        unit.pk,
        unit.name,
        tuple(unit.aliases),
        is_town=unit.kind == Unit.Kind.TOWN,
        is_department=unit.kind == Unit.Kind.DEPARTMENT,
        is_government=unit.kind == Unit.Kind.GOVERNMENT,
        path=unit.path,
    )
