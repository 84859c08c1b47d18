"""Which year a report is about, and which year its plan is for."""

from __future__ import annotations

import re

YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?=学?年|[-—~至]?年)")
DOCUMENT_NAME = re.compile(r"《[^》\n]*》")
# A year that only names a limit says nothing of the year reported on.
LIMIT = re.compile(r"(?<!截至)(?<!截止)20[0-9]{2}年[^，。；、\n]{0,8}?(?:底|末|前|内)")
# “2023—2024学年” in a text, “2024—2026年” in a title: the first year is the one meant.
END_OF_SCHOOL_YEAR = re.compile(r"(?<=[0-9])[-—~至]{1,2}20[0-9]{2}(?=学年)")
END_OF_SPAN = re.compile(r"(?<=[0-9])[-—~至]{1,2}20[0-9]{2}(?=年)")
# 二〇二三年, with any of the signs that stand for nought.
CIPHERS = {cipher: value for value, cipher in enumerate("一二三四五六七八九", start=1)} | dict.fromkeys(
    "〇○零", 0
)
WRITTEN_YEAR = re.compile("二[〇○零][一二三四五六七八九〇○零]{2}(?=年)")
# “2022年度…审计查出问题整改情况”: the year audited, told of and put right in the year after.
AUDITED = re.compile("年度.*(?:审计.*整改|审计.*报告|预算执行.*审计)")
HALF_YEAR = re.compile(r"上半年|半年|一季度|二季度|三季度|前三季度")
YEARLY = re.compile(r"20[0-9]{2}年(?:度)?[^，。]{0,24}(?:总结|情况|汇报|报告|述职)|年度|工作总结|述职")
# Such work is reported on while its year still runs.
WITHIN_THE_YEAR = re.compile(r"检查|督查|自查|巡察|汛|备案|整治|行动|通报|调研|审计|预算|部署")
# …unless the title calls it that of a whole year: 2023年度…对照检查材料.
WHOLE_YEAR = re.compile(r"20[0-9]{2}年度(?!.*(?:审计|汛|部署|行动|整治|方案|计划|要点))")
# The date that closes a report: from November on the plan is for the next year.
SIGNED = re.compile(r"(20[0-9]{2})年([0-9]{1,2})月(?:[0-9]{1,2}日)?[）)]?\s*$")
# The date below the title.
DATED = re.compile(
    r"^[ \t\u3000]*[（(—]*(20[0-9]{2})年[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:[）)]|在.{4,40}上)?$", re.M
)
# “一、2023年工作回顾”: the chapter that looks back says which year the report is on.
LOOKING_BACK = re.compile(
    r"^[^\n。，]{0,8}?(20[0-9]{2})年(?:度)?(?:的|主要|重点|全[市县区镇乡]|政府|过去|各项)*工作(?:开展|完成|推进)?(?:的)?(?:主要)?(?:回顾|总结|情况|成效)\s*$",
    re.M,
)
HEAD = 300
LAST_MONTH_OF_A_PLAN = 10


def in_digits(words: str) -> str:
    """二〇二三年 as 2023年; nothing moves."""
    return WRITTEN_YEAR.sub(lambda year: "".join(str(CIPHERS[cipher]) for cipher in year.group()), words)


def report_year(title: str, text: str) -> int | None:
    """The first year in the title; else the latest year that the text speaks of; None where all are masked.

    An audited year is told of in the year after, but never later than the document's own date.
    """
    in_title = YEAR.search(END_OF_SPAN.sub("", in_digits(title)))
    text = in_digits(text)
    signed = SIGNED.search(text) or DATED.search(text[:HEAD])
    if in_title:
        named = int(in_title.group(1))
        audited = named + bool(AUDITED.search(title))
        return max(named, min(audited, int(signed.group(1)))) if signed else audited
    looking_back = LOOKING_BACK.search(text)
    if looking_back:
        return int(looking_back.group(1))
    text = END_OF_SCHOOL_YEAR.sub("", text)
    years = [int(match.group(1)) for match in YEAR.finditer(LIMIT.sub("", DOCUMENT_NAME.sub("", text)))]
    if signed:
        years = [year for year in years if year <= int(signed.group(1))]
    return max(years) if years else None


def plan_year(title: str, plan_heading: str, year: int | None, *, text: str = "") -> int | None:
    """The year in the plan's heading, a later one in the title, that of the signature, or the one after a yearly report."""
    for place in (in_digits(plan_heading), END_OF_SPAN.sub("", in_digits(title))):
        named = [int(match.group(1)) for match in YEAR.finditer(place)]
        later = [found for found in named if year is None or found > year or place is plan_heading]
        if later:
            return later[-1]
    signed = SIGNED.search(text)
    if signed:
        return int(signed.group(1)) + (int(signed.group(2)) > LAST_MONTH_OF_A_PLAN)
    if year is None:
        return None
    within = WITHIN_THE_YEAR.search(title) and not WHOLE_YEAR.search(title)
    yearly = YEARLY.search(title) and not HALF_YEAR.search(title) and not within
    return year + 1 if yearly else year


def year_told(title: str, told: str, text: str, year: int | None) -> int | None:
    """The year reported on, where only what comes behind `told`, the plan, speaks of the one after it."""
    if (
        not told
        or not year
        or YEAR.search(in_digits(title))
        or SIGNED.search(text)
        or DATED.search(text[:HEAD])
    ):
        return year
    return year - 1 if report_year("", told) == year - 1 else year


def year_before_plan(title: str, year: int | None, planned: int | None) -> int | None:
    """The year reported on: where only the plan for it names the latest year, the one before."""
    return year - 1 if year and year == planned and not YEAR.search(in_digits(title)) else year
