"""Headings: problems, plans, both, and the false friends."""

import pytest

from reports.extraction.headings import Role, heading_of


@pytest.mark.parametrize(
    "words",
    """存在的问题 存在问题 存在的主要问题 存在的困难和问题 主要困难和问题 突出问题 问题与不足 问题和差距 短板 短板不足 差距 不足之处 薄弱环节
    当前存在的主要困难和问题 目前工作中还存在一些问题 工作短板 存在的突出问题及原因 存在的问题及原因分析 问题分析 需要重视的问题 需要协调解决的问题 亟待解决的问题 走访中发现的问题
    我县供水工作存在的问题 管网改造中存在的困难 查摆出的问题 2023年工作中的不足 面临的困难和挑战 制约因素 存在的困难、问题 不足与反思
    整改工作中存在的主要问题 尚未整改到位的问题 需长期整改的问题 排查中发现的突出问题 面临形势及主要问题 需要关注和解决的问题 存在以下问题 有待改进的地方 影响供水安全的突出问题
    需上级帮助解决的问题 需要协调解决的困难和问题 排查出的问题 查摆出来的问题 发展短板 现实困境 风险与挑战 存在的风险和隐患 困难和诉求 上半年存在主要问题
    过去一年工作存在的不足 存在哪些问题 主要存在以下几个方面的问题 存在的主要问题如下 制约节水产业发展的瓶颈问题 尚未完成整改的问题 工作难点和堵点
    未完成整改问题及原因 正在整改的问题 督察反馈的主要问题 检查组指出的问题""".split(),
)
def test_headings_of_problems(words):
    heading = heading_of(words, report_year=2023)

    assert heading is not None and heading.role is Role.PROBLEMS


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *((words, "commitment") for words in """下一步打算 下一步工作打算 下步工作安排 下步措施 下一阶段工作重点 今后工作思路 今后努力方向 明年工作计划 2024年工作计划
            2024年工作思路 2024年重点工作 2024年目标任务 2024年工作谋划 下半年工作安排 下一步整改措施 整改措施 下一步整改提升计划 改进措施
            四季度工作安排 下季度工作计划 下月工作计划 未来三年工作打算 “十五五”时期主要任务 整改措施及下一步计划 改进方向和措施 二〇二四年工作计划 会议明确下一阶段工作重点
            对2024年工作的打算 2024年总体思路和重点工作 解决的办法和措施 改进情况""".split()),
        *((words, "recommendation") for words in "几点建议 工作建议 对策建议 意见建议 相关建议 建议 关于改善供水服务的建议 对策与建议 下一步工作建议".split()),
        *((words, "reflection") for words in "几点思考 关于做好供水工作的思考 下一步工作思考".split()),
    ],
)  # fmt: skip
def test_headings_of_plans(words, kind):
    heading = heading_of(words, report_year=2023)

    assert heading is not None
    assert (heading.role, heading.plan_kind) == (Role.PLANS, kind)


@pytest.mark.parametrize(
    "words",
    "存在问题及下一步打算 存在的问题和建议 存在问题、原因及建议 问题及对策 存在不足及改进措施 存在的困难及2024年工作安排 存在的主要问题及改进情况 反馈问题及整改措施".split(),
)
def test_headings_of_both(words):
    heading = heading_of(words, report_year=2023)

    assert heading is not None and heading.role is Role.BOTH


@pytest.mark.parametrize(
    "words",
    """问题整改情况 巡察反馈问题整改情况 解决突出问题 化解矛盾问题 坚持问题导向 补齐短板 突出环境问题治理工作 存在的问题及整改情况 基层力量存在不足 问题清单 产生问题的原因
    2023年工作总结 2023年重点工作 主要措施 工作措施 工作完成情况 2023年工作计划完成情况 办理代表建议情况 制定整改措施 基本情况 主要做法 工作亮点 供水
    问题线索处置情况 信访问题化解情况 困难群众帮扶 短板补齐工程 工作体会 经验启示 保障措施 指导思想 总体要求 落实工作措施 反馈的问题整改到位""".split(),
)
def test_other_headings(words):
    assert heading_of(words, report_year=2023) is None
