"""What a reckoning of days starts from and yields: the years and days that are known, the numbers as they are written."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.extraction.findings import DeadlineKind

D = r"[0-9０-９]"
MASK = r"[xX*×＊]"
CN_DIGITS = "〇○零一二三四五六七八九"
NO_START = "缺少起算日，需人工确定"


WorkingDays = Callable[[datetime.date, int], datetime.date]
"""The last day of so many working days from a day on; the day itself is not counted."""


@dataclass(frozen=True)
class Base:
    """What phrases count from.

    `plan_year` is the year that undated months belong to, `year` the one before 明年, `day` the day of receipt, and
    `signed` the day that closes the report: 本月底 counts from it, 收到后30日内 does not. `is_running` says that nothing
    but the signature tells the plan's year, so that an undated month is the first one after it.
    """

    plan_year: int | None
    year: int | None
    day: datetime.date | None = None
    signed: datetime.date | None = None
    is_running: bool = False
    working_days: WorkingDays | None = None
    """knows the days off; None: only weekends are known"""

    @property
    def today(self) -> datetime.date | None:
        """The day on which the text was written, as far as it is known."""
        return self.signed or self.day


@dataclass(frozen=True)
class Reckoning:
    """The day a phrase means, or None with the reason in `rule`."""

    date: datetime.date | None
    kind: DeadlineKind
    rule: str


def number_of(text: str) -> int | None:
    """6, ６, 六, 两, 十二, 二〇二四 → int; None for a masked number."""
    if re.search(MASK, text):
        return None
    if re.fullmatch(rf"{D}+", text):
        return int(text)
    if re.fullmatch(f"[{CN_DIGITS}]{{4}}", text):
        return int("".join(str("一二三四五六七八九".find(char) + 1) for char in text))
    digits = {char: value for value, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
    tens, _, ones = text.rpartition("十")
    if "十" in text:
        return (digits.get(tens, 1)) * 10 + digits.get(ones, 0)
    return digits.get(text[-1:]) if text else None


def year_of(text: str | None, base: Base) -> tuple[int | None, str]:
    """The year named, and in words where it came from."""
    if not text:
        return (
            base.plan_year,
            f"年份取计划年度{base.plan_year}年" if base.plan_year else "没有写明年份，也推不出计划年度",
        )
    if text[0] in "明次来翌下":
        year = base.year + 1 if base.year else None
        return year, f"“{text}”从报告年度算起"
    if text[0] in "今本当":
        if base.signed:
            return base.signed.year, f"“{text}”按落款日所在年份算"
        return base.plan_year, f"“{text}”按计划年度算"
    number = number_of(re.sub("年度?$", "", text))
    if number is None:
        return None, "年份被隐去"
    return (number + 2000 if number < 100 else number), "按写明的年份"


def day_of(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """A real calendar day; the last of the month when `day` is None; None when anything is unknown or impossible."""
    if year is None or month is None or not 1 <= month <= 12 or not 1900 <= year <= 2200:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        return None
    return datetime.date(year, month, day or last)


def dated(date: datetime.date | None, kind: DeadlineKind, rule: str) -> Reckoning:
    return Reckoning(date, kind, rule if date else f"{rule}；无法推算日期，需人工确定")
