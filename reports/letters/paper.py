"""A sheet of official paper: its measures, fonts and page numbers, and paragraphs of plain text.

Text of users is only ever set as the text of a run, so it can never become a field, a link or markup. The fonts are named,
not carried along: a machine without them shows its own.
"""

from __future__ import annotations

import re
from typing import IO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE, HEAD, SUBHEAD, BODY, FOOT = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
TITLE_SIZE, BODY_SIZE, FOOT_SIZE = Pt(22), Pt(16), Pt(14)
"""2号, 3号, 4号"""
HEAD_SIZE, RED = Pt(36), RGBColor(0xC0, 0x00, 0x00)
"""of a letterhead"""
LINE = Pt(28.95)
"""22 lines on 225 mm"""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return the text without what a document cannot hold: control characters and halves of characters."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Paper:
    """One document, filled from top to bottom."""

    def __init__(self, title: str, *, letterhead: str = "", number: str = "") -> None:
        self._document: Document = docx.Document()
        self._document.core_properties.title = plain(title).replace("\n", "")[:255]
        self._document.core_properties.author = ""
        self._set_page()
        if letterhead:
            self._letterhead(letterhead, number)
        paragraph = self._add(WD_ALIGN_PARAGRAPH.CENTER)
        _write(paragraph, title, TITLE, TITLE_SIZE)
        self.blank()

    def head(self, text: str) -> None:
        """A heading of the first level: 一、…"""
        _write(self._indented(), text, HEAD, BODY_SIZE)

    def subhead(self, text: str) -> None:
        """A heading of the second level: （一）…"""
        _write(self._indented(), text, SUBHEAD, BODY_SIZE)

    def text(self, text: str) -> None:
        """Body text; every line of it is a paragraph of its own."""
        for line in plain(text).split("\n"):
            if line.strip():
                _write(self._indented(), line.strip(), BODY, BODY_SIZE)

    def fact(self, name: str, value: str) -> None:
        """One line 名称：value, left out where there is no value."""
        if value.strip():
            paragraph = self._indented()
            _write(paragraph, f"{name}：", HEAD, BODY_SIZE)
            _write(paragraph, " ".join(plain(value).split()), BODY, BODY_SIZE)

    def addressee(self, text: str) -> None:
        """Whom the paper goes to (主送), flush left."""
        _write(self._add(WD_ALIGN_PARAGRAPH.LEFT), f"{text}：", BODY, BODY_SIZE)

    def signed(self, text: str) -> None:
        """A line of the signature: four characters from the right margin."""
        paragraph = self._add(WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = BODY_SIZE * 4
        _write(paragraph, text, BODY, BODY_SIZE)

    def blank(self) -> None:
        self._add(WD_ALIGN_PARAGRAPH.LEFT)

    def save(self, stream: IO[bytes]) -> None:
        self._document.save(stream)

    def _letterhead(self, office: str, number: str) -> None:
        """The name of the sender in red over a double line, thick over thin, the number below it (信函格式)."""
        paragraph = self._add(WD_ALIGN_PARAGRAPH.DISTRIBUTE)
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _write(paragraph, office, TITLE, HEAD_SIZE).font.color.rgb = RED
        borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "4"), ("color", str(RED))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")
        _write(self._add(WD_ALIGN_PARAGRAPH.RIGHT), number, BODY, BODY_SIZE)
        self.blank()

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(28)
        section.footer.is_linked_to_previous = False
        number = section.footer.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(number, "— ", FOOT, FOOT_SIZE)
        _page_number(_write(number, "", FOOT, FOOT_SIZE))
        _write(number, " —", FOOT, FOOT_SIZE)

    def _indented(self) -> Paragraph:
        paragraph = self._add(WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2
        return paragraph

    def _add(self, alignment: WD_ALIGN_PARAGRAPH) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = alignment
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        return paragraph


def _write(paragraph: Paragraph, text: str, font: str, size: Pt) -> Run:
    run = paragraph.add_run(plain(text))
    run.font.name, run.font.size = font, size
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), font)
    return run


def _page_number(run: Run) -> None:
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._element.append(part)
