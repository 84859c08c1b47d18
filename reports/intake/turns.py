"""One change of a reading by one person: a turn is written whole, one after the other, and can be taken back.

A change of a card names what the person saw of it (`seen`); a change that made something new or touches none names nothing.
The rows that a turn changed are kept as they were, so no action can forget what its undoing needs.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from reports.intake import following
from reports.intake.seen import key_of, seen_of
from reports.models import Commitment, Correction, Found, Match, Part, Problem, ProblemRecurrence, Report
from tracker.actions import Conflict, Refused
from tracker.models import User

ONE_EDIT = dt.timedelta(minutes=10)
"""Changes of one card that are saved as they are typed are one step back, if no longer apart than this."""

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
def turn(
    part: Part, action: str, *, by: User, card: tuple[Found, str] | None = None, typed: bool = False
) -> Iterator[None]:
    """One change of a part by one person.

    `card` is the item that it starts from and what the person saw of it: Conflict if somebody changed it meanwhile. The item
    is read anew inside the turn. `typed` joins the change to the person's last one of the same card.
    """
    with transaction.atomic():
        take_turn(part.report, by=by)
        if card is not None:
            _check(*card, by=by)
        before = _rows(part)
        yield
        settle(part.report)
        after = _rows(part)
        changed, made = _changed(before, after), _new(before, after)
        if not any(changed.values()) and not any(made.values()):
            return
        made["about"] = _about(before, after)
        made["card"], made["typed"] = key_of(card[0]) if card else "", typed
        if not (typed and _lengthen(part, changed, made, by=by)):
            Correction.objects.create(
                report=part.report, part=part, action=action[:100], by=by, before=changed, made=made
            )


def take_turn(report: Report, *, by: User) -> None:
    """Wait for the turns of others, and step the version. Must run in a transaction."""
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied("只有本督办机构的督办人员可以核对这份报告。")
    # The row is locked by this until the transaction ends: what is read from here on, nobody else changes.
    mine = Report.objects.filter(pk=report.pk, status__in=[Report.Status.READ, Report.Status.CONFIRMED])
    if mine.update(version=F("version") + 1) != 1:
        raise Conflict("这份报告刚刚被别人改动过，现在不能核对，您的操作没有保存。请返回报告导入页面查看。")
    report.version = Report.objects.values_list("version", flat=True).get(pk=report.pk)


def _check(item: Found, seen: str, *, by: User) -> None:
    part = item.part
    item.refresh_from_db()
    item.part = part
    if seen != seen_of(item):
        raise Conflict(f"{following.said_of_change(item, by)}，您的操作没有保存。")


def undo(report: Report, *, by: User, correction: int) -> Correction:
    """Take back the person's own last change, which must be `correction`. What became a task stays.

    Refused where somebody else went on from it: their work would be lost.
    """
    with transaction.atomic():
        take_turn(report, by=by)
        last = following.last_of(report, by)
        if last is None:
            if report.corrections.filter(final=True).exists():
                raise Refused("之前的改动已经生成任务，不能再撤销。请到任务页面修改或退回。")
            raise Refused("没有可以撤销的改动。")
        if last.pk != correction:
            raise Conflict(f"您的上一步已经不是页面上的那一步，现在是“{last.action}”。请看过再撤销。")
        if later := following.later_on_same(last):
            raise Refused(
                f"您这一步之后，{later.by} 又改动了同一条（{later.action}），不能撤销。请直接修改那一条。"
            )
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


def _new(before: Rows, after: Rows) -> dict[str, Any]:
    return {name: [key for key in rows if key not in before[name]] for name, rows in after.items()}


def _about(before: Rows, after: Rows) -> list[str]:
    """The items that the turn touched, and those on either end of a match that it touched."""
    found: set[str] = set()
    for name in _KEPT:
        for key in before[name].keys() | after[name].keys():
            was, now = before[name].get(key), after[name].get(key)
            if was == now:
                continue
            if name in ("problem", "commitment"):
                found.add(f"{name}-{key}")
            for row in filter(None, (was, now)):
                found |= {
                    f"{end}-{row[f'{end}_id']}" for end in ("problem", "commitment") if f"{end}_id" in row
                }
    return sorted(found)


def _lengthen(part: Part, changed: dict[str, list], made: dict[str, Any], *, by: User) -> bool:
    """Join a change that was saved while typing to the person's last change of the same card, if it was typed, too."""
    last = following.last_of(part.report, by)
    if last is None or last.part_id != part.pk or last.made.get("card") != made["card"]:
        return False
    if not last.made.get("typed") or timezone.now() - last.at > ONE_EDIT or following.later_on_same(last):
        return False
    before = {}
    for name in _KEPT:
        known = {row["id"] for row in last.before.get(name, [])} | set(last.made.get(name, []))
        before[name] = last.before.get(name, []) + [row for row in changed[name] if row["id"] not in known]
    together = {name: sorted({*last.made.get(name, []), *made[name]}) for name in (*_KEPT, "about")}
    Correction.objects.filter(pk=last.pk).update(before=before, made=last.made | together, at=timezone.now())
    return True
