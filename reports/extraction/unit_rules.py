"""The ways in which a sentence charges a unit or asks for its help."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.extraction.findings import UnitRole
from reports.extraction.unit_words import (
    ACTOR,
    ACTOR_OF_PLACE,
    ACTORS,
    BARE_CLASS,
    CLASS,
    ETC_BODIES,
    FIELD,
    LIST,
    NAME_CHAR,
    NAMED_BODY,
    OPEN_LIST,
    PART_OF_HOUSE,
    SHORT_LIST,
    SUFFIX,
    TARGET,
)

CLAUSE_HEAD = r"(?:^|(?<=[。；;，,：:！!．.\n）)”、是请由]))[ \t\u3000]*"
# A clause that the sentence before it has come to an end for: no list goes on here.
OBLIGED = r"(?:要(?![求素点闻事件害道义领])|应当?(?!用|急|对|届)|须|需要?(?!求)|必须|务必|负责|牵头|主办|承办|具体(?:负责|承办)|抓好|按照职责|按职责)"
ALSO = r"(?:也|都|均|还|更|同样|分别|共同)?"
# A date behind a name says by when it is to act.
BY_WHEN = r"(?:(?:20[0-9]{2}|[明今次])年)?[0-9]{1,2}月|[一二三四]季度|[上下]半年|年[底内]"
# How a sentence about what is to come goes on after its subject.
ACTS = (
    r"(?:从|每|逐|申请|"
    + BY_WHEN
    + r"|全程|依法|提早|提前|加紧|抓紧|立即|限期|于|在|按|根据|结合|将|拟|再|对(?!于|口)|把|为|与|向|以|会同|联合|派(?!出所|驻)|重新|具体|给予|出具|组成|成立|组建|增配|增设|配备|指定|明确|建立|健全|完善|制定|出台(?!的)|印发|修订|编制|统筹|协调(?![局办小])|组织(?!部)|开展|实施|推进|推动|推行|推广|加强|强化|加大|加快|做好|抓紧|落实|严格|切实|进一步|及时|定期|尽快|主动|积极|优先|足额|安排|提供|发布|公布|公示|公开|通报|督促|指导|监督(?!管理|检查室|局)"
    r"|检查(?!院|站|室)|排查|核查|审核|审查|清理|整治|查处|处理|处置|打击|收集|汇总|梳理|报送|上报|提交|反馈|完成|承担|履行|支持|保障(?!局|厅|中心)|引导|帮助|协助|通过|利用|依托|运用|全面|全力|统一|分别|共同|同步|至少|优化|细化|压实|选派|选聘|聘请|招聘|培训(?!中心)|举办|召开|设立|开设|开发(?!区)|开通|打造|改造|更新|采购|购置|投入|拨付|发放|兑现|争取|研究(?!室|院|所)|谋划|评估|考核|约谈|追回|收回|委托|引进|引入|执行(?!局)|实行|确保|力争|坚持|入驻|驻点|巡查|走访|回访|共享|增加|增派|调整)"
)
NOT_ATTRIBUTE = r"(?!的|内|间|级|信息|网站|投资|债务|采购|项目|建设|工作(?!方案|机制)|管理|服务|经济|产业|文化|环境|干部|财政|教育|治理|综治|等地|排名|排序|情况|问题|书记|主任|负责人|党员|领导|人员|代表|群众|主要|分管)"


# What follows a name that is no subject of a deed: 县财政局的账目, 各乡镇干部, 区住建局存在….
NO_DEED = r"(?:的|等|是|为|有|也|和|与|及|同|或|之|内|中|间|级|上|下|里|在职|到位|以上|以下|以及|人员|人才|内部|干部|职工|队伍|党组|班子|领导|主要|负责人|分管|工作|职能|职责|责任|网站|官网|系统|数据|账|存在|反映|认为|原|同意|批准|审批|审定|审议|要求|部署|印发的|下发的|出台的|组织的|牵头的|不|没|未|缺|少|较|仍|还|虽|因|由于|已|曾|被|属|发展|经济|产业|财政|资金|项目|预算|支出|收入|信息|政务|服务|窗口|大厅|机关|事业|企业|单位|部门|机构|两级|一级|三级|之间|所属|下属|下设|辖区|范围|层面|方面|环节|情况|问题|建设|管理|监管|治理|环境|文化|教育|卫生|交通|综合|办公|会议|微信|公众号|党员|群众|代表|书记|主任|.长|机制|村|社区|道路|公路|学校|医院)"


@dataclass(frozen=True)
class UnitRule:
    """One way to name a unit with a task: group `units` holds the list.

    `abbreviated` allows 公安、税务 in it, `inner` parts of a house such as 财务科, `acting` those of them that act by themselves;
    a `labelled` rule holds everywhere, the others in plans only: among problems the same words tell who fell short.
    """

    name: str
    pattern: re.Pattern[str]
    role: UnitRole
    abbreviated: bool = False
    inner: bool = False
    acting: bool = False
    labelled: bool = False
    helps: bool = False
    """Only helps where the sentence has named who leads: 由甲组织各镇…"""


_BODY = r"(?:单位|部门|处室|科室|股室|部室|机构|主体)"
_LABELLED = r"[：:][ \u3000]?(?P<units>[^。；;：:\n]{2,80}?)(?=[。；;\n]|[，,、 \u3000]*(?:牵头|责任|主办|承办|配合|协办|会办|协助|参与|完成|整改|办结|时限)[^，。、；：:\n]{0,6}[：:]|[）)]?$|[）)](?=[。\n，,；;]))"
_SHARED = r"(?:等[^，。；]{0,6})?"

# What two bodies do side by side, and how one keeps in touch with another.
JOINTLY = r"(?:联合|联网|联手|携手|共同|协同|合办|联办|共建|结对)"
IN_CONTACT = r"(?:的)?(?:沟通|对接|衔接|协商|会商|协调|联系)"
PARTNER_HEAD = r"(?:(?:^|(?<=[。；;，,：:！!．.\n）)”是将要拟并需应]))[ \t\u3000]*(?:[我本][局委办院社县市区镇乡])?|(?<=主动)|(?<=积极)|(?<=进一步)|(?<=继续))(?:[与同]|和(?=[市区]))"

# Order is rank: of two that overlap the earlier one wins.
RULES: tuple[UnitRule, ...] = (
    UnitRule("牵头单位：甲、乙", re.compile(rf"(?:牵头|责任|主办|承办|主责|整改|实施|落实|主体)(?:责任)?(?:{_BODY}|(?<=牵头)|(?<=主办)){_LABELLED}"), "lead", inner=True, labelled=True),
    UnitRule("配合单位：丙、丁", re.compile(rf"(?:配合|协办|会办|协助|参与|协同)(?:责任)?{_BODY}?{_LABELLED}"), "assist", inner=True, labelled=True),
    UnitRule("甲与乙联合…", re.compile(rf"(?<=[局委办院府心队镇乡道会社部门处行司])[与同](?P<units>{LIST}){_SHARED}(?={JOINTLY})"), "assist", inner=True),
    UnitRule("甲同乙开展", re.compile(rf"(?<=[局委办院府心队镇乡道会部门处])同(?P<units>{ACTOR})(?={ACTS})"), "assist"),
    UnitRule("与乙联合…", re.compile(rf"{PARTNER_HEAD}(?P<units>{ACTORS}){_SHARED}(?={JOINTLY}|{IN_CONTACT})"), "assist", inner=True),
    UnitRule("同乙开展", re.compile(rf"{PARTNER_HEAD}(?P<units>{ACTOR_OF_PLACE})(?={ACTS})"), "assist"),
    UnitRule("与公安部门沟通", re.compile(rf"{PARTNER_HEAD}(?P<units>{FIELD}(?:[、和及]{FIELD})*)(?=等?(?:部门|单位)(?:{JOINTLY}|{IN_CONTACT}))"), "assist", abbreviated=True),
    UnitRule("对接甲", re.compile(rf"(?:主动|积极|加强|及时)对接(?P<units>{NAMED_BODY})"), "assist"),
    UnitRule("由甲会同乙负责", re.compile(rf"(?<=[局委办院府心队镇乡道会部门处])(?:会同|联合)(?P<units>{LIST}){_SHARED}(?=(?:共同|分别)?(?:负责|承担|承办|{ACTS}))"), "assist", inner=True),
    UnitRule("由乙配合", re.compile(rf"由(?P<units>{LIST}){_SHARED}(?:积极|密切|协同|共同)?(?:配合|协助|协办)"), "assist", inner=True),
    UnitRule("由甲牵头", re.compile(rf"由(?P<units>{LIST})(?<!领导)(?<!负责人)(?<!负责同志){_SHARED}(?:共同|分别)?(?:牵头|负责|主导|承担|统筹|主办|承办)"), "lead", inner=True),
    UnitRule("由甲做", re.compile(rf"(?<![理缘自经事])由(?P<units>{ACTORS}){_SHARED}(?={ALSO}(?:{ACTS}|具体|增|解决|建设|制))"), "lead", inner=True),
    UnitRule("由甲", re.compile(rf"(?<![理缘自经事])由(?P<units>{ACTORS})(?!{NAME_CHAR}{{0,6}}?(?:{SUFFIX}|{PART_OF_HOUSE}))(?!(?:分管|主要|党政)?(?:领导|负责|主任|局长|书记|镇长|县长|市长|院长|校长)|报|批准|审批|审定|审议|授予|命名|下达|任命|出资|供应|主管|直属|管辖)"), "lead", inner=True),
    UnitRule("建议甲、乙…", re.compile(rf"(?:建议|(?<![邀申提聘恳报敬])请|希望){TARGET}"), "lead"),
    UnitRule("请甲研究", re.compile(rf"(?:(?<![邀申提聘恳报敬])请|建议|希望)(?P<units>{LIST})(?=(?:会同|牵头|负责|研究|抓紧|尽快|予以|给予|及时|按|认真|进一步|加大|加强|高度|切实|统筹))"), "lead"),
    UnitRule("甲牵头", re.compile(rf"{CLAUSE_HEAD}[（(]?(?P<units>{LIST})(?:牵头|主办|承办)"), "lead", inner=True),
    UnitRule("乙配合", re.compile(rf"(?<=[，,、；;（(])(?P<units>{LIST})(?:等[^，。；]{{0,6}})?(?:积极|密切|主动|协同|共同)?(?:配合|参与|参加|协助|协办)"), "assist", inner=True),
    UnitRule("会同公安、税务等部门", re.compile(rf"(?:会同|联合|协同|协调|联动|商请)(?P<units>{SHORT_LIST}){ETC_BODIES}"), "assist", abbreviated=True),
    UnitRule("会同公安、税务部门", re.compile(r"(?:会同|联合|协同|商请)(?P<units>[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6}){1,6})(?=部门)"), "assist", abbreviated=True),
    UnitRule("会同公安、税务", re.compile(rf"(?:会同|联合|协同|商请)(?P<units>{FIELD}(?:[、和及与]{FIELD})*)(?![局委办厅部机站所]|中心|监察|监管|管理)"), "assist", abbreviated=True),
    UnitRule("会同甲、乙", re.compile(rf"(?<!组建)(?<!建立)(?<!成立)(?:会同|联合(?![团党工体会社国])|协同|商请)(?P<units>{OPEN_LIST})"), "assist", inner=True),
    UnitRule(
        "甲与公安、税务等部门的联合机制",
        re.compile(rf"(?:建立|健全|完善|形成|加强|深化|强化)?[\u4e00-\u9fff]{{2,6}}?[与同和](?P<units>{SHORT_LIST}){ETC_BODIES}的?(?:联合|协作|联动|协同|协调|沟通|配合|合作)"),
        "assist",
        abbreviated=True,
    ),
    UnitRule("住建、城管部门要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{FIELD}(?:[、和及与]{FIELD}){{1,6}}部门){ALSO}(?:{OBLIGED}|{ACTS})"), "lead", abbreviated=True),
    UnitRule("公安、税务等部门要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{SHORT_LIST}){ETC_BODIES}{ALSO}(?:{OBLIGED}|{ACTS})"), "lead", abbreviated=True),
    UnitRule("加强与甲的沟通", re.compile(rf"(?:加强|强化|做好|深化|加大|主动)[与同和](?P<units>{LIST})(?:等[^，。；]{{0,6}})?的?(?:沟通|协调|协作|合作|联动|对接|配合|衔接)"), "assist", inner=True),
    UnitRule("与公安、住建联动", re.compile(rf"(?<![\u4e00-\u9fff])(?:主动|积极)?与(?P<units>{FIELD}(?:[、和及]{FIELD})*)(?=建立|联动|联合|共同|协作|协同|对接|共享|开展联)"), "assist", abbreviated=True),
    UnitRule("与甲建立机制", re.compile(rf"{CLAUSE_HEAD}(?:主动|积极)?与(?P<units>{ACTORS})(?=建立|健全|共建|共同|联合|联动|形成|共享|对接|协作|协同)"), "assist"),
    UnitRule("组织各镇（街道）", re.compile(rf"(?:组织|指导|调度|带领|发动){TARGET}{NOT_ATTRIBUTE}"), "lead", helps=True),
    UnitRule("督促各镇（街道）", re.compile(rf"(?:督促|督导|要求|责成|敦促|监督|协助|推动|引导|推进|压实|约谈|通报)(?:并)?(?:督促|指导|协助|推动|支持|帮助)?{TARGET}{NOT_ATTRIBUTE}"), "lead"),
    UnitRule("要求总务处", re.compile(rf"(?:要求|责成|安排|指定)(?P<units>{NAME_CHAR}{{1,5}}?{PART_OF_HOUSE})(?={ALSO}{ACTS})"), "lead", acting=True),
    UnitRule("某公司6月底前…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{NAME_CHAR}{{2,8}}?公司)(?=(?:{BY_WHEN})[^，。；\n]{{0,6}}?[前内底])"), "lead", inner=True),
    UnitRule("须经法务部出具…", re.compile(rf"(?:须|应|必须|一律)(?:先)?经(?P<units>{ACTORS})(?=出具|会签|复核)"), "lead", inner=True),
    UnitRule("列入镇街财政预算", re.compile(rf"(?:列入|纳入)(?P<units>各?(?:{BARE_CLASS}))(?=(?:本级|年度|财政)*预算)"), "lead"),
    UnitRule("督促乡镇", re.compile(rf"(?:督促|指导|督导|要求|责成|敦促)(?:并|和|、)?(?:督促|指导|协助|帮助)?(?:部门、)?(?P<units>{BARE_CLASS})"), "lead"),
    UnitRule("压实乡镇责任", re.compile(rf"(?:压实|压紧|传导|落实|明确|厘清|细化|梳理|夯实|强化)(?P<units>{CLASS}|{NAME_CHAR}{{0,4}}?成员单位|乡镇|街道|镇街|属地政府)[^，。；：\n]{{0,8}}?(?:责任|职责)"), "lead"),
    UnitRule("甲要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{LIST}){_SHARED}(?:主要负责人|负责同志|负责人|主委|书记|主要领导|领导班子|一把手)?{ALSO}{OBLIGED}"), "lead", acting=True),
    UnitRule("各…单位要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>各{NAME_CHAR}{{2,14}}?单位)(?={ALSO}{OBLIGED})"), "lead"),
    UnitRule("甲在…，要…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{NAMED_BODY})(?=在[^。；：\n]{{2,80}}[，,]要)"), "lead"),
    UnitRule("甲会同乙", re.compile(rf"{CLAUSE_HEAD}(?P<units>{LIST})(?=(?:要|应|应当)?(?:会同|商请|联合[市县区省各]))"), "lead", acting=True),
    UnitRule("甲加快…", re.compile(rf"{CLAUSE_HEAD}(?![市县区省总]局(?:{ALSO}{ACTS}))(?P<units>(?:[\u4e00-\u9fffA-Za-z*×]{{2,14}}、){{0,6}}{ACTOR})(?={ALSO}{ACTS})"), "lead", acting=True),
    UnitRule("各镇（街道）完成…", re.compile(rf"{CLAUSE_HEAD}(?P<units>{CLASS})(?=(?:(?:党政)?(?:主要(?:负责人|负责同志|领导)|一把手))?{ALSO}(?:{ACTS}|包[村户联保案抓]))"), "lead"),
    UnitRule("某局…", re.compile(rf"{CLAUSE_HEAD}(?![市县区省总]局)(?P<units>(?:[\u4e00-\u9fffA-Za-z*×]{{2,14}}、){{0,6}}(?:{ACTOR_OF_PLACE}|{CLASS}))(?={ALSO}[\u4e00-\u9fff]{{2}})(?!{NO_DEED})"), "lead"),
    UnitRule("（甲、乙）", re.compile(rf"（(?P<units>(?:{ACTOR_OF_PLACE}|{CLASS})(?:[、，](?:{ACTOR_OF_PLACE}|{CLASS}))*)）(?=[。；\n]|$)"), "lead"),
    # The first body of a joint mechanism leads it.
    UnitRule("甲与…的联合机制", re.compile(rf"(?:建立|健全|完善|形成)(?P<units>[\u4e00-\u9fff]{{2,6}})(?=[与同和]{SHORT_LIST}{ETC_BODIES}的?(?:联合|协作|联动|协同))"), "lead", abbreviated=True),
)  # fmt: skip
