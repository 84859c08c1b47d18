"""What a round takes up, why, and what became of what the last ones decided. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from tracker.colours import Colour
from tracker.models import Decision, Progress, Round, RoundTask, Task, Unit, User
from tracker.querysets import LONG_LATE, MANY_EXTENSIONS
from tracker.states import CLEARED, NEXT_ACTOR, OPEN, Status

MOST_ON_AGENDA = 200
"""tasks of one round; a meeting that takes up more than these decides nothing"""


# --- which tasks, and why -------------------------------------------------------------------------------------------


def candidates(level: str, unit: Unit, user: User, on: dt.date) -> QuerySet[Task]:
    """The tasks that a round of this level takes up by rule, red first; only what the user sees."""
    tasks = Task.objects.visible_to(user).as_of(on, on)
    match Round.Level(level):
        case Round.Level.UNIT:
            tasks = tasks.for_unit_round(unit)
        case Round.Level.OFFICE:
            tasks = tasks.for_office_round()
        case Round.Level.GOVERNMENT:
            tasks = tasks.for_government_round()
    return tasks.with_people().reddest_first()


def days_of(task: Task) -> int | None:
    """After `as_of`: days left on that day, negative when late; None where no clock ran."""
    if task.status_then not in OPEN or task.due_then is None:
        return None
    return (task.due_then - task.clock_on).days


def why(task: Task) -> str:
    """After `as_of`: what brings the task before a round, in words."""
    if task.status_then in CLEARED:
        return Status(task.status_then).label
    days = days_of(task)
    late = -days if days is not None and days < 0 else 0
    units = 1 + len(task.assisting_units.all())
    reasons = [
        ("提级督办", task.raised),
        (f"逾期 {late} 天" + (f"，超过 {LONG_LATE} 天" if late > LONG_LATE else ""), late),
        ("黄色预警", task.colour == Colour.YELLOW),
        (f"已延期 {task.extended_times} 次", task.extended_times >= MANY_EXTENSIONS),
        (f"涉及 {units} 个单位", units > 1),
    ]
    return "；".join(words for words, holds in reasons if holds) or "整改期内，例行调度"


@dataclass(frozen=True)
class Candidate:
    """A task that a round may take up, and why."""

    task: Task
    why: str
    days: int | None


def candidates_of(tasks: Iterable[Task]) -> list[Candidate]:
    return [Candidate(task, why(task), days_of(task)) for task in tasks]


# --- what became of a decision --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Became:
    """What became of a decision up to a day."""

    words: str
    done: bool = False
    late: bool = False


def became(decision: Decision, on: dt.date) -> Became:
    """Look at the task whether the decision was carried out; after `with_what_became` without a query."""
    task = decision.item.task
    if decision.done_on:
        said = "已约谈" if decision.kind == Decision.Kind.INTERVIEW else "已回复"
        return Became(f"{decision.done_on} {said}：{decision.result}", done=True)
    match Decision.Kind(decision.kind):
        case Decision.Kind.MEASURE if decision.measure and decision.measure.done_on:
            return Became(f"{decision.measure.done_on} 完成", done=True)
        case Decision.Kind.LIMIT:
            return _became_of_limit(decision, task, on)
        case Decision.Kind.RAISE if task.raised:
            return Became("已提级，列为红色督办", done=True)
        case Decision.Kind.TRANSFER:
            return _became_of_transfer(decision, task)
    if task.is_cleared:
        return Became(f"任务{task.get_status_display()}", done=True)
    match Decision.Kind(decision.kind):
        case Decision.Kind.RAISE:
            return Became("已解除提级", done=True)
        case Decision.Kind.INTERVIEW:
            return _open("没有约谈结果", "待约谈", decision, on)
        case Decision.Kind.DEMAND:
            return _open("没有回复", "待回复", decision, on)
    return _open("没有完成", "正在办理", decision, on)


def _open(late: str, waiting: str, decision: Decision, on: dt.date) -> Became:
    days = (on - decision.due_on).days
    return Became(f"逾期 {days} 天{late}", late=True) if days > 0 else Became(waiting)


def _became_of_limit(decision: Decision, task: Task, on: dt.date) -> Became:
    if decision.application:
        granted = decision.application.decision == "granted"
        return Became(f"已批准延期至 {decision.due_on}" if granted else "不予延期，时限不变", done=True)
    if task.is_cleared:
        return Became(f"任务{task.get_status_display()}", done=True)
    if task.due_on and task.due_on >= decision.due_on:
        return Became(f"已延期，时限 {task.due_on}", done=True)
    if "extension" in task.waiting_applications:
        return Became("已申请延期，等待决定")
    too_late = task.due_on is not None and task.due_on < on
    return Became(f"还没有申请延期，时限仍是 {task.due_on or '未定'}", late=too_late)


def _became_of_transfer(decision: Decision, task: Task) -> Became:
    if task.is_cleared:
        return Became(f"任务{task.get_status_display()}", done=True)
    if task.status == Status.DRAFT:
        return Became(f"{decision.unit}退回交办", late=True)
    if task.lead_unit_id != decision.unit_id:
        return Became(f"后又转办{task.lead_unit}", done=True)
    if task.status == Status.ASSIGNED:
        return Became(f"待{decision.unit}签收")
    return Became(f"{decision.unit}已签收", done=True)


@dataclass(frozen=True)
class Followed:
    """A decision, and what became of it."""

    decision: Decision
    became: Became


def followed(decisions: QuerySet[Decision], on: dt.date) -> list[Followed]:
    """Return the decisions of a queryset in its order, each with what became of it."""
    return [Followed(one, became(one, on)) for one in decisions.with_what_became().select_related("by")]


def last_round(one: Round) -> Round | None:
    """The round of the same level and unit before this one."""
    return Round.objects.before(one).first()


# --- the agenda -----------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """One item of the agenda with all that the meeting looks at."""

    item: RoundTask
    task: Task
    """as it stood on the day that the agenda shows"""
    lead: Unit | None
    progress: Progress | None
    decided: list[Followed] = field(default_factory=list)
    """by this round"""
    before: list[Followed] = field(default_factory=list)
    """by the last round of any level that decided on the task"""

    @property
    def days(self) -> int | None:
        return days_of(self.task)

    @property
    def next_actor(self) -> str:
        return NEXT_ACTOR[Status(self.task.status_then)]


def agenda(one: Round, user: User, today: dt.date) -> list[Line]:
    """The agenda as far as the user sees its tasks, in its order; a constant number of queries.

    Once the round is settled, colours, days and progress are those of the day it was held; until then those of today.
    """
    items = list(one.items.visible_to(user).order_by("position", "pk"))
    keys = [item.task_id for item in items]
    day = min(one.held_on, today) if one.status == Round.Status.CLOSED else today
    tasks = _as_they_stood(keys, day, today)
    leads = Unit.objects.in_bulk({task.lead_then for task in tasks.values() if task.lead_then})
    progress = _last_progress(keys, day)
    decided, before = _decisions(one, keys, user, today)
    return [
        Line(
            item,
            tasks[item.task_id],
            leads.get(tasks[item.task_id].lead_then),
            progress.get(item.task_id),
            decided[item.task_id],
            before[item.task_id],
        )
        for item in items
        if item.task_id in tasks
    ]


def _as_they_stood(keys: Sequence[int], day: dt.date, today: dt.date) -> dict[int, Task]:
    """The tasks by key as of the day; one that was registered after it, and added while the round went on, as of today."""
    tasks = Task.objects.picked(keys).as_of(day, today).with_people().in_bulk()
    later = [key for key in keys if key not in tasks]
    return tasks | (Task.objects.picked(later).as_of(today, today).with_people().in_bulk() if later else {})


def _last_progress(keys: Sequence[int], until: dt.date) -> dict[int, Progress]:
    reports = Progress.objects.latest_of(keys, until).select_related("unit")
    return {report.task_id: report for report in reports}


def _decisions(one: Round, keys: Sequence[int], user: User, today: dt.date) -> tuple[dict, dict]:
    """By task: what this round decided, and what the last earlier round did that decided anything on the task."""
    decided, before = defaultdict(list), defaultdict(list)
    every = Decision.objects.visible_to(user).filter(item__task__in=keys)
    for line in followed(every.order_by("-item__round__held_on", "-item__round__pk", "pk"), today):
        item = line.decision.item
        if item.round_id == one.pk:
            decided[item.task_id].append(line)
        elif (item.round.held_on, item.round_id) < (one.held_on, one.pk):
            earlier = before[item.task_id]
            if not earlier or earlier[0].decision.item.round_id == item.round_id:
                earlier.append(line)
    return decided, before
