"""What people do to a machine's reading: edit, split, join, drop, add, match anew, confirm, and take it back.

What changes an item alone (drop, split, join …) is done inside a turn: `change` saves what the card holds and then does it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone

from reports import extraction
from reports.intake.documents import fill_in
from reports.intake.duplicates import doubles_of
from reports.intake.headlines import mark_and_title
from reports.intake.turns import turn
from reports.intake.worksheet import Worksheet, unit_names
from reports.likeness import fingerprint
from reports.matching import match as suggest
from reports.models import Commitment, Found, Match, Part, Problem
from reports.repeats.recurring import take_over
from tracker.actions import Conflict, Refused
from tracker.models import Unit, User

State = Found.State


# --- problems -------------------------------------------------------------------------------------------------------


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
    _refresh_fingerprints(item)
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


# --- cut and join ---------------------------------------------------------------------------------------------------


def split_in_source(item: Found, place: int) -> Found:
    """Cut the item in two before character `place` of the source."""
    if item.start is None or not item.start < place < item.end:
        raise Refused("请在左边原文中这一条的文字里点一下要拆开的地方。")
    if item.part.report.text[item.start : item.end] != item.text:
        raise Refused("这一条的文字已经改写，请展开“内容”，把光标放在要拆开的地方。")
    return split(item, place - item.start)


def take_words(item: Found, start: int, end: int) -> None:
    """Let the item be this stretch of the source; what was inside it and is not any more is dropped."""
    part = item.part
    text = part.report.text[start:end]
    start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    if not part.start <= start < end <= part.end:
        raise Refused("请先在左边原文中选中这一条的文字。")
    was_read = item.title == mark_and_title(item.text)[1] or item.title == (item.suggestion or {}).get(
        "title"
    )
    item.start, item.end, item.text = start, end, part.report.text[start:end]
    mark, title = mark_and_title(item.text)
    item.mark = mark[:20]
    if was_read:
        item.title = title
    _refresh_fingerprints(item)
    item.save()
    for child in type(item).objects.filter(parent=item).live():
        if child.start is not None and not item.covers(child.start, child.end):
            drop(child)


def split(item: Found, at: int) -> Found:
    """Cut the item in two before character `at` of its text; returns the second half, which waits to be looked at."""
    head, tail = item.text[:at].rstrip(), item.text[at:].strip()
    if not head or not tail:
        raise Refused("请把光标放在要拆开的地方：前后两段都要有文字。")
    middle = _place_of_cut(item, at)
    mark, title = mark_and_title(tail)
    second = type(item)(
        part=item.part, parent=item.parent, mark=mark[:20], title=title, text=tail, start=middle, end=item.end,
        suggestion=item.suggestion and {"split_from": item.pk},
    )  # fmt: skip
    if isinstance(item, Commitment):
        second.plan_kind = item.plan_kind
    if middle is None:
        second.end = None
    else:
        item.end = middle
    item.text = head
    _refresh_fingerprints(item, second)
    item.save()
    second.save()
    for child in item.inner.all():
        if middle is not None and child.start is not None and child.start >= middle:
            child.parent = second
            child.save(update_fields=["parent"])
    if isinstance(second, Problem):
        suggest_answers(second)
    return second


def _place_of_cut(item: Found, at: int) -> int | None:
    """Where the cut lies in the source; None where the text was rewritten and its words are not found there."""
    if item.start is None:
        return None
    source = item.part.report.text[item.start : item.end]
    if source == item.text:
        return item.start + at
    found = source.find(item.text[at:].strip()[:12])
    return item.start + found if found > 0 else None


def join_before(item: Found, expected: int = 0) -> Found:
    """Join this item to the live one of the same kind before it; returns the one that took it in."""
    before = _neighbour(item, -1, expected)
    if before is None:
        raise Refused("前面没有可以合并的内容。")
    if isinstance(before, Problem) and before.task_id:
        raise Refused("上一条已经生成任务，不能合并。")
    before.part = item.part
    join_next(before)
    item.state = State.JOINED
    return before


def join_next(item: Found, expected: int = 0) -> Found:
    """Join the next live item of the same kind to this one; returns the one that was taken in."""
    following = _neighbour(item, 1, expected)
    if following is None:
        raise Refused("后面没有可以合并的内容。")
    if isinstance(following, Problem) and following.task_id:
        raise Refused("下一条已经生成任务，不能合并。")
    source = item.part.report.text
    untouched = (
        None not in (item.start, item.end, following.start, following.end)
        and (source[item.start : item.end], source[following.start : following.end])
        == (item.text, following.text)
        and not source[item.end : following.start].strip()
    )
    item.text = (
        source[item.start : following.end]
        if untouched
        else f"{item.text.rstrip()}\n{following.text.lstrip()}"
    )
    if item.start is None:
        item.start, item.end = following.start, following.end
    elif following.end is not None:
        item.end = max(item.end, following.end)
    _refresh_fingerprints(item)
    item.save()
    following.inner.update(parent=item)
    _take_over_matches(item, following)
    if isinstance(item, Problem):
        take_over(item, following)
    following.state = State.JOINED
    following.save(update_fields=["state"])
    return following


def _neighbour(item: Found, step: int, expected: int) -> Found | None:
    """The item before (-1) or after (1); Conflict if the person saw another one there (`expected`, 0 for any)."""
    if not item.is_live:
        return None
    siblings = list(type(item).objects.filter(part=item.part, parent=item.parent).live().in_order())
    place = [one.pk for one in siblings].index(item.pk) + step
    found = siblings[place] if 0 <= place < len(siblings) else None
    if expected and (found is None or found.pk != expected):
        raise Conflict("前后的内容刚刚被别人改动过，没有合并。请看过最新内容再办理。")
    return found


def _take_over_matches(item: Found, following: Found) -> None:
    mine, theirs = ("problem", "commitment") if isinstance(item, Problem) else ("commitment", "problem")
    known = set(item.matches.values_list(f"{theirs}_id", flat=True))
    following.matches.exclude(**{f"{theirs}__in": known}).update(**{mine: item})


def _refresh_fingerprints(*items: Found) -> None:
    for item in items:
        if isinstance(item, Problem):
            item.fingerprint = fingerprint(item.text)


def _refuse_task(problem: Problem) -> None:
    if problem.task_id:
        raise Refused(f"这个问题已经生成任务 {problem.task.number}，请到任务页面修改。")


# --- add by hand ----------------------------------------------------------------------------------------------------


def add(
    model: type[Found],
    part: Part,
    text: str = "",
    *,
    selected: tuple[int, int] | None = None,
    answers: Problem | None = None,
    by: User,
) -> Found:
    """Add what the machine missed: a stretch of the source that a person selected, or a text that they typed or pasted.

    A commitment may be added as an answer to a problem at once.
    """
    source = part.report.text
    if selected is not None:
        text = source[slice(*selected)]
    start: int | None = source.find(text.strip(), selected[0] if selected else part.start, part.end)
    text = text.strip()
    if not text:
        raise Refused("请先在原文中选中一段文字，或者把内容填写在框里。")
    if start == -1:
        start = None
    mark, title = mark_and_title(text)
    end = None if start is None else start + len(text)
    item = model(part=part, mark=mark[:20], title=title, text=text, by=by, start=start, end=end)
    with turn(part, f"添加：{title}", by=by):
        _refuse_again(item)
        _refresh_fingerprints(item)
        item.save()
        if isinstance(item, Problem):
            suggest_answers(item)
        elif answers is not None:
            Match.objects.create(problem=answers, commitment=item, by=by)
    return item


def _refuse_again(item: Found) -> None:
    same = type(item).objects.filter(part=item.part, start=item.start, end=item.end).live()
    if item.start is not None and same.exists():
        raise Refused(f"这段原文已经有一条了：{same.first()}。")


def suggest_answers(problem: Problem) -> None:
    """Ask the machine again for a problem that it did not see, and fill in what the text says about its task."""
    sheet = Worksheet(problem.part)
    points = tuple(extraction.Point(str(one.pk), one.mark, one.text, 0, 0) for one in sheet.inner(problem))
    asked = extraction.Problem(str(problem.pk), problem.mark, problem.title, problem.text, 0, 0, points)
    report = extraction.Report("", "", None, None, 0, 0, (asked,), tuple(_as_read(sheet)), (), ())
    Match.objects.bulk_create(
        Match(problem=problem, commitment_id=int(one.commitment), score=one.score, reason=one.reason[:300])
        for one in suggest(report)
    )
    fill_in(Worksheet(problem.part), reporting_unit(problem.part), only=problem)


def _as_read(sheet: Worksheet) -> Iterator[extraction.Commitment]:
    for one in sheet.commitments:
        measures = tuple(
            extraction.Point(str(inner.pk), inner.mark, inner.text, 0, 0) for inner in sheet.inner(one)
        )
        yield extraction.Commitment(str(one.pk), one.mark, one.title, one.text, 0, 0, one.plan_kind, measures)


def reporting_unit(part: Part) -> Unit | None:
    """The body whose report it is, where it is one of our units."""
    return Unit.objects.filter(pk=unit_names().find(part.unit_name, near=part.report.office_id)).first()
