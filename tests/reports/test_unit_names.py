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


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("各镇（街道）", [3, 4]),
        ("各镇街", [3, 4]),
        ("各乡镇（街道）", [3, 4]),
        ("各镇、街道", [3, 4]),
        ("全市各乡镇街道办事处", [3, 4]),
        ("各乡镇", [4]),
        ("各乡镇党委政府", [4]),
        ("各街道", [3]),
        ("各相关单位", []),
        ("各小学", []),
        ("各中小学校", [5, 6]),
    ],
)
def test_a_class_names_all_its_units(phrase, keys):
    assert NAMES.find_all(phrase) == keys


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


CITY = UnitNames(
    [
        Named(1, "云山市人民政府", is_government=True, path="1/"),
        Named(2, "市财政局", is_department=True, path="1/2/"),
        Named(3, "市发展和改革委员会", is_department=True, path="1/3/"),
        Named(4, "市人力资源和社会保障局", is_department=True, path="1/4/"),
        Named(5, "市住房和城乡建设局", is_department=True, path="1/5/"),
        Named(6, "市卫生健康委员会", is_department=True, path="1/6/"),
        Named(7, "市城市管理局（市综合行政执法局）", is_department=True, path="1/7/"),
        Named(8, "市自然资源和规划局", is_department=True, path="1/8/"),
        Named(9, "市文化和旅游局", is_department=True, path="1/9/"),
        Named(10, "市市场监督管理局", is_department=True, path="1/10/"),
        Named(11, "市生态环境局", is_department=True, path="1/11/"),
        Named(12, "市教育体育局", is_department=True, path="1/12/"),
        Named(13, "市人民政府办公室", is_department=True, path="1/13/"),
        Named(14, "中共云山市委办公室", is_department=True, path="1/14/"),
        Named(15, "市公安局", is_department=True, path="1/15/"),
        Named(16, "市公安局城东分局", path="1/15/16/"),
        Named(20, "青山区人民政府", is_government=True, path="1/20/"),
        Named(21, "青山区财政局", is_department=True, path="1/20/21/"),
        Named(22, "石桥镇", is_town=True, path="1/20/22/"),
        Named(23, "青山区水务局", is_department=True, path="1/20/23/"),
        Named(30, "白水县人民政府", is_government=True, path="1/30/"),
        Named(31, "财政局", is_department=True, path="1/30/31/"),
        Named(32, "柳林乡", is_town=True, path="1/30/32/"),
        Named(33, "水利局", is_department=True, path="1/30/33/"),
    ]
)


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("市财局", 2),
        ("云山市财政局", 2),
        ("市发改委", 3),
        ("发展改革委", 3),
        ("市发改局", 3),
        ("市发展和改革局", 3),
        ("人社局", 4),
        ("市人力资源社会保障局", 4),
        ("住建局", 5),
        ("市住建委", 5),
        ("卫健委", 6),
        ("市卫健局", 6),
        ("市卫生健康委", 6),
        ("城管局", 7),
        ("市综合行政执法局", 7),
        ("市城市管理局", 7),
        ("自规局", 8),
        ("市自然资源局", 8),
        ("自然资源和规划局", 8),
        ("文旅局", 9),
        ("市监局", 10),
        ("市场监管局", 10),
        ("市市场监管局", 10),
        ("环保局", 11),
        ("教体局", 12),
        ("市教育局", 12),
        ("市政府办", 13),
        ("市政府办公室", 13),
        ("市委办", 14),
        ("云山市委办公室", 14),
        ("公安机关", 15),
        ("市场监管部门", 10),
        ("自然资源", 8),
        ("青山区财政局", 21),
        ("区财政局", 21),
        ("县财政局", 31),
        ("白水县水利局", 33),
        ("县水务局", 33),
        ("区水利局", 23),
        ("石桥镇人民政府", 22),
        ("石桥镇党委政府", 22),
        ("财政局", 31),  # its very name
        ("财政部门", None),  # three of them
        ("红旗区财政局", None),
        ("省财政厅", None),
        ("分局", None),
        ("市局", None),
        ("局", None),
        ("人民医院", None),
        ("财政局国库科", None),
        ("xx局", None),
        ("", None),
    ],
)
def test_short_forms_and_levels(phrase, key):
    assert CITY.find(phrase) == key


@pytest.mark.parametrize(
    ("phrase", "near", "key"),
    [("财政局", 13, 2), ("财政局", 22, 21), ("财政部门", 32, 31), ("财政局", None, 31), ("县财政局", 13, 31)],
)
def test_of_several_levels_the_one_around_the_reporter(phrase, near, key):
    assert CITY.find(phrase, near=near) == key


@pytest.mark.parametrize(
    ("phrase", "near", "keys"),
    [
        ("各乡镇", None, [22, 32]),
        ("各乡镇（街道）", 21, [22]),
        ("各乡镇", 13, [22, 32]),
        ("各县（市、区）", None, [20, 30]),
        ("各区县", 13, [20, 30]),
        ("区直各部门", 22, [21, 23]),
        ("市财政局", 22, [2]),
    ],
)
def test_a_class_around_the_reporter(phrase, near, keys):
    assert CITY.find_all(phrase, near=near) == keys


def test_two_that_are_equally_near_are_none():
    names = UnitNames([Named(1, "甲中学", ("中学",), path="1/"), Named(2, "乙中学", ("中学",), path="2/")])

    assert names.find("中学", near=1) == 1
    assert names.find("中学") is None
