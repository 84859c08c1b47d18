"""Is this heading one of problems, of plans, of both, or of neither? One grammar of headings, no list of whole phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from reports.extraction.findings import PlanKind
from reports.extraction.problem_words import PROBLEM_NOUN
from reports.extraction.years import in_digits


class Role(Enum):
    """What a section holds."""

    PROBLEMS = "problems"
    PLANS = "plans"
    BOTH = "both"


@dataclass(frozen=True)
class Heading:
    """A recognised heading; `weak` ones need support from where they stand in the report."""

    role: Role
    plan_kind: PlanKind = "commitment"
    weak: bool = False
    after_problems: bool = False
    """weak, and only where the report has told of problems before"""


YEAR = r"(?:20[0-9]{2}|20?[0-9xX*×]{2,3}|[xX*×]{2,4})年度?"
JOIN = r"(?:[、，,/]|以及|及其|[和与及暨并])"

# --- problems -------------------------------------------------------------------------------------------------
# Words that may stand between "存在的" and the noun, or before the noun alone.
PROBLEM_QUALIFIER = (
    r"(?:主要|突出|一些|若干|几个|几点|个方面|方面|共性|个性|普遍|普遍性|实际|具体|现实|当前|目前|现阶段|仍|还|尚|亟待解决|亟需解决"
    r"|以下|下列|如下|哪些|和|与|诸多|不少|不容忽视|风险|矛盾|深层次|工作|制约发展|的|存在|面临|主要的|及|短板|困难|难点|重点|两个|三个|四个|五个)"
)
# What may come before "存在的…": where or in what the problems are.
PROBLEM_TRIGGER = (
    r"(?:(?:存在|面临|遇到|出现|暴露|反映|查找|梳理|查摆|排查|查出)(?:出来|出)?(?:的|到的|出的)|中的|(?:中|仍然|依然|仍|还|尚|也)?存在(?:着)?(?:的)?"
    r"|(?:中|调研|检查|视察|评估|走访|督查|巡察|审计|执法)?发现(?:的|出的|存在的)?"
    r"|(?:尚未|还未|仍未|未能|未)(?:全面|完全|彻底|得到)*(?:完成)?(?:整改|解决|落实|办结|销号)?(?:到位|完成|彻底|好)?的"
    r"|(?:需要|需|值得|亟待|亟需|有待|应当?)(?:高度|进一步|引起|着力|加以|特别|认真|上级|[省市县区]级?|政府|部门|帮助|支持|协助|协调|研究|尽快|抓紧)*(?:重视|关注|解决|改进|注意|研究)(?:[和与及、并](?:重视|关注|解决|改进|注意|研究))?的"
    r"|(?:制约|影响|阻碍|困扰)[^的]{2,16}的)"
)
PROBLEM_TAIL = rf"(?:{JOIN}?(?:{PROBLEM_NOUN}|主要|存在|突出|的|表现|自身|工作|方面|风险|反思|诉求|(?:分析|剖析)(?=$)|情况(?=$))|{JOIN}(?:其|产生|的)*(?:原因|成因|根源)(?:分析|剖析)?)*"
# A prefix that needs no trigger: 主要困难和问题, 工作短板, 目前的不足, 2023年工作中的问题.
PLAIN_PREFIX = rf"(?:{YEAR}|今年|去年|过去一年|一年来|上半年|[一二三]季度|当前|目前|现阶段|工作|发展|现实|风险|自身|我[局委办院社县市区镇]|的|中|上|方面|以来|主要|突出|存在|面临|一些|几个|几点|形势|矛盾|反思|困惑|和|[、与及]|过程)*"
# “需长期整改事项”, “正在整改的问题”
UNFINISHED = re.compile(
    r"^(?:正在|仍需|尚需|还需|需要?|未完成|待)(?:长期|持续|继续|限期|进一步)?(?:推进|坚持|抓好)?(?:整改|解决|推进)?(?:到位|完成)?的?(?:整改)?(?:事项|问题|任务)$"
)
# “未完成整改问题及原因”
LEFT_OVER = re.compile(
    rf"^(?:目前|当前|部分)?(?:正在整改|(?:尚未|还未|仍未|未能?)(?:全面|完全|彻底)?(?:完成)?(?:整改|解决|销号|办结)(?:到位|完成)?)的?(?:问题|事项|任务)(?:{JOIN}(?:其|主要|产生|的)*(?:原因|成因)(?:分析|说明)?)?$"
)
# “检查反馈的问题”: what others found at the writers, where these go on to say what they will do.
HANDED_DOWN = re.compile(
    r"^(?!.*(?:整改|办理|落实))(?:.{0,12}(?:检查|督察|督查|巡察|巡视|审计|考核|评估|飞检|检查组|督察组)(?:组)?)?(?:反馈|指出|通报|交办)(?:的|出的|我.的)(?:主要|突出|具体|重点|有关)*(?:问题|意见)$"
)
# “尚需改进的方面”
TO_BE_IMPROVED = re.compile(
    r"^(?:工作中)?(?:尚需|仍需|还需|有待|需要|需)(?:进一步)?(?:改进|加强|完善|提升|提高)的(?:方面|地方|环节)$"
)
PROBLEM_PLAIN = re.compile(rf"^{PLAIN_PREFIX}{PROBLEM_NOUN}{PROBLEM_TAIL}$")
PROBLEM_TRIGGERED = re.compile(
    rf"^(?P<topic>.{{0,24}}?){PROBLEM_TRIGGER}{PROBLEM_QUALIFIER}*{PROBLEM_NOUN}{PROBLEM_TAIL}$"
)
# A topic before a bare 存在 makes a statement (“基层力量存在不足”), not a heading, unless it is one of these.
TOPIC_OF_BARE_TRIGGER = re.compile(
    rf"^(?:{PLAIN_PREFIX}|.{{0,20}}(?:工作|建设|开展|推进|实施|过程|运行|发展|管理|整治)中?)$"
)
BARE_TRIGGER = re.compile(
    rf"存在(?:着)?{PROBLEM_QUALIFIER.replace('|的|', '|')}*{PROBLEM_NOUN}{PROBLEM_TAIL}$"
)
# Work on problems, not problems: 问题整改情况, 解决突出问题, 问题导向…
NOT_PROBLEM = re.compile(
    r"整改|整治|破解|化解|排查(?!出)|处置|办理|办结|销号|消除|治理|补齐|补短|导向|聚焦|围绕|针对|推动|坚持|清零|信访|抓实|抓好|着力|加强"
    r"|(?<!亟待)(?<!亟需)(?<!需要)(?<!有待)(?<!未)解决(?!的?(?:主要|突出|重点|问题|困难|难题|和|与)*(?:问题|困难|难题)$)|^解决|回应|落实|改进了|(?<!值得)关切|清单|反馈"
)
# “整改工作中存在的问题”, “排查中发现的问题”, “未整改到位的问题”: whatever the work was, problems are left of it.
LEFT_BY_WORK = re.compile(
    r"^.{2,16}?(?:治理|整治|整改|排查|信访|工作|领域|方面|建设)(?=(?:仍然?|还|尚)?(?:存在|面临|遇到)的)|^(?:制约|影响|阻碍|困扰)[^的]{2,16}的|^.{2,16}?(?:过程)?中(?=(?:仍然?|还|尚|也|依然)?存在|面临|遇到|出现|(?:所)?发现|的(?:主要|突出)?(?:问题|困难|不足|差距))|^(?:目前|当前|部分)?(?=(?:尚未|还未|仍未|未能?)(?!来))"
)
# What the writers found elsewhere: their own section only if the report has no other one.
FOUND_ELSEWHERE = re.compile(r"(?<!自查中)(?<!自查)(?:发现|查出|反映|查找)")

WHAT_IS_LEFT = re.compile(
    r"(?:尚未|还未|仍未|未能?)(?:全面|完全|彻底|得到)*(?:完成)?(?:整改|解决|落实|办结|销号)"
)
# “反馈问题及整改措施”: beside its answers even a list of others' findings is a list of problems.
ANY_PROBLEMS = re.compile(r"^(?:[^整]|整(?!改)){0,16}(?:问题|不足|意见)(?:清单)?$")
# “存在的问题及改进情况”: what is being done about them, told in the same section.
IMPROVEMENT = re.compile(r"^(?:今后|下一步|工作|的)*(?:改进|改善|提升)(?:情况|方向|方面|工作|提升)?$")
ANSWERING = re.compile(r"^(?:具体|主要)?整改(?:落实|工作)?(?:措施|任务|举措|安排|打算)$")

# --- plans ----------------------------------------------------------------------------------------------------
WHEN = rf"(?:下一步|下步|下[一个]*阶段|今后|明年|来年|次年|下一?年度?|新的?一年|后续|接下来|未来(?:一个时期|[一二三五两]年)?|下半年|(?:下个?|[二三四])季度|下个?月|未来|{YEAR}|[“\"]?十[四五六]五[”\"]?)"
PLAN_NOUN = r"(?:打算|安排|措施|思路|重点|计划|谋划|举措|目标|任务|方向|设想|考虑|部署|规划|建议|对策|工作|意见|展望|要点|想法|做法|方案|思考|要求)"
PLAN_BY_TIME = re.compile(
    rf"^(?:会议(?:研究|提出|明确|部署|确定)了?|我[局委办院社县市区镇]|关于|针对问题|对|及)?{WHEN}(?P<middle>.{{0,18}}?){PLAN_NOUN}(?:{JOIN}?.{{0,8}}{PLAN_NOUN})?(?:考虑|如下)?$"
)
PLAN_BY_NAME = re.compile(
    r"^(?P<topic>.{0,16}?)(?:(?:几点|几条|工作|对策|意见|相关|有关|主要|政策|具体|的|和|与|及|、)*(?:建议|对策(?:措施|思考|思路)?)"
    r"(?:[和与及、]?(?:建议|措施|对策|意见))?"
    r"|(?:整改|改进|提升|解决|应对|对策|整治|完善|补救|防范)(?:提升|落实|完善|工作|的|和|与|及|、)*(?:措施|计划|打算|思路|办法|方案|意见|方向|举措|对策|安排|目标)"
    r"|努力(?:的)?方向|改进方向(?:[和与及、]措施)?|工作(?:打算|思路|计划|谋划|安排|设想|展望)|工作重点[和与及、]措施|整改(?:落实|工作)?要求|下一步|意见(?:和|与|、)?建议|(?:重点|主要|工作)任务|(?:落实|推进|工作)举措及?打算|几点(?:意见|想法|打算|考虑)|解决(?:问题)?的(?:措施|办法|对策)(?:[和与及、](?:措施|办法|对策))?)$"
)
PLAN_OF_REFLECTION = re.compile(
    r"^(?:关于.{2,30}的?|.{0,24}的)?(?:几点|一些|若干|相关|对策|工作)?(?:对策)?思考(?:[和与及、](?:建议|打算|启示|体会))?$"
)
# “三、有关要求”: what a notice asks for after the problems that it tells of; elsewhere how work is to be done.
DEMANDS = re.compile(r"^(?:有关|相关|工作|几点|几项|具体|整改|督办|下一步)*(?:工作)?要求$")
# “会议议定以下事项”: what the minutes of a meeting hold everybody to.
DECISIONS = re.compile(
    r"^(?:经(?:会议)?(?:讨论|研究|审议)[，,]?)?(?:会议|理事会|董事会|党委会|与会人员)(?:一致|研究|讨论)*(?:议定|决定|商定|明确|确定|同意)(?:了)?(?:以下|下列|如下)?(?:事项|意见|工作|任务)?$|^(?:会议)?(?:议定|决定|商定)事项$|^会议要求$|^(?:会议)?对?(?:下一?步|下一?阶段|今后)(?:重点|有关|的)*工作(?:提出|作出|进行)了?(?:以下|具体|明确|几点)?(?:要求|部署|安排)$"
)
RECOMMENDATION = re.compile(r"建议")
REFLECTION = re.compile(r"思考")
# Plans of the past and work of others.
NOT_PLAN = re.compile(
    r"情况|完成|总结|回顾|代表建议|委员建议|人大代表|提案|成效|亮点|经验|取得|主要做法|落实的|办理|开展了|以来"
)
# “制定整改措施” is work; only “…的建议” may begin with a verb.
BEGINS_WITH_VERB = re.compile(
    r"^(?:制定|落实|完善|狠抓|抓|明确|细化|研究|提出|强化|推进|实施|采取|优化|健全|做好|编制|征集|办理|收集|听取|积极|认真|加强|推动|深化)"
)
# With a bare year these nouns name the work of that year; only a year after the report's makes them a plan.
YEAR_ONLY = re.compile(rf"^(?:关于|对)?{YEAR}")
PLANNING_NOUN = re.compile(r"要点|打算|思路|计划|谋划|安排|设想|建议|展望|考虑|部署")
STRONG_WHEN = re.compile(
    r"^(?:我.|关于|针对问题|对|及)?(?:下一步|下步|下[一个]*阶段|今后|明年|来年|次年|下一?年|新的一年|后续|接下来|下半年|(?:下个?|[二三四])季度|下个?月)"
)

# “2024年工作总体要求和主要目标”: what the plan in the next chapter stands on.
GROUND = re.compile(
    r"(?:总体要求|指导思想|总体思路)(?!.*(?:任务|措施|安排|重点工作))|^.{0,14}(?:预期|主要|总体|奋斗)目标$"
)
CERTAIN_PLAN = re.compile(r"建议|整改(?!.*(?:目标|任务|方案)$)")
CONJUNCTION = re.compile(JOIN)
TRIMMED = " \t\u3000\xa0。；;：:，,、.．!！?？“”\"'（）()【】[]《》—-"
LONGEST = 40


def heading_of(words: str, *, report_year: int | None = None) -> Heading | None:
    """The role of a heading's words (mark and stop already cut), or None for any other heading."""
    core = re.sub(r"[（(][^（()）]{0,16}[）)]$", "", words.strip(TRIMMED + "\n"))
    core = in_digits(re.sub(r"\s+", "", core).strip(TRIMMED))
    core = core.removesuffix("如下")
    if not 2 <= len(core) <= LONGEST:
        return None
    return _combined(core, report_year) or _problems(core) or _plans(core, report_year)


def _combined(core: str, report_year: int | None) -> Heading | None:
    for match in CONJUNCTION.finditer(core):
        left, right = core[: match.start()], core[match.end() :]
        if not right or not (_problems(left) or (ANY_PROBLEMS.match(left) and ANSWERING.match(right))):
            continue
        plan = _plans(right, report_year) or _plans("下一步" + right, report_year)
        if plan is not None:
            return Heading(Role.BOTH, plan.plan_kind)
    return None


def _problems(core: str) -> Heading | None:
    if UNFINISHED.match(core) or LEFT_OVER.match(core):
        return Heading(Role.PROBLEMS)
    if HANDED_DOWN.match(core):
        return Heading(Role.PROBLEMS, weak=True)
    left = LEFT_BY_WORK.match(core)
    if NOT_PROBLEM.search(WHAT_IS_LEFT.sub("", core[left.end() :]) if left else core):
        return None
    if PROBLEM_PLAIN.match(core) or TO_BE_IMPROVED.match(core):
        return Heading(Role.PROBLEMS, weak=core in {"问题", "困难", "挑战"})
    match = PROBLEM_TRIGGERED.match(core)
    if not match:
        return None
    topic = match.group("topic")
    if BARE_TRIGGER.search(core) and not TOPIC_OF_BARE_TRIGGER.match(topic):
        return None
    return Heading(Role.PROBLEMS, weak=bool(FOUND_ELSEWHERE.search(core)))


def _plans(core: str, report_year: int | None) -> Heading | None:
    if IMPROVEMENT.match(core):
        return Heading(Role.PLANS, weak=True)
    if NOT_PLAN.search(core):
        return None
    for join in CONJUNCTION.finditer(core):
        left, right = (_plan_name(words, report_year) for words in (core[: join.start()], core[join.end() :]))
        if left and right:
            return right if left.weak else left
    return _plan_name(core, report_year)


def _plan_name(core: str, report_year: int | None) -> Heading | None:
    if PLAN_BY_TIME.match(core):
        if YEAR_ONLY.match(core) and not _year_is_planned(core, report_year):
            return None
        return Heading(
            Role.PLANS,
            _plan_kind(core),
            weak=bool(GROUND.search(core)) or not (STRONG_WHEN.match(core) or YEAR_ONLY.match(core)),
        )
    if PLAN_BY_NAME.match(core) and (not BEGINS_WITH_VERB.match(core) or re.search("的.{0,4}建议$", core)):
        return Heading(Role.PLANS, _plan_kind(core), weak=not CERTAIN_PLAN.search(core))
    if DECISIONS.match(core):
        return Heading(Role.PLANS, weak=True)
    if DEMANDS.match(core):
        return Heading(Role.PLANS, weak=True, after_problems=True)
    if PLAN_OF_REFLECTION.match(core):
        return Heading(Role.PLANS, _plan_kind(core), weak=True)
    return None


def _year_is_planned(core: str, report_year: int | None) -> bool:
    year = re.search(r"20[0-9]{2}", core)
    if year and report_year and int(year.group()) != report_year:
        return int(year.group()) > report_year
    return bool(PLANNING_NOUN.search(core))


def _plan_kind(core: str) -> PlanKind:
    if RECOMMENDATION.search(core):
        return "recommendation"
    return "reflection" if REFLECTION.search(core) else "commitment"
