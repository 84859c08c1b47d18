"""Phrases of a report against the unit tree."""

import pytest

from reports.unit_names import Named, UnitNames, split_names

NAMES = UnitNames(
    [
        Named(1, "市财政局", ("财政局", "财局")),
        Named(2, "市住房和城乡建设局", ("市住建局", "住建局")),
        Named(3, "城东街道", is_town=True),
        Named(4, "柳溪镇", is_town=True),
        Named(5, "市第一小学"),
        Named(6, "区第一小学"),
        Named(7, "市城市管理局（市综合执法局）"),
    ]
)


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("市财政局", 1),
        ("财局", 1),
        ("市 财政局", 1),
        ("云山市财政局", 1),
        ("县财政局", None),
        ("省财政厅", None),
        ("市住建局", 2),
        ("住房和城乡建设局", 2),
        ("第一小学", None),  # two units end in it
        ("局", None),
        ("市城市管理局(市综合执法局)", 7),
        ("市城市管理", 7),
        ("市住房和城乡建设局城建科", None),
        ("市", None),
        ("", None),
    ],
)
def test_one_unit_or_none(phrase, key):
    assert NAMES.find(phrase) == key


@pytest.mark.parametrize("phrase", ["各镇（街道）", "各镇街", "各乡镇", "各镇、街道", "各街道"])
def test_a_class_names_all_its_units(phrase):
    assert NAMES.find_all(phrase) == [3, 4]


def test_a_single_name_is_a_list_of_one():
    assert NAMES.find_all("财政局") == [1]
    assert NAMES.find_all("各有关单位") == []


def test_lists_as_people_type_them():
    assert split_names("市财政局、 市教育局,市民政局；\n市水利局") == [
        "市财政局",
        "市教育局",
        "市民政局",
        "市水利局",
    ]
