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
CROWDED = "文件里的内容过多，疑似压缩炸弹，请删去多余图片和附件后重新上传。"
ENCRYPTED = "文件已加密，请取消打开密码或权限限制后重新上传。"
ENTITIES = "文件里有不允许的 XML 声明，请用制作它的软件重新另存或导出后上传。"


def opened(data: bytes) -> zipfile.ZipFile:
    """The container, nothing of it unpacked. Raises UnreadableFile for a damaged, an encrypted or a crowded one."""
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except UNPACKING_ERRORS as error:
        raise UnreadableFile(TRUNCATED) from error
    entries = container.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile(CROWDED)
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise UnreadableFile(ENCRYPTED)
    return container


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(1, entry.compress_size)


class Archive:
    """A checked container: gives its XML parts, each parsed without entities, network or unbounded depth."""

    def __init__(self, data: bytes) -> None:
        self._zip = opened(data)
        entries = self._zip.infolist()
        self.names = {entry.filename for entry in entries}
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES or any(map(_is_bomb, entries)):
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
