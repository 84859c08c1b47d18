"""Near-doubles of problems: a table of pairs around the threshold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.likeness import ALIKE, fingerprint, fragments, likeness

PROBLEM = "（二）老旧小区加装电梯推进慢。部分楼栋住户意见不统一，今年计划的四十部只开工十一部。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROBLEM, PROBLEM),
        (PROBLEM, "老旧小区加装电梯推进慢"),
        (
            PROBLEM,
            "2. 老旧小区加装电梯推进较慢，部分楼栋住户意见不够统一，全年计划四十部，目前只开工十一部。",
        ),
        ("学校食堂采购没有公开询价", "一是学校食堂采购未公开询价"),
        ("公厕夜间照明不足", "公厕夜间照明不足"),
    ],
)
def test_says_nearly_the_same(one, other):
    assert likeness(one, other) >= ALIKE
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROBLEM, "老旧小区停车位不足。夜间占用消防通道的情况较多，群众反映集中。"),
        ("村级养老服务点覆盖不够", "村级文化活动室开放不够"),
        ("项目进度慢", "项目多"),
        ("", "公厕夜间照明不足"),
        ("进度慢", "部分乡镇农田水利项目进度慢，雨季前难以完工"),
    ],
)
def test_says_something_else(one, other):
    assert likeness(one, other) < ALIKE


def test_a_fingerprint_ignores_mark_width_and_punctuation():
    assert fingerprint("（一）台账不全，更新不及时。") == fingerprint("3、台账不全,更新不及时")
    assert fingerprint("台账不全") != fingerprint("台账齐全")


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share(one, other):
    assert 0 <= likeness(one, other) <= 1


def test_fragments_come_from_the_text_and_are_few():
    pieces = fragments(PROBLEM)
    assert 0 < len(pieces) <= 8
    assert all(piece in PROBLEM for piece in pieces)
    assert fragments("短，句") == []
