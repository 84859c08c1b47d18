"""Was this read before? The same file, the same words with a task already, or a task that says nearly the same."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from reports.likeness import ALIKE, fragments, likeness
from reports.models import Problem, Report
from tracker.models import Task, User
from tracker.states import CLEARED

MOST_CANDIDATES = 300
"""Tasks compared with one problem, latest first; the database picks those that share a piece of its words."""

MOST_SHOWN = 3


@dataclass(frozen=True)
class Double:
    """A task that a problem may already have."""

    task: Task
    score: float
    words: str
    """why, for the person at the screen"""


def same_files(sha256: str, by: User, besides: int | None = None) -> QuerySet[Report]:
    """Documents of the user's office that hold the very same bytes."""
    return Report.objects.visible_to(by).same_file(sha256).exclude(pk=besides).with_counts()


def doubles_of(problem: Problem, by: User) -> list[Double]:
    """Tasks of the user's office that were made of the same words, or are not closed and say nearly the same."""
    earlier = _made_of_same_words(problem, by)
    known = {double.task.pk for double in earlier}
    alike = [double for double in _alike(problem, by) if double.task.pk not in known]
    return (earlier + sorted(alike, key=lambda double: -double.score))[:MOST_SHOWN]


def _made_of_same_words(problem: Problem, by: User) -> list[Double]:
    tasks = (
        Task.objects.visible_to(by)
        .filter(reading__fingerprint=problem.fingerprint)
        .exclude(reading=problem.pk)
    )
    return [Double(task, 1.0, "同样的原文已经生成过任务") for task in tasks.order_by("-pk")[:MOST_SHOWN]]


def _alike(problem: Problem, by: User) -> list[Double]:
    pieces = fragments(f"{problem.title}\n{problem.text}")
    if not pieces:
        return []
    holds_one = reduce(or_, (Q(problem__contains=piece) | Q(title__contains=piece) for piece in pieces))
    tasks = Task.objects.visible_to(by).exclude(status__in=CLEARED).filter(holds_one).order_by("-pk")
    found = []
    for task in tasks.only("number", "title", "problem", "status")[:MOST_CANDIDATES]:
        score = max(likeness(problem.text, task.problem), likeness(problem.title, task.title))
        if score >= ALIKE:
            found.append(Double(task, score, f"与在办任务的表述相近（{int(score * 100)}%）"))
    return found
