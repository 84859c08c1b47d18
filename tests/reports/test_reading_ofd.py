"""OFD: places of characters become paragraphs, templates and stamps are left out, bad files get their own sentence."""

import pytest

from reports.reading import UnreadableFile, read_source
from tests.reports.ofd_files import IMAGE, NAMESPACE, ofd_file, ofd_of, page, text_object
from tests.reports.test_reading_pdf import LONG
from tests.reports.word_files import archive


def paragraphs_of(data: bytes) -> list[str]:
    return [line for line in read_source(data, "总结.ofd").text.split("\n") if line]


def text_code(inner: str, *, attributes: str = "") -> str:
    return f'<ofd:TextObject ID="1" Boundary="30 30 200 10" Size="5" {attributes}>{inner}</ofd:TextObject>'


def test_lines_and_pages_are_joined_and_headers_and_page_numbers_dropped():
    assert paragraphs_of(ofd_file("\n".join(LONG), header="河湾县水务局文件")) == LONG


def test_templates_annotations_and_backgrounds_are_left_out():
    body = page(text_object("正文", 30, 30))
    template = {"Doc_0/Tpls/Tpl_0/Content.xml": page(text_object("模板", 30, 50))}
    template["Doc_0/Annots/Page_0/Annotation.xml"] = page(text_object("批注", 30, 60))

    assert paragraphs_of(ofd_of([body, page(text_object("底纹", 30, 30), layer="Background")], template)) == [
        "正文"
    ]


@pytest.mark.parametrize(
    ("inner", "attributes", "read"),
    [
        ('<ofd:TextCode X="0" Y="4" DeltaX="5 5 5">人手偏紧</ofd:TextCode>', "", ["人手偏紧"]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="g 2 5 5">人手偏紧</ofd:TextCode>', "", ["人手偏紧"]),
        ('<ofd:TextCode X="0" Y="4">人手偏紧</ofd:TextCode>', "", ["人手偏紧"]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="5 20 5">序号问题</ofd:TextCode>', "", ["序号\t问题"]),
        ('<ofd:TextCode X="0" Y="4">序号</ofd:TextCode><ofd:TextCode X="0" Y="14">问题</ofd:TextCode>', "", ["序号", "问题"]),
        ('<ofd:TextCode X="0" Y="4" DeltaX="2.5 2.5">2025</ofd:TextCode>', "", ["2025"]),
        ('<ofd:TextCode X="0" Y="0.8" DeltaX="g 3 1">人手偏紧</ofd:TextCode>', 'CTM="5 0 0 5 0 0"', ["人手偏紧"]),
        ('<ofd:TextCode X="0" Y="4">水印</ofd:TextCode>', 'CTM="0.7 0.7 -0.7 0.7 0 0"', []),
        ('<ofd:TextCode X="0" Y="4">暗</ofd:TextCode>', 'Visible="false"', []),
        ('<ofd:TextCode X="甲" Y="nan" DeltaX="g g 1e99 5">人手</ofd:TextCode>', "", ["人手"]),
    ],
)  # fmt: skip
def test_characters_stand_where_the_file_says(inner, attributes, read):
    size = 'Size="1"' if "5 0 0 5" in attributes else 'Size="5"'
    drawn = text_code(inner, attributes=attributes).replace('Size="5"', size)

    assert paragraphs_of(ofd_of([page(drawn, text_object("甲", 30, 60))])) == [*read, "甲"]


def test_locations_may_be_absolute_and_names_without_a_namespace():
    parts = {
        "OFD.xml": "<OFD><DocBody><DocRoot>/Doc_0/Document.xml</DocRoot></DocBody></OFD>",
        "Doc_0/Document.xml": '<Document><Pages><Page ID="1" BaseLoc="/Doc_0/P.xml"/></Pages></Document>',
        "Doc_0/P.xml": page(text_object("正文", 30, 30)),
    }

    assert paragraphs_of(archive(parts)) == ["正文"]


ENTITY = f'<!DOCTYPE x [<!ENTITY a "甲">]><ofd:OFD {NAMESPACE}/>'


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (ofd_of([page(IMAGE)]), "a.ofd", "扫描"),
        (ofd_of([page()]), "a.ofd", "没有文字"),
        (ofd_of([]), "a.ofd", "损坏"),
        (ofd_of([page(text_object("甲", 30, 30))])[:200], "a.ofd", "不完整"),
        (ofd_of([page(text_object("甲", 30, 30))], {"Encryptions.xml": "x"}), "a.ofd", "加密"),
        (archive({"encryptions.xml": "x"}), "a.ofd", "加密"),
        (archive({"OFD.xml": ENTITY}), "a.ofd", "XML 声明"),
        (archive({"OFD.xml": "<a>" * 400 + "</a>" * 400}), "a.ofd", "不完整"),
        (ofd_of([page(text_object("甲", 30, 30))], {"Doc_0/Res/a.png": b"\0" * 8_000_000}), "a.ofd", "压缩炸弹"),
        (ofd_of([page(text_object("甲", 30, 30))]), "a.docx", "改为 .ofd"),
        (ofd_of(["<Page/>"] * 1001), "a.ofd", "太长"),
        ("文字".encode(), "a.ofd", "不是 OFD"),
    ],
)  # fmt: skip
def test_an_ofd_that_cannot_be_read_says_why(data, name, says):
    with pytest.raises(UnreadableFile) as refusal:
        read_source(data, name)

    assert says in str(refusal.value) and str(refusal.value).count("。") == 1
