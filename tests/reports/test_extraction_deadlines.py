"""Time limits: which words limit, which only name a time, and the day they mean."""

import datetime

import pytest

from reports.extraction import parse_deadline
from reports.extraction.deadline_phrases import Base
from reports.extraction.deadlines import find_deadlines

BASE = Base(plan_year=2024, year=2023)


def found(text: str, base: Base = BASE) -> list[tuple[str, str | None, str]]:
    limits = find_deadlines(text, 0, len(text), base)
    return [
        (text[one.start : one.end], one.reckoning.date and one.reckoning.date.isoformat(), one.reckoning.kind)
        for one in limits
    ]


@pytest.mark.parametrize(
    ("text", "phrase", "date", "kind"),
    [
        ("2024年6月底前完成", "2024年6月底前", "2024-06-30", "by_date"),
        ("6月30日前报送", "6月30日前", "2024-06-30", "by_date"),
        ("春节前清完欠薪", "春节前", None, "by_date"),
        ("整改时限：2024年6月30日", "2024年6月30日", "2024-06-30", "by_date"),
        ("２月底前完成", "２月底前", "2024-02-29", "by_date"),
        ("六月底前完成", "六月底前", "2024-06-30", "by_date"),
        ("于2024.6.30前完成", "2024.6.30前", "2024-06-30", "by_date"),
        ("上半年完成选址", "上半年", "2024-06-30", "by_period"),
        ("三季度末前完成", "三季度末前", "2024-09-30", "by_date"),
        ("第一季度完成", "第一季度", "2024-03-31", "by_period"),
        ("年底前建成", "年底前", "2024-12-31", "by_date"),
        ("年内完成", "年内", "2024-12-31", "by_period"),
        ("6月上旬完成", "6月上旬", "2024-06-10", "by_date"),
        ("计划于9月底投用", "9月底", "2024-09-30", "by_date"),
        ("到2025年底全部完成", "到2025年底", "2025-12-31", "by_date"),
        ("力争2025年建成", "2025年", "2025-12-31", "by_period"),
        ("2024年，我局将更换水泵", "2024年", "2024-12-31", "by_period"),
        ("用三年时间换完", "用三年时间", "2026-12-31", "by_period"),
        ("三年内换完", "三年内", "2026-12-31", "by_period"),
        ("明年6月底前完成", "明年6月底前", "2024-06-30", "by_date"),
        ("次年3月底前完成", "次年3月底前", "2024-03-31", "by_date"),
        ("2024年3月至10月集中整治", "2024年3月至10月", "2024-10-31", "by_period"),
        ("“十五五”末建成", "“十五五”末", "2030-12-31", "by_date"),
        ("xx月底前完成", "xx月底前", None, "by_date"),
        ("20xx年底前完成", "20xx年底前", None, "by_date"),
        ("力争x年内换完", "x年内", None, "by_period"),
        ("收到后30日内反馈", "收到后30日内", None, "by_period"),
        ("两个月内完成", "两个月内", None, "by_period"),
        ("2025年前完成", "2025年前", None, "by_date"),
        ("2月30日前完成", "2月30日前", None, "by_date"),
        ("对漏点立行立改", "立行立改", None, "immediate"),
        ("立即整改到位", "立即整改", None, "immediate"),
        ("这项工作要长期坚持", "长期坚持", None, "long_term"),
        ("常态化开展巡查", "常态化", None, "long_term"),
    ],
)
def test_what_limits(text, phrase, date, kind):
    assert found(text) == [(phrase, date, kind)]


@pytest.mark.parametrize(
    "text",
    """年末结转资金较多 至年底仍有欠款 12月底才开工 年底考核评比 每月5日前报送 每季度调度一次 每年12月底前更新名册 尽快完成 按时办结 视资金到位情况推进 2024年资金项目 编制2024年度重点工作 2021—2035年规划 《供水规划（2021-2035年）》
    在2023年的基础上巩固 2023年以来进展顺利 截至2023年12月底已完成 近三年来 三年行动计划 24小时内处置 建立常态化机制 长期护理保险 已于6月开工 15日游""".split(),
)
def test_what_does_not_limit(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["三年内离职的有29人", "未按规定30日内拨付", "2024年开工不足", "上半年没有检查"]
)
def test_outside_a_plan_a_bare_period_limits_nothing(text):
    assert find_deadlines(text, 0, len(text), BASE, in_plan=False) == []


def test_a_month_without_any_known_year_needs_a_person():
    ((phrase, date, _),) = found("6月底前完成", Base(plan_year=None, year=None))

    assert (phrase, date) == ("6月底前", None)


RECEIVED = datetime.date(2024, 3, 4)


@pytest.mark.parametrize(
    ("cell", "date", "kind"),
    [
        ("2024年6月底前", datetime.date(2024, 6, 30), "by_date"),
        ("6月", datetime.date(2024, 6, 30), "by_date"),
        ("2024年", datetime.date(2024, 12, 31), "by_period"),
        ("明年6月底", datetime.date(2025, 6, 30), "by_date"),
        ("收到后30日内", datetime.date(2024, 4, 3), "by_period"),
        ("10个工作日内", datetime.date(2024, 3, 18), "by_period"),
        ("两个月内", datetime.date(2024, 5, 4), "by_period"),
        ("一年内", datetime.date(2025, 3, 4), "by_period"),
        ("本月25日前", datetime.date(2024, 3, 25), "by_date"),
        ("立行立改", RECEIVED, "immediate"),
        ("长期", None, "long_term"),
        ("持续推进", None, "long_term"),
        ("2024年6月底前完成，并长期坚持", datetime.date(2024, 6, 30), "by_date"),
        ("2024年底前完成50%，2025年底前全部完成", datetime.date(2025, 12, 31), "by_date"),
        ("2024/6/30", datetime.date(2024, 6, 30), "by_date"),
    ],
)
def test_the_cell_of_a_ledger(cell, date, kind):
    limit = parse_deadline(cell, base_year=2024, base_date=RECEIVED)

    assert limit is not None
    assert (limit.date, limit.kind) == (date, kind)
    assert limit.rule


@pytest.mark.parametrize("cell", ["", "尽快", "每月5日前", "视资金到位情况", "同上", "——"])
def test_a_cell_that_names_no_limit(cell):
    assert parse_deadline(cell, base_year=2024, base_date=RECEIVED) is None
