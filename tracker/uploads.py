"""Is this file what it says it is, and harmless? Judged by content; knows no Django.

Allowed are the papers that offices exchange: PDF, Word, Excel, PNG, JPEG and plain text. Web pages, drawings with scripts,
programs, macros, encrypted and packed files are refused, with a sentence for the person who chose the file.
"""

import hashlib
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

MAX_ENTRIES = 3_000
MAX_EXPANDED_BYTES = 400 * 1024 * 1024
MAX_RATIO = 300
MAX_CONTENT_TYPES_BYTES = 1024 * 1024
MAX_TEXT_BYTES = 10 * 1024 * 1024
MAX_NAME_CHARACTERS = 120

WANTED = "PDF、Word（doc、docx）、Excel（xls、xlsx）、图片（png、jpg）或纯文本（txt）"
ACCEPT = ".pdf,.doc,.docx,.xls,.xlsx,.png,.jpg,.jpeg,.txt"
"""The same list for a file field, so that the browser offers only these."""


class UploadRefused(Exception):
    """The file cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Upload:
    """A file that passed the check."""

    name: str
    """safe to show and to offer as the name of a download"""
    content_type: str
    size: int
    sha256: str
    file: BinaryIO

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()


@dataclass(frozen=True)
class Kind:
    words: str
    content_type: str
    suffixes: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("PDF", "application/pdf", (".pdf",))
PNG = Kind("PNG 图片", "image/png", (".png",))
JPEG = Kind("JPEG 图片", "image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind("Word 文档", _OFFICE + "wordprocessingml.document", (".docx",))
XLSX = Kind("Excel 工作簿", _OFFICE + "spreadsheetml.sheet", (".xlsx",))
DOC = Kind("旧版 Word 文档", "application/msword", (".doc",))
XLS = Kind("旧版 Excel 工作簿", "application/vnd.ms-excel", (".xls",))
TEXT = Kind("纯文本", "text/plain", (".txt",))

SHOWN_TYPES = frozenset(kind.content_type for kind in (PDF, PNG, JPEG))
"""What a browser may show on a page of its own; everything else is only handed out."""


def inspect(file: BinaryIO, name: str, *, max_bytes: int) -> Upload:
    """Return the file as an `Upload`, rewound to its start; raises UploadRefused."""
    name = safe_name(name)
    size = file.seek(0, 2)
    if size == 0:
        raise UploadRefused(f"“{name}”是空文件，请重新选择。")
    if size > max_bytes:
        raise UploadRefused(f"“{name}”超过 {max_bytes // 1024 // 1024} MB，请压缩图片或拆分后再上传。")
    kind = _kind_of(file, name)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in kind.suffixes:
        raise UploadRefused(
            f"“{name}”的内容是{kind.words}，与扩展名不符。请把扩展名改为 {kind.suffixes[0]} 再上传。"
        )
    return Upload(name, kind.content_type, size, _sha256(file), file)


def safe_name(name: str) -> str:
    """Return the last part of the name without control, direction and path characters, at most 120 characters long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    path = PurePosixPath(name or "未命名")
    return path.stem[: MAX_NAME_CHARACTERS - len(path.suffix[:10])] + path.suffix[:10]


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _kind_of(file: BinaryIO, name: str) -> Kind:
    file.seek(0)
    head = file.read(8)
    for magic, judge in _JUDGES.items():
        if head.startswith(magic):
            return judge(file, name)
    return _judge_text(file, name)


_CONTENT_TYPES = "[Content_Types].xml"


def _judge_zip(file: BinaryIO, name: str) -> Kind:
    """Look at the directory of the package only; nothing is unpacked but the list of content types."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            _refuse_bomb(entries, name)
            names = {entry.filename for entry in entries}
            types = package.read(_CONTENT_TYPES) if _CONTENT_TYPES in names else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UploadRefused(f"“{name}”已损坏或加了密码，打不开。请另存一份再上传。") from error
    if b"macroEnabled" in types or any(part.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for part in names):
        raise UploadRefused(f"“{name}”带有宏，不能上传。请另存为不带宏的格式（docx、xlsx）。")
    if types and "word/document.xml" in names:
        return DOCX
    if types and "xl/workbook.xml" in names:
        return XLSX
    raise UploadRefused(f"“{name}”是压缩包，不能上传。请解压后逐个上传，可用格式：{WANTED}。")


def _refuse_bomb(entries: list[zipfile.ZipInfo], name: str) -> None:
    expanded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    types = sum(entry.file_size for entry in entries if entry.filename == _CONTENT_TYPES)
    if (
        len(entries) > MAX_ENTRIES
        or expanded > MAX_EXPANDED_BYTES
        or expanded > (packed + 4096) * MAX_RATIO
        or types > MAX_CONTENT_TYPES_BYTES
    ):
        raise UploadRefused(f"“{name}”展开后过大，不能上传。请删去不需要的内容，或另存为 PDF。")


def _judge_ole(file: BinaryIO, name: str) -> Kind:
    """Tell the old Office formats by the names of their streams (in UTF-16, as the directory keeps them)."""
    file.seek(0)
    content = file.read()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise UploadRefused(f"“{name}”加了密码，打不开。请取消密码另存一份再上传。")
    if holds("_VBA_PROJECT"):
        raise UploadRefused(f"“{name}”带有宏，不能上传。请另存为不带宏的格式（docx、xlsx）。")
    if holds("WordDocument"):
        return DOC
    if holds("Workbook") or holds("Book\0"):
        return XLS
    raise UploadRefused(f"“{name}”不是可用的格式。可用格式：{WANTED}。")


_MARKUP = re.compile(r"<\s*(!doctype|html|svg|script|iframe|object|embed|body|\?xml|\?php)", re.IGNORECASE)


def _judge_text(file: BinaryIO, name: str) -> Kind:
    refusal = UploadRefused(f"“{name}”不是可用的格式。可用格式：{WANTED}。")
    file.seek(0)
    content = file.read(MAX_TEXT_BYTES + 1)
    if len(content) > MAX_TEXT_BYTES or b"\0" in content:
        raise refusal
    text = _decoded(content)
    if text is None or text.startswith("#!") or _MARKUP.search(text):
        raise refusal
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text[:4096]):
        raise refusal
    return TEXT


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


_JUDGES: dict[bytes, Callable[[BinaryIO, str], Kind]] = {
    b"%PDF-": lambda file, name: PDF,
    b"\x89PNG\r\n\x1a\n": lambda file, name: PNG,
    b"\xff\xd8\xff": lambda file, name: JPEG,
    b"PK\x03\x04": _judge_zip,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _judge_ole,
}
