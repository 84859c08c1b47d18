"""What the rectification came to: told by the lead unit, corrected by the office, every change in the trail."""

import datetime as dt
from typing import Any

from django.db import transaction

from tracker.actions.writing import Refused, write
from tracker.models import Step, Task, User
from tracker.permissions import may_set_amount_involved, require
from tracker.results import AMOUNTS, excess, strangers
from tracker.states import Action


@transaction.atomic
def record_results(
    task: Task, *, by: User, version: int, on: dt.date, note: str = "", **results: Any
) -> Step:
    """Write the results that are named in `results` (of `results.FIELDS`; None or "" for one that is not known).

    The amount involved is the office's word: a lead unit may name it only as it stands.
    """
    require(by, task, Action.RECORD_RESULTS)
    changed = {name: value for name, value in results.items() if getattr(task, name) != value}
    if not changed:
        raise Refused("没有改动，请填写后再保存。")
    if "amount_involved" in changed and not may_set_amount_involved(by, task):
        raise Refused("涉及金额由督办机构登记；有误的，请联系督办机构更正。")
    involved, settled = (results.get(name, getattr(task, name)) for name in AMOUNTS)
    if wrong := strangers(task.source.kind, results) or excess(involved, settled):
        raise Refused(wrong)
    return write(task, Action.RECORD_RESULTS, by=by, version=version, on=on, note=note, **changed)
