"""Files that people attach: what is taken, under which name, and what is refused."""

import io
import zipfile
import zlib

import pytest

from tracker.uploads import UploadRefused, inspect, safe_name

LIMIT = 1024 * 1024
TYPES_PACKED = zlib.compress(b"<Types/>")[2:-4]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(*names: str, types: str = "<Types/>", filler: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for name in names:
            archive.writestr(name, b"0" * filler)
    return out.getvalue()


def ole(*streams: str) -> bytes:
    return OLE + b"".join(stream.encode("utf-16-le") + b"\0\0" for stream in streams)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("整改报告.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("现场.PNG", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("现场.jpeg", b"\xff\xd8\xff\xe0...", "image/jpeg"),
        ("说明.txt", "已完成整改。".encode(), "text/plain"),
        ("说明.txt", "已完成整改。".encode("gb18030"), "text/plain"),
        ("说明.txt", "收入<支出，a < b".encode(), "text/plain"),
        (
            "报告.docx",
            package("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "台账.xlsx",
            package("xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("旧.doc", ole("WordDocument"), "application/msword"),
        ("旧.xls", ole("Workbook"), "application/vnd.ms-excel"),
    ],
)
def test_papers_of_an_office_are_taken(name: str, content: bytes, content_type: str):
    upload = inspect(io.BytesIO(content), name, max_bytes=LIMIT)
    assert (upload.name, upload.content_type, upload.size) == (name, content_type, len(content))
    assert upload.file.read() == content  # rewound


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.pdf", b"", "空文件"),
        ("大.pdf", b"%PDF-" + b"0" * LIMIT, "超过 1 MB"),
        ("页面.txt", b"  <html><script>alert(1)</script>", "不是可用的格式"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可用的格式"),
        ("文中.txt", "前言<script src=x>".encode(), "不是可用的格式"),
        ("程序.txt", b"#!/bin/sh\nrm", "不是可用的格式"),
        ("程序.pdf", b"MZ\x90\x00\x03", "不是可用的格式"),
        ("图片.pdf", b"\x89PNG\r\n\x1a\n...", "与扩展名不符"),
        ("报告.pdf.html", b"%PDF-1.7", "与扩展名不符"),
        ("包.docx", package("a.txt"), "压缩包"),
        ("宏.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("宏.xlsx", package("xl/workbook.xml", types="<x macroEnabled.main+xml/>"), "宏"),
        ("坏.docx", package("word/document.xml")[:60], "已损坏"),
        ("弹.docx", package("word/document.xml", filler=20_000_000), "展开后过大"),
        ("表.docx", package("word/document.xml", types="0" * 1_100_000), "展开后过大"),
        (
            "坏流.docx",
            package("word/document.xml").replace(TYPES_PACKED, b"\xff" * len(TYPES_PACKED), 1),
            "已损坏",
        ),
        ("宏.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "宏"),
        ("密.docx", ole("EncryptedPackage"), "密码"),
        ("装.doc", ole("SummaryInformation"), "不是可用的格式"),
    ],
)
def test_everything_else_is_refused_with_a_reason(name: str, content: bytes, why: str):
    with pytest.raises(UploadRefused, match=why):
        inspect(io.BytesIO(content), name, max_bytes=LIMIT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\资料\\报告.pdf", "报告.pdf"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("...", "未命名"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ('a<b>"c".pdf', "abc.pdf"),
    ],
)
def test_a_name_keeps_only_what_is_safe(given: str, kept: str):
    assert safe_name(given) == kept
