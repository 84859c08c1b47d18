"""A zip container of XML parts (.docx, .ofd): judged by its directory before anything in it is unpacked."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from lxml import etree

from reports.reading.document import UnreadableFile

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_PART_BYTES = 24 * 1024 * 1024
# Text packs to a tenth at best; a hundredfold is a bomb. Small parts may be all blanks.
MAX_RATIO = 120
RATIO_FREE_BYTES = 1024 * 1024
ENCRYPTED_FLAG = 0x1
UNPACKING_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OverflowError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # a packing method that this Python does not know
    RuntimeError,
)


TRUNCATED = "文件不完整或已损坏（可能没有传完），请重新导出后上传。"
TOO_LARGE = "文件展开后过大，疑似压缩炸弹，请删去多余图片和附件后重新上传。"
ENCRYPTED = "文件已加密，请取消打开密码或权限限制后重新上传。"
ENTITIES = "文件里有不允许的 XML 声明，请用制作它的软件重新另存或导出后上传。"


class Archive:
    """A checked container: gives its XML parts, each parsed without entities, network or unbounded depth."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNPACKING_ERRORS as error:
            raise UnreadableFile(TRUNCATED) from error
        self.names = {entry.filename for entry in self._zip.infolist()}
        self._judge(self._zip.infolist())

    def _judge(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise UnreadableFile(TOO_LARGE)
        for entry in entries:
            if entry.flag_bits & ENCRYPTED_FLAG:
                raise UnreadableFile(ENCRYPTED)
            if entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(
                1, entry.compress_size
            ):
                raise UnreadableFile(TOO_LARGE)

    def part(self, name: str) -> etree._Element | None:
        """The root of one XML part, or None when the document has no such part."""
        if name not in self.names:
            return None
        if self._zip.getinfo(name).file_size > MAX_PART_BYTES:
            raise UnreadableFile(TOO_LARGE)
        try:
            content = self._zip.read(name)
        except UNPACKING_ERRORS as error:
            raise UnreadableFile(TRUNCATED) from error
        return self._parsed(content)

    def _parsed(self, content: bytes) -> etree._Element:
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
