"""The day on which a report was signed, and whether its plan counts from that day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from reports.extraction.deadline_reckoning import CN_DIGITS, D, number_of
from reports.extraction.years import YEAR, in_digits, plan_year

_DATE = rf"(?P<year>20{D}{{2}}|二[〇○零][{CN_DIGITS}]{{2}})年(?P<month>{D}{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?P<day>{D}{{1,2}}|[一二三四五六七八九十]{{1,3}})日"
# （2024年5月22日）, ——2024年7月24日在…会议上
_ALONE = re.compile(rf"[（(—-]{{0,2}}{_DATE}(?:在[^，。]*上)?[）)]?")
_AT_THE_END = re.compile(rf"(?<![至于在到—-]){_DATE}[）)]?$")
# A speech bears its date below the title, most papers at their end.
_HEAD_LINES = 6


def signed_on(text: str) -> datetime.date | None:
    """The date that ends the text or stands alone near its head; None where there is none or parts of it are masked."""
    lines = [line.strip() for line in text.strip().splitlines()]
    ending = _AT_THE_END.search(lines[-1]) if lines else None
    found = [ending] if ending else [_ALONE.fullmatch(line) for line in lines[:_HEAD_LINES]]
    return next((day for match in found if match and (day := _date(match))), None)


def runs_from_signing(title: str, plan_headings: Iterable[str], year: int | None) -> bool:
    """Nothing but the signature tells the plan's year: no heading, no title, and it is no yearly report."""
    named = any(YEAR.search(in_digits(heading)) for heading in plan_headings)
    return not named and plan_year(title, "", year) == year


def _date(match: re.Match[str]) -> datetime.date | None:
    year, month, day = (number_of(match[part]) or 0 for part in ("year", "month", "day"))
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
