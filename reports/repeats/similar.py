"""Tasks that say the same as a text: the database picks those that share pieces of its words, the likeness judges them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, Value, When

from reports.sameness import (
    SAME,
    best_sameness,
    percent,
    search_pieces,
    shared_words,
    subjects_of_points,
)
from tracker.models import Task

MOST_SEARCHED = 5_000
"""Latest tasks of a unit in which the database looks for pieces of the text."""

MOST_CANDIDATES = 100
"""Of those, how many are compared: the ones that share most pieces."""

LEAST_PIECES = 2
MOST_SHOWN = 5


@dataclass(frozen=True)
class Similar:
    """A task that may be about the same problem, and why."""

    task: Task
    score: float
    words: tuple[str, ...]
    """what both say"""

    @property
    def percent(self) -> int:
        return percent(self.score)

    @property
    def reason(self) -> str:
        return f"都提到{'、'.join(self.words)}" if self.words else "表述相近"


def text_of(task: Task) -> str:
    return f"{task.title}\n{task.problem}"


def similar_to(text: str, tasks: QuerySet[Task]) -> list[Similar]:
    """Those of the tasks that are likely about the same problem as the text, best first; bounded at both steps."""
    pieces = search_pieces(text, most=24)
    if not pieces:
        return []
    mine = subjects_of_points(text)
    found = []
    for task in _candidates(tasks, pieces):
        score = best_sameness(mine, subjects_of_points(text_of(task)))
        if score >= SAME:
            found.append(Similar(task, score, tuple(shared_words(text, text_of(task)))))
    return sorted(found, key=lambda one: (-one.score, -one.task.pk))[:MOST_SHOWN]


def _candidates(tasks: QuerySet[Task], pieces: Iterable[str]) -> QuerySet[Task]:
    held = sum((_holds(piece) for piece in pieces), Value(0))
    return (
        Task.objects.filter(pk__in=tasks.order_by("-pk").values("pk")[:MOST_SEARCHED])
        .annotate(held=held)
        .filter(held__gte=LEAST_PIECES)
        .select_related("source", "lead_unit")
        .order_by("-held", "-pk")[:MOST_CANDIDATES]
    )


def _holds(piece: str) -> Case:
    """1 where the piece stands in the problem, else 0; the title is short for the problem, so it is not searched."""
    return Case(When(problem__contains=piece, then=1), default=0, output_field=IntegerField())
