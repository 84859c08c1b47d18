"""The .docx container: judged by what its directory declares before anything in it is unpacked."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from reports.reading.document import UnreadableFile

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PART_BYTES = 24 * 1024 * 1024
# Text packs to a tenth at best; a hundredfold is a bomb. Small parts may be all blanks.
MAX_RATIO = 120
RATIO_FREE_BYTES = 1024 * 1024
MAIN_PART = "word/document.xml"
ENCRYPTED_FLAG = 0x1

TRUNCATED = "文件不完整或已损坏，请重新导出后上传。"
TOO_LARGE = "文件展开后过大，疑似压缩炸弹，请删去多余图片和附件后重新上传。"
NOT_WORD = "文件内容不是 Word 文档，请用 Word 或 WPS 打开后另存为 .docx 再上传。"
ENCRYPTED = "文件已加密，请取消打开密码或权限限制后重新上传。"
MACROS = "文件带有宏，请另存为不含宏的 .docx 后上传。"
ENTITIES = "文件里有不允许的 XML 声明，请用 Word 或 WPS 重新另存为 .docx 后上传。"


class WordArchive:
    """A checked .docx: gives its XML parts, each parsed without entities, network or unbounded depth."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableFile(TRUNCATED) from error
        _judge(entries)
        self._names = {entry.filename for entry in entries}

    def part(self, name: str) -> etree._Element | None:
        """The root of one XML part, or None when the document has no such part."""
        if name not in self._names:
            return None
        if self._zip.getinfo(name).file_size > MAX_PART_BYTES:
            raise UnreadableFile(TOO_LARGE)
        try:
            content = self._zip.read(name)
        except (
            zipfile.BadZipFile,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise UnreadableFile(TRUNCATED) from error
        except Exception as error:  # zlib.error and its kin have no common base
            raise UnreadableFile(TRUNCATED) from error
        return _parsed(content)


def _judge(entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise UnreadableFile(TOO_LARGE)
    for entry in entries:
        if entry.flag_bits & ENCRYPTED_FLAG:
            raise UnreadableFile(ENCRYPTED)
        if entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise UnreadableFile(TOO_LARGE)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableFile(MACROS)
    if MAIN_PART not in names:
        raise UnreadableFile(NOT_WORD)


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(TRUNCATED) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(ENTITIES)
    return root
