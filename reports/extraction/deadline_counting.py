"""The day that is so many days, weeks, months or years from another: 30日内, 10个工作日内, 用三年时间."""

from __future__ import annotations

import calendar
import datetime
import re

from reports.extraction.deadline_reckoning import NO_START, Base, Reckoning, dated, day_of, number_of


def years_long(match: re.Match[str], base: Base) -> Reckoning:
    count = number_of(match["count"])
    rule = f"计划年度{base.plan_year}年算第一年，按末年12月31日计"
    date = day_of(base.plan_year + count - 1, 12, 31) if base.plan_year and count else None
    return dated(date, "by_period", rule if base.plan_year else "没有起算年度")


def within(match: re.Match[str], base: Base) -> Reckoning:
    """N days, weeks, months from the event that is named, else from the day of writing; N years are years of the plan."""
    unit = "个月" if match["unit"].endswith("月") else match["unit"]
    half_year = match["count"] == "半" and unit == "年"
    if unit == "年" and not half_year:
        return (
            years_long(match, base)
            if base.day is None
            else _after(base, base.day, number_of(match["count"]), 0, "年")
        )
    start = base.day or (None if match["event"] else base.signed)
    if start is None:
        event = f"从“{match['event']}”起算，" if match["event"] else ""
        return Reckoning(None, "by_period", f"{event}{NO_START}")
    if half_year:
        return _after(base, start, 6, 0, "个月")
    if match["count"] == "半":
        return _after(base, start, 0, 15, "个月")
    return _after(base, start, number_of(match["count"]), 15 if match["half"] else 0, unit)


def _after(base: Base, start: datetime.date, count: int | None, extra_days: int, unit: str) -> Reckoning:
    if count is None:
        return dated(None, "by_period", "期限数字被隐去")
    if unit == "个工作日":
        reckon = base.working_days or _weekdays_after
        left_out = "已除周末和登记的节假日" if base.working_days else "只除周末，节假日需核对"
        return dated(reckon(start, count), "by_period", f"自{start}起{count}个工作日，{left_out}")
    if unit in {"个月", "年"}:
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "年" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        date = datetime.date(year, month + 1, min(start.day, last)) + datetime.timedelta(days=extra_days)
    else:
        date = start + datetime.timedelta(days=count * (7 if unit in {"周", "星期", "个星期"} else 1))
    return dated(date, "by_period", f"自{start}起算")


def _weekdays_after(start: datetime.date, count: int) -> datetime.date:
    weeks, rest = divmod(count, 5)
    date = start + datetime.timedelta(weeks=weeks)
    while rest or date.weekday() > 4:
        date += datetime.timedelta(days=1)
        rest -= rest > 0 and date.weekday() < 5
    return date
