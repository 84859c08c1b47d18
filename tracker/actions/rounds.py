"""Rounds of follow-up: planned with an agenda, held, and settled with their minutes. What they decide is in `deciding`."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from tracker.actions.writing import Conflict, Refused
from tracker.agenda import MOST_ON_AGENDA, why
from tracker.models import Decision, Round, RoundTask, Task, User
from tracker.permissions import holders, require_round


@transaction.atomic
def plan_round(
    *,
    by: User,
    on: dt.date,
    level: str,
    held_on: dt.date,
    chair: str,
    tasks: Sequence[Task],
    title: str = "",
    attendees: str = "",
) -> Round:
    """Plan a round of the level for the user's own unit, office or government, with these tasks on its agenda."""
    unit = holders(by).get(level)
    if unit is None:
        raise PermissionDenied("您不能安排这一层级的调度。")
    one = Round.objects.create(
        level=level,
        unit=unit,
        office=None if level == Round.Level.UNIT else by.unit,
        held_on=held_on,
        chair=chair,
        attendees=attendees,
        title=title.strip() or _usual_title(unit.name, held_on),
        created_by=by,
    )
    _put(one, tasks, by=by, on=on)
    return one


def _usual_title(name: str, day: dt.date) -> str:
    """The title where nobody gave one; a name that leaves no room for the day is cut."""
    about = f"{day.year}年{day.month}月{day.day}日整改调度会"
    return name[: Round._meta.get_field("title").max_length - len(about)] + about


@transaction.atomic
def edit_round(
    one: Round,
    *,
    by: User,
    version: int,
    held_on: dt.date,
    chair: str,
    title: str,
    attendees: str = "",
) -> None:
    """Change when and by whom a round is held; the day only while it is planned."""
    require_round(by, one)
    if one.status != Round.Status.PLANNED and held_on != one.held_on:
        raise Refused("已经召开的调度不能改日期。")
    _change(
        one,
        version,
        held_on=held_on,
        chair=chair,
        title=title.strip() or _usual_title(one.unit.name, held_on),
        attendees=attendees,
    )


@transaction.atomic
def add_to_agenda(one: Round, tasks: Sequence[Task], *, by: User, version: int, on: dt.date) -> None:
    """Put more tasks on the agenda and order it anew, red first."""
    require_round(by, one)
    _change(one, version)
    _put(one, tasks, by=by, on=on)


@transaction.atomic
def take_from_agenda(item: RoundTask, *, by: User, version: int) -> None:
    """Take a task from the agenda; not when something was decided on it."""
    require_round(by, item.round)
    _change(item.round, version)
    if item.decisions.exists() or item.conclusion:
        raise Refused(f"{item.task.number} 已有调度决定或议定意见，不能从议程中去掉。")
    item.delete()


@transaction.atomic
def cancel_round(one: Round, *, by: User, version: int) -> None:
    """Give up a round that was only planned; its tasks never learned of it."""
    require_round(by, one)
    if one.status != Round.Status.PLANNED:
        raise Refused("已经召开的调度要留存，不能撤销。")
    _change(one, version)
    one.delete()


@transaction.atomic
def hold_round(one: Round, *, by: User, version: int, on: dt.date) -> None:
    """Begin the meeting: from now on decisions can be entered. The agenda is ordered as things stand on the day."""
    require_round(by, one)
    if one.status != Round.Status.PLANNED:
        raise Refused("这次调度已经召开。")
    if one.held_on > on:
        raise Refused(f"召开日期是 {one.held_on}，还没有到。提前召开的，请先修改日期。")
    if not one.items.exists():
        raise Refused("议程里还没有任务，请先加入任务再召开。")
    _change(one, version, status=Round.Status.HELD)
    _put(one, [], by=by, on=on)


@transaction.atomic
def write_minutes(one: Round, *, by: User, version: int, minutes: str) -> None:
    """Write the minutes of a round that was held, or write them anew until they are settled."""
    require_round(by, one)
    _check_held(one, "召开以后才能写纪要。")
    _change(one, version, minutes=minutes.strip())


@transaction.atomic
def close_round(one: Round, *, by: User, version: int, minutes: str) -> None:
    """Settle the round: minutes, agenda and decisions stay as they are; results of interviews and replies still come in."""
    require_round(by, one)
    _check_held(one, "召开以后才能定稿。")
    if not minutes.strip():
        raise Refused("请写明纪要内容再定稿。")
    _change(one, version, minutes=minutes.strip(), status=Round.Status.CLOSED)


@transaction.atomic
def conclude(item: RoundTask, *, by: User, version: int, text: str) -> None:
    """Keep what the meeting said of the task beside its decisions. `version` is the round's."""
    require_round(by, item.round)
    _check_held(item.round, "召开以后才能记议定意见。")
    _change(item.round, version)
    item.conclusion = text.strip()
    item.save(update_fields=["conclusion"])


@transaction.atomic
def answer_decision(decision: Decision, *, by: User, on: dt.date, done_on: dt.date, result: str) -> None:
    """Write down what came of an interview or a demand, once."""
    require_round(by, decision.item.round)
    if decision.kind not in Decision.ANSWERED:
        raise Refused("这类决定的落实情况由任务本身反映，不用另行登记。")
    if not decision.item.round.held_on <= done_on <= on:
        raise Refused("办理日期应在调度会当天至今天之间。")
    if not result.strip():
        raise Refused("请写明办理结果。")
    open_ones = Decision.objects.filter(pk=decision.pk, done_on=None)
    if open_ones.update(done_on=done_on, result=result.strip()) != 1:
        raise Conflict("这项决定的结果刚刚已经登记，您填写的没有保存。请核对。")
    decision.refresh_from_db(fields=["done_on", "result"])


def _check_held(one: Round, otherwise: str) -> None:
    if one.status == Round.Status.CLOSED:
        raise Refused("纪要已经定稿，不能再改。")
    if one.status == Round.Status.PLANNED:
        raise Refused(otherwise)


def _change(one: Round, version: int, **changes: object) -> None:
    """Change the round that this person saw; of two at once exactly one wins, and what is settled stays."""
    same = Round.objects.under_way().filter(pk=one.pk, version=version, status=one.status)
    if same.update(**changes, version=F("version") + 1) != 1:
        raise Conflict(f"“{one.title}”刚刚被别人改动或已经定稿，您的操作没有保存。请核对后再办理。")
    one.refresh_from_db()


def _put(one: Round, tasks: Sequence[Task], *, by: User, on: dt.date) -> None:
    """Add the tasks, say of each why it is taken up, and number the whole agenda red first."""
    known = {item.task_id: item for item in one.items.all()}
    wanted = {*known, *(task.pk for task in tasks)}
    if len(wanted) > MOST_ON_AGENDA:
        raise Refused(f"一次调度最多 {MOST_ON_AGENDA} 项任务，请分次安排。")
    seen = Task.objects.visible_to(by).picked(sorted(wanted)).as_of(on, on).with_people().reddest_first()
    fitting = [task for task in seen if task.pk in known or _belongs(one, task)]
    numbered = {task.pk: place for place, task in enumerate(fitting, start=1)}
    left_out = [task.number for task in tasks if task.pk not in numbered]
    if left_out:
        raise Refused(f"不能列入这次调度：{'、'.join(left_out)}。只能列入本级负责、还没有销号的任务。")
    RoundTask.objects.bulk_create(
        [RoundTask(round=one, task=task, position=numbered[task.pk], reason=why(task)) for task in fitting],
        update_conflicts=True,
        unique_fields=["round", "task"],
        update_fields=["position", "reason"],
    )


def _belongs(one: Round, task: Task) -> bool:
    """Whether the round may take the task up: open, and for a unit its own to lead."""
    leads = one.level != Round.Level.UNIT or task.lead_unit.path.startswith(one.unit.path)
    return task.is_open and leads
