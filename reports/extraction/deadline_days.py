"""The day that a deadline's words mean: one function per form, pure rules of the calendar."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.extraction.deadline_festivals import festival_day, first_after
from reports.extraction.findings import DeadlineKind

D = r"[0-9０-９]"
MASK = r"[xX*×＊]"
CN_DIGITS = "〇○零一二三四五六七八九"


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


def _year_of(text: str | None, base: Base) -> tuple[int | None, str]:
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


def _day(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    """A real calendar day; the last of the month when `day` is None; None when anything is unknown or impossible."""
    if year is None or month is None or not 1 <= month <= 12 or not 1900 <= year <= 2200:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        return None
    return datetime.date(year, month, day or last)


def _limit(
    match: re.Match[str], base: Base, month: int | None, day: int | None, kind: DeadlineKind, told: str
) -> Reckoning:
    """The day in the year that the phrase names or else in the plan's year; `day` None is the month's last."""
    year, rule = _year_of(match["year"], base)
    date = _day(year, month, day)
    if base.is_running and base.signed and not match["year"]:
        rule = f"没有写明年份，取落款日{base.signed}之后的第一个"
        date = _day(base.signed.year, month, day)
        if date and date < base.signed:
            date = _day(base.signed.year + 1, month, day)
    return _dated(date, kind, f"{rule}，{told}")


def _dated(date: datetime.date | None, kind: DeadlineKind, rule: str) -> Reckoning:
    return Reckoning(date, kind, rule if date else f"{rule}；无法推算日期，需人工确定")


# --- one function per form ------------------------------------------------------------------------------------


def full_date(match: re.Match[str], base: Base) -> Reckoning:
    # 0 is no day: a masked one must not be taken for the month's last.
    day = number_of(match["day"]) or 0
    return _limit(match, base, number_of(match["month"]), day, "by_date", "当日截止")


def numeric_date(match: re.Match[str], base: Base) -> Reckoning:
    date = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _dated(date, "by_date", "按写明的日期")


TEN_DAYS = {"上旬": 10, "中旬": 20, "初": 10, "中": 15}
NO_START = "缺少起算日，需人工确定"


def this_month(match: re.Match[str], base: Base) -> Reckoning:
    """本月底前, 下月10日前, 月底前: counted from the month in which the text was written."""
    if base.today is None:
        return Reckoning(None, "by_date", NO_START)
    later = (match["which"] or "本")[0] == "下"
    year, month = divmod(base.today.year * 12 + base.today.month - 1 + later, 12)
    part = (match["part"] or "")[-2:]
    day = number_of(match["day"]) if match["day"] else TEN_DAYS.get(part)
    return _dated(_day(year, month + 1, day), "by_date", f"从{base.today}所在月份算起")


WEEKDAYS = "一二三四五六日"


def this_week(match: re.Match[str], base: Base) -> Reckoning:
    """本周五前, 下周三前, 本周内: counted from the week in which the text was written, which ends on its Sunday."""
    if base.today is None:
        return Reckoning(None, "by_date", NO_START)
    weekday = WEEKDAYS.find((match["weekday"] or "日").replace("天", "日").replace("末", "日"))
    monday = base.today - datetime.timedelta(days=base.today.weekday())
    weeks = int((match["which"] or "本")[0] == "下")
    date = monday + datetime.timedelta(days=weekday, weeks=weeks)
    return _dated(date, "by_date", f"从{base.today}所在的一周算起")


def month_end(match: re.Match[str], base: Base) -> Reckoning:
    day = TEN_DAYS.get((match["part"] or "")[-2:])
    told = f"按{day}日计" if day else "按当月最后一天计"
    return _limit(match, base, number_of(match["month"]), day, "by_date", told)


def month_span(match: re.Match[str], base: Base) -> Reckoning:
    """From one month or day to another: the end counts. 次年 in its end, or an end before its beginning, is a year on."""
    until = match["until_year"] or ""
    first, last = number_of(match["first"]), number_of(match["month"])
    over_the_year = until[:1] in tuple("次翌来") or (
        not until and first is not None and last is not None and last < first
    )
    year, rule = _year_of(match["year"] if over_the_year or not until else until, base)
    if year is not None and over_the_year:
        year += 1
    day = number_of(match["day"]) if match["day"] else None
    return _dated(_day(year, last, day), "by_period", f"{rule}，起止期以止期为准")


def days_of_a_month(match: re.Match[str], base: Base) -> Reckoning:
    """6月15日—30日: the last day counts."""
    day = number_of(match["day"]) or 0
    return _limit(match, base, number_of(match["month"]), day, "by_period", "起止期以止期为准")


def year_span(match: re.Match[str], base: Base) -> Reckoning:
    return _dated(_day(number_of(match["until"]), 12, 31), "by_period", "起止期以止期为准")


def mid_year(match: re.Match[str], base: Base) -> Reckoning:
    return _limit(match, base, 6, None, "by_date", "年中按6月30日计")


QUARTER_MONTHS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12, "上": 6, "下": 12}


def quarter_end(match: re.Match[str], base: Base) -> Reckoning:
    month = QUARTER_MONTHS[match["which"][0]]
    kind: DeadlineKind = "by_date" if match["end"] or "前" in match["limit"] else "by_period"
    return _limit(match, base, month, None, kind, "按期末最后一天计")


def year_end(match: re.Match[str], base: Base) -> Reckoning:
    kind: DeadlineKind = "by_period" if "内" in match.group() else "by_date"
    return _limit(match, base, 12, None, kind, "按12月31日计")


def whole_year(match: re.Match[str], base: Base) -> Reckoning:
    return _limit(match, base, 12, None, "by_period", "按12月31日计")


def bare_year(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    return _dated(_day(year, 12, 31), "by_period", f"{rule}，按该年最后一天计")


FIVE_YEAR_PLAN_ENDS = {"四": 2025, "五": 2030, "六": 2035, "七": 2040}


def five_year_plan(match: re.Match[str], base: Base) -> Reckoning:
    kind: DeadlineKind = "by_date" if match["limit"] else "by_period"
    return _dated(_day(FIVE_YEAR_PLAN_ENDS[match["plan"]], 12, 31), kind, "五年规划期的最后一天")


def before_year(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "by_date", f"“{match.group()}”可指上一年底，也可指当年底，需人工确定")


def season(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "by_date", f"“{match.group()}”的日子逐年逐地不同，需人工确定")


# In a plan for the running year these may be this year's or the next one's.
AT_THE_TURN = ("春节", "除夕", "元宵")


def festival(match: re.Match[str], base: Base) -> Reckoning:
    """The day before a festival. Without a year it is the next one after the text was written, or that of the plan's year."""
    name = match["festival"]
    in_doubt = name == "元旦" or (name in AT_THE_TURN and base.plan_year == base.year)
    if in_doubt and not match["year"] and not base.today:
        return Reckoning(None, "by_date", f"没有写明是哪一年的{name}，需人工确定")
    if match["year"] or not base.today:
        year, rule = _year_of(match["year"], base)
        day = festival_day(name, year) if year else None
    else:
        day, rule = first_after(name, base.today), f"{base.today}之后的第一个{name}"
    return _dated(day and day - datetime.timedelta(days=1), "by_date", f"{rule}，按{name}前一天计")


def years_long(match: re.Match[str], base: Base) -> Reckoning:
    count = number_of(match["count"])
    rule = f"计划年度{base.plan_year}年算第一年，按末年12月31日计"
    date = _day(base.plan_year + count - 1, 12, 31) if base.plan_year and count else None
    return _dated(date, "by_period", rule if base.plan_year else "没有起算年度")


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
        return _dated(None, "by_period", "期限数字被隐去")
    if unit == "个工作日":
        reckon = base.working_days or _weekdays_after
        left_out = "已除周末和登记的节假日" if base.working_days else "只除周末，节假日需核对"
        return _dated(reckon(start, count), "by_period", f"自{start}起{count}个工作日，{left_out}")
    if unit in {"个月", "年"}:
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "年" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        date = datetime.date(year, month + 1, min(start.day, last)) + datetime.timedelta(days=extra_days)
    else:
        date = start + datetime.timedelta(days=count * (7 if unit in {"周", "星期", "个星期"} else 1))
    return _dated(date, "by_period", f"自{start}起算")


def _weekdays_after(start: datetime.date, count: int) -> datetime.date:
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
