"""What a round decides on a task: each decision is the real action or a new measure or demand, and a line of the trail."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from tracker.actions.assigning import transfer
from tracker.actions.extending import grant_extension, refuse_extension
from tracker.actions.pressing import raise_task
from tracker.actions.writing import Conflict, Refused, write
from tracker.models import Application, Decision, Measure, Round, RoundTask, Step, Task, Unit, User
from tracker.permissions import kinds_of_decision, require, require_round
from tracker.states import Action

Kind = Decision.Kind


@dataclass(frozen=True)
class Wanted:
    """A decision as it was taken, before it meets the task. Which fields a kind needs, `Decision` says."""

    kind: str
    text: str
    due_on: dt.date | None = None
    unit: Unit | None = None
    person: str = ""
    grant: bool | None = None
    """a new limit where an extension was applied for: whether it is granted"""


@dataclass(frozen=True)
class Decided:
    """What became of one decision on several tasks."""

    made: list[Decision] = field(default_factory=list)
    refused: list[tuple[Task, str]] = field(default_factory=list)
    """tasks on which it was not taken, each with the reason"""


def decide_for_each(
    items: Sequence[RoundTask], wanted: Wanted, *, by: User, versions: Mapping[int, int], on: dt.date
) -> Decided:
    """Take the same decision on each of these items. They are judged one by one; `versions` are by key of the task."""
    outcome = Decided()
    for item in items:
        try:
            made = decide_in_round(item, wanted, by=by, version=versions.get(item.task_id, 0), on=on)
            outcome.made.append(made)
        except (Refused, PermissionDenied) as refusal:
            outcome.refused.append((item.task, str(refusal)))
    return outcome


@transaction.atomic
def decide_in_round(item: RoundTask, wanted: Wanted, *, by: User, version: int, on: dt.date) -> Decision:
    """Take one decision on one task of a round that is being held."""
    one = Round.objects.select_for_update(no_key=True).get(pk=item.round_id)  # nobody settles it meanwhile
    require_round(by, one)
    if one.status != Round.Status.HELD:
        raise Refused("只有召开以后、定稿以前的调度可以记录决定。")
    if wanted.kind not in kinds_of_decision(one):
        raise PermissionDenied("单位调度只能增加措施、提出要求；其他决定由督办机构调度作出。")
    if not one.items.filter(pk=item.pk).exists():
        raise Conflict("这项任务刚刚从议程中去掉了，决定没有保存。请核对。")
    if not wanted.text.strip():
        raise Refused("请写明决定的内容。")
    task = Task.objects.with_people().get(pk=item.task_id)
    require(by, task, Action.DECIDE)
    made = _TAKE[Kind(wanted.kind)](_Taking(task, one, wanted, by, version, on))
    return Decision.objects.create(
        item=item, kind=wanted.kind, text=wanted.text.strip(), person=wanted.person, by=by, **made
    )


@dataclass(frozen=True)
class _Taking:
    """A decision meeting its task."""

    task: Task
    round: Round
    wanted: Wanted
    by: User
    version: int
    on: dt.date

    def note(self, words: str = "") -> str:
        """What the trail says: which round, what kind, and what it said."""
        kind = Kind(self.wanted.kind).label
        return f"{self.round.title}决定{kind}{words}：{self.wanted.text.strip()}"

    def act(self, action: Callable, words: str = "", **details: object) -> Step:
        return action(
            self.task, by=self.by, version=self.version, on=self.on, note=self.note(words), **details
        )

    def write(self, words: str) -> Step:
        """A decision that changes neither status, deadline nor lead unit."""
        return write(
            self.task,
            Action.DECIDE,
            by=self.by,
            version=self.version,
            on=self.on,
            note=self.note(words),
            data={"round": {"id": self.round.pk}},
        )

    def due_on(self, what: str) -> dt.date:
        """The day that was named, which must not be before the meeting."""
        if self.wanted.due_on is None:
            raise Refused(f"请填写{what}。")
        if self.wanted.due_on < self.round.held_on:
            raise Refused(f"{what}不能早于调度会的日期 {self.round.held_on}。")
        return self.wanted.due_on


def _measure(taking: _Taking) -> dict:
    due_on = taking.due_on("完成时限")
    step = taking.write(f"（{due_on} 前完成）")
    last = taking.task.measures.aggregate(last=Max("position"))["last"] or 0
    measure = Measure.objects.create(
        task=taking.task, position=last + 1, text=taking.wanted.text.strip(), due_on=due_on
    )
    return {"step": step, "due_on": due_on, "measure": measure}


def _limit(taking: _Taking) -> dict:
    """Decide the application that waits; without one only say what date is asked for, the deadline itself stays."""
    waiting = taking.task.applications.at_office().filter(kind=Application.Kind.EXTENSION).first()
    if waiting is None:
        return _ask_for_extension(taking)
    if taking.wanted.grant is None:
        raise Refused(f"{taking.task.number} 已申请延期，请决定是否同意。")
    action, word = (grant_extension, "同意") if taking.wanted.grant else (refuse_extension, "不同意")
    step = taking.act(action, f"（{word}延至 {waiting.new_due_on}）")
    return {"step": step, "due_on": waiting.new_due_on, "application": waiting}


def _ask_for_extension(taking: _Taking) -> dict:
    if taking.wanted.grant is not None and taking.wanted.due_on is None:
        raise Conflict(f"{taking.task.number} 没有等待决定的延期申请，可能刚刚已有决定。请核对。")
    if taking.on > taking.task.due_on:
        raise Refused(
            f"整改时限 {taking.task.due_on} 已过，不能再延期；要求限期完成的，请记为新措施或其他要求。"
        )
    due_on = taking.due_on("新的时限")
    if due_on <= taking.task.due_on:
        raise Refused(
            f"新的时限必须晚于现在的时限 {taking.task.due_on}；要求提前完成的，请记为新措施或其他要求。"
        )
    step = taking.write(f"（同意考虑延至 {due_on}，须由牵头单位按程序申请延期，批准后才生效）")
    return {"step": step, "due_on": due_on}


def _raise(taking: _Taking) -> dict:
    if taking.task.raised:
        raise Refused(f"{taking.task.number} 已经提级督办，不用重复决定。")
    return {"step": taking.act(raise_task)}


def _interview(taking: _Taking) -> dict:
    if not taking.wanted.person.strip():
        raise Refused("请填写约谈对象。")
    due_on = taking.due_on("约谈日期")
    return {"step": taking.write(f"{taking.wanted.person}（{due_on}）"), "due_on": due_on}


def _transfer(taking: _Taking) -> dict:
    unit = _unit(taking, "新的牵头单位")
    return {"step": taking.act(transfer, lead_unit=unit), "unit": unit}


def _demand(taking: _Taking) -> dict:
    unit, due_on = _unit(taking, "落实单位"), taking.due_on("回复期限")
    return {"step": taking.write(f"（{unit}，{due_on} 前回复）"), "due_on": due_on, "unit": unit}


def _unit(taking: _Taking, what: str) -> Unit:
    if taking.wanted.unit is None:
        raise Refused(f"请选择{what}。")
    return taking.wanted.unit


_TAKE: dict[Kind, Callable[[_Taking], dict]] = {
    Kind.MEASURE: _measure,
    Kind.LIMIT: _limit,
    Kind.RAISE: _raise,
    Kind.INTERVIEW: _interview,
    Kind.TRANSFER: _transfer,
    Kind.DEMAND: _demand,
}
"""How each kind is carried out; returns the fields of the decision that it settles."""
