"""Units that a text charges or asks to help, found by the words that charge them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.extraction.findings import UnitRole


@dataclass(frozen=True)
class Named:
    """A unit's name at [start, end) of the searched text, and what the sentence wants of it."""

    start: int
    end: int
    role: UnitRole


# Last characters of an organisation's name.
SUFFIX = (
    r"(?:委(?:组织部|宣传部|统战部|政法委|社会工作部|社工部|编办|网信办|巡察办|督查室|党校|办公室|办)|政府(?:办公室|办|督查室)|纪委监委|分局|管理局|总局|局|委员会|管委会|国资委|发改委|政法委|编委|纪委|住建委|卫健委|工委|[党D]委|监委|卫生健康委|农委|商务委|委|办公室|办事处|政府办|督查室|应急办|城管办|办"
    r"|厅|部门|机关|中心|大队|支队|总队|街道|乡镇|镇街|镇|乡|政府|[党D]组|法院|检察院|联社|供销社|联合社|社区|村委会|居委会|园区|管理处|总站|监测站"
    r"|国有企业|国企|集团|成员单位|单位|机构|专班|指挥部|领导小组|学校|县区|区县|县市区|协会|工会|团委|妇联|残联|银行)(?![法理托派面限署长伍]|事(?!处))"
)
# Last characters of a part of a house, or of a firm: names only where a word hands the task over (由…牵头, 责任单位：).
INNER_SUFFIX = r"(?:(?<!干)部|科|处|科室|室|站|所|队|院|村|校|馆|园|公司|厂|组|班子|专班)"
NAME_CHAR = r"[\u4e00-\u9fffA-Za-z*×·]"
BRACKETED_PART = (
    r"(?:（(?:街道|社区|园区|镇|乡|区|居|办|开发区|场|部门|单位)(?:、[^）]{1,6})?）|\((?:街道|社区|园区)\))?"
)
NAME = rf"(?:{NAME_CHAR}{{0,16}}?{SUFFIX}{BRACKETED_PART})"
ANY_NAME = rf"(?:{NAME_CHAR}{{0,16}}?(?:{SUFFIX}|{INNER_SUFFIX}){BRACKETED_PART})"
JOIN = r"(?:、|以及|及其|[和及与同])"
# Names one after another. Nothing may follow this in a pattern: it could be cut in too many ways.
OPEN_LIST = rf"{ANY_NAME}(?:{JOIN}{ANY_NAME})*"
# Names up to the word that closes them; each is judged on its own afterwards.
LIST = r"[\u4e00-\u9fffA-Za-z*×·、（）()]{2,60}?"
# Names that say nothing, speak of the writers themselves, of superiors, or of firms as objects.
NOT_A_UNIT = re.compile(
    r"^(?:.{0,2}(?:相关|有关|职能|多个|多|其他|其它|各个|第三方|上级|上一级|省级?|中央|国家|全国).{0,2}(?:部门|单位|机构|机关)?|.{0,2}(?:主管|用人|业主|施工|建设|服务|基层)(?:部门|单位|机构|机关)|部门|单位|机构|机关|集团|协会|学校|高校|院校|医院|企业|银行|中心|[全内外一局]部"
    r"|[我本该贵](?:局|委|办|院|社|县|市|区|镇|乡|单位|部门|中心|街道|集团|公司)|.*(?:上级|省委|国务院|党中央|中央).*|.*(?:医疗|培训|托育|养老|中介|代理|检测|药)机构)$"
)
# A name cannot run over words that only a sentence has.
NOT_IN_A_NAME = re.compile(
    r"[布格全大结]局|[市县区]内|[的将是在把对为向从按以并或但]|进一步|加强|推进|提升|开展|落实|加快|建立|建设好|问题|要求|围绕|通过|全面|积极|切实|充分|督促|指导|推动|参加"
)

# Classes of bodies, fit for “督促各镇（街道）…”.
CLASS_NOUN = r"(?:[党D]委(?:、?政府)?|[党D]组织|政府|乡镇|镇街|镇|乡|街道|行政村|村|社区|村居|县区|区县|县市区|园区|开发区|成员单位|责任单位|部门|单位|国有企业|国企|学校|主管部门|[党D]支部)"
COLLECTIVE = (
    r"(?:(?:全[市县区省州])?各级?(?:各)?|全[市县区镇乡]|[市县区]属|[市县区]直|[市县区]级|属地|辖区内?各)"
)
CLASS = rf"(?:{COLLECTIVE}(?:有关|相关|行业|责任|成员|所属)?{CLASS_NOUN}{{1,3}}{BRACKETED_PART}(?:{JOIN}{CLASS_NOUN}{BRACKETED_PART}){{0,4}})"
NAMED_BODY = rf"(?:(?:[市县区省]|[xX*×]{{1,3}}[市县区省]|{NAME_CHAR}{{1,3}}[市县区省]){NAME_CHAR}{{0,8}}?(?:局|委|办|中心|政府|分局|集团|街道))"
BARE_CLASS = rf"(?:(?:乡镇|镇街|街道|县区|成员单位|行业主管部门|主管部门|责任单位)(?:{JOIN}(?:乡镇|镇街|街道|县区|部门|单位))*)(?![级建])"
TARGET = rf"(?P<units>{CLASS}|{NAMED_BODY}(?:{JOIN}(?:{NAMED_BODY}|{CLASS}))*)"

CLAUSE_HEAD = r"(?:^|(?<=[。；;，,：:！!\n）)”、是请由]))[ \t\u3000]*"
OBLIGED = r"(?:要(?![求素点闻])|应当?(?!用|急|对)|须|需要?(?!求)|必须|务必|负责|牵头|主办|承办|具体(?:负责|承办)|抓好|按照职责|按职责)"


@dataclass(frozen=True)
class UnitRule:
    """One way to name a unit with a task: group `units` holds the list.

    `abbreviated` allows 公安、税务 in it, `inner` parts of a house such as 财务科;
    a `promised` rule holds only in plans: among problems the same words tell who fell short.
    """

    name: str
    pattern: re.Pattern[str]
    role: UnitRole
    abbreviated: bool = False
    inner: bool = False
    promised: bool = False


ETC_BODIES = r"等(?:多|有关|相关|职能|各)?(?:个)?(?:部门|单位|机构)"
# How a sentence about the future goes on after its subject.
DOES = r"(?:对(?!于)|加大|加快|加强|尽快|及时|积极|主动|优先|统筹|安排|足额|严格|切实|进一步|抓紧|研究|制定|出台(?!的)|完善|建立|健全|做好|抓好|强化|落实)"
SHORT_LIST = r"[\u4e00-\u9fff、]{2,60}?"
# Order is rank: of two that overlap the earlier one wins.
RULES: tuple[UnitRule, ...] = (
    UnitRule("牵头单位：甲、乙", re.compile(r"(?:牵头|责任|主办|承办|主责|整改)(?:单位|部门|主体)[：:][ ]?(?P<units>[^。；;，,：:\n]{2,80})"), "lead", inner=True),
    UnitRule("配合单位：丙、丁", re.compile(r"(?:配合|协办|会办|协助|参与|协同)(?:单位|部门)[：:][ ]?(?P<units>[^。；;，,：:\n]{2,80})"), "assist", inner=True),
    UnitRule("由甲牵头", re.compile(rf"由(?P<units>{LIST})(?:等[^，。；]{{0,6}}?)?(?:共同)?(?:牵头|负责|主导|承担|组织(?!部)|统筹|会同|联合|具体|按|制定|落实|增加|安排|提供|完成|实施|建设(?![局委厅部])|出台|开展|推进|研究|协调(?![局办])|督促|指导|解决|审核|汇总|报送)"), "lead", inner=True),
    UnitRule("建议甲、乙…", re.compile(rf"(?:建议|(?<![邀申提聘恳报敬])请|希望){TARGET}"), "lead"),
    UnitRule("请甲研究", re.compile(rf"(?:(?<![邀申提聘恳报敬])请|建议|希望)(?P<units>{LIST})(?=(?:会同|牵头|负责|研究|抓紧|尽快|予以|给予|及时|按|认真|进一步|加大|加强|高度|切实|统筹))"), "lead"),
    UnitRule("甲牵头", re.compile(rf"{CLAUSE_HEAD}[（(]?(?P<units>{LIST})(?:牵头|主办|承办)"), "lead", inner=True),
    UnitRule("乙配合", re.compile(rf"(?<=[，,、；;（(])(?P<units>{LIST})(?:等[^，。；]{{0,6}})?(?:积极|密切|主动|协同|共同)?(?:配合|参与|参加|协助|协办)"), "assist", inner=True),
    UnitRule(
        "公安、税务等部门要…",
        re.compile(rf"{CLAUSE_HEAD}(?P<units>{SHORT_LIST}){ETC_BODIES}(?:也|都|均|还)?{OBLIGED}"),
        "lead",
        abbreviated=True,
    ),
    UnitRule(
        "会同公安、税务等部门",
        re.compile(rf"(?:会同|联合|协同|协调|联动|商请)(?P<units>{SHORT_LIST}){ETC_BODIES}"),
        "assist",
        abbreviated=True,
    ),
    UnitRule(
        "会同公安、税务部门",
        re.compile(r"(?:会同|联合|协同|商请)(?P<units>[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6}){1,6})(?=部门)"),
        "assist",
        abbreviated=True,
    ),
    UnitRule("会同甲、乙", re.compile(rf"(?:会同|联合|协同|商请)(?P<units>{OPEN_LIST})"), "assist", inner=True),
    UnitRule(
        "甲与公安、税务等部门的联合机制",
        re.compile(rf"(?:建立|健全|完善|形成|加强|深化|强化)?[\u4e00-\u9fff]{{2,6}}?[与同和](?P<units>{SHORT_LIST}){ETC_BODIES}的?(?:联合|协作|联动|协同|协调|沟通|配合|合作)"),
        "assist",
        abbreviated=True,
    ),
    UnitRule("加强与甲的沟通", re.compile(rf"(?:加强|强化|做好|深化|加大|主动)[与同和](?P<units>{LIST})(?:等[^，。；]{{0,6}})?的?(?:沟通|协调|协作|合作|联动|对接|配合|衔接)"), "assist"),
    UnitRule("督促各镇（街道）", re.compile(rf"(?:督促|指导|督导|要求|责成|敦促|监督|协助|推动|组织|引导|推进|发动|调度|压实|约谈|通报)(?:并)?(?:督促|指导|协助|推动|支持|帮助)?{TARGET}"), "lead"),
    UnitRule("督促乡镇", re.compile(rf"(?:督促|指导|督导|要求|责成|敦促)(?:并|和|、)?(?:督促|指导|协助|帮助)?(?:部门、)?(?P<units>{BARE_CLASS})"), "lead"),
    UnitRule("压实乡镇责任", re.compile(rf"(?:压实|压紧|传导|落实|明确|厘清|细化|梳理|夯实|强化)(?P<units>{CLASS}|{NAME_CHAR}{{0,4}}?成员单位|乡镇|街道|镇街|属地政府)[^，。；：\n]{{0,8}}?(?:责任|职责)"), "lead"),
    UnitRule("甲要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{LIST})(?:等[^，。；]{{0,6}})?(?:主要负责人|负责同志|负责人)?(?:也|都|均|还|更|同样)?{OBLIGED}"), "lead"),
    UnitRule("甲在…，要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{NAMED_BODY})(?=在[^。；：\n]{{2,80}}[，,]要)"), "lead"),
    UnitRule("甲会同乙", re.compile(rf"{CLAUSE_HEAD}(?P<units>{LIST})(?=(?:要|应|应当)?(?:会同|商请|联合[市县区省各]))"), "lead"),
    UnitRule("甲加快…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{NAMED_BODY}(?:{JOIN}{NAMED_BODY})*)(?={DOES})"), "lead", promised=True),
    UnitRule("甲按月…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{LIST})(?=按[月季周年期]|[逐每][月季周日]|定期)"), "lead", inner=True),
    UnitRule("各镇（街道）完成…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{CLASS})(?=(?:全部|全面|基本|都|均|每)?(?:完成|实现|落实|建立|组建|配备|制定|开展|按|于|至少))"), "lead"),
)  # fmt: skip
# The first body of a joint mechanism leads it.
JOINT_LEAD = re.compile(
    rf"(?:建立|健全|完善|形成)(?P<units>[\u4e00-\u9fff]{{2,6}})(?=[与同和]{SHORT_LIST}{ETC_BODIES}的?(?:联合|协作|联动|协同))"
)
DOCUMENT_NAME = re.compile(r"《[^》\n]{0,80}》")
UNIT_END = re.compile(rf"{SUFFIX}{BRACKETED_PART}$")
INNER_END = re.compile(rf"{INNER_SUFFIX}$")
WHOLE_CLASS = re.compile(rf"(?:{CLASS}|各[区县市镇乡地])(?:[（(][^）)]{{1,12}}[）)])?$")
# “请区政府…要”, “由市财政局…”: the word that hands the task over is not part of the name.
HANDING_OVER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[是要]|请|由|是|希望|建议|督促|指导|会同|联合|配合|协助)+"
)
SPLIT = re.compile(r"、(?![^（(]{0,8}[）)])|以及|及其")
SOFT_SPLIT = re.compile(
    r"(?<=局|委|办|厅|府|心|队|镇|乡|道|区|组|院|位|门|会|社|团|构|业|校|村|科|处|室|部|站|所|司|）)[和及与同](?=.)"
)


def find_units(text: str, start: int, end: int, *, in_plan: bool = True) -> list[Named]:
    """Units charged or asked to help in text[start:end], in order, never overlapping."""
    words = DOCUMENT_NAME.sub(lambda name: "《" * len(name.group()), text[start:end])
    taken = bytearray(len(words))
    found: list[Named] = []
    for rule in (*RULES, UnitRule("甲与…的联合机制", JOINT_LEAD, "lead", abbreviated=True)):
        for match in rule.pattern.finditer(words) if in_plan or not rule.promised else ():
            for head, tail in _names(words, *match.span("units"), rule=rule):
                if not any(taken[head:tail]):
                    taken[head:tail] = b"\x01" * (tail - head)
                    found.append(Named(start + head, start + tail, rule.role))
    return sorted(found, key=lambda unit: unit.start)


def _names(words: str, start: int, end: int, *, rule: UnitRule) -> Iterator[tuple[int, int]]:
    """The single names of a list, without those that name nobody."""
    position = start
    for chunk in SPLIT.split(words[start:end]):
        position = words.index(chunk, position)
        offset = position
        for name in SOFT_SPLIT.split(chunk):
            head = words.index(name, offset)
            offset = head + len(name)
            name = HANDING_OVER.sub("", name)
            head = offset - len(name)
            if _is_unit(name, rule):
                yield head, head + len(name)
        position += len(chunk)


def _is_unit(name: str, rule: UnitRule) -> bool:
    if len(name) < 2 or NOT_A_UNIT.match(name) or NOT_IN_A_NAME.search(name):
        return False
    if rule.inner and INNER_END.search(name):
        return True
    return rule.abbreviated or bool(UNIT_END.search(name)) or bool(WHOLE_CLASS.match(name))
