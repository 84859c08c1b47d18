"""Build the two sample files that cannot be typed: a .docx with Word's own numbering, and an .xlsx ledger.

Run it from the project's root after a change: ``python -m seeds.samples``. The results are committed beside it.
"""

import datetime as dt
from copy import deepcopy
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

HERE = Path(__file__).parent
FIXED = dt.datetime(2026, 1, 15, 9, 0)
"""The moment that the files claim to have been written at."""

NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
  <w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
    <w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>
    <w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/>
    <w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>"""

SUMMARY: list[tuple[int | None, str]] = [
    (
        None,
        "2025年，市卫生健康委坚持把群众看病就医的便利程度作为检验工作的尺子，全年诊疗人次达到486万，基层诊疗量占比提高到56%，较好完成了各项任务。",
    ),
    (0, "2025年工作回顾"),
    (1, "基层服务能力稳步提升"),
    (
        None,
        "改造乡镇卫生院5所、村卫生室38个，选派62名市级骨干医生到基层坐诊，家庭医生签约重点人群覆盖率达到82%。",
    ),
    (1, "公共卫生防线更加牢固"),
    (None, "建成覆盖28家医疗机构的传染病监测哨点，规范处置聚集性疫情4起，适龄儿童疫苗接种率保持在96%以上。"),
    (0, "存在的主要问题"),
    (1, "基层医疗卫生队伍不稳"),
    (2, "乡村医生年龄老化，60岁以上的占到47%，有13个行政村没有在岗村医。"),
    (2, "乡镇卫生院编制空置与无人可用并存，空编88个，三年内招聘后离职的有29人。"),
    (1, "药品耗材管理不够规范"),
    (2, "4家卫生院高值耗材没有做到一物一码，出入库记录与实际使用数量不符。"),
    (2, "临床重点监控药品点评制度落实不严，全年仅开展点评2次。"),
    (1, "医疗废物处置存在隐患"),
    (2, "部分村卫生室医疗废物暂存超过两天，交接登记缺少签名。"),
    (2, "市人民医院北院区污水处理站加药装置故障后超过一个月才修复。"),
    (1, "信息系统互不连通"),
    (2, "检查检验结果互认项目只有52项，患者重复检查问题反映集中。"),
    (2, "公共卫生与基本医疗两套系统数据不通，基层医生需要重复录入居民健康档案。"),
    (0, "下一步工作打算"),
    (1, "稳定壮大基层队伍"),
    (2, "实施村医定向培养计划，两年内补齐13个村的在岗村医，落实村医养老保障。"),
    (2, "推行“县管乡用”，空编岗位统一招聘、统一调配，服务满五年的优先晋升职称。"),
    (1, "严格药品耗材监管"),
    (2, "2026年6月底前在所有卫生院推行高值耗材扫码出入库，每季度盘点一次并公示。"),
    (2, "恢复按月处方点评，点评结果与绩效工资挂钩。"),
    (1, "消除医疗废物和污水隐患"),
    (2, "由市生态环境局配合，建立村卫生室医疗废物“小箱进大箱”集中转运，做到两天一清。"),
    (2, "更换市人民医院北院区污水处理加药装置，建立设备故障24小时报修制度。"),
    (1, "推进信息互通共享"),
    (2, "会同市数据资源局打通公共卫生与基本医疗系统，2026年底前实现健康档案一次录入。"),
    (2, "检查检验结果互认项目扩大到120项，互认情况按季通报。"),
    (None, "以上汇报，请批评指正。"),
]
INDICATORS = [
    ("指标", "2024年", "2025年"),
    ("基层诊疗量占比", "52%", "56%"),
    ("家庭医生重点人群签约率", "77%", "82%"),
    ("互认项目数", "31", "52"),
]


def build_summary(path: Path) -> None:
    """Write the health commission's summary: numbers by Word, a table, one deletion and one insertion not yet accepted."""
    document = Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING))
    number = numbering.add_num(90).numId
    document.add_heading("云川市卫生健康委员会2025年工作总结", level=0)
    for level, text in SUMMARY:
        paragraph = document.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = level
            properties.get_or_add_numId().val = number
            paragraph.runs[0].bold = level < 2
        if text.startswith("临床重点监控药品"):
            _revise(paragraph, "全年仅开展点评2次", "全年应点评12次，实际只开展2次")
        if text.startswith("建成覆盖28家"):
            _add_table(document)
    document.core_properties.author = document.core_properties.last_modified_by = "云川市卫生健康委员会"
    document.core_properties.created = document.core_properties.modified = FIXED
    document.save(path)


def _revise(paragraph: Paragraph, old: str, new: str) -> None:
    """Replace `old` by `new` as a tracked change: the old words stay in the file, marked as deleted."""
    run = paragraph.runs[0]
    before, after = run.text.split(old)
    run.text = before
    tail = deepcopy(run._r)
    tail.find(qn("w:t")).text = after
    deletion, insertion = _change("w:del", "1"), _change("w:ins", "2")
    deleted, inserted = deepcopy(run._r), deepcopy(run._r)
    words = deleted.find(qn("w:t"))
    words.tag, words.text = qn("w:delText"), old
    inserted.find(qn("w:t")).text = new
    deletion.append(deleted)
    insertion.append(inserted)
    for element in (tail, insertion, deletion):
        run._r.addnext(element)


def _change(tag: str, key: str) -> OxmlElement:
    change = OxmlElement(tag)
    change.set(qn("w:id"), key)
    change.set(qn("w:author"), "云川市卫生健康委员会")
    change.set(qn("w:date"), FIXED.isoformat() + "Z")
    return change


def _add_table(document: Document) -> None:
    table = document.add_table(rows=0, cols=3, style="Table Grid")
    for row in INDICATORS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


LEDGER_HEAD = [
    ("序号", ""),
    ("发现的问题", "问题类别"),
    ("", "具体问题"),
    ("整改要求", "整改措施"),
    ("", "整改类型"),
    ("整改责任", "牵头单位"),
    ("", "配合单位"),
    ("", "责任人"),
    ("完成时限", ""),
    ("涉及金额\n（万元）", ""),
    ("备注", ""),
]
LEDGER: list[tuple] = [
    (
        "资金管理",
        "公共停车场收费收入未及时缴入国库，滞留最长达5个月",
        "清缴滞留收入，开通自动划缴功能，按月对账",
        "立行立改",
        "市住建局",
        "市财政局",
        "局财务科负责人",
        "2027年1月底前",
        186.5,
        "",
    ),
    (
        "资金管理",
        "防汛物资储备资金年底突击支付，库存物资账实不符",
        "全面盘点防汛物资，建立按季盘点和轮换制度",
        "分阶段整改",
        "市水利局",
        "市应急管理局",
        "局办公室负责人",
        dt.date(2027, 3, 31),
        64.2,
        "",
    ),
    (
        "工程管理",
        "农村公路养护工程未按规定公示，2个标段缺少隐蔽工程影像资料",
        "补齐公示和影像资料，完善工程档案管理办法",
        "分阶段整改",
        "柳岔镇",
        "市住建局、市财政局",
        "镇规建办负责人",
        "2027.4.30",
        132,
        "",
    ),
    (
        "工程管理",
        "",
        "对监理单位履约情况开展专项检查，结果与信用评价挂钩",
        "分阶段整改",
        "市住建局",
        "柳岔镇",
        "局质安站负责人",
        "2027年5月底前",
        "",
        "与上项为同一问题",
    ),
    (
        "民生保障",
        "高龄津贴发放存在死亡人员未及时停发的情况，涉及23人",
        "逐人核实追回，每月与殡葬、户籍信息比对",
        "立行立改",
        "市人社局",
        "市数据局",
        "局养老科负责人",
        "2026年12月31日前",
        5.8,
        "",
    ),
    (
        "民生保障",
        "城乡公交末班车时间偏早，云溪镇夜间返乡群众出行不便",
        "延长2条线路末班车时间，试行预约响应式班车",
        "分阶段整改",
        "市住建局",
        "云溪镇",
        "局客运科负责人",
        "2027-06-30",
        "",
        "",
    ),
    (
        "生态环境",
        "城区黑臭水体治理后出现返黑，望湖支渠水质两次检测不达标",
        "排查沿线雨污混接点，实施清淤和活水工程",
        "分阶段整改",
        "市生态环境局",
        "市水利局、望湖街道",
        "局水科负责人",
        "2027年9月底前",
        320,
        "",
    ),
    (
        "生态环境",
        "秸秆禁烧巡查有空档，北岭街道夜间火点两次被通报",
        "增配高清监控和夜间巡查力量，建立火点半小时到场制度",
        "持续整改",
        "北岭街道",
        "市农业农村局",
        "街道农业办负责人",
        "2027年10月底前",
        "",
        "每年复核",
    ),
    (
        "政务服务",
        "不动产登记与税务系统未完全打通，群众仍需在两个窗口重复提交材料",
        "打通数据接口，合并受理窗口，一套材料办结",
        "分阶段整改",
        "市数据资源局",
        "市财政局",
        "局政务科负责人",
        "2027年上半年",
        "",
        "",
    ),
    (
        "政务服务",
        "12345热线部分工单以“已转办”代替“已办结”，回访满意率偏低",
        "明确办结口径，未解决的一律退回重办并按月通报",
        "立行立改",
        "市政府督查室",
        "各镇（街道）",
        "",
        "2027年1月15日前",
        "",
        "配合单位以通知为准",
    ),
    (
        "安全生产",
        "自建房排查整治销号材料不完整，11户只有整改前照片",
        "逐户现场复核，补齐整改后影像，缺失的重新鉴定",
        "分阶段整改",
        "市住建局",
        "望湖街道、北岭街道",
        "局房管科负责人",
        "2027年2月底前",
        "",
        "",
    ),
    (
        "安全生产",
        "燃气餐饮场所报警器安装后未联网，抽查在线率不足六成",
        "全部接入监管平台，离线超过24小时上门处置",
        "分阶段整改",
        "市住房城乡建设局",
        "市应急局",
        "局燃气办负责人",
        "2027年3月底前",
        48,
        "",
    ),
]


def build_ledger(path: Path) -> None:
    """Write a ledger as offices keep it: title over all columns, two header rows, merged cells, dates typed as text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "整改台账"
    width = len(LEDGER_HEAD)
    sheet.append(["云川市2026年下半年专项督查发现问题整改台账"])
    sheet.append(["填报单位：云川市人民政府督查室", *[""] * 6, "填报日期：2026年11月20日"])
    for level in (0, 1):
        sheet.append([pair[level] for pair in LEDGER_HEAD])
    for number, row in enumerate(LEDGER, start=1):
        sheet.append([number, *row])
    sheet.append(["填表人：督查室演示督办员", *[""] * 6, "审核人：督查室演示负责人"])
    last = sheet.max_row
    head = ["A1:K1", "A2:G2", "H2:K2", "A3:A4", "B3:C3", "D3:E3", "F3:H3", "I3:I4", "J3:J4", "K3:K4"]
    category = [f"B{row}:B{row + 1}" for row in range(5, last, 2)]
    one_problem_two_measures = "C7:C8"
    for merged in [*head, *category, one_problem_two_measures, f"A{last}:G{last}", f"H{last}:K{last}"]:
        sheet.merge_cells(merged)
    _dress(sheet, width, last)
    book.properties.creator = "云川市人民政府督查室"
    book.properties.created = book.properties.modified = FIXED
    book.save(path)


def _dress(sheet, width: int, last: int) -> None:
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=3, max_row=last - 1, max_col=width):
        for cell in row:
            cell.border = Border(thin, thin, thin, thin)
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if cell.row < 5 else None
            )
            cell.font = Font(bold=cell.row < 5)
            if isinstance(cell.value, dt.date):
                cell.number_format = "yyyy/m/d"
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    for letter, size in zip("ABCDEFGHIJK", (6, 11, 36, 36, 12, 16, 18, 16, 16, 10, 16), strict=True):
        sheet.column_dimensions[letter].width = size
    sheet.freeze_panes = "D5"


if __name__ == "__main__":
    build_summary(HERE / "reports" / "市卫生健康委2025年工作总结.docx")
    build_ledger(HERE / "ledger.xlsx")
