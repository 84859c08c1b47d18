"""The body that speaks in a report: named in its title, by its opening sentence, below its title, or by its signature."""

from __future__ import annotations

import re

from reports.extraction.endings import SIGNING_DATE
from reports.extraction.unit_words import NAME_CHAR, SUFFIX

# Bodies that charge nobody but do report.
REPORTING = r"(?:社|公司|医院|保健院|卫生院|福利院|大学|学院|中学|小学|学校|幼儿园|村|站|所|队|馆|处|科|会|人大|政协|[党D]工委|[党D]委|[党D]组|[党D]总支|支部|纪检监察组|主席团|法院|检察院)"
TITLE_BODY = re.compile(
    rf"^(?:关于)?(?!我[省市县区镇乡])(?:20[0-9xX*×]{{2}}(?:年度?)?)?(?P<unit>(?!关于){NAME_CHAR}{{0,20}}?(?:{SUFFIX}|{REPORTING}))(?=关于|20|二[〇○零]|[xX*×]{{2,4}}年|年度|半年|优化|工作|[党D]的|落实|推进|开展|述职|书记|班子|贯彻|主任|局长|院长|校长|公务|[“\"]|全民|优质|202|$)"
)
# A place that reports: 青石镇全域旅游…, 白沙县贯彻….
TITLE_PLACE = re.compile(
    r"^(?P<unit>(?!关于|对|[全我各本])[\u4e00-\u9fffxX*×]{1,4}?(?:[县镇乡]|街道(?:办事处)?|[市区](?![级直属域位块]))(?:人民政府)?)(?![级直属人])"
)
# A body of a place, whatever follows its name: 市地方志编纂中心机关党建….
BODY_OF_PLACE = re.compile(
    r"^(?:关于)?(?P<unit>(?!关于|对|[全我各本])(?:[\u4e00-\u9fffxX*×]{0,6}?[市县区省州镇乡][\u4e00-\u9fff]{0,14}?(?:局|中心|总工会|联合会|管委会|委员会|公司|办事处|人民政府|检察院|法院)|团[省市县区]委|[省市县区]委(?:办公室|组织部|宣传部|统战部|政法委|党校|编办)))(?![长面限])"
)
SPEAKS_FOR = re.compile(
    r"(?:我代表|代表|受)(?P<unit>[^，。、；\n]{0,16}?(?:政府|常委会|调查组|调研组|局|委|办|组))(?:的)?(?:委托|就|向|作|，)"
)
SURVEY = re.compile(
    r"(?P<unit>[市县区省]?(?:人大常委会|政协)).{0,60}?(?P<team>(?:履职评议|执法|专题)?(?:调查|调研|检查|视察)组)"
)
SURVEYING = re.compile(r"调查|调研|视察|检查|评议")
ANY_SURVEY = re.compile(r"(?P<unit>[市县区省](?:人大常委会|政协))(?=[^。\n]{0,40}(?:调查|调研|检查|视察))")
# A name that says where: 县政府, not 集团党委.
PLACED = re.compile(r"^.{0,4}[市县区省州镇乡]")
# “县审计局局长　张某”: who speaks, on the line below the title.
SPEAKER = re.compile(
    r"^[—（(\-\s]*(?P<unit>[\u4e00-\u9fffxX*×]{1,16}?(?:局|委员会|委|厅|办公室|人民政府|法院|检察院|常委会|镇|乡))(?:[党D]组书记、)?(?:副?(?:局|厅|县|市|区|镇|乡|州|院|检察)长|主任)\s*[\u4e00-\u9fffxX*×]{2,4}[）)]?$"
)
SIGNATURE = re.compile(rf"^{NAME_CHAR}{{2,24}}$")
BODY = re.compile(rf"{NAME_CHAR}+(?:{SUFFIX}|{REPORTING})")
# “县林长制办公室编　2024年6月20日”
ISSUED = re.compile(r"(?:主办|编印|印发|编)?\s*20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日$")
HEAD = 400
HEAD_LINES = 4
LONGEST_NAME = 24


def reporting_unit(title: str, text: str) -> str:
    """The body that speaks in the report, as fully as its opening or its signature names it; "" when none does."""
    head = text[:HEAD]
    full_title, title = title, title.removeprefix("中共").removeprefix("在")
    spoken = SPEAKS_FOR.search(head)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    speaker = next((found["unit"] for line in lines[:HEAD_LINES] if (found := SPEAKER.match(line))), "")
    below = _below_title(full_title, lines)
    placed_title = BODY_OF_PLACE.match(title) and not SURVEYING.search(title)
    if speaker and not placed_title:
        return speaker
    if spoken and PLACED.match(spoken["unit"]) and not placed_title:
        return spoken["unit"]
    named = TITLE_BODY.match(title) or BODY_OF_PLACE.match(title)
    if below and not named:
        return below
    survey = SURVEY.search(head) or ANY_SURVEY.search(head)
    if survey and SURVEYING.search(title):
        return "".join(survey.groups())
    if spoken and not named:
        return spoken["unit"]
    if named:
        fuller = re.search(rf"[市县区省州]{re.escape(named['unit'])}", head[len(title) :])
        return fuller.group() if fuller else named["unit"]
    place = TITLE_PLACE.match(title)
    return _signed(lines) or (place["unit"] if place else "")


def _signed(lines: list[str]) -> str:
    """The line above the date that closes the report."""
    if len(lines) < 3 or not SIGNING_DATE.match(lines[-1]) or not SIGNATURE.match(lines[-2]):
        return ""
    return lines[-2]


def _below_title(title: str, lines: list[str]) -> str:
    """A line under the title, or above that of a bulletin, that is nothing but a body's name, maybe with the date."""
    for line in lines[:HEAD_LINES]:
        words = " ".join(line.split())
        name = ISSUED.sub("", words) if len(words) <= 2 * LONGEST_NAME else words
        if line not in title and len(name) <= LONGEST_NAME and BODY.fullmatch(name):
            return name
    return ""
