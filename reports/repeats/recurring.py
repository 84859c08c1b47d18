"""屡提屡犯: earlier tasks of the same unit that a problem or a task takes up again. Suggested; a person confirms."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from reports.models import Problem, ProblemRecurrence, Report
from reports.repeats.similar import Similar, similar_to, text_of
from tracker import actions
from tracker.models import Recurrence, Source, Task, Unit, User


def earlier_tasks(*, by: User, unit: Unit, since: dt.date, source: Source | None) -> QuerySet[Task]:
    """Tasks that the unit or one below it led before: of other sources, closed by then or of an earlier year."""
    before = Q(closed_on__lt=since) | Q(source__issued_on__year__lt=since.year)
    return Task.objects.visible_to(by).counted().led_by(unit).filter(before).exclude(source=source)


def recurring_in_task(task: Task, by: User) -> list[Similar]:
    """Earlier tasks that may recur in this one and of which nobody has said yet whether they do."""
    if task.lead_unit is None:
        return []
    said = Recurrence.objects.filter(task=task).values("earlier")
    tasks = earlier_tasks(by=by, unit=task.lead_unit, since=task.source.issued_on, source=task.source)
    return similar_to(text_of(task), tasks.exclude(pk=task.pk).exclude(pk__in=said))


@dataclass(frozen=True)
class Recurring:
    """What a problem under review takes up again: what a person confirmed, and what is left to judge."""

    confirmed: list[ProblemRecurrence]
    suggested: list[Similar]

    def __bool__(self) -> bool:
        return bool(self.confirmed or self.suggested)


def recurring_in_problem(problem: Problem, report: Report, by: User) -> Recurring:
    """Earlier tasks of the problem's lead unit that may recur in it, less those of which a person has judged."""
    said = list(problem.recurrences.select_related("earlier__source", "by"))
    confirmed = [word for word in said if word.is_same]
    if problem.lead_unit is None or problem.task_id:
        return Recurring(confirmed, [])
    since = report.source.issued_on if report.source else timezone.localdate(report.uploaded_at)
    tasks = earlier_tasks(by=by, unit=problem.lead_unit, since=since, source=report.source)
    tasks = tasks.exclude(pk__in=[word.earlier_id for word in said])
    return Recurring(confirmed, similar_to(f"{problem.title}\n{problem.text}", tasks))


def judge(problem: Problem, earlier: Task, *, is_same: bool, by: User) -> None:
    """Keep what a person said in review; it goes along when the problem becomes a task."""
    ProblemRecurrence.objects.update_or_create(
        problem=problem, earlier=earlier, defaults={"is_same": is_same, "by": by}
    )


def take_over(problem: Problem, joined: Problem) -> None:
    """Let a problem have what was said of another that is joined to it; its own word on the same task stays."""
    said = list(problem.recurrences.values_list("earlier", flat=True))
    joined.recurrences.exclude(earlier__in=said).update(problem=problem)


def hand_over(problem: Problem, task: Task, *, by: User, on: dt.date) -> None:
    """Let the task carry what was said of its problem in review."""
    for word in problem.recurrences.select_related("earlier__source", "by"):
        if word.is_same:
            note = f"核对报告时由{word.by}确认。"
            actions.confirm_recurrence(task, word.earlier, by=by, on=on, note=note)
        else:
            actions.refuse_recurrence(task, word.earlier, by=by)
