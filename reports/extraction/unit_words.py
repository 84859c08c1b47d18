"""What names of organisations look like: their last characters, classes of them, and what is no name."""

from __future__ import annotations

import re

# Last characters of an organisation's name.
SUFFIX = (
    r"(?:委(?:组织部|宣传部|统战部|政法委|社会工作部|社工部|编办|网信办|巡察办|督查室|人才办|农办|党校|办公室|办)|政府(?:办公室|办|督查室)|纪委监委|分局|管理局|总局|局|委员会|管委会|国资委|发改委|政法委|编委|纪委|住建委|卫健委|团工委|工委|[党D]委|监委|卫生健康委|农委|商务委|委|办公室|办事处|政府办|督查室|应急办|城管办|办"
    r"|厅|部门|机关|中心|大队|中队|支队|总队|街道|乡镇|镇街|镇|乡|政府|[党D]组|法院|检察院|联社|工商联|文联|科协|侨联|社科联|红十字会|支行|分行|农商行|供销社|联合社|社区|村委会|居委会|园区|管理处|总站|监测站|派出所|司法所"
    r"|国有企业|国企|集团|成员单位|单位|机构|专班|指挥部|领导小组|学校|县区|区县|县市区|协会|工会|团委|妇联|残联|银行)(?![法理托面限署长伍]|派[出驻]|事(?!处))"
)
# Last characters of a part of a house: a name where a sentence has it act.
PART_OF_HOUSE = r"(?:(?<![干内外局支])(?:(?<=安全)|(?<!全))部|(?<![学本各全专])科|科室|股室|处室|(?<![好用之到深短长出])处|室|站|所(?!在地|在[乡镇县区村单社]|需|有|属|以)|中队|工作组|监察组|(?<=供电|电力|燃气|来水|水务|城投|交投|通信)公司|[党D]支部|教研组|学院)(?![长员署门])"
# Of a part of a house, or of a firm: names only where a word hands the task over (由…牵头, 责任单位：).
INNER_SUFFIX = r"(?:(?<!干)部|科(?![院研技协学普])|处|科室|室|站|所|队|院|村|校|馆|园|公司|厂|(?<=电视|广播)台|组(?![建织成团合])|班子|专班)"
NAME_CHAR = r"[\u4e00-\u9fffA-Za-z*×·]"
BRACKETED_PART = r"(?:（(?:街道|社区|园区|镇|乡|区|市|居|办|开发区|场|部门|单位|村)(?:、[^）]{1,6})?）|\((?:街道|社区|园区)\))?"
NAME = rf"(?:{NAME_CHAR}{{0,16}}?{SUFFIX}{BRACKETED_PART})"
ANY_NAME = rf"(?:{NAME_CHAR}{{0,16}}?(?:{SUFFIX}|{INNER_SUFFIX}){BRACKETED_PART})"
JOIN = r"(?:、|以及|及其|[和及与同])"
# Names up to the word that closes them; each is judged on its own afterwards.
LIST = r"[\u4e00-\u9fffA-Za-z*×·、（）()]{2,60}?"
SHORT_LIST = r"[\u4e00-\u9fff、]{2,60}?"
# The same, the last of them ending as a name ends.
ACTORS = rf"(?:(?!会同|商请)[^\s\d由，。；;,：:！!？?“”\"《》]){{0,50}}?(?:{SUFFIX}|{PART_OF_HOUSE}|公司){BRACKETED_PART}"
# Fields of work that stand for their offices where bodies are listed: 联合公安、税务.
FIELD = (
    r"(?:公安(?:交警|机关)?|国安|交警|人行|人民银行|银保监|金融监管|税务|海关|边检|法院|检察院?|纪检(?:监察)?|市场监管|市监|城管|综合执法|消防|住建|人社|卫健|教育|民政|财政|发改|应急|生态环境|环保|水利|水务|农业农村|农业|林业|自然资源|规划"
    r"|交通(?:运输)?|文旅|文化|工信|科技|商务|审计|统计|医保|司法|气象|电力|供电|金融|团委|妇联|工会|残联|网信|宣传|组织|统战|政法|信访|大数据|国资|邮政|通信|烟草|武警)"
)
# One that acts by itself, with no word that charges it: its name has a place or a house before it, or is short.
_BODY_END = r"(?:局|委|委员会|管委会|管理处|总站|联合会|办公室|中心|政府|分局|大队|支队|中队|总队|街道|法院|检察院|派出所|司法所|联社|工商联|文联|科协|侨联|社科联|红十字会|供销社|支行|分行|农商行|信用社|专班|指挥部|妇联|残联|团委|工会|协会)(?![法理托面限署长伍]|派[出驻]|事(?!处))"
ACTOR = (
    rf"(?:(?:[市县区镇乡州]|集团|[xX*×]{{1,3}}[市县区]?|{NAME_CHAR}{{1,3}}[市县区镇乡]){NAME_CHAR}{{0,10}}?(?:{_BODY_END}|{PART_OF_HOUSE}|办(?!理|公|事|好|案|学|成|结|法|证))"
    rf"|{NAME_CHAR}{{2,6}}?(?:(?<!政)(?<!服务)(?<!管)(?<!活动){_BODY_END}|(?!室|站){PART_OF_HOUSE})|派出所|司法所|办公室|{NAME_CHAR}{{2,6}}(?<=督察|监察|督查)室|{NAME_CHAR}{{1,3}}(?:保|合|改|价|政|安|防)办|{FIELD}(?:主管)?部门){BRACKETED_PART}"
)
# The surest of them: a place, a name, and the end of an office's name.
ACTOR_OF_PLACE = rf"(?:[市县区镇乡州]|[xX*×]{{1,3}}[市县区]|{NAME_CHAR}{{1,3}}[市县区]){NAME_CHAR}{{1,10}}?(?:局|委|办公室|政府|街道|管委会|分局|大队|支队){BRACKETED_PART}"
ETC_BODIES = r"等(?:多|有关|相关|职能|各)?(?:个)?(?:部门|单位|机构)"

# Names that say nothing, speak of the writers themselves, of superiors, or of firms as objects.
NOT_A_UNIT = re.compile(
    r"^(?:.{0,2}(?:相关|有关|职能|多个|多|其他|其它|各个|第三方|上级|上一级|省级?|中央|国家|全国).{0,2}(?:部门|单位|机构|机关)?|.{0,2}(?:主管|用人|业主|施工|建设|服务|基层)(?:部门|单位|机构|机关)|部门|单位|机构|机关|集团|协会|学校|高校|院校|医院|企业|银行|中心|[全内外一局]部"
    r"|(?:主要|合作|各家?|商业|当地|驻地|有关).{0,4}银行|.{1,8}我(?:局|委|办|院|社|县|市|区|镇|乡|单位|部门|中心|街道)|[我本该贵](?:局|委|办|院|社|县|市|区|镇|乡|单位|部门|中心|街道|集团|公司|支队|大队|校|馆|所|站|处|行|部).{0,2}|.*(?:上级|省委|国务院|党中央|中央).*|.*(?:医疗|培训|托育|养老|中介|代理|检测|药|科研|社会)(?:服务)?(?:机构|单位)|(?:部分|少数|个别|一些|有的|有些|多数|大多数|不少|几个|某些|许多|其余|所有|个人|一个|两个|每个|任何|凡|对).*|(?:第三方|中标|专业|施工|运营|物业|保险|承建|设计|监理|托管|外包|承包|有资质|社会).{0,6}(?:公司|企业|单位)|.{0,2}(?:专门|专职|工作|领导|常设|临时|内设|独立)机构|.{0,6}(?:实验室|教室|宿舍|会议室|活动室|办公场所|场所|厕所|住所|加油站|车站|泵站|水站|电站|服务站|图书室|卫生室|诊所|研究所|检查站)|(?:.{0,4}(?:好处|用处|短处|深处|到处|各处|学科|专科|本科)|内科|外科|文科|理科))$"
)
# A name cannot run over words that only a sentence has.
NOT_IN_A_NAME = re.compile(
    r"^[与同]|[布格全大结开]局|[市县区]内|[的将是在把为向从按以并或但了其让使]|对(?![口外])|网站(?!单位|主办)|门户|两级|进一步|加强|推进|提升|开展|落实(?!办)|加快|建立|建设好|问题|要求|围绕|通过|全面|积极|切实|充分|督促|指导(?!中心|站|服务)|推动|参加|明确|集中|成立|组建|打造|完善|健全|设立|增设|发挥|依托|实现|确保|强化|深化|优化|整合|规范|培育|形成|争取|协调(?!局|办|小组|机制|领导)|负责|资源办|邀请|委托|聘请|借助|依靠|拜访|前往|支持|快查|[快严停代帮举合联协]办|提请|报请|没有|组织(?!部)|撤销|取消|进入|入驻|前往|移送|移交|报送|上报"
)

# Classes of bodies, fit for “督促各镇（街道）…”.
_INSIDE_A_HOUSE = r"(?:分场|农场|林场|科室|处室|股室|部室|站所|中队|派出所|司法所|支行|网点|分公司|子公司|项目部|车间|班组|院系|学院|年级|教研组|分局|场站|医疗机构|支队|大队|分会)"
CLASS_NOUN = rf"(?:[党D]委(?:、?政府)?|(?:[党D]|基层)组织|政府|乡镇|镇街|镇|乡|街道|行政村|村|社区|村居|县区|区县|县市区|县|区|园区|开发区|成员单位|责任单位|部门|单位|国有企业|国企|(?:中小|公办|民办|直属)?学校|幼儿园|主管部门|[党D]支部|{_INSIDE_A_HOUSE})"
COLLECTIVE = r"(?:(?:全[市县区省州])?各级?(?:各)?|全[市县区镇乡]|[市县区]属|[市县区]直(?:各)?|[市县区]级(?:各)?|属地|辖区内?各)"
CLASS = rf"(?:{COLLECTIVE}(?:有关|相关|行业|责任|成员|所属|基层|二级|职能)?{CLASS_NOUN}{{1,3}}{BRACKETED_PART}(?:政府|[党D]委政府|[党D]委|主管部门|部门|局)?(?:{JOIN}(?:各)?{CLASS_NOUN}{BRACKETED_PART}){{0,4}})"
# Names one after another. Nothing may follow this in a pattern: it could be cut in too many ways.
_LISTED = rf"(?:{NAME_CHAR}{{0,4}}{CLASS}|{ANY_NAME})"
OPEN_LIST = rf"{_LISTED}(?:{JOIN}{_LISTED})*"
NAMED_BODY = rf"(?:(?:[市县区省]|[xX*×]{{1,3}}[市县区省]|{NAME_CHAR}{{1,3}}[市县区省]){NAME_CHAR}{{0,8}}?(?:局|委|办|中心|政府|分局|集团|街道))"
BARE_CLASS = rf"(?:(?:乡镇|镇街|街道|县区|成员单位|行业主管部门|主管部门|责任单位)(?:{JOIN}(?:乡镇|镇街|街道|县区|部门|单位))*)(?![级建])"
# Atomic, so that what may not follow the whole name is not tried against the half of it.
TARGET = rf"(?P<units>(?>{CLASS}|{NAMED_BODY}(?:{JOIN}(?:{NAMED_BODY}|{CLASS}))*))"

UNIT_END = re.compile(rf"{SUFFIX}{BRACKETED_PART}$")
PART_OF_HOUSE_END = re.compile(rf"{PART_OF_HOUSE}$")
INNER_END = re.compile(rf"{INNER_SUFFIX}$")
WHOLE_CLASS = re.compile(rf"(?:{CLASS}|各[区县市镇乡地])(?:[（(][^）)]{{1,12}}[）)])?$")
