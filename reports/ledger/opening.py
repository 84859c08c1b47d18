"""May this file be opened as a ledger? Judged by size, content, entries and declared expansion, before any XML is read."""

from __future__ import annotations

import io
import warnings
from pathlib import PurePosixPath

import openpyxl
from openpyxl import Workbook

from reports.reading.archive import opened
from reports.reading.document import UnreadableFile
from reports.reading.kinds import OLE_HEADER, is_locked_package

MAX_BYTES = 20 * 1024 * 1024
MAX_SHEET_BYTES = 512 * 1024 * 1024
"""declared size of all sheets; they are read as a stream and only as far as there are rows"""
MAX_OTHER_BYTES = 64 * 1024 * 1024
"""declared size of all other parts that are read whole (shared texts, styles, the list of sheets)"""

_MACROS = ("xl/vbaProject.bin", "xl/macrosheets/")
_SAVE_AS = "请用 WPS 表格或 Excel 打开，另存为“.xlsx”后再上传。"


class UnreadableLedger(Exception):
    """The file cannot be read as a ledger; the message is a sentence for the user."""


def open_ledger(data: bytes, name: str) -> Workbook:
    """Return the workbook in streaming mode, values instead of formulas. Raises UnreadableLedger."""
    _judge_bytes(data, name)
    _judge_entries(data)
    if not openpyxl.DEFUSEDXML:
        raise UnreadableLedger("服务器缺少 defusedxml 组件，为安全起见不能读取表格，请联系管理员安装。")
    try:
        with warnings.catch_warnings():
            # openpyxl warns of every style or extension that it does not know; none of them is a value.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (
        Exception
    ) as error:  # a damaged part may fail in any way; the user can do the same thing about all of them
        raise damaged(error) from error
    if not book.worksheets:
        raise UnreadableLedger("文件里没有工作表，请检查后重新上传。")
    return book


def damaged(error: Exception) -> UnreadableLedger:
    """Return the sentence for whatever went wrong inside the parts of a workbook."""
    if type(error).__module__.startswith("defusedxml"):
        return UnreadableLedger(f"文件里有不安全的内容（XML 实体），不能读取。如果文件来源可靠，{_SAVE_AS}")
    return UnreadableLedger(f"文件损坏或不完整，读不出表格。{_SAVE_AS}")


def _judge_bytes(data: bytes, name: str) -> None:
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if not data.strip(b"\x00\t\r\n "):
        raise UnreadableLedger("文件是空的，请检查后重新上传。")
    if len(data) > MAX_BYTES:
        raise UnreadableLedger(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片或拆分后上传。")
    if data.startswith(OLE_HEADER):
        if is_locked_package(data):
            raise UnreadableLedger("文件已加密，请取消打开密码或权限限制后重新上传。")
        raise UnreadableLedger(f"这是旧版 .xls、.et 或 .wps 文件。{_SAVE_AS}")
    if not data.startswith(b"PK\x03\x04"):
        if suffix == ".xlsx":
            raise UnreadableLedger(f"文件名是 .xlsx，内容却不是表格文件。{_SAVE_AS}")
        if suffix == ".csv":
            raise UnreadableLedger(f"不支持 .csv 文件。{_SAVE_AS}")
        raise UnreadableLedger(f"不支持 {suffix or '没有扩展名的'} 文件，请上传 .xlsx 表格。")
    if suffix not in (".xlsx", ".xlsm"):
        raise UnreadableLedger(f"扩展名 {suffix or '（无）'} 不是 .xlsx。{_SAVE_AS}")


def _judge_entries(data: bytes) -> None:
    try:
        entries = opened(data).infolist()
    except UnreadableFile as refusal:
        raise UnreadableLedger(str(refusal)) from refusal
    names = {entry.filename for entry in entries}
    if any(name.startswith(_MACROS) for name in names):
        raise UnreadableLedger(f"文件里有宏，不能上传。{_SAVE_AS}")
    if "xl/workbook.xml" not in names and not any(name.endswith("/workbook.xml") for name in names):
        raise UnreadableLedger("内容是 Word 文档或压缩包，不是表格，请上传 .xlsx 台账。")
    sheets = sum(entry.file_size for entry in entries if "worksheets/" in entry.filename)
    others = sum(
        entry.file_size
        for entry in entries
        if "worksheets/" not in entry.filename and entry.filename.endswith((".xml", ".rels"))
    )
    if sheets > MAX_SHEET_BYTES or others > MAX_OTHER_BYTES:
        raise UnreadableLedger(
            "文件展开后过大，多半是整行整列设了格式。请把有内容的行复制到新表格，保存后上传。"
        )
