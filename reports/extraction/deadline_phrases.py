"""Words that name a time limit → the day that they mean. Pure rules of the calendar and of officialese."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.extraction.findings import DeadlineKind


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


@dataclass(frozen=True)
class Found:
    """A deadline phrase at [start, end) of the text that was searched."""

    start: int
    end: int
    reckoning: Reckoning


D = r"[0-9０-９]"
MASK = r"[xX*×＊]"
DM = rf"(?:{D}|{MASK})"
CN_NUMBER = "[一二两三四五六七八九十]{1,3}"
NUMBER = rf"(?:{DM}{{1,3}}|{CN_NUMBER})"
YEAR = rf"(?:{DM}{{4}}|{D}{{2}}{MASK}{{2}}|{DM}{{2}}(?=年))年度?|今年|本年度?|当年|明年|次年|来年"
BEFORE = r"(?:之前|以前|前|止|截止)"
# Verbs that put a bare date to use as a limit, before it…
AIMING = r"(?:力争|争取|确保|预计|计划|拟于?|于|到|至|在|截止到?|不迟于|务必|必须)"
# …or behind it.
DOING = r"(?:[，,]?(?:全面|全部|基本|力争|争取|确保)*(?:完成|实现|建成|达到|办结|竣工|启用|投用|投入使用|到位|整改|销号|见效|完工|通过|出台|形成|报送|上报|提交|落实))"

# Spans in which no deadline is looked for.
BLOCKED = re.compile(
    r"《[^》\n]{0,80}》"  # years inside a document's name
    rf"|每(?:个)?(?:半年|年度?|季度?|月|周|日|天|旬|[两二三]个?[年月周日天])(?:{NUMBER}月)?份?(?:{NUMBER}[日号])?(?:月?底|末|初|[上中下]旬)?(?:{BEFORE}|内)?"  # recurring
    rf"|{D}{{4}}年?[-—–~～至到]{D}{{4}}年(?!底|末|{BEFORE})(?:规划|期间)?"  # a span of years names a programme
    rf"|(?:截至|截止)(?:目前|{YEAR})?+(?:{NUMBER}月)?+(?:{NUMBER}[日号])?+(?:底|末)?+(?!前|完成)"  # a state reported
    rf"|(?:自|从)?(?:{YEAR})(?:{NUMBER}月)?(?:{NUMBER}[日号])?(?:以来|至今|起|开始)"  # a beginning
    rf"|(?:近|过去|连续|前|这|上)(?:的)?{NUMBER}(?:个)?[年月日天](?:来|以来|间)?|{NUMBER}年(?:来|行动|计划|规划|攻坚|一周期|以上|一度|以来|期)"  # past or a name
    rf"|{NUMBER}小时(?:之?内)?"  # a standard of service
)

IMMEDIATE_WORDS = r"立行立改|立知立改|立查立改|立整立改|即知即改|即查即改|即行即改|边查边改|边审边改|边督边改|马上就改|当即整改|立即(?:整改|纠正|停止|办理|开展|落实|清理|拆除|整治|完成|改正|制止)|马上(?:整改|办理|落实)|当场(?:整改|纠正)|即时(?:整改|办理)|立改立行"
LONG_TERM_WORDS = r"(?:并|且)?(?:长期坚持|长期整改|长期推进|长期落实|持续整改|常抓不懈|常年坚持|久久为功|长期(?=$|[）)。；;，,、])|常态化(?!疫情|机制|管理机制|防控|制度|体系|格局))"

Reckon = Callable[[re.Match[str], Base], Reckoning]
Accepts = Callable[[str, re.Match[str]], bool]


@dataclass(frozen=True)
class PhraseRule:
    """One form of deadline. In running text a match counts only where `accepts` says so; in a ledger's cell always."""

    name: str
    pattern: re.Pattern[str]
    reckon: Reckon
    accepts: Accepts


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


def _full_date(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    month = number_of(match["month"])
    day = number_of(match["day"])
    return _dated(_day(year, month, day) if day else None, "by_date", f"{rule}，当日截止")


def _numeric_date(match: re.Match[str], base: Base) -> Reckoning:
    date = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _dated(date, "by_date", "按写明的日期")


TEN_DAYS = {"上旬": 10, "中旬": 20, "下旬": None, "初": 10, "中": 15}


def _this_month(match: re.Match[str], base: Base) -> Reckoning:
    day = number_of(match["day"])
    date = _day(base.day.year, base.day.month, day) if base.day and day else None
    return _dated(date, "by_date", "“本月”按起算日所在月份计")


def _month(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    part = match["part"] or ""
    day = TEN_DAYS.get(part)
    told = {"上旬": "按10日计", "中旬": "按20日计", "初": "按10日计", "中": "按15日计"}.get(
        part, "按当月最后一天计"
    )
    return _dated(_day(year, number_of(match["month"]), day), "by_date", f"{rule}，{told}")


def _month_span(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["until_year"] or match["year"], base)
    day = number_of(match["day"]) if match["day"] else None
    return _dated(_day(year, number_of(match["month"]), day), "by_period", f"{rule}，起止期以止期为准")


QUARTER_MONTHS = {"一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9, "四": 12, "4": 12, "上": 6, "下": 12}


def _quarter(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    month = QUARTER_MONTHS[match["which"]]
    kind: DeadlineKind = "by_date" if match["end"] else "by_period"
    return _dated(_day(year, month, None), kind, f"{rule}，按期末最后一天计")


def _year_end(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    kind: DeadlineKind = "by_period" if "内" in match.group() else "by_date"
    return _dated(_day(year, 12, 31), kind, f"{rule}，按12月31日计")


def _bare_year(match: re.Match[str], base: Base) -> Reckoning:
    year, rule = _year_of(match["year"], base)
    return _dated(_day(year, 12, 31), "by_period", f"{rule}，按该年最后一天计")


FIVE_YEAR_PLAN_ENDS = {"四": 2025, "五": 2030, "六": 2035, "七": 2040}


def _five_year_plan(match: re.Match[str], base: Base) -> Reckoning:
    return _dated(_day(FIVE_YEAR_PLAN_ENDS[match["plan"]], 12, 31), "by_date", "五年规划期的最后一天")


def _before_year(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "by_date", f"“{match.group()}”可指上一年底，也可指当年底，需人工确定")


def _years_long(match: re.Match[str], base: Base) -> Reckoning:
    count = number_of(match["count"])
    rule = f"计划年度{base.plan_year}年算第一年，按末年12月31日计"
    date = _day(base.plan_year + count - 1, 12, 31) if base.plan_year and count else None
    return _dated(date, "by_period", rule if base.plan_year else "没有起算年度")


def _within(match: re.Match[str], base: Base) -> Reckoning:
    """N days, weeks, months counted from the day of receipt; N years as a span of plan years without one."""
    unit = "个月" if match["unit"].endswith("月") else match["unit"]
    count = 6 if match["count"] == "半" else number_of(match["count"])
    if unit == "年" and match["count"] != "半":
        return _years_long(match, base) if base.day is None else _after(base.day, count, 0, "年")
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


def _immediate(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(base.day, "immediate", "立即办理" + ("，按起算日计" if base.day else "，无具体日期"))


def _long_term(match: re.Match[str], base: Base) -> Reckoning:
    return Reckoning(None, "long_term", "长期任务，无截止日，须另定复核日")


# --- does a date in running text limit anything? ---------------------------------------------------------------


def _always(text: str, match: re.Match[str]) -> bool:
    return True


def _never(text: str, match: re.Match[str]) -> bool:
    """Only in a ledger's cell."""
    return False


def _is_limit(text: str, match: re.Match[str]) -> bool:
    """It ends in 前, 底, 内…, or a verb before or behind puts it to use as a limit."""
    return bool(match["limit"]) or _is_aimed_at(text, match) or bool(DOING_NEXT.match(text, match.end()))


def _is_aimed_at(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 5) : match.start()]
    return bool(AIMING_BEFORE.search(before)) or match.group()[0] in "到至"


def _opens_clause(text: str, match: re.Match[str]) -> bool:
    """Nothing but a stop, a mark or a comma stands before it."""
    return match.start() == 0 or text[match.start() - 1] in "。；;：:！\n，,、）) \u3000是"


def _starts_period(text: str, match: re.Match[str]) -> bool:
    """A quarter or half-year that limits: aimed at, ended, or opening a clause; not 上半年以来, 上半年的."""
    if PERIOD_AS_ATTRIBUTE.match(text, match.end()):
        return False
    return _is_limit(text, match) or _opens_clause(text, match)


def _year_is_limit(text: str, match: re.Match[str]) -> bool:
    """“2024年，我局将…” or “确保2024年完成…”; not “2024年重点工作”, “2024年资金项目”."""
    if _is_aimed_at(text, match):
        return not YEAR_AS_ATTRIBUTE.match(text, match.end())
    return _opens_clause(text, match) and bool(SUBJECT_WILL.match(text, match.end()))


AIMING_BEFORE = re.compile(rf"(?<!已){AIMING}$")
DOING_NEXT = re.compile(DOING)
PERIOD_AS_ATTRIBUTE = re.compile(r"以来|的|工作|考核|经济|总结|报告|数据|情况")
YEAR_AS_ATTRIBUTE = re.compile(
    r"(?:的)?(?:重点工作|工作(?!.{0,4}(?:完成|实现))|预算|计划|目标任务|项目|资金|要点|方案|考核|任务|清单|版|度重点|规划|总结|评价|绩效|建设任务|指标|以来)"
)
SUBJECT_WILL = re.compile(
    r"[，,]?(?:(?:我|本|全)[局委办院社县市区镇乡街校部队单][位道]?|我们|[^，。；：\n]{0,10}[局委办院社])?(?:将|要|拟|计划|力争|确保|争取|继续|重点|着力|全面|实现|完成|新建|建成|启动|力求|全部|基本)"
)

# --- the forms ------------------------------------------------------------------------------------------------
_Y = rf"(?P<year>{YEAR})?"
_MONTH = rf"(?<!{DM})(?P<month>{DM}{{1,2}}|十[一二]?|[一二三四五六七八九])月份?"
_DAY = rf"(?P<day>{DM}{{1,2}}|{CN_NUMBER})[日号]"
_TO = r"[-—–~～至到]{1,2}"
_RECEIVED = r"(?:(?:自|从|在)?(?:收到|接到|接|反馈|下发|印发|送达|交办|签收|通知)[^，。；：\n]{0,16}?(?:之日起|之日|日起|后|起))?(?:的)?"


def _rule(name: str, pattern: str, reckon: Reckon, accepts: Accepts = _is_limit) -> PhraseRule:
    return PhraseRule(name, re.compile(pattern), reckon, accepts)


# Order is rank: where two forms overlap, the earlier one wins.
RULES: tuple[PhraseRule, ...] = (
    _rule(
        "起止月份",
        rf"{_Y}(?<!{DM}){DM}{{1,2}}月(?:{DM}{{1,2}}[日号])?{_TO}(?P<until_year>{YEAR})?(?P<month>{DM}{{1,2}})月"
        rf"(?:(?P<day>{DM}{{1,2}})[日号])?(?:底|末)?{BEFORE}?",
        _month_span,
        _always,
    ),
    _rule("年月日", rf"(?:到|至)?{_Y}{_MONTH}{_DAY}(?P<limit>{BEFORE})?", _full_date),
    _rule(
        "数字日期",
        rf"(?<![0-9.])(?P<year>20[0-9]{{2}})[.\-/．](?P<month>[0-9]{{1,2}})[.\-/．](?P<day>[0-9]{{1,2}})(?!{D})日?(?P<limit>{BEFORE})?",
        _numeric_date,
        _always,
    ),
    _rule("本月几日", rf"本月{_DAY}(?P<limit>{BEFORE})", _this_month),
    _rule(
        "月",
        rf"(?:到|至)?{_Y}{_MONTH}(?P<limit>(?P<part>[上中下]旬|底|末|初|中(?={BEFORE}))?{BEFORE}?)(?!{D})",
        _month,
    ),
    _rule(
        "季度和半年",
        rf"(?:到|至)?{_Y}(?:第?(?P<which>[一二三四1-4](?=季度)|[上下](?=半年)))(?:季度|半年)(?P<limit>(?P<end>底|末|结束)?(?:{BEFORE}|内)?)",
        _quarter,
        _starts_period,
    ),
    _rule(
        "年底",
        rf"(?:到|至)?(?:(?P<year>{YEAR})年?|(?<!{DM})(?<![一二两三四五六七八九十半数多周来今明去近全])年)(?P<limit>(?:底|末|终)(?:{BEFORE})?|之?内)",
        _year_end,
    ),
    _rule(
        "收到后若干日",
        rf"{_RECEIVED}(?<!{DM})(?P<count>{NUMBER}|半)(?P<unit>个工作日|个自然日|日|天|周|个星期|个(?P<half>半)?月|年)(?P<limit>之?内|以内)",
        _within,
        _always,
    ),
    _rule(
        "若干年时间",
        rf"(?:用|利用|通过|经过|力争|争取|未来|今后)?(?<!{DM})(?P<count>{NUMBER})(?:个)?年(?:左右)?的?(?P<limit>时间)",
        _years_long,
        _always,
    ),
    _rule(
        "用若干年",
        rf"(?:用|力争|争取|未来|今后)(?P<count>{NUMBER})年(?=实现|完成|建成|达到|左右|基本|全面|，)",
        _years_long,
        _always,
    ),
    _rule(
        "五年规划期",
        r"(?:到|至)?[“\"]?十(?P<plan>[四五六七])五[”\"]?(?P<limit>期?末|规划期末|收官)",
        _five_year_plan,
        _always,
    ),
    _rule("某年前", rf"(?<!{DM})(?P<year>{D}{{4}}年)(?P<limit>{BEFORE})", _before_year, _always),
    _rule("立行立改", IMMEDIATE_WORDS, _immediate, _always),
    _rule("长期坚持", LONG_TERM_WORDS, _long_term, _always),
    _rule("长期（台账）", r"^(?:长期|持续|常态化?)(?:推进|坚持|整改|落实|开展|进行)?$", _long_term, _never),
    _rule("到某年", rf"(?:到|至)(?P<year>{D}{{4}}年)(?P<limit>)", _bare_year, _year_is_limit),
    _rule("某年", rf"(?<!{DM})(?P<year>{D}{{4}}年度?|明年|次年|来年)(?P<limit>)", _bare_year, _year_is_limit),
)
