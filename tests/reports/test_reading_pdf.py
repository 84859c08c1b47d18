"""PDF with a text layer: the lines of its pages become the paragraphs that were typed; anything else its own sentence."""

import html
import subprocess

import pytest

from reports.reading import UnreadableFile, pdf, read_source
from reports.reading.glyphs import Glyph, lines_of, readable
from tests import needs
from tests.reports.paged import Placed
from tests.reports.pdf_files import ENCRYPTION, IMAGE, pdf_file, pdf_of, shown

PARAGRAPHS = [
    "河湾县水务局2025年工作总结",
    "一、主要工作",
    "今年供水保证率达到98.6%，比上年提高1.2个百分点，东片管网换了十二公里，漏水投诉比上年少了一半，泵房三班轮守，全年没有停过一次水。",
    "二、存在问题",
    "（一）抢修人手偏紧。三个站所只有五名技工，夜里报修常要等到天亮，遇到寒潮时一天要跑二十多处，配件也常常不够用，群众等得着急。",
    "（二）水费收缴偏慢。散户欠费多。",
    "三、下一步打算",
    "（一）补充抢修人手。2026年6月底前招录六名技工，由老师傅带满三个月才单独上岗，并在东片、西片各设一处配件点，做到半小时内拿到配件。",
    "（二）改进水费收缴。开通手机缴费。",
]
LONG = [*PARAGRAPHS, *PARAGRAPHS[2:], *PARAGRAPHS[2:]]


def paragraphs_of(data: bytes) -> list[str]:
    return [line for line in read_source(data, "总结.pdf").text.split("\n") if line]


def test_lines_and_pages_are_joined_and_headers_and_page_numbers_dropped():
    assert paragraphs_of(pdf_file("\n".join(LONG), header="河湾县水务局文件")) == LONG


def test_two_short_paragraphs_are_not_taken_for_one():
    lines = [Placed("1.灌区渠道渗漏严重，三处没有修好。", 39.2, 60), Placed("2.水库巡查记录不全。", 39.2, 70)]
    lines += [Placed("存在问题", 28, 50), Placed("下一步", 28, 80)]

    assert len(paragraphs_of(pdf_of(["\n".join(shown(one) for one in lines)]))) == 4


def test_header_and_footer_of_a_single_page_are_told_by_their_place():
    body = [Placed(f"第{number}件事办完了。", 28, 40 + 10 * number) for number in range(7)]
    edges = [Placed("河湾县水务局文件", 28, 15), Placed("内部资料", 28, 280)]

    assert paragraphs_of(pdf_of(["\n".join(shown(one) for one in (*edges, *body))])) == [
        one.words for one in body
    ]


def test_a_page_that_lies_on_its_side_reads_upright():
    climbing = shown(Placed("横放的一页", 0, 0), matrix="0 1 -1 0 300 300")

    assert paragraphs_of(pdf_of([climbing], page_entries="/Rotate 90")) == ["横放的一页"]


def test_a_slanting_watermark_is_no_text():
    watermark = shown(Placed("内部资料", 0, 0), matrix="0.7 0.7 -0.7 0.7 300 300")

    assert paragraphs_of(pdf_of([shown(Placed("正文", 30, 30)) + watermark])) == ["正文"]


def test_the_cells_of_a_row_are_parted_by_tabs():
    row = " ".join(
        shown(Placed(words, left, 60)) for words, left in (("序号", 30), ("问题", 60), ("措施", 120))
    )

    assert paragraphs_of(pdf_of([row])) == ["序号\t问题\t措施"]


def test_the_rows_of_a_table_stay_apart_however_wide_they_are():
    cells = ("序号", "存在问题和整改措施的全部内容", "牵头单位")
    rows = [
        shown(Placed(words, left, 60 + 10 * row))
        for row in range(3)
        for words, left in zip(cells, (28, 60, 150), strict=True)
    ]

    assert paragraphs_of(pdf_of([" ".join(rows)])) == ["\t".join(cells)] * 3


def test_a_table_of_contents_is_left_out():
    entries = ["目　录", "一、主要工作…………………………1", "二、存在问题 ........ 2"]
    dotted = [Placed(words, 28, 60 + 10 * row) for row, words in enumerate(entries)]
    gapped = [Placed("三、下一步打算", 28, 100), Placed("3", 160, 100)]
    body = [Placed(words, 39.2, 60 + 10 * row) for row, words in enumerate(PARAGRAPHS[3:4])]
    pages = ["\n".join(shown(one) for one in page) for page in ([*dotted, *gapped], body)]

    assert paragraphs_of(pdf_of(pages)) == ["二、存在问题"]


def test_text_drawn_twice_to_look_bold_is_read_once():
    twice = shown(Placed("存在问题", 30, 30)) + shown(Placed("存在问题", 30.2, 30))

    assert paragraphs_of(pdf_of([twice])) == ["存在问题"]


def test_a_broken_title_is_one_line_and_stands_apart():
    title = [Placed("河湾县水务局关于2025年工作情况", 36, 30, 8), Placed("和2026年打算的报告", 60, 44, 8)]
    body = [
        Placed("今年供水平稳，水质每周化验一次，结果贴到村口和镇上。", 28, 70 + 10 * row) for row in range(9)
    ]
    text = read_source(pdf_of(["\n".join(shown(one) for one in (*body, *title))]), "a.pdf").text

    assert text.startswith("河湾县水务局关于2025年工作情况和2026年打算的报告\n今年供水平稳")


@pytest.mark.parametrize(
    ("code", "character"),
    [(ord("⽔"), "水"), (ord("⺠"), "民"), (ord("⻓"), "长"), (2, "-"), (0xE000, ""), (0xD800, "")],
)
def test_shapes_that_fonts_share_are_read_as_ideographs(code, character):
    assert readable(code) == character


def test_glyphs_without_a_place_are_no_trouble():
    nowhere = [Glyph("甲", float("nan"), 0, 1, 1), Glyph("乙", 0, 5, 1, 1), Glyph("丙", 0, 0, 0, 0)]

    assert [line.text for line in lines_of(nowhere)] == ["丙"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf_of([IMAGE]), "扫描"),
        (pdf_of([""]), "没有文字"),
        (pdf_of([shown(Placed("甲", 30, 30)), IMAGE, IMAGE]), "一半以上"),
        (pdf_of([shown(Placed("\ue000\ue001", 30, 30))]), "乱码"),
        (pdf_of([shown(Placed("甲", 30, 30))], trailer_entries=ENCRYPTION), "加密"),
        (pdf_of([shown(Placed("甲", 30, 30))])[:300], "损坏"),
        (pdf_of([""] * 1001), "太长"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data, says):
    with pytest.raises(UnreadableFile) as refusal:
        read_source(data, "总结.pdf")

    assert says in str(refusal.value) and str(refusal.value).count("。") == 1


@pytest.mark.parametrize("tool", ["false", "sleep 30"])
def test_a_child_that_crashes_or_hangs_ends_in_a_sentence(monkeypatch, tmp_path, tool):
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{tool}\n")
    program.chmod(0o700)
    monkeypatch.setattr(pdf.sys, "executable", str(program))
    monkeypatch.setattr(pdf, "LIMITS", pdf.Limits(seconds=1, cpu_seconds=1, memory=2**30, file_size=0))

    with pytest.raises(UnreadableFile, match="时间过长"):
        read_source(pdf_file("甲"), "总结.pdf")


STYLES = {
    "indented": "p { text-indent: 2em; margin: 0; text-align: justify }",
    "spaced": "p { margin: 0 0 1em }",
    "printed": "@page { @top-center { content: '河湾县水务局文件' } @bottom-center { content: '第 ' counter(page) ' 页 共 ' counter(pages) ' 页' } }"
    " p { text-indent: 2em; margin: 0 }",
}


@pytest.mark.browser
@pytest.mark.parametrize("style", STYLES)
def test_what_a_browser_prints_reads_as_it_was_typed(tmp_path, style):
    page = tmp_path / "总结.html"
    body = "".join(f"<p>{html.escape(words)}</p>" for words in LONG)
    page.write_text(
        f'<html lang="zh"><meta charset="utf-8"><style>@page {{ size: A4; margin: 25mm }} body {{ font-size: 16pt }}'
        f"{STYLES[style]}</style>{body}</html>",
        encoding="utf-8",
    )
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    subprocess.run(
        [needs.chromium(), *flags, f"--print-to-pdf={tmp_path / 'paper.pdf'}", page.as_uri()],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip

    assert paragraphs_of((tmp_path / "paper.pdf").read_bytes()) == LONG
