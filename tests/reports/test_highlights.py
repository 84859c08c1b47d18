"""The original cut into stretches: nothing lost, nothing twice."""

from hypothesis import given
from hypothesis import strategies as st

from reports.intake.headlines import breaks, mark_and_title
from reports.intake.highlights import Span, stretches

TEXT = "一是台账不全。二是更新慢。由市水利局6月底前完成。"


def test_nested_spans_share_their_stretches():
    spans = [
        Span(0, 13, "problem", "p1"),
        Span(0, 7, "point", "p2"),
        Span(7, 13, "point", "p3"),
        Span(14, 18, "unit"),
    ]

    found = stretches(TEXT, spans, 0, len(TEXT))

    assert [(one.text, one.kinds, one.keys) for one in found] == [
        ("一是台账不全。", "is-problem is-point", "p1 p2"),
        ("二是更新慢。", "is-problem is-point", "p1 p3"),
        ("由", "", ""),
        ("市水利局", "is-unit", ""),
        ("6月底前完成。", "", ""),
    ]
    assert [[span.key for span in one.opening] for one in found[:2]] == [["p1", "p2"], ["p3"]]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8),
    st.integers(0, 10),
    st.integers(11, 24),
)
def test_the_stretches_are_exactly_the_text(pairs, start, end):
    spans = [Span(min(pair), max(pair), "problem", str(n)) for n, pair in enumerate(pairs)]

    found = stretches(TEXT, spans, start, end)

    assert "".join(one.text for one in found) == TEXT[start:end]
    for one in found:
        covering = {span.key for span in spans if span.start <= one.start < span.end}
        assert covering == set(one.keys.split())
    opened = [span.key for one in found for span in one.opening]
    assert len(opened) == len(set(opened))


def test_mark_and_title_of_a_piece():
    assert mark_and_title("（三）窗口排队久。高峰时要等一小时。") == ("（三）", "窗口排队久")
    assert mark_and_title("二是巡查次数少；记录不全") == ("二是", "巡查次数少")
    mark, title = mark_and_title("因为人手不够，" + "又因为设备老旧，" * 12 + "所以慢")
    assert (mark, len(title) <= 60, title[-1] != "，") == ("", True, True)


def test_a_text_may_be_cut_where_a_sentence_begins():
    assert [words for _, words in breaks(TEXT)] == [
        "二是更新慢。由市水利局6月底前完成。"[:24],
        "由市水利局6月底前完成。",
    ]
    assert breaks("只有一句。") == []
