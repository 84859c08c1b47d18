"""One change of a reading by one person: a turn steps the version, is written whole, and can be taken back.

Every change names the version of the report that the person saw. The rows that it changed are kept as they were, so no
action can forget what its undoing needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from reports.models import Commitment, Correction, Match, Part, Problem, ProblemRecurrence, Report
from tracker.actions import Conflict, Refused
from tracker.models import User

_Assists = Problem.assisting_units.through
_KEPT: dict[str, tuple[type[models.Model], str]] = {
    "problem": (Problem, "part"),
    "commitment": (Commitment, "part"),
    "match": (Match, "problem__part"),
    "assist": (_Assists, "problem__part"),
    "recurrence": (ProblemRecurrence, "problem__part"),
}
"""What a turn may change, and how each row belongs to its part; parents before children."""


@contextmanager
def turn(part: Part, action: str, *, by: User, version: int) -> Iterator[None]:
    """One change of a part by one person. Raises Conflict when somebody else changed the report meanwhile."""
    with transaction.atomic():
        take_turn(part.report, by=by, version=version)
        before = _rows(part)
        yield
        settle(part.report)
        after = _rows(part)
        Correction.objects.create(
            report=part.report,
            part=part,
            action=action[:100],
            by=by,
            before=_changed(before, after),
            made=_new(before, after),
        )


def take_turn(report: Report, *, by: User, version: int) -> None:
    """Step the version; exactly one of two people who saw the same one gets through. Must run in a transaction."""
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied("只有本督办机构的督办人员可以核对这份报告。")
    mine = Report.objects.filter(
        pk=report.pk, version=version, status__in=[Report.Status.READ, Report.Status.CONFIRMED]
    )
    if mine.update(version=F("version") + 1) != 1:
        raise Conflict("这份报告刚刚被别人改动过，您的操作没有保存。请返回核对页面，看过最新内容后再办理。")
    report.version = version + 1


def undo(report: Report, *, by: User, version: int) -> Correction:
    """Take back the last change that was not yet taken back. What became a task stays."""
    with transaction.atomic():
        last = report.corrections.filter(undone_at=None).last()
        if last is None:
            raise Refused("没有可以撤销的改动。")
        if last.final:
            raise Refused("之前的改动已经生成任务，不能再撤销。请到任务页面修改或退回。")
        take_turn(report, by=by, version=version)
        for name, (model, _) in reversed(_KEPT.items()):
            model._base_manager.filter(pk__in=last.made.get(name, [])).delete()
        for name, (model, _) in _KEPT.items():
            for values in last.before.get(name, []):
                model._base_manager.update_or_create(pk=values.pop("id"), defaults=values)
        Correction.objects.filter(pk=last.pk).update(undone_at=timezone.now())
        settle(report)
    return last


def settle(report: Report) -> None:
    """A report is done when people have looked at every problem of it and each that they kept has its task."""
    problems = Problem.objects.filter(part__report=report, parent=None)
    done = problems.exists() and not problems.live().filter(task=None).exists()
    status = Report.Status.CONFIRMED if done else Report.Status.READ
    if status != report.status:
        report.status, report.confirmed_at = status, timezone.now() if done else None
        report.save(update_fields=["status", "confirmed_at"])


Rows = dict[str, dict[int, dict[str, Any]]]


def _rows(part: Part) -> Rows:
    return {
        name: {row["id"]: row for row in model._base_manager.filter(**{owner: part}).values()}
        for name, (model, owner) in _KEPT.items()
    }


def _changed(before: Rows, after: Rows) -> dict[str, list[dict[str, Any]]]:
    """The former rows that the turn changed or deleted."""
    encoder = DjangoJSONEncoder()

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        dates = {name: encoder.default(value) for name, value in row.items() if hasattr(value, "isoformat")}
        return row | dates

    return {
        name: [plain(row) for key, row in rows.items() if after[name].get(key) != row]
        for name, rows in before.items()
    }


def _new(before: Rows, after: Rows) -> dict[str, list[int]]:
    return {name: [key for key in rows if key not in before[name]] for name, rows in after.items()}
