"""The day that a deadline's words mean: one function per form, pure rules of the calendar."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from reports.extraction.findings import DeadlineKind

D = r"[0-9０-９]"
MASK = r"[xX*×＊]"


@dataclass(frozen=True)
class Base:
    """What phrases count from: the year that undated months belong to, the year before 明年, the day of receipt."""

    plan_year: int | None
    year: int | None
    day: datetime.date | None = None


@dataclass(frozen=True)
class Reckoning:
    """The day a phrase means, or None with the reason in `rule`."""

    date: datetime.date | None
    kind: DeadlineKind
    rule: str


def number_of(text: str) -> int | None:
    """6, ６, 六, 两, 十二 → int; None for a masked number."""
    if re.search(MASK, text):
        return None
    if re.fullmatch(rf"{D}+", text):
        return int(text)
    digits = {char: value for value, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
    tens, _, ones = text.rpartition("十")
    if "十" in text:
        return (digits.get(tens, 1)) * 10 + digits.get(ones, 0)
    return digits.get(text[-1:]) if text else None


def _year_of(text: str | None, base: Base) -> tuple[int | None, str]:
    """The year named, and in words where it came from."""
    if not text:
        return (
            base.plan_year,
            f"年份取计划年度{base.plan_year}年" if base.plan_year else "没有写明年份，也推不出计划年度",
        )
    if text[0] in "明次来":
        year = base.year + 1 if base.year else None
        return year, f"“{text}”从报告年度算起"
    if text[0] in "今本当":
        return base.plan_year, f"“{text}”按计划年度算"
    number = number_of(re.sub("年度?$", "", text))
    if number is None:
        return None, "年份被隐去"
    return (number + 2000 if number < 100 else number), "按写明的年份"


def _day(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """A real calendar day; the last of the month when `day` is None; None when anything is unknown or impossible."""
    if year is None or month is None or not 1 <= month <= 12 or not 1900 <= year <= 2200:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        return None
    return datetime.date(year, month, day or last)


def _dated(date: datetime.date | None, kind: DeadlineKind, rule: str) -> Reckoning:
    return Reckoning(date, kind, rule if date else f"{rule}；无法推算日期，需人工确定")


# --- one function per form ------------------------------------------------------------------------------------


def full_date(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    month = number_of(match["month"])
    day = number_of(match["day"])
    return _dated(_day(year, month, day) if day else None, "by_date", f"{rule}，当日截止")


def numeric_date(match: re.Match[str], base: Base) -> Reckoning:
    date = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _dated(date, "by_date", "按写明的日期")


TEN_DAYS = {"上旬": 10, "中旬": 20, "下旬": None, "初": 10, "中": 15}


def this_month(match: re.Match[str], base: Base) -> Reckoning:
    day = number_of(match["day"])
    date = _day(base.day.year, base.day.month, day) if base.day and day else None
    return _dated(date, "by_date", "“本月”按起算日所在月份计")


def month_end(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    part = match["part"] or ""
    day = TEN_DAYS.get(part)
    told = {"上旬": "按10日计", "中旬": "按20日计", "初": "按10日计", "中": "按15日计"}.get(
        part, "按当月最后一天计"
    )
    return _dated(_day(year, number_of(match["month"]), day), "by_date", f"{rule}，{told}")


def month_span(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["until_year"] or match["year"], base)
    day = number_of(match["day"]) if match["day"] else None
    return _dated(_day(year, number_of(match["month"]), day), "by_period", f"{rule}，起止期以止期为准")


QUARTER_MONTHS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12, "上": 6, "下": 12}


def quarter_end(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    month = QUARTER_MONTHS[match["which"]]
    kind: DeadlineKind = "by_date" if match["end"] else "by_period"
    return _dated(_day(year, month, None), kind, f"{rule}，按期末最后一天计")


def year_end(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    kind: DeadlineKind = "by_period" if "内" in match.group() else "by_date"
    return _dated(_day(year, 12, 31), kind, f"{rule}，按12月31日计")


def bare_year(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    return _dated(_day(year, 12, 31), "by_period", f"{rule}，按该年最后一天计")


FIVE_YEAR_PLAN_ENDS = {"四": 2025, "五": 2030, "六": 2035, "七": 2040}


def five_year_plan(match: re.Match[str], base: Base) -> Reckoning:
    return _dated(_day(FIVE_YEAR_PLAN_ENDS[match["plan"]], 12, 31), "by_date", "五年规划期的最后一天")


def before_year(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "by_date", f"“{match.group()}”可指上一年底，也可指当年底，需人工确定")


def season(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "by_date", f"“{match.group()}”的日子逐年逐地不同，需人工确定")


def years_long(match: re.Match[str], base: Base) -> Reckoning:
    count = number_of(match["count"])
    rule = f"计划年度{base.plan_year}年算第一年，按末年12月31日计"
    date = _day(base.plan_year + count - 1, 12, 31) if base.plan_year and count else None
    return _dated(date, "by_period", rule if base.plan_year else "没有起算年度")


def within(match: re.Match[str], base: Base) -> Reckoning:
    """N days, weeks, months counted from the day of receipt; N years as a span of plan years without one."""
    unit = "个月" if match["unit"].endswith("月") else match["unit"]
    count = 6 if match["count"] == "半" else number_of(match["count"])
    if unit == "年" and match["count"] != "半":
        return years_long(match, base) if base.day is None else _after(base.day, count, 0, "年")
    if base.day is None:
        return Reckoning(None, "by_period", "从收到或反馈之日起算，缺起算日期，需人工确定")
    if match["count"] == "半":
        return _after(base.day, 6, 0, "个月")
    return _after(base.day, count, 15 if match["half"] else 0, unit)


def _after(start: datetime.date, count: int | None, extra_days: int, unit: str) -> Reckoning:
    if count is None:
        return _dated(None, "by_period", "期限数字被隐去")
    if unit == "个工作日":
        return _dated(
            _working_days_after(start, count),
            "by_period",
            f"自{start}起{count}个工作日，只除周末，节假日需核对",
        )
    if unit in {"个月", "年"}:
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "年" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        date = datetime.date(year, month + 1, min(start.day, last)) + datetime.timedelta(days=extra_days)
    else:
        date = start + datetime.timedelta(days=count * (7 if unit in {"周", "个星期"} else 1))
    return _dated(date, "by_period", f"自{start}起算")


def _working_days_after(start: datetime.date, count: int) -> datetime.date:
    weeks, rest = divmod(count, 5)
    date = start + datetime.timedelta(weeks=weeks)
    while rest or date.weekday() > 4:
        date += datetime.timedelta(days=1)
        rest -= rest > 0 and date.weekday() < 5
    return date


def immediate(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(base.day, "immediate", "立即办理" + ("，按起算日计" if base.day else "，无具体日期"))


def long_term(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "long_term", "长期任务，无截止日，须另定复核日")
