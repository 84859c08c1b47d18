"""What one cell says: text, day, measures, units."""

import datetime as dt

import pytest

from reports.ledger import MeasureLine, charged_units, day_of, is_vague, parse_measures, render_measures
from reports.ledger.cells import cell_text, clean

BASE = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (12.0, "12"),
        (0.1, "0.1"),
        (3, "3"),
        (dt.datetime(2026, 6, 30), "2026-06-30"),
        (dt.datetime(2026, 6, 30, 17, 30), "2026-06-30 17:30"),
        (dt.date(2026, 6, 30), "2026-06-30"),
        (dt.time(9, 5), "09:05"),
        ("  一行  \r\n二行\t ", "一行\n二行"),
        ("甲_x000D_\n乙", "甲\n乙"),
        ("\x07响\ufffe\x1f铃", "响铃"),
        ("\u3000前后有空格\xa0", "前后有空格"),
    ],
)
def test_any_value_becomes_clean_text(value, text):
    assert cell_text(value) == text
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-30", dt.date(2026, 6, 30)),
        ("2026.6.30", dt.date(2026, 6, 30)),
        ("2026/6/30", dt.date(2026, 6, 30)),
        ("2026-06-30 17:00", dt.date(2026, 6, 30)),
        ("20260630", dt.date(2026, 6, 30)),
        ("2026年6月30日", dt.date(2026, 6, 30)),
        ("２０２６年６月３０日前", dt.date(2026, 6, 30)),
        ("2026 年 6 月 30 日", dt.date(2026, 6, 30)),
        ("45473", dt.date(2024, 6, 30)),
        ("45473.5", dt.date(2024, 6, 30)),
        ("2026年6月底前", dt.date(2026, 6, 30)),
        ("6月底前", dt.date(2026, 6, 30)),
        ("2026.6", dt.date(2026, 6, 30)),
        ("2026-02", dt.date(2026, 2, 28)),
        ("收到后30日内", dt.date(2026, 4, 9)),
        ("2026年6月—12月", dt.date(2026, 12, 31)),
        ("2026年6月底前完成，并长期坚持", dt.date(2026, 6, 30)),
    ],
)
def test_days_that_a_cell_names(text, day):
    assert day_of(text, base=BASE).on == day


def test_serials_of_a_1904_workbook_count_from_its_own_first_day():
    assert day_of("44011", epoch_1904=True).on == dt.date(2024, 6, 30)


@pytest.mark.parametrize("text", ["2026.6.31", "2026-13-01", "2026年2月30日", "6月31日前", "20260631"])
def test_a_day_that_does_not_exist_is_an_error(text):
    found = day_of(text, base=BASE)

    assert found.on is None
    assert "没有这一天" in found.error


@pytest.mark.parametrize("text", ["0001-01-01", "1999年12月31日", "9999-12-31", "79999"])
def test_a_year_that_cannot_be_meant_is_an_error(text):
    found = day_of(text, base=BASE)

    assert found.on is None
    assert "年份" in found.error


@pytest.mark.parametrize("text", ["abc", "？", "26.6.30", "6.30"])
def test_what_cannot_be_understood_is_an_error(text):
    assert "看不懂" in day_of(text, base=BASE).error


def test_a_number_that_lost_its_last_zero_is_not_guessed():
    assert "10 月" in day_of("2026.1", base=BASE).error


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("立行立改", "immediate"),
        ("长期坚持", "long_term"),
        ("每月5日前", ""),
        ("视资金到位情况", ""),
        ("尽快", ""),
    ],
)
def test_words_without_a_day_are_told_but_not_wrong(text, kind):
    found = day_of(text, base=BASE)

    assert (found.on, found.error, found.kind) == (None, "", kind)
    assert found.note


def test_a_reckoned_day_says_how():
    assert day_of("6月底前", base=BASE).note == "“6月底前”按 2026-06-30 计算"
    assert day_of("2026-06-30", base=BASE).note == ""


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("清理账目", ["清理账目"]),
        ("清理账目\n补发资金", ["清理账目", "补发资金"]),
        ("1.清理账目\n2、补发资金\n（3）建立制度", ["清理账目", "补发资金", "建立制度"]),
        ("1. 清理账目，\n分三步走\n2. 补发资金", ["清理账目，\n分三步走", "补发资金"]),
        ("①清理 \n②补发", ["清理", "补发"]),
        ("2.5 万元限额", ["2.5 万元限额"]),
        ("", []),
    ],
)
def test_measures_of_a_cell(cell, texts):
    assert [line.text for line in parse_measures(cell)] == texts


def test_measures_read_back_as_written():
    lines = (
        MeasureLine("清理账目", dt.date(2026, 6, 30), dt.date(2026, 5, 1)),
        MeasureLine("补发资金（两批）", dt.date(2026, 7, 31)),
        MeasureLine("建立制度"),
    )

    assert parse_measures(render_measures(lines)) == lines


def test_a_bracket_that_names_no_day_stays_in_the_text():
    assert parse_measures("清理账目（时限：另定）") == (MeasureLine("清理账目（时限：另定）"),)


@pytest.mark.parametrize(
    ("cell", "lead", "assist"),
    [
        ("市财政局", ["市财政局"], []),
        ("市财政局、市审计局", ["市财政局", "市审计局"], []),
        (
            "市财政局,市审计局；市住建局/市城管局\n市卫健委 市教育局",
            ["市财政局", "市审计局", "市住建局", "市城管局", "市卫健委", "市教育局"],
            [],
        ),
        ("市财政局牵头，各区配合", ["市财政局"], ["各区"]),
        ("由市财政局牵头,市审计局、市住建局配合", ["市财政局"], ["市审计局", "市住建局"]),
        ("牵头单位：市财政局；配合单位：市审计局、市住建局", ["市财政局"], ["市审计局", "市住建局"]),
        ("市财政局（牵头）、市审计局", ["市财政局"], ["市审计局"]),
        ("市财政局 (牵头) 市审计局", ["市财政局"], ["市审计局"]),
        ("1.市财政局 2.市审计局", ["市财政局", "市审计局"], []),
        ("市财政局等", ["市财政局"], []),
        ("市发展和改革委员会", ["市发展和改革委员会"], []),
        ("各镇（街道）", ["各镇（街道）"], []),
        ("", [], []),
    ],
)
def test_units_of_a_cell(cell, lead, assist):
    charged = charged_units(cell)

    assert (list(charged.lead), list(charged.assist)) == (lead, assist)


@pytest.mark.parametrize("name", ["各镇（街道）", "相关单位", "有关部门", "各区", "全市各部门", "无", "—"])
def test_nobody_in_particular(name):
    assert is_vague(name)
    assert not is_vague("市财政局")
