"""Count reading quality from what stands in the database: each item keeps the machine's suggestion beside what it became.

Only parts that people have gone through to the end count: what waits has no verdict yet. A part that the command line
confirmed as a whole has none either.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import QuerySet

from reports.intake.confirming import CONFIRMED_AS_A_WHOLE
from reports.models import Commitment, Correction, Found, Match, Part, Problem, Report
from reports.quality.figures import TENTHS, Filled, Items, Matches, Quality

PAUSE = dt.timedelta(minutes=10)
"""Somebody who decides nothing for longer did something else meanwhile."""

_DECISIONS = ("确认：", "不采用：")


@dataclass
class _Rows:
    """What belongs to one part."""

    problems: list[Problem] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    matches: dict[int, list[Match]] = field(default_factory=lambda: defaultdict(list))
    assists: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    decided_at: dict[int, list[dt.datetime]] = field(default_factory=lambda: defaultdict(list))


def quality_of(reports: QuerySet[Report]) -> dict[int, Quality]:
    """The figures of each of these reports by its key, in a constant number of queries; `sum_up` adds them."""
    parts = list(Part.objects.filter(report__in=reports).order_by("pk"))
    pending = Problem.objects.filter(part__report__in=reports, parent=None, state=Found.State.PENDING)
    waiting = set(pending.values_list("part", flat=True))
    corrections = Correction.objects.filter(part__report__in=reports, undone_at=None)
    looked_at = set(corrections.values_list("part", flat=True))
    looked_at -= set(corrections.filter(action=CONFIRMED_AS_A_WHOLE).values_list("part", flat=True))
    finished = {part.pk for part in parts if part.pk in looked_at - waiting}
    rows = _load(finished)
    found: dict[int, Quality] = {}
    decisions: dict[tuple[int, int], list[dt.datetime]] = defaultdict(list)
    for part in parts:
        if part.pk in looked_at:
            quality = _of_part(rows[part.pk]) if part.pk in finished else Quality(under_review=1)
            found[part.report_id] = found.get(part.report_id, Quality()) + quality
            for by, moments in rows[part.pk].decided_at.items():
                decisions[part.report_id, by] += moments
    for (report, _), moments in decisions.items():
        found[report] += Quality(seconds=_seconds(moments))
    return found


def sum_up(qualities: Iterable[Quality]) -> Quality:
    return sum(qualities, Quality() + Quality())


def _load(keys: set[int]) -> dict[int, _Rows]:
    rows: dict[int, _Rows] = defaultdict(_Rows)
    for problem in Problem.objects.filter(part__in=keys).order_by("pk"):
        rows[problem.part_id].problems.append(problem)
    for commitment in Commitment.objects.filter(part__in=keys).order_by("pk"):
        rows[commitment.part_id].commitments.append(commitment)
    for match in Match.objects.filter(problem__part__in=keys).select_related("problem"):
        rows[match.problem.part_id].matches[match.problem_id].append(match)
    assists = Problem.assisting_units.through.objects.filter(problem__part__in=keys)
    for part, problem, unit in assists.values_list("problem__part", "problem", "unit"):
        rows[part].assists[problem].append(unit)
    corrections = Correction.objects.filter(part__in=keys, undone_at=None).order_by("at", "pk")
    for part, by, at, action in corrections.values_list("part", "by", "at", "action"):
        if action.startswith(_DECISIONS):
            rows[part].decided_at[by].append(at)
    return rows


def _of_part(rows: _Rows) -> Quality:
    live = {one.pk for one in rows.commitments if one.is_live}
    confirmed = [one for one in rows.problems if one.parent_id is None and one.state == Found.State.CONFIRMED]
    suggested, accepted = [0] * TENTHS, [0] * TENTHS
    matches = Matches()
    for problem in confirmed:
        mine = rows.matches[problem.pk]
        matches += _matching(mine, live)
        for match in mine:
            if match.by_id is None and match.score is not None:
                tenth = min(TENTHS - 1, round(match.score * 1000) // 100)
                suggested[tenth] += 1
                accepted[tenth] += _is_kept(match, live)
    return Quality(
        parts=1,
        problems=_items(rows.problems),
        commitments=_items(rows.commitments),
        matches=matches,
        suggested=tuple(suggested),
        accepted=tuple(accepted),
        **_filled(confirmed, rows.assists),
    )


# --- items ----------------------------------------------------------------------------------------------------------


def _items(rows: list[Problem] | list[Commitment]) -> Items:
    cut = {(one.suggestion or {}).get("split_from") for one in rows if one.is_live and one.parent_id is None}
    found = Items()
    for one in rows:
        found += _item(one, is_cut=one.pk in cut)
    return found


def _item(one: Found, *, is_cut: bool) -> Items:
    stands = int(one.is_live and one.parent_id is None)
    suggestion = one.suggestion or {}
    if one.by_hand:
        return Items(added=stands, final=stands)
    if "split_from" in suggestion:
        return Items(final=stands)  # its other half counts as found
    if suggestion.get("is_inner"):
        return Items(promoted=stands, final=stands)
    if one.parent_id is not None:
        return Items()
    if one.state == Found.State.DROPPED:
        return Items(found=1, dropped=1)
    if one.state == Found.State.JOINED:
        return Items(found=1, joined=1)
    if is_cut:
        return Items(found=1, split=1, final=1)
    title, text = (
        one.title != suggestion["title"][:300].strip(),
        one.text.strip() != suggestion["text"].strip(),
    )
    span = (one.start, one.end) != (suggestion["start"], suggestion["end"])
    edited = title or text or span
    return Items(
        found=1, unchanged=int(not edited), edited=int(edited), edited_title=int(title), edited_text=int(text),
        edited_span=int(span), final=1,
    )  # fmt: skip


# --- matches --------------------------------------------------------------------------------------------------------


def _is_kept(match: Match, live: set[int]) -> bool:
    return not match.dropped and match.commitment_id in live


def _matching(matches: list[Match], live: set[int]) -> Matches:
    """The verdict on one problem; its suggestions, best first, against what was kept."""
    by_machine = sorted(
        (one for one in matches if one.by_id is None), key=lambda one: (-(one.score or 0), one.pk)
    )
    kept = [one for one in by_machine if _is_kept(one, live)]
    by_hand = any(one.by_id is not None and _is_kept(one, live) for one in matches)
    if not by_machine:
        return Matches(wrongly_none=1) if by_hand else Matches(rightly_none=1)
    if kept:
        return Matches(first=1) if kept[0] is by_machine[0] else Matches(another=1)
    return Matches(by_hand=1) if by_hand else Matches(refused=1)


# --- fields and time ------------------------------------------------------------------------------------------------


def _filled(confirmed: list[Problem], assists: dict[int, list[int]]) -> dict[str, Filled]:
    found = {"lead_unit": Filled(), "assisting_units": Filled(), "due_on": Filled()}
    for problem in confirmed:
        suggested = (problem.suggestion or {}).get("filled")
        if suggested is None:  # added by hand, or read before the suggestion was kept
            continue
        final = {
            "lead_unit": problem.lead_unit_id,
            "assisting_units": sorted(assists[problem.pk]),
            "due_on": problem.due_on and problem.due_on.isoformat(),
        }
        for name, value in final.items():
            found[name] += _field(suggested[name], value)
    return found


def _field(suggested: object, final: object) -> Filled:
    if not suggested:
        return Filled(by_hand=1) if final else Filled(empty=1)
    return Filled(kept=1) if suggested == final else Filled(changed=1)


def _seconds(decisions: list[dt.datetime]) -> tuple[int, ...]:
    """From each decision of one person on one document to the next, through the parts of a compilation."""
    pairs = pairwise(sorted(decisions))
    return tuple(int((after - before).total_seconds()) for before, after in pairs if after - before <= PAUSE)
