"""Which kind of file is this? Judged by its content; the name only has to agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from reports.reading.archive import ENCRYPTED, opened
from reports.reading.document import UnreadableFile
from reports.reading.docx import MAIN_PART


class Kind(StrEnum):
    """The kinds of files that are read, by the extension that is theirs."""

    TEXT = ".txt"
    WORD = ".docx"
    PDF = ".pdf"
    OFD = ".ofd"
    SHEET = ".xlsx"
    OLD_WORD = ".doc"
    RICH_TEXT = ".rtf"


# One row per accepted extension: which content may bear it, and as what the file is handed back.
SUFFIXES: dict[str, tuple[tuple[Kind, ...], str]] = {
    ".docx": ((Kind.WORD,), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".pdf": ((Kind.PDF,), "application/pdf"),
    ".ofd": ((Kind.OFD,), "application/ofd"),
    ".xlsx": ((Kind.SHEET,), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".txt": ((Kind.TEXT,), "text/plain"),
    # Office programs save rich text under the old names, too.
    ".doc": ((Kind.OLD_WORD, Kind.RICH_TEXT), "application/msword"),
    ".wps": ((Kind.OLD_WORD, Kind.RICH_TEXT), "application/vnd.ms-works"),
    ".rtf": ((Kind.RICH_TEXT,), "application/rtf"),
}
OTHER_CONTENT_TYPE = "application/octet-stream"
NAMES = {
    Kind.TEXT: "纯文本",
    Kind.WORD: "Word 文档（.docx）",
    Kind.PDF: "PDF 文件",
    Kind.OFD: "OFD 文件",
    Kind.SHEET: "电子表格（.xlsx）",
    Kind.OLD_WORD: "旧版 Word 文档（.doc）",
    Kind.RICH_TEXT: "RTF 文档",
}

IMAGE = "这是图片，没有可读取的文字，请上传 .docx 或 .pdf 原文，或先用识别软件（OCR）转成文字。"
PACKED = "这是压缩包，请解压后上传其中的报告文件。"
WEB_PAGE = "这是网页格式的文件，请用 Word 或 WPS 打开后另存为 .docx 再上传。"
SLIDES = "这是演示文稿，不是报告，请上传 .docx、.pdf 等格式的报告原文。"
OLD_SHEET = "这是旧版 .xls 或 .et 表格，请用 WPS 表格或 Excel 打开后另存为 .xlsx 再上传。"
OLD_UNKNOWN = "认不出这个旧版文件的内容，请用 Word 或 WPS 打开后另存为 .docx 再上传。"
MACROS = "不接受带宏的 .docm 文件，请另存为 .docx 后上传。"

# First bytes of files that people upload by mistake, and what to tell them.
REFUSED_CONTENT: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\x00", IMAGE),
    (b"MM\x00*", IMAGE),
    (b"Rar!", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"\x1f\x8b", PACKED),
)
# Two letters begin many a text; the zeros behind them only a picture.
BITMAP = (b"BM", b"\x00" * 4)
# Web pages and their mail form, which some systems save under the name .doc.
WEB_PAGE_STARTS = (b"<!doctype html", b"<html", b"mime-version:", b"<?xml")
ZIP_HEADERS = (b"PK\x03\x04", b"PK\x05\x06")
PDF_HEADER = b"%PDF-"
PDF_HEADER_WITHIN = 1024
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR = 512
WORD_MAGIC = b"\xec\xa5"
FLAGS_AT = 0x0A
ENCRYPTED_FLAG = 0x0100


@dataclass(frozen=True)
class Sign:
    """An entry of a container that tells its kind, or the refusal of that kind."""

    entry: str
    """a pattern for a zip, a name for a compound file"""
    means: Kind | str


ZIP_SIGNS = (
    Sign(MAIN_PART.pattern, Kind.WORD),
    Sign(r"OFD\.xml", Kind.OFD),
    Sign(r"xl/workbook\.xml", Kind.SHEET),
    Sign(r"ppt/presentation\.xml", SLIDES),
)
# The names of streams in a compound file's directory, there in UTF-16.
LOCKED_STREAM = "EncryptedPackage"
OLE_SIGNS = (
    Sign(LOCKED_STREAM, ENCRYPTED),
    Sign("WordDocument", Kind.OLD_WORD),
    Sign("Workbook", OLD_SHEET),
    Sign("PowerPoint Document", SLIDES),
)


def is_locked_package(data: bytes) -> bool:
    """Whether a compound file holds a .docx or .xlsx behind a password."""
    return LOCKED_STREAM.encode("utf-16-le") in data


def suffix_of(name: str) -> str:
    """The extension in small letters, with its dot; "" for none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def content_type_of(suffix: str) -> str:
    """As what a kept file of this extension is handed back."""
    return SUFFIXES[suffix][1] if suffix in SUFFIXES else OTHER_CONTENT_TYPE


def kind_of(data: bytes, name: str) -> Kind:
    """What the file is. Raises UnreadableFile where it is nothing we read, or its name says something else."""
    suffix = suffix_of(name)
    kind = _by_content(data, suffix)
    if suffix == ".docm":
        raise UnreadableFile(MACROS)
    if suffix in SUFFIXES and kind in SUFFIXES[suffix][0]:
        return kind
    if kind is not Kind.TEXT:
        raise UnreadableFile(
            f"文件内容是 {NAMES[kind]}，与扩展名“{suffix or '无'}”不符，请把扩展名改为 {kind} 后上传。"
        )
    if suffix in SUFFIXES:
        raise UnreadableFile(_not_what_it_says(suffix))
    raise UnreadableFile(
        f"不支持{f' {suffix} ' if suffix else '没有扩展名的'}文件，请上传 .docx、.pdf、.ofd、.txt 等格式的报告。"
    )


def _by_content(data: bytes, suffix: str) -> Kind:
    if data.startswith(ZIP_HEADERS):
        return _of_zip(data, suffix)
    # Junk may stand before the header, but a text may speak of it, too.
    if data.startswith(PDF_HEADER) or (suffix == Kind.PDF and PDF_HEADER in data[:PDF_HEADER_WITHIN]):
        return Kind.PDF
    if data.startswith(OLE_HEADER):
        return _of_compound_file(data)
    if data.startswith(b"{\\rtf"):
        return Kind.RICH_TEXT
    if data.startswith(BITMAP[0]) and data[6:10] == BITMAP[1]:
        raise UnreadableFile(IMAGE)
    for header, sentence in REFUSED_CONTENT:
        if data.startswith(header):
            raise UnreadableFile(sentence)
    if suffix != ".txt" and data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB_PAGE_STARTS):
        raise UnreadableFile(WEB_PAGE)
    return Kind.TEXT


def _of_zip(data: bytes, suffix: str) -> Kind:
    if suffix == ".zip":
        raise UnreadableFile(PACKED)
    names = opened(data).namelist()
    for sign in ZIP_SIGNS:
        if any(re.fullmatch(sign.entry, name) for name in names):
            return _meant(sign)
    if any("encrypt" in entry.lower() for entry in names):
        raise UnreadableFile(ENCRYPTED)
    raise UnreadableFile(_not_what_it_says(suffix) if suffix in SUFFIXES else PACKED)


def _of_compound_file(data: bytes) -> Kind:
    for sign in OLE_SIGNS:
        if sign.entry.encode("utf-16-le") in data:
            if sign.means is Kind.OLD_WORD and _is_locked_word(data):
                raise UnreadableFile(ENCRYPTED)
            return _meant(sign)
    raise UnreadableFile(OLD_UNKNOWN)


def _meant(sign: Sign) -> Kind:
    if isinstance(sign.means, Kind):
        return sign.means
    raise UnreadableFile(sign.means)


def _is_locked_word(data: bytes) -> bool:
    """Whether the head of the Word stream, which begins a sector, says that a password is needed."""
    for start in range(SECTOR, len(data) - FLAGS_AT - 1, SECTOR):
        if data.startswith(WORD_MAGIC, start):
            flags = int.from_bytes(data[start + FLAGS_AT : start + FLAGS_AT + 2], "little")
            return bool(flags & ENCRYPTED_FLAG)
    return False


def _not_what_it_says(suffix: str) -> str:
    ways = {
        ".pdf": "重新导出 PDF 后上传",
        ".ofd": "重新导出 OFD 后上传",
        ".xlsx": "用 WPS 表格或 Excel 打开后另存为 .xlsx 再上传",
    }
    how = ways.get(suffix, "用 Word 或 WPS 打开后另存为 .docx 再上传")
    return f"文件名是 {suffix}，内容却不是 {NAMES[SUFFIXES[suffix][0][0]]}，请{how}。"
