"""The one door to the readers: bytes and a name → the text, each format by its own module."""

from __future__ import annotations

from collections.abc import Callable

from reports.reading.document import Source, UnreadableFile
from reports.reading.docx import read_docx
from reports.reading.kinds import Kind, kind_of
from reports.reading.ofd import read_ofd
from reports.reading.office import read_office
from reports.reading.pdf import read_pdf
from reports.reading.plain import read_plain

MAX_BYTES = 20 * 1024 * 1024

READERS: dict[Kind, Callable[[bytes, str], Source]] = {
    Kind.TEXT: read_plain,
    Kind.WORD: read_docx,
    Kind.PDF: read_pdf,
    Kind.OFD: read_ofd,
    Kind.OLD_WORD: read_office,
    Kind.RICH_TEXT: read_office,
}
CONVERTED = (Kind.OLD_WORD, Kind.RICH_TEXT)
"""kinds that take seconds to read: a job has the time, a page has not"""
SHEET = "这是电子表格，请到“台账导入”页面导入。"
NO_TEXT = "文件里没有文字（可能是空白页或扫描图片），请上传有文字的原文。"


def judged_kind(data: bytes, name: str) -> Kind:
    """The kind of a file that is worth opening. Raises UnreadableFile for an empty, too large or foreign one."""
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableFile("文件是空的，请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后上传。")
    return kind_of(data, name)


def read_source(data: bytes, name: str) -> Source:
    """The text of one file that is no sheet. Raises UnreadableFile with a sentence for the user."""
    kind = judged_kind(data, name)
    if kind not in READERS:
        raise UnreadableFile(SHEET)
    source = READERS[kind](data, name)
    if not source.text.strip():
        raise UnreadableFile(NO_TEXT)
    return source
