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

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
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


def test_bullets_print_no_number_and_an_empty_paragraph_is_counted_as_word_does():
    levels = list_definition(0, ("bullet", ""), ("decimal", "%2."))
    data = word_file(
        numbered("甲", 1), numbered("", 1, 1), numbered("乙", 1, 1), numbering=levels + list_use(1, 0)
    )

    assert lines_of(data) == ["甲", "2.乙"]


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


def test_a_list_may_take_its_levels_from_a_style():
    linked = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Own"/></w:abstractNum>'
    own = CHAPTERS.replace("<w:lvl ", '<w:styleLink w:val="Own"/><w:lvl ', 1)
    data = word_file(numbered("甲", 1), numbered("乙", 1, 1), numbering=own + linked + list_use(1, 5))

    assert lines_of(data) == ["一、甲", "（一）乙"]


def text_box(*blocks: str) -> str:
    """A drawing with its text twice, as Word writes it for old programs."""
    content = f"<w:txbxContent>{''.join(blocks)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing>{content}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_below_its_paragraph_even_in_a_table():
    boxed = paragraph("正文", text_box(paragraph("框里", text_box(paragraph("框中框"))), paragraph("第二段")))
    table = f"<w:tbl><w:tr><w:tc>{paragraph('格', text_box(paragraph('格中框')))}</w:tc></w:tr></w:tbl>"

    assert lines_of(word_file(boxed, table)) == ["正文", "框里", "框中框", "第二段", "格", "格中框"]


def test_notes_headers_and_comments_are_left_out():
    parts = {
        f"word/{name}.xml": f'<w:{name} {NAMESPACE}><w:footnote w:id="1">{paragraph("旁注")}</w:footnote></w:{name}>'.encode()
        for name in ("footnotes", "endnotes", "comments", "header1", "footer1")
    }
    marks = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
    comment = '<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'

    assert lines_of(word_file(paragraph("正文", marks, comment), extra=parts)) == ["正文"]


def field(code: str, *result: str) -> str:
    turns = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{turns[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{turns[1]}{''.join(result)}{turns[2]}"


def test_a_field_shows_its_result_and_a_table_of_contents_nothing():
    code_with_result = field(f"IF {field('PAGE', run('暗'))}", run("明"))
    contents = field(' TOC \\o "1-3" ', run("一、存在问题"), "<w:r><w:tab/></w:r>", run("3"))
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
    )
    styles = '<w:style w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    entry = paragraph("一、存在问题 3", properties='<w:pStyle w:val="T1"/>')

    data = word_file(paragraph(code_with_result), paragraph(contents), gallery, entry, styles=styles)
    assert lines_of(data) == ["明"]


def test_a_table_of_contents_may_run_over_paragraphs():
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC </w:instrText></w:r>'
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    data = word_file(paragraph(begin, run("一、3")), paragraph("二、5"), paragraph(end), paragraph("正文"))

    assert lines_of(data) == ["正文"]


def test_symbols_that_mean_something_are_read():
    tick = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    ornament = '<w:r><w:sym w:font="Wingdings" w:char="F026"/></w:r>'
    letter = '<w:r><w:sym w:font="宋体" w:char="2103"/></w:r>'
    broken = '<w:r><w:sym w:char="甲"/></w:r><w:r><w:sym w:char="D800"/></w:r><w:r><w:sym/></w:r>'

    assert lines_of(word_file(paragraph(tick, ornament, "已整改5", letter, broken))) == ["☑已整改5℃"]


def test_a_style_hides_text_and_a_run_may_show_it_again():
    styles = (
        '<w:style w:styleId="Base"><w:name w:val="暗"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="更暗"/><w:basedOn w:val="Base"/></w:style>'
    )
    by_style = '<w:r><w:rPr><w:rStyle w:val="Own"/></w:rPr><w:t>暗</w:t></w:r>'
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>'
    data = word_file(
        paragraph("甲", by_style), paragraph("暗", shown, properties='<w:pStyle w:val="Own"/>'), styles=styles
    )

    assert lines_of(data) == ["甲", "明"]


def test_moved_ends_and_deleted_cells_are_gone():
    moved = paragraph("移到", properties="<w:rPr><w:moveFrom/></w:rPr>")
    cells = f"<w:tc>{paragraph('留')}</w:tc><w:tc><w:tcPr><w:cellDel/></w:tcPr>{paragraph('删')}</w:tc>"

    assert lines_of(word_file(moved, paragraph("这里"), f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == [
        "移到这里",
        "留",
    ]


def test_the_main_part_may_be_numbered():
    assert lines_of(archive({"word/document2.xml": body(paragraph("甲"))})) == ["甲"]


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"), (105, "japaneseCounting", "一百零五"), (3, "chineseLegalSimplified", "叁"),
        (3, "decimalEnclosedCircleChinese", "③"), (21, "decimalEnclosedCircle", "21"), (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"), (7, "something", "7"), (10, "decimalFullWidth", "１０"), (4, "decimalZero", "04"),
        (2, "ideographTraditional", "乙"), (11, "ideographTraditional", "11"), (1, "ideographZodiac", "子"),
        (5, "decimalEnclosedParen", "⑸"), (6, "decimalEnclosedFullstop", "⒍"),
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
        (word_file(text_box(*["<w:p>"] * 9_999)), "a.docx", "不完整"),
    ],
)
def test_a_word_file_that_cannot_be_trusted_is_refused(data, name, says):
    with pytest.raises(UnreadableFile) as refusal:
        read_source(data, name)

    assert says in str(refusal.value)
