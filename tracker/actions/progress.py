"""Work on a task: what the units report of it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from tracker.actions.attaching import attach
from tracker.actions.writing import write
from tracker.models import Measure, Progress, Task, User
from tracker.permissions import require
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
        data={"percent": percent},
        **changes,
    )
    task.measures.filter(pk__in=[measure.pk for measure in measures_done], done_on=None).update(done_on=on)
    progress = Progress.objects.create(
        task=task, unit=by.unit, by=by, on=on, text=note.strip(), percent=percent
    )
    attach(task, evidence, by=by, progress=progress)
    return progress
