"""The one list of ledger columns: it drives import, export, the blank template and their test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"
    """written in 元 to the cent; read in the unit that the sheet, the column or the cell names"""
    CHOICE = "choice"
    UNIT = "unit"
    UNITS = "units"
    MEASURES = "measures"


class Use(StrEnum):
    """What an import does with a column."""

    WRITTEN = "written"
    """it becomes content of a task"""
    READ = "read"
    """it helps to understand the row (which task, what the sheet claims) but is never written"""
    IGNORED = "ignored"
    """it is an outcome of the register; the sheet has no say in it"""


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    """the header that we write, and one of those that we understand"""
    kind: Kind
    width: int
    use: Use = Use.IGNORED
    synonyms: tuple[str, ...] = ()
    """other headers for the same thing, the most specific first: where two columns compete, the earlier word wins"""
    exported: bool = True
    hint: str = ""
    """how to fill it in, for the blank template"""
    sample: str = ""
    choices: tuple[str, ...] = ()
    """the words that the blank template offers"""


COLUMNS: tuple[Column, ...] = (
    Column("serial", "序号", Kind.TEXT, 6, Use.READ, ("项次", "问题序号"), exported=False),
    Column(
        "number",
        "编号",
        Kind.TEXT,
        15,
        Use.READ,
        ("任务编号", "问题编号", "问题编码", "事项编号"),
        hint="新问题留空，由系统编号；修改待交办事项时填系统给的编号",
    ),
    Column("colour", "颜色", Kind.TEXT, 10),
    Column(
        "status",
        "状态",
        Kind.TEXT,
        9,
        Use.READ,
        (
            "整改状态",
            "办理状态",
            "是否销号",
            "销号情况",
            "是否完成",
            "是否完成整改",
            "整改结果",
            "完成状态",
            "任务状态",
        ),
    ),
    Column(
        "title",
        "问题",
        Kind.TEXT,
        32,
        Use.WRITTEN,
        ("问题标题", "问题名称", "标题"),
        hint="一句话概括；留空时取“存在问题”的第一句",
        sample="专项资金拨付不及时",
    ),
    Column(
        "problem",
        "存在问题",
        Kind.LONG_TEXT,
        48,
        Use.WRITTEN,
        (
            "具体问题",
            "问题具体描述",
            "问题描述",
            "问题内容",
            "问题表现",
            "问题表述",
            "具体描述",
            "存在的问题",
            "存在的主要问题",
            "存在主要问题",
            "主要问题",
            "发现的问题",
            "发现问题",
            "审计发现的问题",
            "审计查出的问题",
            "巡察发现的问题",
            "反馈问题",
            "反馈的问题",
            "反馈意见",
            "反馈问题原文",
            "问题摘要",
            "问题概述",
            "问题事项",
            "隐患内容",
            "督察反馈问题",
            "问题详情",
        ),
        hint="必填，写全问题原文",
        sample="专项资金拨付不及时，有三个项目的资金超过规定期限才拨到位。",
    ),
    Column(
        "commitment",
        "下一步承诺",
        Kind.LONG_TEXT,
        40,
        Use.WRITTEN,
        (
            "整改承诺",
            "承诺事项",
            "整改要求",
            "整改要求和建议",
            "整改目标",
            "审计建议",
            "整改建议",
            "整改标准",
            "销号标准",
            "验收标准",
            "工作要求",
            "下一步打算",
            "下步打算",
            "下一步工作打算",
        ),
        hint="责任单位承诺怎样改，或整改要求",
        sample="六月底前将滞留资金全部拨付到位，并建立按月核对制度。",
    ),
    Column(
        "measures",
        "整改措施",
        Kind.MEASURES,
        40,
        Use.WRITTEN,
        (
            "具体措施",
            "整改具体措施",
            "下一步措施",
            "下一步整改措施",
            "整改任务",
            "工作举措",
            "工作措施",
            "任务分解",
            "整改举措",
            "主要措施",
            "整改内容",
        ),
        hint="一行一条；可在句末写（时限：2026-06-30）",
        sample="1. 清理滞留资金（时限：2026-05-31）\n2. 建立按月核对制度",
    ),
    Column(
        "source",
        "问题来源",
        Kind.TEXT,
        24,
        Use.WRITTEN,
        ("来源文件", "审计项目", "项目名称", "督查事项", "任务来源", "立项依据", "来源", "批次"),
        hint="与“问题来源”页的名称一致；留空时用导入时选定的来源",
    ),
    Column(
        "category",
        "问题类别",
        Kind.TEXT,
        12,
        Use.WRITTEN,
        ("问题类型", "问题分类", "发生领域", "违规类型", "问题性质", "所属领域", "类别"),
        sample="资金管理",
    ),
    Column(
        "rectification_type",
        "整改类型",
        Kind.CHOICE,
        11,
        Use.WRITTEN,
        ("整改方式", "整改类别", "整改性质"),
        hint="立行立改、分阶段整改、持续整改之一",
        sample="分阶段整改",
        choices=("立行立改", "分阶段整改", "持续整改"),
    ),
    Column(
        "lead_unit",
        "牵头单位",
        Kind.UNIT,
        18,
        Use.WRITTEN,
        (
            "牵头责任单位",
            "牵头部门",
            "主办单位",
            "承办单位",
            "主责部门",
            "主责单位",
            "整改责任单位",
            "整改主体",
            "整改单位",
            "被审计单位",
            "责任单位",
            "责任部门",
            "责任主体",
            "承办部门",
            "主办部门",
        ),
        hint="只填一个单位，写全称或系统里登记的别名",
        sample="市财政局",
    ),
    Column(
        "assisting_units",
        "配合单位",
        Kind.UNITS,
        22,
        Use.WRITTEN,
        ("配合部门", "协办单位", "协同单位", "参与单位", "协办部门", "配合责任单位", "协同部门"),
        hint="多个单位用顿号分开",
        sample="市审计局、市住房和城乡建设局",
    ),
    Column(
        "responsible",
        "责任人",
        Kind.TEXT,
        10,
        Use.WRITTEN,
        (
            "具体责任人",
            "直接责任人",
            "经办人",
            "联系人",
            "责任领导",
            "整改责任人",
            "分管领导",
            "牵头领导",
            "包保领导",
            "主要责任人",
            "第一责任人",
        ),
    ),
    Column(
        "assigned_on",
        "交办日期",
        Kind.DATE,
        12,
        Use.READ,
        ("交办时间", "下达日期", "下达时间", "交办日", "反馈时间", "反馈日期"),
        hint="勾选“导入后立即交办”时，从这一天起计算时限；留空为导入当天",
    ),
    Column(
        "due_on",
        "整改时限",
        Kind.DATE,
        12,
        Use.WRITTEN,
        (
            "完成时限",
            "整改完成时限",
            "整改期限",
            "整改完成期限",
            "办结时限",
            "计划完成时间",
            "拟完成时间",
            "预计完成时间",
            "要求完成时间",
            "整改完成时间",
            "截止日期",
            "截止时间",
            "到期日",
            "时间节点",
            "完成期限",
            "时限要求",
            "整改时间",
            "时限",
        ),
        hint="写日期，如 2026-06-30，也可写 2026年6月底前",
        sample="2026-06-30",
    ),
    Column(
        "amount_involved",
        "涉及金额（元）",
        Kind.MONEY,
        16,
        Use.WRITTEN,
        (
            "问题金额",
            "涉及资金",
            "问题资金",
            "违规金额",
            "违规资金",
            "涉案金额",
            "应整改金额",
            "查出金额",
            "审计查出金额",
            "问题涉及金额",
            "涉及资金金额",
            "资金金额",
            "金额",
        ),
        hint="数字；单位以栏名、表头“单位：万元”或格内写明的为准",
        sample="3120000",
    ),
    Column(
        "amount_settled",
        "已整改金额（元）",
        Kind.MONEY,
        16,
        Use.WRITTEN,
        (
            "整改金额",
            "整改到位金额",
            "已整改到位金额",
            "已完成整改金额",
            "完成整改金额",
            "整改完成金额",
            "已整改资金",
            "整改到位资金",
            "已追回金额",
            "已处理金额",
        ),
        hint="不超过涉及金额",
        sample="1000000",
    ),
    # Known, so that it is not taken for 已整改金额.
    Column(
        "amount_left",
        "未整改金额",
        Kind.MONEY,
        16,
        synonyms=("未整改到位金额", "待整改金额", "尚未整改金额", "未完成整改金额"),
        exported=False,
    ),
    Column(
        "rules_made",
        "制定制度（项）",
        Kind.NUMBER,
        11,
        Use.WRITTEN,
        (
            "建立制度",
            "完善制度",
            "制定完善制度",
            "建立完善制度",
            "建立健全制度",
            "制定修订制度",
            "建章立制",
            "制度建设",
            "出台制度",
            "制定制度数",
            "建立制度数",
        ),
        hint="数字；已经制定或修订的项数",
        sample="1",
    ),
    Column(
        "people_held",
        "问责人数",
        Kind.NUMBER,
        10,
        Use.WRITTEN,
        ("追责问责人数", "问责追责人数", "处理处分人数", "处理人数", "追责人数", "追责问责", "问责情况"),
        hint="数字",
        sample="0",
    ),
    Column(
        "satisfaction",
        "满意情况",
        Kind.CHOICE,
        10,
        Use.WRITTEN,
        ("满意度", "群众满意度", "满意度评价", "评价结果", "是否满意", "群众评价", "委员评价", "代表评价"),
        hint="满意、基本满意、不满意之一；信访、人大政协来源填写",
        choices=("满意", "基本满意", "不满意"),
    ),
    Column(
        "callback",
        "回访结果",
        Kind.LONG_TEXT,
        24,
        Use.WRITTEN,
        ("回访情况", "回访记录", "电话回访"),
        hint="信访、人大政协来源填写",
    ),
    Column("original_due_on", "原定时限", Kind.DATE, 12),
    Column("extended_times", "延期次数", Kind.NUMBER, 9),
    Column("extended_days", "延期天数", Kind.NUMBER, 9),
    Column("days_left", "剩余天数", Kind.NUMBER, 9),
    Column("percent", "完成比例（%）", Kind.NUMBER, 11),
    Column(
        "progress",
        "最近进展",
        Kind.LONG_TEXT,
        40,
        Use.READ,
        (
            "进展情况",
            "整改进展",
            "整改进展情况",
            "完成情况",
            "落实情况",
            "整改情况",
            "整改落实情况",
            "整改成效",
            "目前进度",
            "目前进展",
            "工作进展",
            "进展",
        ),
    ),
    Column("progress_on", "最近进展日期", Kind.DATE, 12),
    Column("submitted_on", "申请销号日期", Kind.DATE, 12),
    Column(
        "closed_on",
        "销号日期",
        Kind.DATE,
        12,
        Use.READ,
        ("销号时间", "实际完成时间", "办结时间", "办结日期", "实际办结时间", "已完成时间", "整改完成日期"),
    ),
    Column("closed_in_time", "按期销号", Kind.TEXT, 9),
    Column("grade", "认定结果", Kind.TEXT, 11, Use.READ, ("验收结果", "验收结论")),
    Column("raised", "提级督办", Kind.TEXT, 9),
    Column("shared", "共性问题", Kind.TEXT, 15),
    Column("standard", "认定标准", Kind.TEXT, 20),
    Column("excerpt", "原文摘录", Kind.LONG_TEXT, 40, Use.WRITTEN, ("原文", "报告原文")),
    Column("updated_on", "最近更新", Kind.DATE, 12),
)
# Headers that may mean the plan or the outcome; which one, the other columns of the sheet decide.
AMBIGUOUS = ("完成时间", "完成日期")

BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}
EXPORTED: tuple[Column, ...] = tuple(column for column in COLUMNS if column.exported)
WRITTEN: tuple[Column, ...] = tuple(column for column in COLUMNS if column.use is Use.WRITTEN)
MAPPABLE: tuple[Column, ...] = tuple(column for column in COLUMNS if column.use is not Use.IGNORED)
TEMPLATE: tuple[Column, ...] = tuple(
    column for column in MAPPABLE if column.hint or column.use is Use.WRITTEN
)
