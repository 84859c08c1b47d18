"""What a commitment leaves open: who acts, until when, and by what one could tell that it was kept."""

from __future__ import annotations

import re

from reports.extraction.deadline_reckoning import Base
from reports.extraction.deadlines import find_deadlines
from reports.extraction.units import find_units

NO_UNIT = "缺责任单位"
NO_DEADLINE = "缺时限"
NO_MEASURE = "缺可衡量的内容"

_COUNTED = (
    r"(?:个(?!方面|维度|层面|环节|别|人)百?分?点?|项|家|户|处|座|条|名|人次?|份|台|套|公里|千米|米|平方米|亩|公顷|吨|件|场|期|所|间|辆|批次|支|枚|棵|株|只|头|例|笔|宗|册"
    r"|[万亿]?元|万(?=[人户亩吨只头株])|次|遍|轮|节|课时|天一|站|村|校|镇|小时以内|分钟以内)"
)
_NUMBER = r"(?:\d+(?:\.\d+)?(?:[~～—-]\d+)?|[xX×*＊]{1,3}|[两二三四五六七八九十百千]{1,5}|[一二三四五六七八九]十[一二三四五六七八九]?)"
# 2026年6月底前 is a date and 一批 a phrase: neither can be measured.
_FIGURE = re.compile(
    rf"{_NUMBER}[多余]?[万亿]?{_COUNTED}|\d+(?:\.\d+)?[%％‰]|百分之[\u4e00-\u9fff]|(?<![\u4e00-\u9fff])?[一二三四五六七八九][成半](?:[以五]|[。，；、]|$)|翻[一两]番"
)
_PAPER = r"(?:办法|细则|方案|规定|规程|规范|清单|台账|名录|名单|目录|制度|预案|标准|指引|意见|条例|公约|流程图|手册|数据库|项目库|档案)"
_MADE = re.compile(
    rf"(?:制定|制订|修订|出台|印发|编制|编印|起草|建立|公布|公示|拟定|形成|汇编)[^。；;，,]{{0,24}}?{_PAPER}"
)
_NAMED_PAPER = re.compile(r"(?:制定|制订|修订|出台|印发|编制)[^。；;，,]{0,8}《")
_DONE = re.compile(
    r"(?:建成|投用|投入使用|投运|开工|竣工|完工|通水|通车|通气|验收(?!工作|标准)|并网|联网|挂牌|揭牌|上线|启用|封堵|拆除|关停|关闭|追回|收回|退还|归还|返还|清退|缴回|上缴|上交|补缴|补发|兑付|兑现到位"
    r"|腾退|清运|复耕|复绿|更换|移交|办结|结案|销号|清零|补齐|配齐|接入|全覆盖|全部(?!工作)|一律|逐[户个项家村校站笔件条处人宗一]|不再|取消|不予|恢复(?:营业|运行|使用|供)|所有(?!工作|方面)|至少|不低于|不少于|不超过|零(?:报告|容忍|事故|新增)"
    r"|完成(?!各项|好?全年|年度|既定|上级|目标|任务|[^。；，]{0,4}(?:目标)?任务))"
)
_REPEATED = re.compile(
    r"(?:每|按|逐)(?:半?年|学期|季度?|月|旬|周|日|天)[^。；;]{0,16}?(?:通报|公示|公开|盘点|检查|抽查|核查|巡查|演练|调度|报送|培训|点评|比对|清算|回访|监测|轮换)"
)
_BY_TURNS = re.compile(r"(?:每|按|逐)(?:半?年|学期|季度?|月|旬|周|日|天)|双周|每[两半]")


def lacks(text: str, *, has_unit: bool = False, has_deadline: bool = False) -> tuple[str, ...]:
    """Name what the commitment lacks, in words for the page; nothing for an empty one.

    `has_unit` and `has_deadline`: the task that it belongs to has its own, so the text need not say it again.
    """
    if not text.strip():
        return ()
    missing = []
    if not has_unit and not find_units(text, 0, len(text)):
        missing.append(NO_UNIT)
    if not has_deadline and not _names_a_time(text):
        missing.append(NO_DEADLINE)
    if not _is_measurable(text):
        missing.append(NO_MEASURE)
    return tuple(missing)


def _names_a_time(text: str) -> bool:
    """A date, a period, at once, or a turn that comes again (每月); 长期坚持 has no end by which to judge."""
    found = find_deadlines(text, 0, len(text), Base(plan_year=None, year=None, day=None))
    return any(one.reckoning.kind != "long_term" for one in found) or bool(_BY_TURNS.search(text))


def _is_measurable(text: str) -> bool:
    return any(rule.search(text) for rule in (_FIGURE, _MADE, _NAMED_PAPER, _DONE, _REPEATED))
