"""Every form of words that names a time limit, and what each means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.extraction.deadline_counting import within, years_long
from reports.extraction.deadline_days import (
    bare_year,
    before_year,
    days_of_a_month,
    festival,
    five_year_plan,
    full_date,
    immediate,
    long_term,
    mid_year,
    month_end,
    month_span,
    numeric_date,
    quarter_end,
    season,
    this_month,
    this_week,
    whole_year,
    year_end,
    year_span,
)
from reports.extraction.deadline_festivals import FESTIVALS
from reports.extraction.deadline_limits import (
    Accepts,
    always,
    is_counted,
    is_end_limit,
    is_limit,
    is_month_limit,
    is_numeric_limit,
    is_year_limit,
    is_years_limit,
    never,
    spans_ahead,
    starts_period,
)
from reports.extraction.deadline_reckoning import Base, Reckoning
from reports.extraction.deadline_reckoning import D as DIGIT
from reports.extraction.deadline_words import (
    BEFORE,
    CN_NUMBER,
    DM,
    IMMEDIATE_WORDS,
    LONG_TERM_WORDS,
    NUMBER,
    TO,
    YEAR,
)

Reckon = Callable[[re.Match[str], Base], Reckoning]


@dataclass(frozen=True)
class Found:
    """A deadline phrase at [start, end) of the text that was searched."""

    start: int
    end: int
    reckoning: Reckoning


@dataclass(frozen=True)
class PhraseRule:
    """One form of deadline. In running text a match counts only where `accepts` says so; in a ledger's cell always."""

    name: str
    pattern: re.Pattern[str]
    reckon: Reckon
    accepts: Accepts

    @property
    def is_bare(self) -> bool:
        """A bare year: one before the plan's names what is spoken of."""
        return self.reckon is bare_year

    @property
    def is_occasion(self) -> bool:
        """春节前, 汛期前: beside a date it only says what the date is for (5月底迎峰度夏前)."""
        return self.reckon in (festival, season)


_Y = rf"(?P<year>{YEAR})?"
# 2025年汛前（5月底）: the year stands before the occasion that the month explains.
_Y_AFAR = rf"(?:(?P<year>{YEAR})(?:[^，。；：\n（）()0-9]{{1,6}}前[（(])?)?"
_MONTH_NUMBER = rf"(?:{DM}{{1,2}}|十[一二]?|[一二三四五六七八九])"
_MONTH = rf"(?<!{DM})(?<![第每])(?P<month>{_MONTH_NUMBER})月份?"
_DAY = rf"(?:(?P<day>{DM}{{1,2}}|{CN_NUMBER})[日号])"
# 6月30前: the word 日 is left out.
_DAY_BEFORE = rf"(?P<day>{DM}{{1,2}}|{CN_NUMBER})(?:[日号]|(?<={DIGIT})(?=之?前|以前))"
# 5月底插秧前: what the end of the month is for.
_OCCASION = r"[\u4e00-\u9fff]{2,4}(?<![以之提目此])前(?![后夕期])"
# What may stand between a day and 前: （星期五）, 下午5时, 17:00.
_CLOCK = rf"(?:[（(](?:星期|周)[一二三四五六日天][）)])?(?:(?:上午|中午|下午|晚上|晚)?{DIGIT}{{1,2}}(?:时|点|[:：]{DIGIT}{{2}})(?:{DIGIT}{{1,2}}分)?)?"
_PART = r"[上中下]{1,2}旬|底|末|初"
_SPAN_START = rf"(?<!{DM})(?<![第每.．])(?P<first>{_MONTH_NUMBER})"
_EVENT = (
    r"(?:自|从|在)?(?P<event>(?:发现|接到|接报|受理)[^，。；：\n0-9]{2,8}(?=[0-9两三五七十])|(?:收到|接到|接|反馈|下发|印发|送达|交办|签收|通知|完工|竣工|验收|批复|审批|审核|立项|公示|签订|移交|整改|发现|确认|认定|公布|发布|下达|召开|会议|通报|移送)"
    r"[^，。；：\n]{0,16}?(?:之日起|之日|日起|后|起)"
)
_RECEIVED = rf"(?:{_EVENT}))?(?:的)?"
_COUNT = rf"(?<!{DM})(?<![第每])(?:{NUMBER}{TO})?(?P<count>{NUMBER}|半)"


def _rule(name: str, pattern: str, reckon: Reckon, accepts: Accepts = is_limit) -> PhraseRule:
    return PhraseRule(name, re.compile(pattern), reckon, accepts)


# Order is rank: where two forms overlap, the earlier one wins.
RULES: tuple[PhraseRule, ...] = (
    _rule(
        "起止月份",
        rf"{_Y}{_SPAN_START}(?:月(?:{DM}{{1,2}}[日号]|底|初)?)?{TO}(?P<until_year>{YEAR})?(?P<month>{_MONTH_NUMBER})月"
        rf"(?:(?P<day>{DM}{{1,2}})[日号])?(?:底|末)?{BEFORE}?",
        month_span,
        spans_ahead,
    ),
    _rule("起止日", rf"{_Y}{_MONTH}{DM}{{1,2}}[日号]?{TO}{_DAY}{BEFORE}?", days_of_a_month, spans_ahead),
    _rule(
        "节日（日期）前",
        rf"{_Y}[“\"]?(?:{FESTIVALS})[”\"]?(?:佳节|节|假期|长假)?[（(]{_MONTH}{_DAY}[）)](?P<limit>{BEFORE})",
        full_date,
        always,
    ),
    _rule(
        "年月日",
        rf"(?:到|至)?{_Y_AFAR}{_MONTH}{_DAY_BEFORE}{_CLOCK}(?P<limit>{BEFORE}|{_OCCASION})?",
        full_date,
    ),
    _rule(
        "数字日期",
        rf"(?<![0-9.])(?P<year>20[0-9]{{2}})(?P<mark>[.\-/．])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})(?!{DIGIT})日?(?P<limit>{BEFORE})?",
        numeric_date,
        always,
    ),
    _rule(
        "连写日期",
        rf"(?<![0-9.])(?P<year>20[0-9]{{2}})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?P<limit>{BEFORE})",
        numeric_date,
        always,
    ),
    _rule(
        "数字月",
        rf"(?<![0-9.])(?P<year>20[0-9]{{2}})[./．](?P<month>1[0-2]|0?[1-9])(?![0-9.%％])月?(?P<limit>(?P<part>底)?{BEFORE}|)",
        month_end,
        is_numeric_limit,
    ),
    _rule(
        "本月",
        rf"(?:(?P<which>本|当|这个?|下个?)月|(?<!{DM})(?<![一二三四五六七八九十个每逐按])月(?=底|末))(?:{_DAY}|(?P<part>{_PART}))?(?P<limit>之?内|{BEFORE})",
        this_month,
        always,
    ),
    _rule(
        "本周",
        rf"(?<!{DIGIT})(?<![一二两三四五六七八九十每逐按上])(?P<which>本|这|下)?周(?P<weekday>[一二三四五六日天末])?(?P<limit>(?<=周)之?内|(?<!周)(?:{BEFORE}))",
        this_week,
        always,
    ),
    _rule(
        "月",
        rf"(?:到|至)?{_Y_AFAR}{_MONTH}(?P<limit>(?P<part>{_PART}|中(?={BEFORE}))?(?:{BEFORE}|(?<=[底末旬初]){_OCCASION})?)(?!(?<=[月份]){DIGIT})",
        month_end,
        is_month_limit,
    ),
    _rule(
        "季度和半年",
        rf"(?:到|至)?{_Y}(?:前|一[至到—-])?(?:第?(?P<which>[一二三四1-4](?:个)?(?=季度)|[上下](?=半年)))(?:季度|半年)(?P<limit>(?P<end>底|末|结束)?(?:{BEFORE}|内)?)",
        quarter_end,
        starts_period,
    ),
    _rule(
        "年中",
        rf"(?:到|至)?(?:(?P<year>{YEAR})(?:年)?|(?<!{DM})(?<![一二两三四五六七八九十半数多周来今明去近全])年)中(?P<limit>{BEFORE}|)(?![央国小期旬考共医药学型长断等高级心外华旬])",
        mid_year,
    ),
    _rule(
        "年底",
        rf"(?:到|至)?(?:(?P<year>{YEAR})年?|(?<!{DM})(?<![一二两三四五六七八九十半数多周来今明去近全])年度?)(?P<limit>(?:底|末|终)(?:{BEFORE})?|之?内)",
        year_end,
        is_end_limit,
    ),
    _rule(
        "全年",
        rf"(?P<year>{YEAR})?全年(?P<limit>)(?=[，,]?(?:力争|争取|确保|计划|预计|将|拟))|(?<=力争|争取|确保|计划|预计)(?P<aimed>全年)",
        whole_year,
        always,
    ),
    _rule(
        "若干日内",
        rf"{_RECEIVED}(?:(?<![期年权时])限(?:期|时)?(?:在|于)?)?{_COUNT}(?P<unit>个工作日|个自然日|日|天|周|个?星期|个(?P<half>半)?月|年)(?P<limit>之?内|以内)?",
        within,
        is_counted,
    ),
    _rule(
        "若干年时间",
        rf"(?:用|利用|通过|经过|力争|争取|未来|今后)*(?<!{DM})(?<![第每])(?:{NUMBER}{TO})?(?P<count>{NUMBER})(?:个)?年(?:左右)?的?(?P<limit>时间|努力)",
        years_long,
        always,
    ),
    _rule(
        "用若干月",
        rf"(?:用|利用|力争|争取)+(?P<event>)(?P<count>{NUMBER}|半)(?P<unit>个(?P<half>半)?月|年)(?:左右)?的?时间",
        within,
        always,
    ),
    _rule(
        "用若干年",
        rf"(?:(?:用|力争|争取|未来|今后|计划)+|分){_COUNT}年(?P<limit>)(?=内?(?:[，,]|全面|全部|基本|逐步|左右)?(?:实现|完成|建成|达到|实施|推进|解决|落实|偿还|消化|左右|基本|全面|，))",
        years_long,
        always,
    ),
    _rule(
        "起止年份",
        rf"(?<!{DM})(?P<first>{DIGIT}{{4}})年?{TO}(?P<until>{DIGIT}{{4}})年(?P<limit>)",
        year_span,
        is_years_limit,
    ),
    _rule(
        "五年规划期末",
        r"(?:到|至)?[“\"]?十(?P<plan>[四五六七])五[”\"]?(?P<limit>(?:规划)?期?末|收官)",
        five_year_plan,
        always,
    ),
    _rule(
        "五年规划期间",
        r"[“\"]?十(?P<plan>[四五六七])五[”\"]?(?:规划)?(?:期间|时期|期内)(?P<limit>)",
        five_year_plan,
        is_years_limit,
    ),
    _rule("某年前", rf"(?<!{DM})(?P<year>{DIGIT}{{4}}年)(?P<limit>{BEFORE})", before_year, always),
    _rule(
        "节日前",
        rf"(?P<year>{YEAR})?年?[“\"]?(?P<festival>{FESTIVALS})[”\"]?(?:佳节|节|假期|长假|黄金周)?(?:到来|来临)?之?前(?![后夕期])",
        festival,
        always,
    ),
    _rule(
        "节令前",
        rf"(?:明年|今年|{DIGIT}{{4}}年)?(?:两节|双节|两会|党代会|人代会|入汛|主?汛期|汛(?=前[，,]?(?:全面|全部|务必|必须|要)*(?:完成|到位|整改|消除|整治|修复|除险|投用|建成))|采暖[期季]|供[暖热][期季]?|[春秋]季(?:学期)?(?:开学)?|新?学期(?:开学|结束)?|下学期(?:开学)?|本学期(?:结束)?|开学|[寒暑]假|入冬|入夏|[冬夏]季|高温(?:天气|季节)|台风(?:季节?|天气)|雨季|迎峰度[夏冬]|春耕|春播|秋收|三夏|农忙|高考|中考)(?:到来|来临|开始|结束)?之?前(?![后夕期])",
        season,
        always,
    ),
    _rule(
        "节令内",
        r"(?:利用|在)?(?:今年|明年|本)?(?:[寒暑]假|暑期|学期)(?:期间|内)(?=[，,]?(?:全面|全部|集中)?(?:完成|实现|建成|整改|改造|维修|施工))",
        season,
        always,
    ),
    _rule("立行立改", IMMEDIATE_WORDS, immediate, always),
    _rule("长期坚持", LONG_TERM_WORDS, long_term, always),
    _rule("长期（台账）", r"^(?:长期|持续|常态化?)(?:推进|坚持|整改|落实|开展|进行)?$", long_term, never),
    _rule("到某年", rf"(?:到|至)(?P<year>{DIGIT}{{4}}年)(?P<limit>)", bare_year, is_year_limit),
    _rule(
        "某年",
        rf"(?<!{DM})(?P<year>{DIGIT}{{4}}年度?|明年|次年|来年|今年|本年度|下一?年度?)(?P<limit>)(?!以来)",
        bare_year,
        is_year_limit,
    ),
)
