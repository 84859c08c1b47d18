"""From confirmed problems to drafts: nothing becomes a task that no person has looked at."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from reports.intake import correcting, turns
from reports.intake.duplicates import doubles_of
from reports.intake.worksheet import Worksheet
from reports.models import Correction, Found, Part, Problem, Report
from reports.repeats.recurring import hand_over
from tracker import actions
from tracker.actions import Conflict, Refused
from tracker.models import SharedProblem, Source, Task, Unit, User
from tracker.states import Status

CONFIRMED_AS_A_WHOLE = "按首选匹配全部确认"
"""The record of what nobody looked at item by item."""


@dataclass(frozen=True)
class Drafted:
    """What became of the confirmed problems."""

    tasks: list[Task]
    held_back: list[Problem]
    """confirmed before somebody else made a task of the same; they wait again"""


@transaction.atomic
def choose_source(report: Report, source: Source, *, by: User, seen: int | None = None) -> None:
    """Say which source the tasks of this report belong to; only one of the user's own office.

    `seen` is the source that the person saw: Conflict if somebody chose another meanwhile.
    """
    if not Source.objects.owned_by(by).filter(pk=source.pk).exists():
        raise Refused("只能选择本督办机构的问题来源。")
    turns.take_turn(report, by=by)
    chosen = Source.objects.filter(reports=report).first()
    if chosen is not None and chosen.pk not in (seen, source.pk):
        raise Conflict(f"问题来源刚刚被别人改动过，现在是“{chosen}”，您的选择没有保存。")
    report.source = source
    report.save(update_fields=["source"])


@transaction.atomic
def confirm_suggested(part: Part, *, by: User, again: bool = False) -> list[Problem]:
    """Confirm every problem that waits, each with the best suggestion alone; returns those that may have a task already.

    For the command line, where the person who runs it answers for the reading as it is.
    """
    sheet = Worksheet(part)
    held_back = []
    with turns.turn(part, CONFIRMED_AS_A_WHOLE, by=by):
        for problem in sheet.problems:
            if problem.state != Found.State.PENDING:
                continue
            correcting.set_answers(problem, [one.commitment for one in sheet.answers(problem)[:1]], by=by)
            if not again and doubles_of(problem, by):
                held_back.append(problem)
                continue
            problem.again = again
            problem.save(update_fields=["again"])
            correcting.confirm(problem, by=by)
    return held_back


@transaction.atomic
def make_drafts(report: Report, *, by: User, seen: str, on: dt.date) -> Drafted:
    """Make a draft of every confirmed problem that has no task yet; those that wait or were dropped are left alone.

    `seen` is what the person saw as confirmed (`ready`): Conflict if others have confirmed or taken back since.
    """
    if report.source is None:
        raise Refused("请先选择问题来源，再生成待交办任务。")
    turns.take_turn(report, by=by)
    report.refresh_from_db(fields=["source"])
    if seen != ready(report):
        raise Conflict("已确认的问题刚刚被别人改动过，没有生成任务。请看过最新的数量再生成。")
    drafted = Drafted([], [])
    for part in report.parts.all():
        sheet = Worksheet(part)
        for problem in sheet.problems:
            if problem.state == Found.State.CONFIRMED and problem.task_id is None:
                _draft(problem, sheet, drafted, by=by, on=on)
    if not drafted.tasks and not drafted.held_back:
        raise Refused("没有已确认、未生成任务的问题。请先逐条核对并确认。")
    numbers = "、".join(task.number for task in drafted.tasks[:3])
    Correction.objects.create(
        report=report, action=f"生成待交办任务 {len(drafted.tasks)} 项：{numbers}"[:100], by=by, final=True
    )
    turns.settle(report)
    return drafted


def ready(report: Report) -> str:
    """The keys of the confirmed problems without a task, as one word for the page."""
    problems = Problem.objects.filter(
        part__report=report, parent=None, state=Found.State.CONFIRMED, task=None
    )
    return "-".join(map(str, problems.order_by("pk").values_list("pk", flat=True)))


def _draft(problem: Problem, sheet: Worksheet, drafted: Drafted, *, by: User, on: dt.date) -> None:
    if not problem.again and doubles_of(problem, by):
        correcting.reconsider(problem)
        drafted.held_back.append(problem)
        return
    lead = problem.lead_unit
    problem.task = actions.create_draft(
        source=sheet.part.report.source,
        by=by,
        on=on,
        title=problem.title or problem.text[:60],
        problem=problem.text,
        commitment=sheet.commitment_text(problem),
        excerpt=sheet.excerpt(problem),
        category=problem.category,
        rectification_type=problem.rectification_type,
        lead_unit=lead,
        due_on=problem.due_on,
        standard=problem.standard,
        assisting_units=[unit for unit in problem.assisting_units.all() if unit != lead],
        measures=sheet.measures(problem),
    )
    problem.save(update_fields=["task"])
    hand_over(problem, problem.task, by=by, on=on)
    drafted.tasks.append(problem.task)


def tasks_of(report: Report, *, by: User) -> QuerySet[Task]:
    """The tasks that this report became, each of a shared problem, as far as the user sees them."""
    read = Q(reading__part__report=report)
    shared = SharedProblem.objects.filter(siblings__reading__part__report=report)
    return Task.objects.visible_to(by).filter(read | Q(shared__in=shared)).with_people().order_by("pk")


@dataclass(frozen=True)
class Became:
    """A task that a report became; for a draft that is about a whole class of units (各镇（街道）), which and how many."""

    task: Task
    kind: str = ""
    units: int = 0


def became(report: Report, *, by: User) -> list[Became]:
    """What the report became, as far as the user sees it, in a constant number of queries."""
    classes = Unit.objects.classes_beside(by.unit)
    return [_of_class(task, classes) for task in tasks_of(report, by=by)]


def _of_class(task: Task, classes: dict[str, list[int]]) -> Became:
    named = {task.lead_unit_id, *(unit.pk for unit in task.assisting_units.all())}
    for kind, keys in classes.items():
        if task.status == Status.DRAFT and not (task.shared_id or task.dropped_on) and named.issuperset(keys):
            return Became(task, kind, len(keys))
    return Became(task)
