"""Where a text names a time limit, and the day that a ledger's time-limit cell means."""

from __future__ import annotations

import datetime
import re

from reports.extraction.deadline_phrases import BLOCKED, RULES, Base, Found, Reckoning

# Outside a plan these tell when something was so (“三年内离职的有29人”, “规定30日内拨付”), not until when.
BARE_PERIOD = re.compile(
    r"^[^到至]{0,6}(?:上半年|下半年|季度|[0-9]年度?|明年|次年|来年)$"
    r"|^[0-9一二两三四五六七八九十半]{1,3}个?(?:工作日|自然日|日|天|周|星期|半?月|年)(?:之|以)?内$"
)
# In one cell the firmest limit decides: “6月底前完成，并长期坚持” is a date.
FIRMNESS = {"by_date": 3, "by_period": 2, "immediate": 1, "long_term": 0}


def find_deadlines(text: str, start: int, end: int, base: Base, *, in_plan: bool = True) -> list[Found]:
    """The deadline phrases of running text[start:end], in order, never overlapping.

    Outside a plan a bare period limits nothing.
    """
    words = text[start:end]
    found = _found(words, base, offset=start, strict=True)
    return [one for one in found if in_plan or not BARE_PERIOD.match(text[one.start : one.end])]


def parse_deadline(
    phrase: str, *, base_year: int | None, base_date: datetime.date | None = None
) -> Reckoning | None:
    """The limit that a ledger's cell names; None where it names none (每月5日前, 尽快, 视资金到位情况).

    `base_year` is the year of undated months (明年 is the one after it); `base_date` the day from which
    “收到后30日内” counts. Of several limits the firmest and latest one holds. `date` is None where a person must decide.
    """
    base = Base(plan_year=base_year, year=base_year, day=base_date)
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
            if strict and rule.speaks_of_the_past and _is_past(reckoning, base):
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(Found(offset + start, offset + end, reckoning))
    return sorted(found, key=lambda entry: entry.start)


def _is_past(reckoning: Reckoning, base: Base) -> bool:
    year = base.plan_year or base.year
    return bool(reckoning.date and year and reckoning.date.year < year)
