"""Marks of every form, and the tree that they make."""

import pytest

from reports.outline import CleanText, Kind, line_mark, marks_in, parts_of, rows_of
from reports.outline.marks import chinese_number


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("一、管网", Kind.CHINESE, 1), ("十二、管网", Kind.CHINESE, 12), ("二．管网", Kind.CHINESE, 2),
        ("（三）管网", Kind.BRACKETED, 3), ("(三)管网", Kind.BRACKETED, 3), ("（三)管网", Kind.BRACKETED, 3),
        ("（ 三 ）管网", Kind.BRACKETED, 3), ("（）管网", Kind.BRACKETED, 0), ("三）管网", Kind.BRACKETED, 3),
        ("1.管网", Kind.ARABIC, 1), ("1、管网", Kind.ARABIC, 1), ("２．管网", Kind.ARABIC, 2), ("1.2023年管网", Kind.ARABIC, 1),
        ("1.2 管网", Kind.DECIMAL, 2), ("（4）管网", Kind.BRACKETED_ARABIC, 4), ("4）管网", Kind.BRACKETED_ARABIC, 4),
        ("⑤管网", Kind.CIRCLED, 5), ("第一，管网", Kind.ORDINAL, 1), ("第二个方面是管网", Kind.ORDINAL, 2), ("其三，管网", Kind.ORDINAL, 3),
        ("问题一：管网", Kind.ORDINAL, 1), ("措施2：管网", Kind.ORDINAL, 2), ("一是管网", Kind.IS, 1), ("二要管网", Kind.MUST, 2),
        ("首先，管网", Kind.SEQUENCE, 1), ("最后，管网", Kind.SEQUENCE, 4), ("另一方面，管网", Kind.SIDE, 2),
    ],
)  # fmt: skip
def test_a_mark_at_the_head_of_a_line(line, kind, number):
    mark = line_mark(line, 0, len(line))

    assert mark is not None
    assert (mark.kind, mark.number) == (kind, number)


@pytest.mark.parametrize(
    "line",
    [
        "2024.6.30前完成",
        "3.5公里管网",
        "第一季度完成",
        "第一时间上报",
        "一要求就办",
        "管网一、二期",
        "2023年情况",
    ],
)
def test_what_only_looks_like_a_mark(line):
    assert line_mark(line, 0, len(line)) is None


@pytest.mark.parametrize(
    "words", ["统一是必要的，二是", "首先要看水质好不好", "做到统一要求。", "之一是管网。"]
)
def test_words_in_a_sentence_are_no_marks(words):
    assert marks_in(f"说明：{words}", 0, len(words) + 3) == []


def test_chinese_numbers():
    assert [chinese_number(word) for word in ("一", "十", "十二", "二十", "二十三", "一百零五", "")] == [
        1,
        10,
        12,
        20,
        23,
        105,
        0,
    ]


def marks_of(text: str) -> list[str]:
    return [text[part.start : part.end] for part in parts_of(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一是甲；二是乙。", ["一是甲；", "二是乙。"]),
        ("主要有：一是甲，二是乙。", ["一是甲，", "二是乙。"]),
        ("一是甲。二要乙。三要丙。", ["一是甲。", "二要乙。", "三要丙。"]),
        ("首先，甲。其次，乙。最后，丙。", ["首先，甲。", "其次，乙。", "最后，丙。"]),
        ("一方面甲，另一方面乙。", ["一方面甲，", "另一方面乙。"]),
        ("第一，甲。第二，乙。", ["第一，甲。", "第二，乙。"]),
        ("（1）甲；（2）乙。", ["（1）甲；", "（2）乙。"]),
        ("①甲②乙", ["①甲", "②乙"]),
        ("1.甲\n2.乙", ["1.甲", "2.乙"]),
        ("（一）甲\n(三)丙\n（三）丁", ["（一）甲", "(三)丙", "（三）丁"]),
        ("（一）（一）甲\n（二）乙", ["（一）（一）甲", "（二）乙"]),
        ("前言一是甲。\n（一）乙\n（二）丙", ["（一）乙", "（二）丙"]),
        ("1.甲。\n2.乙。\n今后再接再厉。", ["1.甲。", "2.乙。"]),
        ("1.甲\n上。\n2.乙\n下。", ["1.甲\n上。", "2.乙\n下。"]),
        ("没有任何记号。", []),
    ],
)
def test_outermost_parts(text, parts):
    assert marks_of(text) == parts


def test_three_levels_and_a_sentence_that_belongs_to_the_item():
    text = "（一）队伍。一是人手紧。①东站。②西站。二是手艺生。以上情况影响抢修。\n（二）设备。"

    first, second = parts_of(text, 0, len(text))

    assert [(path, text[part.start : part.end]) for part, path in first.inner()] == [
        ("1", "一是人手紧。①东站。②西站。"), ("1.1", "①东站。"), ("1.2", "②西站。"), ("2", "二是手艺生。"),
    ]  # fmt: skip
    assert text[first.start : first.end].endswith("影响抢修。")
    assert not second.parts


def test_the_first_of_a_series_may_stand_behind_the_heading_and_the_rest_on_lines_of_their_own():
    text = "（一）队伍。一是甲。\n二是乙。\n三是丙。"

    (item,) = parts_of(text, 0, len(text))

    assert [part.mark.number for part in item.parts] == [1, 2, 3]


def test_debris_goes_and_every_character_knows_where_it_was():
    source = "一##paidbegin##是甲\u200b乙##paidend##。"
    clean = CleanText.of(source)

    assert clean.text == "一是甲乙。"
    assert clean.span(0, 2) == (0, 15)
    assert source[slice(*clean.span(2, 4))] == "甲\u200b乙"


def test_rows_leave_out_blank_lines_and_count_them():
    rows = rows_of("\n 甲 \n\n\n一、乙\n")

    assert [(row.start, row.end, row.blank_above) for row in rows] == [(2, 3, 1), (7, 10, 2)]
    assert rows[1].body == 9


def test_ten_thousand_nested_marks_are_no_deeper_than_their_kinds():
    text = "（一）1.（1）①一是" * 10_000

    parts = parts_of(text, 0, len(text))

    assert max(path.count(".") for part in parts for _, path in part.inner()) < 2 * len(Kind)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        # Two lines of a page's width that end in no stop: the whole text was wrapped.
        (
            "一、存在问题\n（一）管网老化。老城区的供水管道大多铺设于上世纪八十\n年代，漏损率长期高于全省平均水平三个百分点，每年抢修\n两百多次。\n（二）人手不足。\n",
            "一、存在问题\n（一）管网老化。老城区的供水管道大多铺设于上世纪八十年代，漏损率长期高于全省平均水平三个百分点，每年抢修两百多次。\n（二）人手不足。\n",
        ),
        # Lines that end their sentences are paragraphs, however long they are.
        (
            "管网老化漏损率长期高于全省平均水平三个百分点。\n抢修队伍年龄偏大夜间作业力不从心急需补充新人。\n",
            None,
        ),
        # Items without stops: a mark opens its own line.
        (
            "一是配套资金到位率不足四成部分项目进展十分缓慢\n二是日常养护流于形式农村公路重建轻养没有改观\n三是超限超载非法营运屡禁不止监管力量严重不足\n",
            None,
        ),
        # A single paragraph broken in its sentence, among lines of any length.
        (
            "管网老化，老城区的供水管道大多铺设于上世纪八十年代，漏损率长期高于全省平均水平三个百分点，而且每年要抢修两百多次，群众反\n映强烈。\n人手不足。\n",
            "管网老化，老城区的供水管道大多铺设于上世纪八十年代，漏损率长期高于全省平均水平三个百分点，而且每年要抢修两百多次，群众反映强烈。\n人手不足。\n",
        ),
    ],
)
def test_lines_wrapped_in_a_sentence_are_joined(text, joined):
    clean = CleanText.of(text)

    assert clean.text == (joined or text)
    assert "".join(text[position] for position in clean.origin) == clean.text


def test_page_numbers_and_markers_are_taken_out():
    assert (
        CleanText.of("管网##paidend##老化\n- 3 -\n人手不足\n第 4 页 共 9 页\n设备旧").text
        == "管网老化\n人手不足\n设备旧"
    )
