"""The day that a deadline's words name on the calendar: one function per form."""

from __future__ import annotations

import datetime
import re

from reports.extraction.deadline_festivals import festival_day, first_after
from reports.extraction.deadline_reckoning import (
    NO_START,
    Base,
    Reckoning,
    dated,
    day_of,
    number_of,
    year_of,
)
from reports.extraction.findings import DeadlineKind


def _limit(
    match: re.Match[str], base: Base, month: int | None, day: int | None, kind: DeadlineKind, told: str
) -> Reckoning:
    """The day in the year that the phrase names or else in the plan's year; `day` None is the month's last."""
    year, rule = year_of(match["year"], base)
    date = day_of(year, month, day)
    if base.is_running and base.signed and not match["year"]:
        rule = f"没有写明年份，取落款日{base.signed}之后的第一个"
        date = day_of(base.signed.year, month, day)
        if date and date < base.signed:
            date = day_of(base.signed.year + 1, month, day)
    return dated(date, kind, f"{rule}，{told}")


def full_date(match: re.Match[str], base: Base) -> Reckoning:
    # 0 is no day: a masked one must not be taken for the month's last.
    day = number_of(match["day"]) or 0
    return _limit(match, base, number_of(match["month"]), day, "by_date", "当日截止")


def numeric_date(match: re.Match[str], base: Base) -> Reckoning:
    date = day_of(int(match["year"]), int(match["month"]), int(match["day"]))
    return dated(date, "by_date", "按写明的日期")


TEN_DAYS = {"上旬": 10, "中旬": 20, "初": 10, "中": 15}


def this_month(match: re.Match[str], base: Base) -> Reckoning:
    """本月底前, 下月10日前, 月底前: counted from the month in which the text was written."""
    if base.today is None:
        return Reckoning(None, "by_date", NO_START)
    later = (match["which"] or "本")[0] == "下"
    year, month = divmod(base.today.year * 12 + base.today.month - 1 + later, 12)
    part = (match["part"] or "")[-2:]
    day = number_of(match["day"]) if match["day"] else TEN_DAYS.get(part)
    return dated(day_of(year, month + 1, day), "by_date", f"从{base.today}所在月份算起")


WEEKDAYS = "一二三四五六日"


def this_week(match: re.Match[str], base: Base) -> Reckoning:
    """本周五前, 下周三前, 本周内: counted from the week in which the text was written, which ends on its Sunday."""
    if base.today is None:
        return Reckoning(None, "by_date", NO_START)
    weekday = WEEKDAYS.find((match["weekday"] or "日").replace("天", "日").replace("末", "日"))
    monday = base.today - datetime.timedelta(days=base.today.weekday())
    weeks = int((match["which"] or "本")[0] == "下")
    date = monday + datetime.timedelta(days=weekday, weeks=weeks)
    return dated(date, "by_date", f"从{base.today}所在的一周算起")


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
    year, rule = year_of(match["year"] if over_the_year or not until else until, base)
    if year is not None and over_the_year:
        year += 1
    day = number_of(match["day"]) if match["day"] else None
    return dated(day_of(year, last, day), "by_period", f"{rule}，起止期以止期为准")


def days_of_a_month(match: re.Match[str], base: Base) -> Reckoning:
    """6月15日—30日: the last day counts."""
    day = number_of(match["day"]) or 0
    return _limit(match, base, number_of(match["month"]), day, "by_period", "起止期以止期为准")


def year_span(match: re.Match[str], base: Base) -> Reckoning:
    return dated(day_of(number_of(match["until"]), 12, 31), "by_period", "起止期以止期为准")


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
    year, rule = year_of(match["year"], base)
    return dated(day_of(year, 12, 31), "by_period", f"{rule}，按该年最后一天计")


FIVE_YEAR_PLAN_ENDS = {"四": 2025, "五": 2030, "六": 2035, "七": 2040}


def five_year_plan(match: re.Match[str], base: Base) -> Reckoning:
    kind: DeadlineKind = "by_date" if match["limit"] else "by_period"
    return dated(day_of(FIVE_YEAR_PLAN_ENDS[match["plan"]], 12, 31), kind, "五年规划期的最后一天")


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
        year, rule = year_of(match["year"], base)
        day = festival_day(name, year) if year else None
    else:
        day, rule = first_after(name, base.today), f"{base.today}之后的第一个{name}"
    return dated(day and day - datetime.timedelta(days=1), "by_date", f"{rule}，按{name}前一天计")


def immediate(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(base.day, "immediate", "立即办理" + ("，按起算日计" if base.day else "，无具体日期"))


def long_term(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "long_term", "长期任务，无截止日，须另定复核日")
