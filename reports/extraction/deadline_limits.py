"""Does a date in running text limit anything? A date may also tell when something was so, or name a thing."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.extraction.deadline_words import AIMING, DEED, DOING, NUMBER, PROMISE

Accepts = Callable[[str, re.Match[str]], bool]
"""Judges a match in running text; in a ledger's cell every date limits."""


def always(text: str, match: re.Match[str]) -> bool:
    return True


def never(text: str, match: re.Match[str]) -> bool:
    """Only in a ledger's cell."""
    return False


def is_limit(text: str, match: re.Match[str]) -> bool:
    """It ends in 前, 底, 内…, or a verb before or behind puts it to use as a limit."""
    return bool(match["limit"]) or is_put_to_use(text, match)


def is_numeric_limit(text: str, match: re.Match[str]) -> bool:
    """2024.6底前; a bare 2024.6 only behind 完成时限：, for elsewhere it may be a number."""
    return bool(match["limit"]) or bool(LABEL_BEFORE.search(text[max(0, match.start() - 6) : match.start()]))


def is_put_to_use(text: str, match: re.Match[str]) -> bool:
    """A verb before or behind makes a limit of a date: 确保6月, 6月完成."""
    return is_aimed_at(text, match) or bool(DOING_NEXT.match(text, match.end()))


def is_aimed_at(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()]
    return bool(AIMING_BEFORE.search(before)) or match.group()[0] in "到至"


def is_month_limit(text: str, match: re.Match[str]) -> bool:
    """A month that limits, also as one of several: 3月、6月、9月底前."""
    return is_end_limit(text, match) or bool(MONTHS_NEXT.match(text, match.end()))


def is_end_limit(text: str, match: re.Match[str]) -> bool:
    """Before the end of a month or year, or at it where something is to be done then; not 年末结转, 年底才开工, 年底考核."""
    if match["limit"] and text[match.end() - 1] in "前止内旬初":
        return True
    if text[match.end() - 1] in "底末终" and STATE_AT_END.match(text, match.end()):
        return False
    return is_put_to_use(text, match) or bool(match["limit"] and DONE_THEN.match(text, match.end()))


def starts_period(text: str, match: re.Match[str]) -> bool:
    """A quarter or half-year that limits: aimed at, ended, or opening a clause; not 上半年以来, 上半年的."""
    if PERIOD_AS_ATTRIBUTE.match(text, match.end()):
        return False
    return is_limit(text, match) or _opens_clause(text, match)


def spans_ahead(text: str, match: re.Match[str]) -> bool:
    """From month to month, of what is to come: not 1—9月累计, 3月至5月的检查."""
    return not PERIOD_AS_ATTRIBUTE.match(text, match.end()) and not TALLY.match(text, match.end())


def is_year_limit(text: str, match: re.Match[str]) -> bool:
    """“2024年，我局将…” or “确保2024年完成…”; not “2024年重点工作”, “2024年资金项目”."""
    if is_aimed_at(text, match):
        return not YEAR_AS_ATTRIBUTE.match(text, match.end())
    return _opens_clause(text, match) and bool(SUBJECT_WILL.match(text, match.end()))


def is_years_limit(text: str, match: re.Match[str]) -> bool:
    """“2024—2026年，每年改造…”, “力争三年完成”: years to come in which something is to be done."""
    if YEAR_AS_ATTRIBUTE.match(text, match.end()):
        return False
    return is_put_to_use(text, match) or (
        _opens_clause(text, match) and bool(SUBJECT_WILL.match(text, match.end()))
    )


def is_counted(text: str, match: re.Match[str]) -> bool:
    """30日内, 限30日; not a bare 30日, nor 一年内两次被评为末位 or 五年内不得更换, which rule for good."""
    counts = bool(match["limit"]) or match.group()[0] == "限"
    return counts and not HOW_OFTEN.match(text, match.end())


def _opens_clause(text: str, match: re.Match[str]) -> bool:
    """Nothing but a stop, a mark or a comma stands before it."""
    return match.start() == 0 or text[match.start() - 1] in "。；;：:！\n，,、）)（( \u3000是”"


def is_over(text: str, start: int, end: int) -> bool:
    """The words around a date say that the thing is done, was missed, or is only described by its date."""
    before, after = text[max(0, start - 12) : start], text[end : end + 24]
    if (
        before.endswith("于")
        and text[end - 1] not in LIMITING
        and DONE_IN_SENTENCE.search(text, max(0, start - 80), start)
    ):
        return True
    if DONE_BEFORE.search(before) or DONE_BEHIND.match(after):
        return True
    return bool(DESCRIBED.match(after)) and not OBLIGED.search(before)


# Last signs of a limit; “已购买…，于3月29日安装” has none and goes on telling what was done.
LIMITING = "前内底止末"
DONE_IN_SENTENCE = re.compile(r"已(?![建知满])[^。；;\n将拟要须]{0,60}于$")
STATE_AT_END = re.compile(
    r"[，,]?(?:的|时)?(?:仍|还(?!清|建)|尚|才|了|前?后|结转|结余|预拨|述廉|述学|测评|评议|余额|存量|账面|库存|突击|集中(?:支付|拨付|下达)|考核|考评|评比|述职|总结|绩效|决算|全[市县区]共?有)"
)
# What is done at the end of a month: 4月底新系统上线; nothing else may be said in between.
DONE_THEN = re.compile(rf"[，,]?[^，,。；;：:\n]{{0,14}}?{DEED}|[^，,。；;：:\n]{{0,2}}(?:$|[）)。；;\n])")
AIMING_BEFORE = re.compile(rf"(?<!已){AIMING}$|(?:时限|期限|时间|日期)[：:]\s?$|截止(?:日期|时间)(?:为|是)?$")
LABEL_BEFORE = re.compile(r"(?:时限|期限|时间|日期)[：:]\s?$")
DOING_NEXT = re.compile(DOING)
MONTHS_NEXT = re.compile(rf"(?:底|末)?(?:[、和及]{NUMBER}月(?:底|末)?){{1,4}}(?:之?前|分别|各)")
PERIOD_AS_ATTRIBUTE = re.compile(r"以来|的|工作|考核|经济|总结|报告|数据|情况")
TALLY = re.compile(r"份?[，,]?(?:全[市县区省]|我[市县区局])?(?:累计|同比|平均|共|已|合计)")
YEAR_AS_ATTRIBUTE = re.compile(
    r"(?:的)?(?:重点工作|工作(?!.{0,4}(?:完成|实现))|预算|计划(?:$|[的和与、，。执目任表书])|目标|项目|资金|要点|方案|考核|任务|清单|版|度重点|规划|总结|评价|绩效|建设任务|指标|以来|[春秋]季|学期|春节|国庆|汛期)"
)
SUBJECT_WILL = re.compile(
    r"[，,][^。；;\n]{0,16}?(?<![重需主首])(?:要(?![求素点闻])|将|拟|力争|争取|确保|计划(?![的和与、，。执目任表书])|继续|着力|必须|重点(?:抓|做|推))|"
    r"[，,]?(?:(?:我|本|全)[局委办院社县市区镇乡街校部队单][位道]?|我们|[^，。；：\n]{0,10}[局委办院社])?"
    rf"(?:{PROMISE}{{0,3}}(?<!计划)(?:计划(?![的和与、，。执目任表书])|将|要|拟|力争|确保|争取|继续|重点(?!工作|任务|项目)|着力|力求|全面|全部|基本|每年)|{PROMISE}{{0,3}}(?:完成|实现|建成|启动|开工|新[建增招设]|净增|招[聘录]|培训|培育|形成|确定|安排|新引|举办|出台|引进|推进|推动|开展|组织|实施|打造|达到|投入|改造|建设(?!任务|项目|资金|用地)))"
)
HOW_OFTEN = re.compile(
    rf"[，,]?(?:有)?(?:{NUMBER}次(?!性)|累计|连续|发生|出现|受到|被|不得|不再|免|有效|不予)"
)
DONE_BEFORE = re.compile(
    r"(?:已|已经|曾|早已)(?:于|在|经)?$"
    r"|(?:未|没有|未能|没能|本应|原定|原计划|理应)(?:严格)?(?:按照?[^，。；]{0,4}(?:规定|要求|时限))?(?:于|在)?$"
)
DONE_BEHIND = re.compile(
    r"[，,]?(?:[^，,。；;：:\n对将把被为与和及完成的]{0,8})?(?:均|都|全部|业)?已(?![建知满])"
    r"|[，,]?应[缴退收付](?:未|尽未)"
)
# “6月底前完成的项目”: which project, not by when.
DESCRIBED = re.compile(
    r"(?:就|才)?(?:建成|完成|竣工|投用|开工|出台|印发|下发|召开|举行|举办|上报|报送)(?:整改)?的(?!.{0,3}目标)"
)
OBLIGED = re.compile(r"(?:须|需|要|应|必须|务必|确保|力争|争取|计划|拟)(?:在|于)?$")
