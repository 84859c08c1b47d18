"""Units: who is charged, who helps, and who is only spoken of."""

import pytest

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
    ],
)
def test_units_with_a_task(text, units):
    assert [(text[unit.start : unit.end], unit.role) for unit in find_units(text, 0, len(text))] == units


@pytest.mark.parametrize(
    "text",
    """我局要加强学习 按照市委部署推进 报市政府批准 《市财政局关于印发的通知》要求 积极争取上级部门支持 向市政府报告 推动医疗机构落实 企业要落实责任
    推动区内商业布局优化 依托市大数据中心建设 推动乡镇仓库提升 会同相关部门检查 加强社区建设要有新思路""".split(),
)
def test_who_is_only_spoken_of(text):
    assert find_units(text, 0, len(text)) == []


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
