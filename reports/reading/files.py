"""Which kind of file is this? Judged by its first bytes; the name only has to agree."""

from __future__ import annotations

from pathlib import PurePosixPath

from reports.reading.document import Source, UnreadableFile
from reports.reading.docx import read_docx
from reports.reading.plain import decode

MAX_BYTES = 20 * 1024 * 1024

# First bytes of files that people upload by mistake, and what to tell them.
REFUSED_CONTENT: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF 文件，暂不能直接读取，请从原文另存为 .docx 或 .txt 后上传。"),
    (b"{\\rtf", "这是 RTF 文件，请用 Word 或 WPS 另存为 .docx 后上传。"),
    (b"\x89PNG", "这是图片，没有可读取的文字，请上传 .docx 或 .txt 原文。"),
    (b"\xff\xd8\xff", "这是图片，没有可读取的文字，请上传 .docx 或 .txt 原文。"),
    (b"Rar!", "这是压缩包，请解压后上传其中的 .docx 或 .txt 文件。"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后上传其中的 .docx 或 .txt 文件。"),
    (b"\x1f\x8b", "这是压缩包，请解压后上传其中的 .docx 或 .txt 文件。"),
)
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A stream of this name (UTF-16 in the container's directory) holds a password-protected Office file.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
ZIP_HEADERS = (b"PK\x03\x04", b"PK\x05\x06")


def read_source(data: bytes, name: str) -> Source:
    """The text of one .txt or .docx file. Raises UnreadableFile with a sentence for the user."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    _refuse_unreadable(data)
    if data.startswith(ZIP_HEADERS):
        if suffix != ".docx":
            raise UnreadableFile(_zip_with_wrong_name(suffix))
        source = read_docx(data, name)
    else:
        if suffix == ".docx":
            raise UnreadableFile(
                "文件名是 .docx，内容却不是 Word 文档，请用 Word 或 WPS 打开后另存为 .docx 再上传。"
            )
        if suffix != ".txt":
            raise UnreadableFile(f"不支持 {suffix or '没有扩展名的'} 文件，请上传 .docx 或 .txt 文件。")
        source = Source.of_text(decode(data), name)
    if not source.text.strip():
        raise UnreadableFile("文件里没有文字（可能是空白页或扫描图片），请上传有文字的原文。")
    return source


def _refuse_unreadable(data: bytes) -> None:
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableFile("文件是空的，请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise UnreadableFile(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后上传。")
    if data.startswith(OLE_HEADER):
        if ENCRYPTED_STREAM in data:
            raise UnreadableFile("文件已加密，请取消打开密码或权限限制后重新上传。")
        raise UnreadableFile("这是旧版 .doc、.xls 或 .wps 文件，请用 Word 或 WPS 另存为 .docx 后上传。")
    for header, sentence in REFUSED_CONTENT:
        if data.startswith(header):
            raise UnreadableFile(sentence)


def _zip_with_wrong_name(suffix: str) -> str:
    if suffix == ".docm":
        return "不接受带宏的 .docm 文件，请另存为 .docx 后上传。"
    if suffix in {".xlsx", ".et"}:
        return "这是电子表格，请到“导入台账”页面上传。"
    if suffix == ".ofd":
        return "这是 OFD 版式文件，暂不能直接读取，请从原文另存为 .docx 后上传。"
    if suffix == ".zip":
        return "这是压缩包，请解压后上传其中的 .docx 或 .txt 文件。"
    return "文件内容是 Office 文档或压缩包，与扩展名不符，请确认后以 .docx 保存再上传。"
