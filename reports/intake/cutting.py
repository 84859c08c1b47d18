"""Move the borders of items: cut one in two, join two, take other words of the source. Done inside a turn."""

from reports.intake.adding import suggest_answers
from reports.intake.correcting import State, drop, refresh_fingerprints
from reports.intake.headlines import mark_and_title
from reports.intake.joining import take_fields
from reports.models import Commitment, Found, Problem
from reports.repeats.recurring import take_over
from tracker.actions import Conflict, Refused


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
    refresh_fingerprints(item)
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
    refresh_fingerprints(item, second)
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
    refresh_fingerprints(item)
    item.save()
    following.inner.update(parent=item)
    _take_over_matches(item, following)
    following.state = State.JOINED
    following.save(update_fields=["state"])
    if isinstance(item, Problem):
        take_over(item, following)
        take_fields(item, following)
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
