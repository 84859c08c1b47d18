"""Write an accepted ledger into the register: every good row or none, once, through the register's own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from reports.importing.taking import repropose
from reports.models import LedgerImport, LedgerRow
from tracker import actions
from tracker.models import Source, Unit, User
from tracker.permissions import may_register
from tracker.results import AMOUNTS


class LedgerRefused(Exception):
    """The ledger cannot be applied as asked; the message says why and what to do. Nothing was written."""


class _Moved(Exception):
    """The register is not what it was when the rows were checked."""


@dataclass(frozen=True)
class Applied:
    """What an applied ledger did."""

    created: int
    changed: int
    assigned: int
    left_out: int


def apply_ledger(
    ledger: LedgerImport,
    *,
    by: User,
    today: dt.date,
    leave_out_refused: bool = False,
    assign_now: bool = False,
) -> Applied:
    """Write all good rows: new ones as drafts, changed drafts by their differences; nothing is closed or cleared.

    With `assign_now`, new rows with lead unit and deadline are assigned at once, from the day of the sheet where it names
    one. Refused rows stop everything unless they are to be left out. Raises LedgerRefused; then nothing was written.
    """
    if not may_register(by) or ledger.office_id != by.unit_id:
        raise PermissionDenied("只有本机构的督办人员可以导入台账。")
    try:
        with transaction.atomic():
            return _apply(ledger, by, today, leave_out_refused, assign_now)
    except (_Moved, actions.Conflict) as error:
        # Rolled back: show the rows as they stand now, so that the next look is at the truth.
        with transaction.atomic():
            repropose(ledger, by=by, today=today)
        raise LedgerRefused(
            "核对以后，有关任务又有变动，没有导入任何内容。已按最新情况重新核对，请再看一遍后导入。"
        ) from error
    except actions.Refused as error:
        raise LedgerRefused(f"没有导入任何内容：{error}") from error


def discard_ledger(ledger: LedgerImport) -> None:
    """Give an import up; what it said stays on record, but it can no longer be applied."""
    LedgerImport.objects.waiting().filter(pk=ledger.pk).update(discarded_at=timezone.now())


def _apply(
    ledger: LedgerImport, by: User, today: dt.date, leave_out_refused: bool, assign_now: bool
) -> Applied:
    # One import of an office at a time, so that the same file applied twice at once cannot make doubles.
    Unit.objects.select_for_update(no_key=True).get(pk=ledger.office_id)
    claimed = LedgerImport.objects.waiting().filter(pk=ledger.pk).update(applied_at=timezone.now())
    if claimed != 1:
        raise LedgerRefused("这份台账已经导入过（或已放弃），没有重复导入。")
    checked = _outcomes(ledger)
    repropose(ledger, by=by, today=today)
    if _outcomes(ledger) != checked:
        raise _Moved
    counts = ledger.rows.outcome_counts()
    if counts["refused"] and not leave_out_refused:
        raise LedgerRefused(
            f"有 {counts['refused']} 行未通过，没有导入任何内容。请改正表格后重新上传，或勾选“未通过的行不导入”。"
        )
    if not counts["new"] + counts["changed"]:
        raise LedgerRefused("没有需要导入的内容：没有新增，也没有修改。")
    writer = _Writer(ledger, by=by, today=today)
    assigned = sum(writer.write(row, assign_now) for row in ledger.rows.to_write().select_related("task"))
    return Applied(counts["new"], counts["changed"], assigned, counts["refused"])


def _outcomes(ledger: LedgerImport) -> list[tuple]:
    """What the rows would do, to be compared before and after a fresh look; a version counts where it would be written on."""
    rows = ledger.rows.order_by("position").values_list("position", "outcome", "task", "proposal", "version")
    return [(*row, version if row[1] == LedgerRow.Outcome.CHANGED else None) for *row, version in rows]


class _Writer:
    """Writes rows through the actions, with units and sources fetched once."""

    def __init__(self, ledger: LedgerImport, *, by: User, today: dt.date) -> None:
        self.by, self.today, self.name = by, today, ledger.name
        self.sources = Source.objects.owned_by(by).in_bulk()
        self.units = Unit.objects.visible_to(by).in_bulk()

    def write(self, row: LedgerRow, assign_now: bool) -> bool:
        """Write one row; return whether its task was assigned at once."""
        fields = self._fields(row.proposal)
        if row.outcome == LedgerRow.Outcome.CHANGED:
            assert row.task is not None
            assert row.version is not None
            actions.edit_draft(row.task, by=self.by, version=row.version, on=self.today, **fields)
            return False
        assigned_on, assignable = fields.pop("assigned_on"), fields.pop("assignable")
        at_once = assign_now and assignable
        on = (assigned_on or self.today) if at_once else self.today
        task = actions.create_draft(by=self.by, on=on, **fields)
        if at_once:
            actions.assign(task, by=self.by, version=task.version, on=on, note=f"由台账“{self.name}”导入")
        LedgerRow.objects.filter(pk=row.pk).update(task=task)
        return at_once

    def _fields(self, proposal: dict[str, Any]) -> dict[str, Any]:
        fields = dict(proposal)
        for key in ("due_on", "assigned_on"):
            if fields.get(key):
                fields[key] = dt.date.fromisoformat(fields[key])
        for key in AMOUNTS:
            if fields.get(key):
                fields[key] = Decimal(fields[key])
        if "source" in fields:
            fields["source"] = self.sources[fields["source"]]
        if fields.get("lead_unit"):
            fields["lead_unit"] = self.units[fields["lead_unit"]]
        if "assisting_units" in fields:
            fields["assisting_units"] = [self.units[key] for key in fields["assisting_units"]]
        if "measures" in fields:
            fields["measures"] = [
                {
                    name: dt.date.fromisoformat(value) if name.endswith("_on") and value else value
                    for name, value in measure.items()
                }
                for measure in fields["measures"]
            ]
        return fields
