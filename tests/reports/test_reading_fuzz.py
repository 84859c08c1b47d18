"""Whatever is uploaded: no crash, true offsets, ordered items inside their report, and an end."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.reader import Reading, read_document, read_text, to_json
from reports.reading import UnreadableFile

PIECES = [
    "河湾县水务局2023年工作总结", "一、", "二、", "（一）", "（二)", "1.", "2、", "（1）", "①", "②", "一是", "二是", "二要", "首先", "其次", "一方面", "另一方面",
    "存在的问题", "存在问题及下一步打算", "下一步打算", "几点建议", "但还存在一些不足：", "例如甲、乙、丙等", "下一步，我局将", "以上报告，请予审议。",
    "##paidend##", "\u200b", "人手偏紧", "更换水泵", "。", "；", "，", "：", "\n", "\n\n", " ", "　", "6月底前", "xx月", "2024年", "由市财政局牵头", "会同公安等部门",
    "各镇（街道）要", "《", "》", "x", "*", "会员下载", "（3篇）", "汇编", "\ufeff", "🙂", "\t", "三年内", "每月5日前", "立行立改", "以上情况", "对此，",
]  # fmt: skip
DOCUMENTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=80).map("".join)


def spans_of(reading: Reading) -> list[tuple[str, int, int]]:
    spans = []
    for entry in reading.reports:
        report = entry.report
        for item in (*report.problems, *report.commitments):
            inner = item.points if hasattr(item, "points") else item.measures
            spans += [(part.text, part.start, part.end) for part in (item, *inner)]
        spans += [(named.phrase, named.start, named.end) for named in (*report.deadlines, *report.units)]
    return spans


@settings(max_examples=300)
@given(DOCUMENTS)
def test_every_offset_is_true(text):
    reading = read_text(text)

    assert all(found == reading.text[start:end] and found for found, start, end in spans_of(reading))


@settings(max_examples=300)
@given(DOCUMENTS)
def test_items_are_ordered_and_inside_their_report(text):
    reading = read_text(text)
    borders = [(entry.report.start, entry.report.end) for entry in reading.reports]

    assert borders == sorted(borders) and all(a[1] <= b[0] for a, b in itertools.pairwise(borders))
    for entry in reading.reports:
        for items in (entry.report.problems, entry.report.commitments):
            assert all(entry.report.start <= item.start < item.end <= entry.report.end for item in items)
            assert all(one.end <= other.start for one, other in itertools.pairwise(items))


@settings(max_examples=200)
@given(DOCUMENTS)
def test_everything_that_refers_to_an_item_names_one_that_exists(text):
    for report in to_json(read_text(text))["reports"]:
        problems = {item["id"] for item in report["problems"]}
        inner = {part["id"] for item in report["problems"] for part in item["points"]}
        answers = {item["id"] for item in report["commitments"]}
        answers |= {part["id"] for item in report["commitments"] for part in item["measures"]}
        assert {match["problem"] for match in report["matches"]} <= problems
        assert {match["commitment"] for match in report["matches"]} <= answers
        assert {
            named["in"] for named in (*report["deadlines"], *report["units"])
        } <= problems | inner | answers


@settings(max_examples=200)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx", "a", "a.doc"]))
def test_any_bytes_are_read_or_refused(data, name):
    sentence = "。"
    try:
        read_document(data, name)
    except UnreadableFile as refusal:
        sentence = str(refusal)

    assert sentence.endswith("。")


HEAD = "河湾县水务局2023年工作总结\n一、工作\n平稳。\n二、存在问题\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "水" * 200_000,
        HEAD + "（一）" + "各局、" * 60_000,
        HEAD + "（一）1.（1）①一是" * 10_000,
        HEAD + "（一）水务很难。\n" * 3_000 + "三、下一步打算\n" + "（一）水务。\n" * 3_000,
        HEAD + "（一）" + "2024年6月底前" * 20_000,
        "存在问题\n下一步打算\n" * 5_000,
        "下一步将" * 40_000,
        "河湾县水务局2023年工作总结\n\n" * 5_000,
    ],
    ids=["no stop", "names", "nested marks", "items", "dates", "headings", "lead-ins", "titles"],
)
def test_a_hostile_text_is_read_to_its_end(text):
    """Work in proportion to the text: with anything worse these would not come back."""
    reading = read_text(text)

    assert reading.text == text
    assert all(found == text[start:end] for found, start, end in spans_of(reading))
