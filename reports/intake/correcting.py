"""What people do to one item of a machine's reading: edit, match anew, confirm, drop, and take it back.

`change` saves what the card holds and then, inside the same turn, does something to the item: one of the functions below, or
a cut (`cutting`).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from reports.intake.duplicates import doubles_of
from reports.intake.headlines import mark_and_title
from reports.intake.turns import turn
from reports.likeness import fingerprint
from reports.models import Commitment, Found, Match, Problem
from tracker.actions import Refused
from tracker.models import Unit, User

State = Found.State


def change(
    item: Found,
    fields: dict[str, Any],
    then: Callable[[Found], object] | None = None,
    *,
    action: str,
    by: User,
    seen: str,
    typed: bool = False,
) -> object:
    """Save what the card holds and then, in the same turn, do `then` to the item.

    `fields` are fields of the model, for a problem also `assisting_units`, `commitments` (what answers it) and
    `lead_for_others` (its lead unit is that of the others which have none). `seen` is what the person saw of the card;
    `typed` says that it is saved while they type. Returns what `then` returns.
    """
    with turn(item.part, action, by=by, card=(item, seen), typed=typed):
        if isinstance(item, Problem):
            _refuse_task(item)
        if item.state == State.JOINED:
            raise Refused("这一条已经并入前面一条，请在那里修改，或者撤销合并。")
        if fields:
            _write(item, dict(fields), by=by)
        return None if then is None else then(item)


def _write(item: Found, fields: dict[str, Any], *, by: User) -> None:
    units: Iterable[Unit] | None = fields.pop("assisting_units", None)
    commitments: Iterable[Commitment] | None = fields.pop("commitments", None)
    lead_for_others = fields.pop("lead_for_others", False)
    for name, value in fields.items():
        setattr(item, name, value)
    refresh_fingerprints(item)
    item.save()
    if units is not None:
        item.assisting_units.set(units)
    if commitments is not None:
        set_answers(item, commitments, by=by)
    if lead_for_others and item.lead_unit:
        _lead_others(item)


def _lead_others(problem: Problem) -> None:
    """Let the same unit lead every problem of the part that waits without one; each is still looked at by itself."""
    others = Problem.objects.filter(part=problem.part, parent=None, state=State.PENDING, lead_unit=None)
    others.exclude(assisting_units=problem.lead_unit).update(lead_unit=problem.lead_unit)


def set_answers(problem: Problem, commitments: Iterable[Commitment], *, by: User) -> None:
    """Exactly these answer the problem. A suggestion that is not among them is kept as refused."""
    chosen = {one.pk for one in commitments}
    known = {match.commitment_id: match for match in problem.matches.all()}
    for key, match in known.items():
        if match.by_id is None:
            if match.dropped == (key in chosen):
                match.dropped = key not in chosen
                match.save(update_fields=["dropped"])
        elif key not in chosen:
            match.delete()
    Match.objects.bulk_create(
        Match(problem=problem, commitment_id=key, by=by) for key in sorted(chosen - known.keys())
    )


def answer(commitment: Commitment, problem: Problem, *, by: User) -> None:
    """Let the commitment answer one more problem."""
    _refuse_task(problem)
    match, made = Match.objects.get_or_create(problem=problem, commitment=commitment, defaults={"by": by})
    if not made and match.dropped:
        match.dropped = False
        match.save(update_fields=["dropped"])


def confirm(problem: Problem, *, by: User) -> None:
    """A person has looked at the problem and wants a task of it. Refused for a double that is not wanted expressly."""
    if not problem.is_live:
        raise Refused("这个问题已经标为不采用，请先恢复。")
    if not problem.again and doubles_of(problem, by):
        raise Refused("这个问题可能已经有任务（见卡片上的提示）。确实要另建一项的，请先勾选“仍然新建”。")
    problem.state = State.CONFIRMED
    problem.confirmed_by, problem.confirmed_at = by, timezone.now()
    problem.save(update_fields=["state", "confirmed_by", "confirmed_at"])


def reconsider(problem: Problem) -> None:
    """Take the confirmation or the dropping back: the problem waits again."""
    problem.state = State.PENDING
    problem.confirmed_by = problem.confirmed_at = None
    problem.save(update_fields=["state", "confirmed_by", "confirmed_at"])


def drop(item: Found) -> None:
    item.state = State.DROPPED
    item.save(update_fields=["state"])


def restore(item: Found) -> None:
    """Take a dropped item up again."""
    item.state = State.PENDING
    item.save(update_fields=["state"])


def detach(item: Found) -> None:
    """Make a point a problem of its own, a measure a commitment of its own."""
    item.parent = None
    item.title = item.title or mark_and_title(item.text)[1]
    item.save(update_fields=["parent", "title"])


def refresh_fingerprints(*items: Found) -> None:
    """Let the problems among these be found again by the words that they have now."""
    for item in items:
        if isinstance(item, Problem):
            item.fingerprint = fingerprint(item.text)


def _refuse_task(problem: Problem) -> None:
    if problem.task_id:
        raise Refused(f"这个问题已经生成任务 {problem.task.number}，请到任务页面修改。")
