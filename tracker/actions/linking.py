"""What tasks have to do with each other: an earlier one recurs, several are one matter. Changes no task, leaves a trail."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from tracker.actions.writing import Refused, append_step
from tracker.models import Matter, MatterTask, Recurrence, Task, ToldApart, Unit, User
from tracker.permissions import require_link
from tracker.states import CLEARED, Action


@transaction.atomic
def confirm_recurrence(
    task: Task, earlier: Task, *, by: User, on: dt.date, note: str = ""
) -> tuple[Recurrence, bool]:
    """Say that the earlier task recurs in this one, for ever; returns the word and whether it is new."""
    require_link(by, task, earlier)
    if task.pk == earlier.pk:
        raise Refused("一项任务不能与自己关联。")
    if Recurrence.objects.confirmed().filter(task=earlier, earlier=task).exists():
        raise Refused(f"{earlier.number} 已确认是 {task.number} 的再次发生，不能反过来确认。")
    word, made = Recurrence.objects.select_for_update(no_key=True).get_or_create(
        task=task, earlier=earlier, defaults={"is_same": True, "by": by}
    )
    if not made and word.is_same:
        return word, False
    word.is_same, word.by = True, by
    word.save(update_fields=["is_same", "by", "at"])
    _leave_trail(task, Action.RECUR, [earlier], by=by, on=on, note=note)
    return word, True


@transaction.atomic
def refuse_recurrence(task: Task, earlier: Task, *, by: User) -> Recurrence:
    """Say that the two are not the same problem, so that the earlier one is not offered again."""
    require_link(by, task, earlier)
    word, _ = Recurrence.objects.get_or_create(
        task=task, earlier=earlier, defaults={"is_same": False, "by": by}
    )
    if word.is_same:
        raise Refused(f"{earlier.number} 已经确认为屡提屡犯，这个结论永久保留。")
    return word


@transaction.atomic
def link_matter(tasks: Sequence[Task], *, by: User, on: dt.date, note: str = "") -> Matter:
    """Make these tasks, and those that already belong together with one of them, one matter of one lead unit."""
    require_link(by, *tasks)
    _hold_links_of(by.unit)
    picked = {task.pk for task in tasks}
    held = MatterTask.objects.filter(task__in=picked).values("matter")
    joined = _held({*picked, *MatterTask.objects.filter(matter__in=held).values_list("task", flat=True)})
    _check_one_matter(joined, picked)
    matters = list(Matter.objects.filter(members__task__in=joined).distinct().order_by("pk"))
    matter = matters[0] if matters else Matter.objects.create(created_by=by)
    MatterTask.objects.filter(task__in=joined).exclude(matter=matter).update(matter=matter)
    Matter.objects.filter(pk__in=[other.pk for other in matters[1:]]).delete()
    known = set(matter.members.values_list("task", flat=True))
    if known >= picked and len(matters) == 1:
        raise Refused("这些任务已经是同一事项。")
    MatterTask.objects.bulk_create(
        MatterTask(matter=matter, task=task, by=by) for task in joined if task.pk not in known
    )
    ToldApart.objects.filter(first__in=joined, second__in=joined).delete()
    for task in joined:
        _leave_trail(task, Action.LINK, _others(joined, task), by=by, on=on, note=note)
    return matter


def _hold_links_of(office: Unit) -> None:
    """Let one at a time link and part the tasks of an office; all tasks of a matter are of one office.

    Asked before anything is read: who links B with C must see that B has just been linked with A.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=office.pk)


def _held(keys: Iterable[int]) -> list[Task]:
    """Lock the tasks in the order in which everybody locks the tasks of a matter."""
    tasks = Task.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    return list(tasks.select_related("lead_unit", "source").order_by("pk"))


def _check_one_matter(tasks: Sequence[Task], picked: set[int]) -> None:
    if len(tasks) < 2:
        raise Refused("请至少选择两项任务。")
    for task in tasks:
        if task.pk in picked and task.status in CLEARED:
            raise Refused(f"{task.number} 已销号，不能再列为同一事项；确属再次发生的，请确认为屡提屡犯。")
    if len({task.lead_unit_id for task in tasks}) > 1 or tasks[0].lead_unit is None:
        raise Refused("只有牵头单位相同的任务可以列为同一事项。")


@transaction.atomic
def leave_matter(task: Task, *, by: User, on: dt.date, note: str) -> None:
    """Take the task out of its matter; a matter of which one task is left is none any more."""
    require_link(by, task)
    if not note.strip():
        raise Refused("请填写解除的理由。")
    _hold_links_of(by.unit)
    matter = Matter.objects.filter(members__task=task).first()
    if matter is None:
        raise Refused(f"{task.number} 没有列为同一事项。")
    # Asked only under the lock: of three, two may leave at once, and the last one must not stay behind alone.
    others = _others(_held(matter.members.values("task")), task)
    MatterTask.objects.filter(task=task).delete()
    if len(others) == 1:
        matter.delete()
    _leave_trail(task, Action.UNLINK, others, by=by, on=on, note=note)
    for other in others:
        _leave_trail(other, Action.UNLINK, [task], by=by, on=on, note=note)


@transaction.atomic
def tell_apart(one: Task, other: Task, *, by: User) -> None:
    """Say that the two are not one matter, so that they are not offered again."""
    require_link(by, one, other)
    if MatterTask.objects.beside(one).filter(task=other).exists():
        raise Refused("这两项任务已经列为同一事项，请先解除。")
    first, second = sorted((one, other), key=lambda task: task.pk)
    ToldApart.objects.get_or_create(first=first, second=second, defaults={"by": by})


def _leave_trail(
    task: Task, action: Action, others: Iterable[Task], *, by: User, on: dt.date, note: str
) -> None:
    """Write the step of one task. It names the others by key alone: not everybody who sees one task sees the other."""
    linked = {"tasks": [other.pk for other in others]}
    append_step(
        task, action, by=by, on=on, from_status=task.status, note=note.strip(), data={"linked": linked}
    )


def _others(tasks: Sequence[Task], task: Task) -> list[Task]:
    return [other for other in tasks if other.pk != task.pk]
