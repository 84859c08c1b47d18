"""Words that name a time limit: every form of them, and when they limit anything at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reports.extraction.deadline_days import (
    MASK,
    Base,
    D,
    Reckoning,
    bare_year,
    before_year,
    five_year_plan,
    full_date,
    immediate,
    long_term,
    month_end,
    month_span,
    numeric_date,
    quarter_end,
    season,
    this_month,
    within,
    year_end,
    years_long,
)


@dataclass(frozen=True)
class Found:
    """A deadline phrase at [start, end) of the text that was searched."""

    start: int
    end: int
    reckoning: Reckoning


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

    @property
    def speaks_of_the_past(self) -> bool:
        """A bare year before the plan's names what is spoken of; with 前, 底 or 内 even that is a limit."""
        return self.reckon is bare_year


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


def _end_is_limit(text: str, match: re.Match[str]) -> bool:
    """A year's or month's end that limits; not 年末结转, 年底才开工, 年底考核, which only say when something stands or falls."""
    if text[match.end() - 1] in "底末终" and STATE_AT_END.match(text, match.end()):
        return False
    return _is_limit(text, match)


def _year_is_limit(text: str, match: re.Match[str]) -> bool:
    """“2024年，我局将…” or “确保2024年完成…”; not “2024年重点工作”, “2024年资金项目”."""
    if _is_aimed_at(text, match):
        return not YEAR_AS_ATTRIBUTE.match(text, match.end())
    return _opens_clause(text, match) and bool(SUBJECT_WILL.match(text, match.end()))


STATE_AT_END = re.compile(
    r"[，,]?(?:的|时)?(?:仍|还(?!清)|尚|才|结转|结余|余额|存量|账面|库存|突击|集中(?:支付|拨付|下达)|考核|考评|评比|述职|总结|绩效|决算)"
)
AIMING_BEFORE = re.compile(rf"(?<!已){AIMING}$|(?:时限|期限|时间|日期)[：:]\s?$")
DOING_NEXT = re.compile(DOING)
PERIOD_AS_ATTRIBUTE = re.compile(r"以来|的|工作|考核|经济|总结|报告|数据|情况")
YEAR_AS_ATTRIBUTE = re.compile(
    r"(?:的)?(?:重点工作|工作(?!.{0,4}(?:完成|实现))|预算|计划|目标任务|项目|资金|要点|方案|考核|任务|清单|版|度重点|规划|总结|评价|绩效|建设任务|指标|以来|[春秋]季|学期|春节|国庆|汛期)"
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
        month_span,
        _always,
    ),
    _rule("年月日", rf"(?:到|至)?{_Y}{_MONTH}{_DAY}(?P<limit>{BEFORE})?", full_date),
    _rule(
        "数字日期",
        rf"(?<![0-9.])(?P<year>20[0-9]{{2}})[.\-/．](?P<month>[0-9]{{1,2}})[.\-/．](?P<day>[0-9]{{1,2}})(?!{D})日?(?P<limit>{BEFORE})?",
        numeric_date,
        _always,
    ),
    _rule("本月几日", rf"本月{_DAY}(?P<limit>{BEFORE})", this_month),
    _rule(
        "月",
        rf"(?:到|至)?{_Y}{_MONTH}(?P<limit>(?P<part>[上中下]旬|底|末|初|中(?={BEFORE}))?{BEFORE}?)(?!{D})",
        month_end,
        _end_is_limit,
    ),
    _rule(
        "季度和半年",
        rf"(?:到|至)?{_Y}(?:第?(?P<which>[一二三四1-4](?=季度)|[上下](?=半年)))(?:季度|半年)(?P<limit>(?P<end>底|末|结束)?(?:{BEFORE}|内)?)",
        quarter_end,
        _starts_period,
    ),
    _rule(
        "年底",
        rf"(?:到|至)?(?:(?P<year>{YEAR})年?|(?<!{DM})(?<![一二两三四五六七八九十半数多周来今明去近全])年)(?P<limit>(?:底|末|终)(?:{BEFORE})?|之?内)",
        year_end,
        _end_is_limit,
    ),
    _rule(
        "收到后若干日",
        rf"{_RECEIVED}(?<!{DM})(?P<count>{NUMBER}|半)(?P<unit>个工作日|个自然日|日|天|周|个星期|个(?P<half>半)?月|年)(?P<limit>之?内|以内)",
        within,
        _always,
    ),
    _rule(
        "若干年时间",
        rf"(?:用|利用|通过|经过|力争|争取|未来|今后)?(?<!{DM})(?P<count>{NUMBER})(?:个)?年(?:左右)?的?(?P<limit>时间)",
        years_long,
        _always,
    ),
    _rule(
        "用若干年",
        rf"(?:用|力争|争取|未来|今后)(?P<count>{NUMBER})年(?=实现|完成|建成|达到|左右|基本|全面|，)",
        years_long,
        _always,
    ),
    _rule(
        "五年规划期",
        r"(?:到|至)?[“\"]?十(?P<plan>[四五六七])五[”\"]?(?P<limit>期?末|规划期末|收官)",
        five_year_plan,
        _always,
    ),
    _rule("某年前", rf"(?<!{DM})(?P<year>{D}{{4}}年)(?P<limit>{BEFORE})", before_year, _always),
    _rule(
        "节令前",
        rf"(?:明年|今年|{D}{{4}}年)?(?:春节|元旦|[“\"]?(?:五一|七一|十一)[”\"]?|国庆节?|中秋节?|端午节?|清明节?|入汛|主?汛期|采暖[期季]|供暖[期季]?|[春秋]季(?:学期)?开学|新学期开学|入冬)(?:到来|来临)?之?前",
        season,
        _always,
    ),
    _rule("立行立改", IMMEDIATE_WORDS, immediate, _always),
    _rule("长期坚持", LONG_TERM_WORDS, long_term, _always),
    _rule("长期（台账）", r"^(?:长期|持续|常态化?)(?:推进|坚持|整改|落实|开展|进行)?$", long_term, _never),
    _rule("到某年", rf"(?:到|至)(?P<year>{D}{{4}}年)(?P<limit>)", bare_year, _year_is_limit),
    _rule("某年", rf"(?<!{DM})(?P<year>{D}{{4}}年度?|明年|次年|来年)(?P<limit>)", bare_year, _year_is_limit),
)
