"""What the review page shows of one report: the marked original on one side, cards and lists on the other."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q

from reports.intake.duplicates import Double, doubles_of
from reports.intake.headlines import breaks
from reports.intake.highlights import Span, Stretch, stretches
from reports.intake.joining import Joined, joined_to
from reports.intake.seen import key_of
from reports.intake.worksheet import Answer, Worksheet
from reports.models import Commitment, Deadline, Found, Match, NamedUnit, Part, Problem, Report
from reports.repeats.recurring import Recurring, recurring_in_problem
from reports.vagueness import lacks
from tracker.models import User


@dataclass(frozen=True)
class Line:
    """One item with the number by which the page calls it."""

    number: str
    item: Found
    depth: int = 0
    answers: tuple[str, ...] = ()
    """the numbers of the problems that it answers, for a commitment"""


@dataclass(frozen=True)
class PutAside:
    """Something dropped, and what a person sees of it who takes it up again."""

    item: Found
    seen: str


@dataclass(frozen=True)
class Choice:
    """A commitment that may answer the open problem, and its match where there is one."""

    line: Line
    match: Match | None
    chosen: bool
    also: tuple[str, ...] = ()
    """the numbers of the other problems that it answers"""


@dataclass(frozen=True)
class Card:
    """A problem with what answers it."""

    number: str
    problem: Problem
    answers: tuple[tuple[str, Answer], ...]


@dataclass(frozen=True)
class Flags:
    """What one commitment leaves open, in words."""

    number: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class OpenProblem:
    """What the one open card shows besides its form."""

    points: list[Line]
    suggested: list[Choice]
    others: list[Choice]
    deadlines: list[Deadline]
    units: list[NamedUnit]
    leaderless: int
    """how many other problems that wait have no lead unit yet"""
    doubles: list[Double]
    recurrence: Recurring
    joined: list[Joined]
    """problems taken in that have another unit, limit … than this one"""
    flags: list[Flags]
    breaks: list[tuple[int, str]]
    before: Line | None
    after: Line | None
    """its neighbours, which it may be joined with"""


@dataclass(frozen=True)
class OpenCommitment:
    measures: list[Line]
    problems: list[Line]
    """those it may answer"""
    deadlines: list[Deadline]
    units: list[NamedUnit]
    flags: tuple[str, ...]
    breaks: list[tuple[int, str]]
    before: Line | None
    after: Line | None
    answered: list[Line]
    """the problems that it answers now"""


class Review:
    """One part of a report as its page shows it."""

    def __init__(self, part: Part, user: User) -> None:
        self.part = part
        self.user = user
        self.sheet = Worksheet(part)

    # --- left: the original ---

    def original(self, opened: Found | None = None) -> list[Stretch]:
        """The text of the part, marked; the open item and what answers it stand out."""
        spans = [*self._marks, *self._spotlight(opened)]
        return stretches(self.sheet.text, spans, self.part.start, self.part.end)

    @cached_property
    def _marks(self) -> list[Span]:
        return list(self._spans())

    @cached_property
    def original_key(self) -> str:
        """Two pages with the same key show the same marked original, but for what stands out."""
        said = f"{self.part.pk} {self._marks!r}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _spotlight(self, opened: Found | None) -> Iterator[Span]:
        if opened is None or not opened.is_live:
            return
        if opened.start is not None:
            yield Span(opened.start, opened.end, "here")
        for answer in self.sheet.answers(opened) if isinstance(opened, Problem) else ():
            if answer.commitment.start is not None:
                yield Span(answer.commitment.start, answer.commitment.end, "answering")

    def _spans(self) -> Iterator[Span]:
        sheet = self.sheet
        for item in (*sheet.problems, *sheet.commitments):
            yield from self._spans_of(item, "problem" if isinstance(item, Problem) else "commitment")
        for found in sheet.deadlines:
            day = f"{found.date:%Y-%m-%d}" if found.date else "没有确切日期"
            yield Span(found.start, found.end, "deadline", "", "时限", f"{found.get_kind_display()}：{day}")
        seen = set()
        for unit in sheet.named_units:
            if (unit.start, unit.end) not in seen:
                note = f"{unit.get_role_display()}单位" + ("" if unit.unit else "，单位库中没有找到")
                yield Span(unit.start, unit.end, "unit", "", unit.get_role_display(), note)
            seen.add((unit.start, unit.end))

    def _spans_of(self, item: Found, kind: str) -> Iterator[Span]:
        if item.start is not None and item.end is not None:
            yield Span(item.start, item.end, kind, key_of(item), self.sheet.number(item))
        for child in self.sheet.inner(item):
            yield from self._spans_of(child, {"problem": "point", "commitment": "measure"}.get(kind, kind))

    # --- right: cards and lists ---

    def answered(self) -> list[Card]:
        return [card for card in self.cards if card.answers]

    def unanswered(self) -> list[Card]:
        return [card for card in self.cards if not card.answers]

    @cached_property
    def cards(self) -> list[Card]:
        return [self._card(problem) for problem in self.sheet.problems]

    def _card(self, problem: Problem) -> Card:
        answers = tuple((self.sheet.number(one.commitment), one) for one in self.sheet.answers(problem))
        return Card(self.sheet.number(problem), problem, answers)

    def orphans(self) -> list[Line]:
        return [self._line(one) for one in self.sheet.orphans]

    def used(self) -> list[Line]:
        orphans = {one.pk for one in self.sheet.orphans}
        return [self._line(one) for one in self.sheet.commitments if one.pk not in orphans]

    def dropped(self) -> list[PutAside]:
        return [PutAside(one, self.sheet.seen(one)) for one in self.sheet.dropped]

    def _line(self, item: Found, depth: int = 0) -> Line:
        answers = tuple(self._answered_by.get(item.pk, ())) if isinstance(item, Commitment) else ()
        return Line(self.sheet.number(item), item, depth, answers)

    @cached_property
    def _answered_by(self) -> dict[int, list[str]]:
        """The numbers of the problems that each commitment answers, by itself or by one of its measures."""
        found: dict[int, list[str]] = {}
        for card in self.cards:
            for answer in card.answers:
                one: Commitment | None = answer[1].commitment
                while one is not None:
                    numbers = found.setdefault(one.pk, [])
                    if card.number not in numbers:
                        numbers.append(card.number)
                    one = self.sheet.parent(one)
        return found

    def _beside(self, item: Found, step: int) -> Line | None:
        among = self.sheet.problems if isinstance(item, Problem) else self.sheet.commitments
        place = next((at for at, one in enumerate(among) if one.pk == item.pk), None)
        if place is None or not 0 <= place + step < len(among):
            return None
        return self._line(among[place + step])

    def _inside(self, item: Found, depth: int = 0) -> list[Line]:
        return [
            line
            for child in self.sheet.inner(item)
            for line in (self._line(child, depth), *self._inside(child, depth + 1))
        ]

    # --- the one that is open ---

    def open_problem(self, problem: Problem) -> OpenProblem:
        """Everything for deciding on this problem; asks the register for doubles."""
        known = {match.commitment_id: match for match in self.sheet.matches(problem)}
        chosen = {answer.commitment.pk for answer in self.sheet.answers(problem)}
        choices = [
            self._choice(one, known.get(one.pk), one.pk in chosen, self.sheet.number(problem))
            for one in self.sheet.answerable
        ]
        suggested = [choice for choice in choices if choice.match]
        suggested.sort(key=lambda choice: (not choice.chosen, -(choice.match.score or 2)))
        deadlines, units = self.sheet.said_about(problem)
        leaderless = [one for one in self.sheet.problems if one.lead_unit is None and one.pk != problem.pk]
        doubles = [] if problem.task_id else doubles_of(problem, self.user)
        return OpenProblem(
            points=self._inside(problem),
            suggested=suggested,
            others=[choice for choice in choices if not choice.match],
            deadlines=list({(one.phrase, one.date): one for one in deadlines}.values()),
            units=list({(one.phrase, one.role): one for one in units}.values()),
            leaderless=sum(one.state == Found.State.PENDING for one in leaderless),
            doubles=doubles,
            recurrence=recurring_in_problem(problem, self.part.report, self.user),
            joined=joined_to(problem),
            flags=self._flags(problem),
            breaks=breaks(problem.text),
            before=self._beside(problem, -1),
            after=self._beside(problem, 1),
        )

    def _flags(self, problem: Problem) -> list[Flags]:
        """What each answer leaves open and the fields of the problem do not say."""
        known = {"has_unit": problem.lead_unit is not None, "has_deadline": problem.due_on is not None}
        answers = [one.commitment for one in self.sheet.answers(problem)]
        flags = [Flags(self.sheet.number(one), lacks(one.text, **known)) for one in answers]
        return [one for one in flags if one.words]

    def _choice(self, one: Commitment, match: Match | None, chosen: bool, number: str) -> Choice:
        line = self._line(one, depth=int(one.parent_id is not None))
        return Choice(line, match, chosen, tuple(other for other in line.answers if other != number))

    def open_commitment(self, commitment: Commitment) -> OpenCommitment:
        return OpenCommitment(
            self._inside(commitment),
            [self._line(one) for one in self.sheet.problems if not one.task_id],
            self.sheet.deadlines_in(commitment),
            self.sheet.units_in(commitment),
            lacks(commitment.text) if commitment.plan_kind == Commitment.PlanKind.COMMITMENT else (),
            breaks(commitment.text),
            self._beside(commitment, -1),
            self._beside(commitment, 1),
            [
                self._line(card.problem)
                for card in self.cards
                if any(answer.commitment.pk == commitment.pk for _, answer in card.answers)
            ],
        )

    def first_waiting(self) -> Problem | None:
        """Where the officer goes on: the first card that waits, in the order of the page."""
        cards = [*self.answered(), *self.unanswered()]
        return next((card.problem for card in cards if card.problem.state == Found.State.PENDING), None)

    def around(self, item: Found | None) -> tuple[Problem | None, Problem | None]:
        """The first card that waits below this item's, and the first above it; all are below what is no card."""
        cards = [card.problem for card in (*self.answered(), *self.unanswered())]
        place = next(
            (at for at, one in enumerate(cards) if isinstance(item, Problem) and one.pk == item.pk), -1
        )
        waiting = Found.State.PENDING
        below = next((one for one in cards[place + 1 :] if one.state == waiting), None)
        return below, next((one for one in cards[: max(place, 0)] if one.state == waiting), None)


@dataclass(frozen=True)
class Tally:
    """How far the people are with a whole report, a compilation with all its parts."""

    waiting: int
    ready: int
    """confirmed, and no task yet"""
    tasks: int
    dropped: int


def tally(report: Report) -> Tally:
    state = Found.State
    problems = Problem.objects.filter(part__report=report, parent=None)
    counts = problems.aggregate(
        waiting=Count("pk", filter=Q(state=state.PENDING)),
        ready=Count("pk", filter=Q(state=state.CONFIRMED, task=None)),
        tasks=Count("task"),
        dropped=Count("pk", filter=Q(state=state.DROPPED)),
    )
    return Tally(**counts)
