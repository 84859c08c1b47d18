"""Work on a task: what the units report of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tracker.actions.attaching import attach, named
from tracker.actions.writing import Refused, write
from tracker.models import Assist, MatterTask, Measure, Progress, Step, Task, User
from tracker.permissions import parts_to_confirm, require
from tracker.states import Action
from tracker.uploads import Upload


@transaction.atomic
def report_progress(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str,
    percent: int,
    measures_done: Sequence[Measure] = (),
    evidence: Sequence[Upload] = (),
) -> Progress:
    """Record what a lead or assisting unit did; the percentage is the lead unit's, an assisting unit's is kept beside it."""
    require(by, task, Action.REPORT_PROGRESS)
    leads = task.lead_unit.path.startswith(by.unit.path)
    changes = {"progress_on": on} | ({"percent": percent} if leads else {})
    write(
        task,
        Action.REPORT_PROGRESS,
        by=by,
        version=version,
        on=on,
        note=note,
        data={"percent": percent} | named(evidence),
        **changes,
    )
    task.measures.filter(pk__in=[measure.pk for measure in measures_done], done_on=None).update(done_on=on)
    progress = Progress.objects.create(
        task=task, unit=by.unit, by=by, on=on, text=note.strip(), percent=percent
    )
    attach(task, evidence, by=by, progress=progress)
    return progress


@dataclass(frozen=True)
class Reported:
    """What became of one report on several tasks of a matter."""

    progress: Progress
    also: list[Task] = field(default_factory=list)
    refused: list[tuple[Task, str]] = field(default_factory=list)
    """tasks that did not get it, each with the reason"""


@transaction.atomic
def report_together(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str,
    percent: int,
    also: Sequence[Task] = (),
    measures_done: Sequence[Measure] = (),
    evidence: Sequence[Upload] = (),
) -> Reported:
    """Report on a task and, with the same words, on other tasks of its matter.

    The others are judged one by one: what may not be reported on is named and left as it was. Measures are the task's own.
    """
    # Locked in one order by everybody: two who begin at two tasks of a matter would else wait for each other for ever.
    keys = [task.pk, *(other.pk for other in also)]
    list(Task.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    outcome = Reported(
        report_progress(
            task,
            by=by,
            version=version,
            on=on,
            note=note,
            percent=percent,
            measures_done=measures_done,
            evidence=evidence,
        )
    )
    for other in also:
        if not MatterTask.objects.beside(task).filter(task=other).exists():
            outcome.refused.append((other, f"{other.number} 已不是同一事项。"))
            continue
        try:
            report_progress(
                other, by=by, version=other.version, on=on, note=note, percent=percent, evidence=evidence
            )
            outcome.also.append(other)
        except (Refused, PermissionDenied) as refusal:
            outcome.refused.append((other, str(refusal)))
    return outcome


@transaction.atomic
def confirm_part(task: Task, *, by: User, version: int, on: dt.date, note: str, assist: Assist) -> Step:
    """Say that an assisting unit's own part is done: by the unit itself, or by the office where it has nobody who could."""
    require(by, task, Action.CONFIRM_PART)
    if assist not in parts_to_confirm(by, task):
        raise Refused("这个单位的配合事项已经确认，或者不归您确认。请刷新页面核对。")
    words = note.strip()
    told = words if assist.unit.path.startswith(by.unit.path) else f"代{assist.unit}确认：{words}"
    step = write(task, Action.CONFIRM_PART, by=by, version=version, on=on, note=told)
    Assist.objects.filter(pk=assist.pk, confirmed_on=None).update(
        confirmed_on=on, confirmed_by=by, confirmation=words
    )
    return step
