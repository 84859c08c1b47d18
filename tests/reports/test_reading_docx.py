"""Word documents: what the eye sees is what is read, and a bomb is refused before it goes off."""

import io

import docx
import pytest

from reports.reading import UnreadableFile, read_source
from reports.reading.numbering import formatted
from tests.reports.word_files import (
    NAMESPACE,
    archive,
    body,
    list_definition,
    list_use,
    numbered,
    paragraph,
    run,
    word_file,
)

CHAPTERS = list_definition(0, ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))


def lines_of(data: bytes) -> list[str]:
    source = read_source(data, "报告.docx")
    return [source.text[line.start : line.end] for line in source.lines]


def test_a_file_of_python_docx_reads_in_order():
    file, document = io.BytesIO(), docx.Document()
    document.add_heading("河湾县水务局工作总结", level=1)
    document.add_paragraph("一、主要工作")
    document.save(file)

    source = read_source(file.getvalue(), "报告.docx")

    assert source.text.split() == ["河湾县水务局工作总结", "一、主要工作"]
    assert [line.style for line in source.lines] == ["heading 1", ""]


def test_automatic_numbers_are_printed_and_restart_below_a_new_chapter():
    data = word_file(
        numbered("主要工作", 1), numbered("供水", 1, 1), numbered("排水", 1, 1), numbered("雨水", 1, 2),
        numbered("存在问题", 1), numbered("人手偏紧", 1, 1),
        numbering=CHAPTERS + list_use(1, 0),
    )  # fmt: skip

    assert lines_of(data) == [
        "一、主要工作",
        "（一）供水",
        "（二）排水",
        "1.雨水",
        "二、存在问题",
        "（一）人手偏紧",
    ]


def test_two_uses_of_one_list_count_on_unless_the_second_starts_afresh():
    on = word_file(numbered("甲", 1), numbered("乙", 2), numbering=CHAPTERS + list_use(1, 0) + list_use(2, 0))
    afresh = word_file(
        numbered("甲", 1),
        numbered("乙", 2),
        numbering=CHAPTERS + list_use(1, 0) + list_use(2, 0, restart_at=1),
    )

    assert lines_of(on) == ["一、甲", "二、乙"]
    assert lines_of(afresh) == ["一、甲", "一、乙"]


def test_a_level_may_print_the_numbers_above_it():
    levels = list_definition(0, ("decimal", "%1"), ("decimal", "%1.%2"))
    data = word_file(numbered("供水", 1), numbered("管网", 1, 1), numbering=levels + list_use(1, 0))

    assert lines_of(data) == ["1 供水", "1.1 管网"]


def test_bullets_and_empty_paragraphs_have_no_number():
    levels = list_definition(0, ("bullet", ""), ("decimal", "%2."))
    data = word_file(
        numbered("甲", 1), numbered("", 1, 1), numbered("乙", 1, 1), numbering=levels + list_use(1, 0)
    )

    assert lines_of(data) == ["甲", "1.乙"]


def test_a_style_brings_its_numbering_and_a_paragraph_may_decline_it():
    styles = (
        '<w:style w:styleId="Base"><w:name w:val="章"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="我的章"/><w:basedOn w:val="Base"/></w:style>'
    )
    data = word_file(
        paragraph("主要工作", properties='<w:pStyle w:val="Own"/>'),
        paragraph("引言", properties='<w:pStyle w:val="Own"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=CHAPTERS + list_use(1, 0),
        styles=styles,
    )

    assert lines_of(data) == ["一、主要工作", "引言"]


def test_insertions_count_and_deletions_do_not():
    data = word_file(
        paragraph(
            "六月底前", f"<w:ins>{run('全部')}</w:ins>", "<w:del><w:r><w:delText>部分</w:delText></w:r></w:del>",
            f"<w:moveFrom>{run('移走')}</w:moveFrom>", "完成",
        )
    )  # fmt: skip

    assert lines_of(data) == ["六月底前全部完成"]


def test_a_paragraph_whose_end_was_deleted_runs_on():
    data = word_file(
        paragraph("人手", properties="<w:rPr><w:del/></w:rPr>"), paragraph("偏紧。"), paragraph("完")
    )

    assert lines_of(data) == ["人手偏紧。", "完"]


def test_a_deleted_table_row_is_not_read_and_cells_are_parted():
    cells = [f"<w:tc>{paragraph(text)}</w:tc>" for text in ("序号", "问题")]
    table = f"<w:tbl><w:tr>{''.join(cells)}</w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('旧')}</w:tc></w:tr></w:tbl>"

    assert lines_of(word_file(paragraph("清单"), table, paragraph("完"))) == ["清单", "序号\t问题", "完"]


def test_hidden_text_field_codes_and_second_copies_are_not_read():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
    code = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    copies = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{run('明')}</mc:Choice><mc:Fallback>{run('明')}</mc:Fallback></mc:AlternateContent>"
    )

    assert lines_of(word_file(paragraph(hidden, code, copies))) == ["明"]


def test_content_controls_and_soft_breaks_are_read():
    data = word_file(
        f"<w:sdt><w:sdtContent>{paragraph('甲', '<w:r><w:br/></w:r>', '乙')}</w:sdtContent></w:sdt>"
    )

    assert lines_of(data) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"), (105, "japaneseCounting", "一百零五"), (3, "chineseLegalSimplified", "叁"),
        (3, "decimalEnclosedCircleChinese", "③"), (21, "decimalEnclosedCircle", "21"), (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"), (7, "something", "7"),
    ],
)  # fmt: skip
def test_number_formats(number, style, printed):
    assert formatted(number, style) == printed


@pytest.mark.parametrize("start", ["²", "-1", "9" * 5000, "1000000000"])
def test_a_list_that_starts_at_no_number_or_far_too_high_costs_nothing(start):
    definition = list_definition(0, ("lowerLetter", "%1." + "长" * 99_999), start=start)
    data = word_file(*[numbered("甲", 1)] * 50, numbering=definition + list_use(1, 0, restart_at=start))

    assert len(read_source(data, "a.docx").text) < 50 * 100


ENTITY = f'<!DOCTYPE x [<!ENTITY a "甲">]><w:document {NAMESPACE}><w:body><w:p/></w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (word_file(paragraph("甲"))[:200], "a.docx", "不完整"),
        (word_file(paragraph("甲")), "a.txt", "不符"),
        (word_file(paragraph("甲")), "a.docm", "宏"),
        (word_file(paragraph("甲")), "a.xlsx", "Word 文档"),
        (word_file(paragraph("")), "a.docx", "没有文字"),
        (archive({"readme.txt": "甲"}), "a.docx", "不是 Word"),
        (archive({"readme.txt": "甲"}), "a.zip", "压缩包"),
        (word_file(paragraph("甲"), extra={"word/vbaProject.bin": b"x"}), "a.docx", "宏"),
        (
            word_file(paragraph("甲"), extra={f"word/media/{n}": b"" for n in range(2001)}),
            "a.docx",
            "压缩炸弹",
        ),
        (word_file(paragraph("水" * 8_000_000)), "a.docx", "压缩炸弹"),
        (archive({"word/document.xml": "<w:document"}), "a.docx", "不完整"),
        (archive({"word/document.xml": ENTITY}), "a.docx", "XML 声明"),
        (archive({"word/document.xml": body("<w:p>" * 400 + "</w:p>" * 400)}), "a.docx", "不完整"),
    ],
)
def test_a_word_file_that_cannot_be_trusted_is_refused(data, name, says):
    with pytest.raises(UnreadableFile) as refusal:
        read_source(data, name)

    assert says in str(refusal.value)
