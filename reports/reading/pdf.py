"""A PDF with a text layer → its text in paragraphs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from reports.reading.archive import ENCRYPTED
from reports.reading.child import ChildFailed, Limits, run
from reports.reading.document import Source, UnreadableFile
from reports.reading.furniture import LaidPage
from reports.reading.glyphs import LaidLine
from reports.reading.layout import paragraphs_of

LIMITS = Limits(seconds=100, cpu_seconds=60, memory=2 * 1024**3, file_size=0)
ROOT = Path(__file__).resolve().parents[2]
MOSTLY = 0.5

SCANNED = "这份 PDF 是扫描件或图片，没有文字层，请上传 .docx 等有文字的原文，或先用识别软件（OCR）转成文字。"
EMPTY = (
    "这份 PDF 里没有文字（可能是空白、已损坏，或文字被转成了图形），请重新导出，或上传 .docx 等有文字的原文。"
)
PARTLY_SCANNED = "这份 PDF 有一半以上的页是扫描件或图片，读不全，请上传 .docx 等有文字的原文，或先用识别软件（OCR）转成文字。"
GARBLED = "这份 PDF 的文字没有编码，读出来是乱码，请上传 .docx 等可以编辑的原文。"
REFUSALS = {
    "encrypted": ENCRYPTED,
    "damaged": "这份 PDF 不完整或已损坏（可能没有传完），请重新导出后上传。",
    "too long": "这份 PDF 太长（超过 1000 页或 100 万字），请拆分后上传。",
}
FAILED = "这份 PDF 读取时间过长或内容异常，请重新导出为 PDF，或另存为 .docx 后上传。"


def read_pdf(data: bytes, name: str) -> Source:
    """The text of a PDF: one line per paragraph, without headers, footers and page numbers."""
    answer = _extracted(data)
    if "refused" in answer:
        raise UnreadableFile(REFUSALS[answer["refused"]])
    pages = [
        LaidPage(page["height"], tuple(LaidLine(*line) for line in page["lines"])) for page in answer["pages"]
    ]
    unreadable = sum(page["unreadable"] for page in answer["pages"])
    _refuse_unreadable(pages, unreadable, pictures=any(page["pictures"] for page in answer["pages"]))
    return Source.of_text("\n".join(paragraphs_of(pages)) + "\n", name)


def _extracted(data: bytes) -> dict[str, Any]:
    # -P and the path: the program finds this package wherever the server was started from, and nothing else.
    command = [sys.executable, "-P", "-m", "reports.reading.pdf_child"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "PYTHONUTF8": "1"}
    try:
        answer: dict[str, Any] = json.loads(run(command, limits=LIMITS, stdin=data, env=environment))
    except (ChildFailed, ValueError) as error:
        raise UnreadableFile(FAILED) from error
    return answer


def _refuse_unreadable(pages: list[LaidPage], unreadable: int, *, pictures: bool) -> None:
    empty = sum(not page.lines for page in pages)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if unreadable > MOSTLY * (unreadable + characters):
        raise UnreadableFile(GARBLED)
    if empty == len(pages):
        raise UnreadableFile(SCANNED if pictures else EMPTY)
    if pictures and empty > MOSTLY * len(pages):
        raise UnreadableFile(PARTLY_SCANNED)
