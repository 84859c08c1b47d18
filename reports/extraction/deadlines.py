"""Where a text names a time limit, and the day that a ledger's time-limit cell means."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from reports.extraction.deadline_limits import is_over
from reports.extraction.deadline_phrases import RULES, Found, PhraseRule
from reports.extraction.deadline_reckoning import Base, Reckoning, WorkingDays
from reports.extraction.deadline_words import BLOCKED

# Among problems a date tells when something was so, or was missed; it limits only where it is labelled or promised.
PROMISED = re.compile(
    r"(?:时限|期限|完成时间|整改时间)[：:][^。\n]{0,20}$|(?:计划|承诺|确保|力争|争取|预计|将|须|务必|必须|拟)(?:于|在)?[^，。；：\n]{0,8}$"
)
# Marks as the rules write them; nothing moves.
FULL_WIDTH = str.maketrans("(),;:", "（），；：")
BLANK_IN_DATE = re.compile(
    r"(?<=[0-9])[ \u00a0]+(?=[年月日个])|(?<=[年月])[ \u00a0]+(?=[0-9])|(?<=[至到])[ \u00a0]+(?=[0-9])"
)
MISTYPED = re.compile(r"(?:(?<=[0-9][月年])|(?<=[0-9] [月年]))低(?=前|[^级碳温速价收保空])")
# In one cell the firmest limit decides: “6月底前完成，并长期坚持” is a date.
FIRMNESS = {"by_date": 3, "by_period": 2, "immediate": 1, "long_term": 0}


def find_deadlines(text: str, start: int, end: int, base: Base, *, in_plan: bool = True) -> list[Found]:
    """The deadline phrases of running text[start:end], in order, never overlapping.

    Outside a plan only what is labelled or promised is a limit.
    """
    words, places = _without_blanks(text[start:end].translate(FULL_WIDTH))
    found = [
        replace(one, start=start + places[one.start], end=start + places[one.end - 1] + 1)
        for one in _found(words, base, offset=0, strict=True)
    ]
    return [one for one in found if in_plan or PROMISED.search(text[max(start, one.start - 30) : one.start])]


def _without_blanks(words: str) -> tuple[str, Sequence[int]]:
    """The words less the blanks inside dates, as a word processor sets them (2024 年 6 月底), and where each sign stood.

    月低 is read as 月底.
    """
    words = MISTYPED.sub("底", words)
    blanks = {place for blank in BLANK_IN_DATE.finditer(words) for place in range(*blank.span())}
    if not blanks:
        return words, range(len(words))
    places = [place for place in range(len(words)) if place not in blanks]
    return "".join(words[place] for place in places), places


def parse_deadline(
    phrase: str,
    *,
    base_year: int | None,
    base_date: datetime.date | None = None,
    working_days: WorkingDays | None = None,
) -> Reckoning | None:
    """The limit that a ledger's cell names; None where it names none (每月5日前, 尽快, 视资金到位情况).

    `base_year` is the year of undated months (明年 is the one after it); `base_date` the day from which
    “收到后30日内” counts. Of several limits the firmest and latest one holds. `date` is None where a person must decide.
    """
    base = Base(plan_year=base_year, year=base_year, day=base_date, working_days=working_days)
    found = _found(phrase.strip(), base, offset=0, strict=False)
    if not found:
        return None
    return max(
        (entry.reckoning for entry in found),
        key=lambda limit: (FIRMNESS[limit.kind], limit.date or datetime.date.min),
    )


def _found(text: str, base: Base, *, offset: int, strict: bool) -> list[Found]:
    taken = bytearray(len(text))
    for match in BLOCKED.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    found = []
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            if start == end or any(taken[start:end]) or (strict and not rule.accepts(text, match)):
                continue
            reckoning = rule.reckon(match, base)
            if strict and (is_over(text, start, end) or _is_past(rule, text[start:end], reckoning, base)):
                continue
            if strict and rule.is_occasion and _stands_by_a_date(text, start, end, taken):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(Found(offset + start, offset + end, reckoning))
    return sorted(found, key=lambda entry: entry.start)


def _stands_by_a_date(text: str, start: int, end: int, taken: bytearray) -> bool:
    """A date directly before, or in brackets directly behind: 主汛期来临前（5月底）."""
    behind = end + (text[end : end + 1] in ("（", "("))
    return bool(
        taken[start - 1 : start] == b"\x01" or (behind > end and taken[behind : behind + 1] == b"\x01")
    )


def _is_past(rule: PhraseRule, words: str, reckoning: Reckoning, base: Base) -> bool:
    """Before the year reported on nothing is promised, unless 前 or 内 says so; a bare year must be the plan's or later."""
    if not rule.is_bare and words[-1] in "前止内":
        return False
    year = (base.plan_year if rule.is_bare else base.year) or base.plan_year or base.year
    return bool(reckoning.date and year and reckoning.date.year < year)
