"""Time limits: which words limit, which only name a time, and the day they mean."""

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.extraction import parse_deadline
from reports.extraction.deadline_reckoning import Base
from reports.extraction.deadlines import find_deadlines
from reports.extraction.signing import runs_from_signing, signed_on

BASE = Base(plan_year=2024, year=2023)


def found(text: str, base: Base = BASE) -> list[tuple[str, str | None, str]]:
    limits = find_deadlines(text, 0, len(text), base)
    return [
        (text[one.start : one.end], one.reckoning.date and one.reckoning.date.isoformat(), one.reckoning.kind)
        for one in limits
    ]


# text | phrase | day | kind, for a report on 2023 whose plan is for 2024; a part of the rule where it needs saying.
FORMS = """
2024年6月底前完成 | 2024年6月底前 | 2024-06-30 | by_date | 按写明的年份
6月30日前报送 | 6月30日前 | 2024-06-30 | by_date | 计划年度2024年
整改时限：2024年6月30日 | 2024年6月30日 | 2024-06-30 | by_date
截止日期2024年6月30日 | 2024年6月30日 | 2024-06-30 | by_date
2024年10月25日（星期五）前完成 | 2024年10月25日（星期五）前 | 2024-10-25 | by_date
务必于6月30日下午5时前报送 | 6月30日下午5时前 | 2024-06-30 | by_date
不迟于2024年6月15日 | 2024年6月15日 | 2024-06-15 | by_date
２月底前完成 | ２月底前 | 2024-02-29 | by_date
六月底前完成 | 六月底前 | 2024-06-30 | by_date
二〇二四年六月底前完成 | 二〇二四年六月底前 | 2024-06-30 | by_date
二零二五年底前完成 | 二零二五年底前 | 2025-12-31 | by_date
于2024.6.30前完成 | 2024.6.30前 | 2024-06-30 | by_date
2024/6/30前完成 | 2024/6/30前 | 2024-06-30 | by_date
20240630前完成 | 20240630前 | 2024-06-30 | by_date
2024.6底前完成 | 2024.6底前 | 2024-06-30 | by_date
十二月三十一日前完成 | 十二月三十一日前 | 2024-12-31 | by_date
完成时限：2024年6月 | 2024年6月 | 2024-06-30 | by_date
计划完成时间：2024.12 | 2024.12 | 2024-12-31 | by_date
2024年6月30前完成 | 2024年6月30前 | 2024-06-30 | by_date
全年力争完成改造 | 全年 | 2024-12-31 | by_period
确保全年完成改造 | 全年 | 2024-12-31 | by_period
10月底试运行 | 10月底 | 2024-10-31 | by_date
9月底前提出方案 | 9月底前 | 2024-09-30 | by_date
3月份前完成 | 3月份前 | 2024-03-31 | by_date
5月份，组织开展培训 | 5月份 | 2024-05-31 | by_date
2024年9月正式投入使用 | 2024年9月 | 2024-09-30 | by_date
计划于9月底投用 | 9月底 | 2024-09-30 | by_date
6月上旬完成 | 6月上旬 | 2024-06-10 | by_date | 10日
10月中旬前完成 | 10月中旬前 | 2024-10-20 | by_date | 20日
4月中下旬完成 | 4月中下旬 | 2024-04-30 | by_date
11月初完成挂网 | 11月初 | 2024-11-10 | by_date
上半年完成选址 | 上半年 | 2024-06-30 | by_period
上半年内完成 | 上半年内 | 2024-06-30 | by_period
今年下半年完成 | 今年下半年 | 2024-12-31 | by_period
三季度末前完成 | 三季度末前 | 2024-09-30 | by_date
一季度前完成 | 一季度前 | 2024-03-31 | by_date
第三季度开工 | 第三季度 | 2024-09-30 | by_period
明年一季度完成 | 明年一季度 | 2024-03-31 | by_period | 从报告年度算起
年中前完成 | 年中前 | 2024-06-30 | by_date | 年中按6月30日计
2025年年中完成 | 2025年年中 | 2025-06-30 | by_date
年底前建成 | 年底前 | 2024-12-31 | by_date
24年底前建成 | 24年底前 | 2024-12-31 | by_date
今年年底前建成 | 今年年底前 | 2024-12-31 | by_date
年内完成 | 年内 | 2024-12-31 | by_period
2024年度内完成 | 2024年度内 | 2024-12-31 | by_period
到2025年底全部完成 | 到2025年底 | 2025-12-31 | by_date
力争2025年建成 | 2025年 | 2025-12-31 | by_period
到2026年，覆盖率达到40% | 到2026年 | 2026-12-31 | by_period
2024年，我局将更换水泵 | 2024年 | 2024-12-31 | by_period
2024年，各单位要守住底线 | 2024年 | 2024-12-31 | by_period
今年，要把制度落到实处 | 今年 | 2024-12-31 | by_period
2024年计划新增车位300个 | 2024年 | 2024-12-31 | by_period
明年计划新增车位300个 | 明年 | 2024-12-31 | by_period
明年6月底前完成 | 明年6月底前 | 2024-06-30 | by_date
次年3月底前完成 | 次年3月底前 | 2024-03-31 | by_date
用三年时间换完 | 用三年时间 | 2026-12-31 | by_period | 算第一年
力争用2—3年时间换完 | 力争用2—3年时间 | 2026-12-31 | by_period
分两年完成 | 分两年 | 2025-12-31 | by_period
三年内换完 | 三年内 | 2026-12-31 | by_period
2024年3月至10月集中整治 | 2024年3月至10月 | 2024-10-31 | by_period | 以止期为准
2024年1—6月排查 | 2024年1—6月 | 2024-06-30 | by_period
6—9月攻坚 | 6—9月 | 2024-09-30 | by_period
2024年11月至次年3月清淤 | 2024年11月至次年3月 | 2025-03-31 | by_period
11月至3月清淤 | 11月至3月 | 2025-03-31 | by_period
6月15日—30日验收 | 6月15日—30日 | 2024-06-30 | by_period
2024—2026年，每年更换10公里 | 2024—2026年 | 2026-12-31 | by_period
“十五五”末建成 | “十五五”末 | 2030-12-31 | by_date
“十四五”期间完成 | “十四五”期间 | 2025-12-31 | by_period
春节前清完欠薪 | 春节前 | 2024-02-09 | by_date | 春节前一天
2025年春节前清完 | 2025年春节前 | 2025-01-28 | by_date
“五一”前开放 | “五一”前 | 2024-04-30 | by_date
五一节前开放 | 五一节前 | 2024-04-30 | by_date
清明节前开放 | 清明节前 | 2024-04-03 | by_date
端午节前开放 | 端午节前 | 2024-06-09 | by_date
中秋节前发放 | 中秋节前 | 2024-09-16 | by_date
“十一”之前投用 | “十一”之前 | 2024-09-30 | by_date
国庆黄金周前投用 | 国庆黄金周前 | 2024-09-30 | by_date
2045年春节前完成 | 2045年春节前 | - | by_date | 需人工确定
元旦前发放 | 元旦前 | - | by_date | 哪一年的元旦
2025年元旦前发放 | 2025年元旦前 | 2024-12-31 | by_date
2024 年 6 月底前完成 | 2024 年 6 月底前 | 2024-06-30 | by_date
2024 年 12 月 31 日前办结 | 2024 年 12 月 31 日前 | 2024-12-31 | by_date
保证2024年7月低完成整改 | 2024年7月低 | 2024-07-31 | by_date
除夕（2月9日）前结清工钱 | 除夕（2月9日）前 | 2024-02-09 | by_date
国庆节（10月1日）前通车 | 国庆节（10月1日）前 | 2024-10-01 | by_date
2025年元宵节前拆除 | 2025年元宵节前 | 2025-02-11 | by_date
汛前完成清障 | 汛前 | - | by_date | 逐年逐地不同
明年两会前答复 | 明年两会前 | - | by_date
汛期前完成 | 汛期前 | - | by_date | 逐年逐地不同
秋季学期开学前完成 | 秋季学期开学前 | - | by_date
xx月底前完成 | xx月底前 | - | by_date | 需人工确定
20xx年底前完成 | 20xx年底前 | - | by_date | 年份被隐去
6月xx日前完成 | 6月xx日前 | - | by_date
力争x年内换完 | x年内 | - | by_period
2025年前完成 | 2025年前 | - | by_date | 可指上一年底
2月30日前完成 | 2月30日前 | - | by_date | 无法推算
月底前完成 | 月底前 | - | by_date | 缺少起算日
下月10日前完成 | 下月10日前 | - | by_date | 缺少起算日
本周五前报送 | 本周五前 | - | by_date | 缺少起算日
收到后30日内反馈 | 收到后30日内 | - | by_period | 从“收到后”起算
收到本通知后15个工作日内报送 | 收到本通知后15个工作日内 | - | by_period
自通报印发之日起2个月内整改 | 自通报印发之日起2个月内 | - | by_period
两个月内完成 | 两个月内 | - | by_period | 缺少起算日
一周内完成 | 一周内 | - | by_period
限期3个月整改到位 | 限期3个月 | - | by_period
对漏点立行立改 | 立行立改 | - | immediate
立即整改到位 | 立即整改 | - | immediate
即知即改，绝不拖延 | 即知即改 | - | immediate
这项工作要长期坚持 | 长期坚持 | - | long_term
常态化开展巡查 | 常态化 | - | long_term
整改时限：持续推进 | 持续推进 | - | long_term
"""


@pytest.mark.parametrize("line", FORMS.strip().splitlines())
def test_what_limits(line):
    text, phrase, date, kind, *rule = line.split(" | ")
    (limit,) = find_deadlines(text, 0, len(text), BASE)

    assert found(text) == [(phrase, date if date != "-" else None, kind)]
    assert limit.reckoning.rule
    assert all(part in limit.reckoning.rule for part in rule)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2024年底前完成50%、2025年底前全部完成", ["2024-12-31", "2025-12-31"]),
        ("上半年完成招标，下半年开工", ["2024-06-30", "2024-12-31"]),
        ("3月、6月、9月底前分别完成一批", ["2024-03-31", "2024-06-30", "2024-09-30"]),
        ("立行立改，并长期坚持", [None, None]),
        ("整改时限：立即整改，持续推进", [None, None]),
        ("对能立即整改的立即整改", [None]),
        ("5月底主汛期来临前完成", ["2024-05-31"]),
        ("5月底插秧前疏通", ["2024-05-31"]),
        ("4月15日春播前完成", ["2024-04-15"]),
        ("发现差异3个工作日内查明", [None]),
        ("主汛期来临前（5月底）完成", ["2024-05-31"]),
        ("2025年汛前（5月底）完成", ["2025-05-31"]),
    ],
)
def test_each_of_several_limits(text, dates):
    assert [date for _, date, _ in found(text)] == dates


@pytest.mark.parametrize(
    "text",
    """年末结转资金较多 至年底仍有欠款 12月底才开工 年底考核评比 每月5日前报送 每季度调度一次 每年12月底前更新名册 每周五前报送 尽快完成 按时办结 近期完成 视资金到位情况推进 2024年资金项目 编制2024年度重点工作
    2021—2035年规划 2024—2026年规划 《供水规划（2021-2035年）》 印发《2025年供水计划》 在2023年的基础上巩固 2023年以来进展顺利 截至2023年12月底已完成 近三年来 三年行动计划 24小时内处置 建立常态化机制 长期护理保险 已于6月开工 15日游
    2023年底前已完成 已于2023年12月底前办结 12月底前完成的工作 2024年6月召开的会议 2023年完成的项目 2022年6月完成 确保2024年目标达成 促进服务制度化、常态化 4月1日起实施 自2024年5月1日起施行 春节前后走访 春节前夕走访 2024年中央资金
    年中考核 1—9月累计供水 对立行立改事项 对不能立即整改的 办理时限压缩到20日以内 接到投诉后3日内回复 一年内两次被通报 三年内不得更换 建立长效机制 建立常态化督导机制 达到2024.12万元 全年改造6处 抓好长效管护 十四五规划 党的二十大 2024年是关键一年 2024年工作中
    服务期满5年的给予奖励 要求保修期3年 贷款期限3年 证书有效期至2025年12月31日 每届任期五年 过渡期限为一年 已购置灭蚊灯，于3月29日安装""".split(),
)
def test_what_does_not_limit(text):
    assert found(text) == []


SIGNED = datetime.date(2024, 11, 8)  # a Friday


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("年底前完成", "2024-12-31"),
        ("3月底前完成", "2025-03-31"),
        ("上半年完成", "2025-06-30"),
        ("今年年底前完成", "2024-12-31"),
        ("春节前完成", "2025-01-28"),
        ("元旦前完成", "2024-12-31"),
        ("本月底前完成", "2024-11-30"),
        ("月底前完成", "2024-11-30"),
        ("下月10日前完成", "2024-12-10"),
        ("本周内完成", "2024-11-10"),
        ("下周三前完成", "2024-11-13"),
        ("15个工作日内完成", "2024-11-29"),
        ("半个月内完成", "2024-11-23"),
        ("收到后15个工作日内完成", None),
    ],
)
def test_a_signed_report_counts_from_its_day(text, date):
    base = Base(plan_year=2024, year=2024, signed=SIGNED, is_running=True)

    assert [day for _, day, _ in found(text, base)] == [date]


@pytest.mark.parametrize(
    "text",
    """三年内离职的有29人 未按规定30日内拨付 2024年开工不足 上半年没有检查 2024年6月底前未完成 没有做到立行立改 常态化巡查不够
    6月份组织了检查""".split(),
)
def test_among_problems_a_date_tells_when_something_was_so(text):
    assert find_deadlines(text, 0, len(text), BASE, in_plan=False) == []


@pytest.mark.parametrize("text", ["整改时限：2024年6月底前", "整改期限：立行立改", "计划于6月底前完成"])
def test_among_problems_a_labelled_or_promised_date_limits(text):
    assert len(find_deadlines(text, 0, len(text), BASE, in_plan=False)) == 1


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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("一、工作\n平稳。\n县水务局\n2024年3月5日", datetime.date(2024, 3, 5)),
        ("以上情况，特此报告。二〇二四年三月十五日", datetime.date(2024, 3, 15)),
        ("在推进会上的发言\n县水务局\n（2024年5月22日）\n同志们：", datetime.date(2024, 5, 22)),
        ("关于供水的报告\n——2024年7月24日在县人大常委会会议上\n各位委员：", datetime.date(2024, 7, 24)),
        ("县水务局\n2024年x月5日", None),
        ("县水务局\n2024年2月30日", None),
        ("检查从3月1日到2024年3月5日", None),
        ("", None),
    ],
)
def test_the_day_of_signing(text, day):
    assert signed_on(text) == day


@pytest.mark.parametrize(
    ("title", "heading", "runs"),
    [
        ("关于供水情况的调研报告", "三、下一步打算", True),
        ("关于2024年汛前检查的通报", "三、下一步打算", True),
        ("水务局2023年工作总结", "三、下一步打算", False),
        ("关于供水情况的报告", "三、2024年工作计划", False),
    ],
)
def test_whether_a_plan_runs_from_its_signing(title, heading, runs):
    year = 2024 if "2024年汛" in title else 2023

    assert runs_from_signing(title, [heading], year) is runs


WORDS = [
    "2024年", "二〇二四年", "明年", "20xx年", "9999年", "13月", "2月", "x月", "十二月", "30日", "**日", "底", "末", "上旬", "前", "内", "之前", "春节", "中秋", "十一", "至", "—", "次年",
    "季度", "半年", "年", "月", "周", "个月", "个工作日", "收到后", "限期", "力争用", "时间", "“", "”", "十四五", "期间", "完成", "，", "立行立改", "长期坚持", "999", "半", "两", "（5月底）", "2024.6.31", "本", "下",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=14).map("".join),
    st.sampled_from([BASE, Base(None, None), Base(2024, 2024, signed=SIGNED, is_running=True)]),
)
def test_whatever_is_written_gives_true_places_and_real_days(text, base):
    text = f"甲{text}乙"
    limits = find_deadlines(text, 1, len(text) - 1, base)

    assert all(1 <= one.start < one.end <= len(text) - 1 for one in limits)
    assert all(one.end <= other.start for one, other in itertools.pairwise(limits))
    assert all(one.reckoning.rule for one in limits)
    parse_deadline(text, base_year=2024, base_date=RECEIVED)


def golden_week(day: datetime.date, count: int) -> datetime.date:
    """Working days of October 2026: off from the 1st to the 7th, worked on Saturday the 10th."""
    while count:
        day += datetime.timedelta(days=1)
        is_off = day.day <= 7 or (day.weekday() > 4 and day.day != 10)
        count -= day.month != 10 or not is_off
    return day


def test_a_limit_in_working_days_skips_the_days_off_that_the_caller_knows():
    received = datetime.date(2026, 9, 30)
    limit = parse_deadline("收到后3个工作日内", base_year=2026, base_date=received, working_days=golden_week)
    assert limit.date == datetime.date(2026, 10, 10)
    assert limit.rule == "自2026-09-30起3个工作日，已除周末和登记的节假日"

    by_weekdays = parse_deadline("收到后3个工作日内", base_year=2026, base_date=received)
    assert by_weekdays.date == datetime.date(2026, 10, 5)
    assert "节假日需核对" in by_weekdays.rule
