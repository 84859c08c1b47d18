"""Who did what on a report: one's own last step, what others did to an item, who else is at work. Reads the corrections only."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from reports.intake.seen import key_of
from reports.models import Commitment, Correction, Found, Problem, Report
from tracker.models import User

AT_WORK = dt.timedelta(minutes=15)
"""Somebody whose last change is older is not said to be at work."""

_ITEMS = ("problem", "commitment")
_KEPT = (*_ITEMS, "match", "assist", "recurrence")


def last_of(report: Report, by: User) -> Correction | None:
    """The person's own last step that can be taken back; nothing from before drafts were made."""
    border = report.corrections.filter(final=True).order_by("-pk").values_list("pk", flat=True).first() or 0
    return report.corrections.filter(by=by, undone_at=None, final=False, pk__gt=border).last()


def card_of(correction: Correction) -> Found | None:
    """The card that a correction started from, if it is still there."""
    name, _, key = correction.made.get("card", "").partition("-")
    model = {"problem": Problem, "commitment": Commitment}.get(name)
    return model.objects.filter(pk=key, parent=None).live().first() if model else None


def later_on_same(correction: Correction) -> Correction | None:
    """The last change by anybody since then that rests on this one: the same rows, or something that it made."""
    rows, made = (
        _rows(correction),
        {f"{name}-{key}" for name in _ITEMS for key in correction.made.get(name, [])},
    )
    later = Correction.objects.filter(
        report=correction.report_id,
        part=correction.part_id,
        pk__gt=correction.pk,
        undone_at=None,
        final=False,
    )
    for other in later.select_related("by").order_by("-pk"):
        if rows & _rows(other) or made & set(other.made.get("about", ())):
            return other
    return None


def _rows(correction: Correction) -> set[tuple[str, int]]:
    kept = {(name, row["id"]) for name, rows in correction.before.items() for row in rows}
    return kept | {(name, key) for name in _KEPT for key in correction.made.get(name, [])}


def said_of_change(item: Found, by: User) -> str:
    """Why what the person saw of an item is out of date: who changed it last, when, and what they did."""
    key = key_of(item)
    latest = (
        Correction.objects.filter(part=item.part_id, undone_at=None).select_related("by").order_by("-pk")[:30]
    )
    last = next((one for one in latest if key in one.made.get("about", ())), None)
    if last is None:
        return "这一条刚刚被别人改动过"
    what = f"{timezone.localtime(last.at):%H:%M} {last.action}"
    if last.by_id == by.pk:
        return f"这一条您自己刚刚在另一个窗口里改动过（{what}）"
    return f"这一条刚刚被别人改动过：{last.by} {what}"


@dataclass(frozen=True)
class AtWork:
    """Somebody else who corrects the same report, and how long ago the last change was."""

    by: User
    minutes: int
    action: str


def others_at_work(report: Report, besides: User, now: dt.datetime) -> list[AtWork]:
    """The others who changed something within the last minutes, latest first."""
    recent = report.corrections.filter(at__gte=now - AT_WORK).exclude(by=besides).select_related("by")
    latest: dict[int, AtWork] = {}
    for one in recent.defer("before", "made").order_by("-at")[:50]:
        minutes = max(0, int((now - one.at).total_seconds() // 60))
        latest.setdefault(one.by_id, AtWork(one.by, minutes, one.action))
    return list(latest.values())
