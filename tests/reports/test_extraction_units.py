"""Units: who is charged, who helps, and who is only spoken of."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.extraction.reporting import reporting_unit
from reports.extraction.units import find_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("由市财政局牵头、市审计局配合", [("市财政局", "lead"), ("市审计局", "assist")]),
        ("市财政局牵头，各区配合", [("市财政局", "lead"), ("各区", "assist")]),
        (
            "牵头单位：市住房和城乡建设局；配合单位：市城管局、各区政府",
            [("市住房和城乡建设局", "lead"), ("市城管局", "assist"), ("各区政府", "assist")],
        ),
        ("会同市公安局、市税务局检查", [("市公安局", "assist"), ("市税务局", "assist")]),
        ("联合公安、市场监管等部门检查", [("公安", "assist"), ("市场监管", "assist")]),
        ("建立水务与公安、住建等部门的联动机制", [("水务", "lead"), ("公安", "assist"), ("住建", "assist")]),
        ("督促各镇（街道）落实护路责任", [("各镇（街道）", "lead")]),
        ("指导市属国有企业建立台账", [("市属国有企业", "lead")]),
        ("督促乡镇、部门整改", [("乡镇", "lead")]),
        ("压实街道属地责任", [("街道", "lead")]),
        ("各镇（街道）要守住底线", [("各镇（街道）", "lead")]),
        ("二是县财政局要安排资金", [("县财政局", "lead")]),
        ("请区政府及有关部门要重视", [("区政府", "lead")]),
        ("请县住建局会同各街道清理", [("县住建局", "lead"), ("各街道", "assist")]),
        ("市自然资源和规划局要加快办理", [("市自然资源和规划局", "lead")]),
        ("市民政局负责核查，市人社局负责培训", [("市民政局", "lead"), ("市人社局", "lead")]),
        ("加强与市发改委的沟通", [("市发改委", "assist")]),
        (
            "由信息科牵头、财务科和设备科配合",
            [("信息科", "lead"), ("财务科", "assist"), ("设备科", "assist")],
        ),
        ("由市住房城乡建设局负责督促到位", [("市住房城乡建设局", "lead")]),
        ("由县委组织部牵头考核", [("县委组织部", "lead")]),
        ("市应急局会同市人社局检查", [("市应急局", "lead"), ("市人社局", "assist")]),
        ("市财政局对改造项目给予补助", [("市财政局", "lead")]),
        ("农业农村、水利等部门要加强指导", [("农业农村", "lead"), ("水利", "lead")]),
        ("联合市场监管、公安部门检查", [("市场监管", "assist"), ("公安", "assist")]),
        ("各县（市、区）要守住底线", [("各县（市、区）", "lead")]),
        ("联合县纪委监委、县委组织部督查", [("县纪委监委", "assist"), ("县委组织部", "assist")]),
        # labelled
        ("责任单位：县水利局，完成时限：8月底前", [("县水利局", "lead")]),
        ("（牵头领导：张某；责任部门：综合科；责任人：李某）", [("综合科", "lead")]),
        (
            "牵头处室：教务处；配合处室：德育处、各年级部",
            [("教务处", "lead"), ("德育处", "assist"), ("各年级部", "assist")],
        ),
        ("牵头：总务处\n配合：项目所在乡镇", [("总务处", "lead"), ("项目所在乡镇", "assist")]),
        (
            "（市发展改革委、市工业和信息化局按职责分工负责）",
            [("市发展改革委", "lead"), ("市工业和信息化局", "lead")],
        ),
        # charged by 由 and whatever they are to do
        (
            "责任单位：市政府办公室、各区县政府（含高新区、经开区管委会）",
            [("市政府办公室", "lead"), ("各区县政府", "lead")],
        ),
        ("由县级局派员驻点", [("县级局", "lead")]),
        ("由区财政局给予每家10万元", [("区财政局", "lead")]),
        ("由街道团工委统一选派", [("街道团工委", "lead")]),
        ("由各乡镇重新选聘", [("各乡镇", "lead")]),
        (
            "由县农业农村局组织各乡镇逐一检查",
            [("县农业农村局", "lead"), ("各乡镇", "assist")],
        ),
        ("指导各学校、各幼儿园自查", [("各学校", "lead"), ("各幼儿园", "lead")]),
        ("督促各县（市、区）政府落实", [("各县（市、区）政府", "lead")]),
        ("由县城投公司统一接管", [("县城投公司", "lead")]),
        # acting by themselves
        ("各乡镇党政主要负责人包户做工作", [("各乡镇", "lead")]),
        ("县财政局从明年起每年安排资金", [("县财政局", "lead")]),
        ("派出所、司法所每天派人值守", [("派出所", "lead"), ("司法所", "lead")]),
        ("人事处要会同各学院制定计划", [("人事处", "lead"), ("各学院", "assist")]),
        ("办公室每月通报一次", [("办公室", "lead")]),
        ("教育部门对培训机构开展清理", [("教育部门", "lead")]),
        ("住建、城管部门要上门检查", [("住建", "lead"), ("城管部门", "lead")]),
        ("公安、消防等部门在小区公示电话", [("公安", "lead"), ("消防", "lead")]),
        ("各级党组织要扛起责任", [("各级党组织", "lead")]),
        ("各区县、各部门要落实到人", [("各区县", "lead"), ("各部门", "lead")]),
        ("供电公司要加快改造", [("供电公司", "lead")]),
        ("责任科室：后勤管理科；完成时限：年底前", [("后勤管理科", "lead")]),
        ("人行县支行对新增贷款给予支持", [("人行县支行", "lead")]),
        ("工程管理科每日加密观测", [("工程管理科", "lead")]),
        ("区自然资源局选址建设消纳场", [("区自然资源局", "lead")]),
        ("各县（市）政府延续专项补助三年", [("各县（市）政府", "lead")]),
        # helping
        ("与公安、国安建立惩戒机制", [("公安", "assist"), ("国安", "assist")]),
        ("与区住建局联动", [("区住建局", "assist")]),
        ("联合公安交警从源头治理", [("公安交警", "assist")]),
        ("联合人行、税务推出新产品", [("人行", "assist"), ("税务", "assist")]),
        ("会同沿河各县（区）政府清理", [("沿河各县（区）政府", "assist")]),
        ("与县气象局建立会商机制", [("县气象局", "assist")]),
    ],
)
def test_units_with_a_task(text, units):
    assert [(text[unit.start : unit.end], unit.role) for unit in find_units(text, 0, len(text))] == units


@pytest.mark.parametrize(
    "text",
    """我局要加强学习 按照市委部署推进 报市政府批准 《市财政局关于印发的通知》要求 积极争取上级部门支持 向市政府报告 推动医疗机构落实 企业要落实责任
    部分村要化解债务 施工单位要落实措施 第三方机构要出具报告 由中标公司负责维护 由物业公司管理 报请县委常委会研究 经市政府同意后印发 党员干部要带头 由分管副县长牵头 由区政府分管领导牵头 责任人：李某 支持市人民医院创建
    通报各镇排名 组织各村党支部书记培训 以各镇为单位成立专班 组建联合团支部 集中资源办要事 提请县政府成立执法队 推动全市政府信息公开 移送县纪委监委 向省厅汇报 邀请市消防支队授课 委托区发改局监测价格 各学院院长述职 县财政局账目不清 县住建局存在短板 联合名厨组建研究院 指定场所要规范
    推动区内商业布局优化 依托市大数据中心建设 推动乡镇仓库提升 会同相关部门检查 加强社区建设要有新思路""".split(),
)
def test_who_is_only_spoken_of(text):
    assert find_units(text, 0, len(text)) == []


@pytest.mark.parametrize("text", ["县住建局要求不严", "各镇（街道）落实不到位", "由县财政局负责的账目不清"])
def test_among_problems_units_are_those_that_fell_short(text):
    assert find_units(text, 0, len(text), in_plan=False) == []


def test_a_labelled_unit_is_charged_even_among_problems():
    text = "台账不全。责任单位：县住建局"

    assert [unit.role for unit in find_units(text, 0, len(text), in_plan=False)] == ["lead"]


PIECES = [
    "由", "市财政局", "县住建局", "、", "和", "牵头", "配合", "会同", "联合", "等部门", "要", "各镇（街道）", "（", "）", "责任单位：", "督促", "。", "，", "；", "公安", "税务", "xx局", "D委", "《", "》", "我局", "组织", "与", "的联动机制", "办公室", "财务科",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=16).map("".join))
def test_whatever_is_written_gives_true_places(text):
    units = find_units(f"甲{text}乙", 1, len(text) + 1)

    assert all(1 <= unit.start < unit.end <= len(text) + 1 for unit in units)
    assert all(one.end <= other.start for one, other in itertools.pairwise(units))


@pytest.mark.parametrize(
    ("title", "text", "unit"),
    [
        ("水务局2023年工作总结", "水务局2023年工作总结\n2023年，县水务局抓供水。", "县水务局"),
        (
            "关于供水情况的报告",
            "关于供水情况的报告\n主任、各位委员：\n我代表县政府就供水情况报告如下。",
            "县政府",
        ),
        (
            "关于停车的调查报告",
            "关于停车的调查报告\n由县人大常委会副主任率调查组走访。",
            "县人大常委会调查组",
        ),
        ("随笔", "随笔\n无。", ""),
    ],
)
def test_the_body_that_reports(title, text, unit):
    assert reporting_unit(title, text) == unit
