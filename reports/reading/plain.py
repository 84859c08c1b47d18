"""Plain text: encodings that offices use, and nothing that is not text."""

from __future__ import annotations

import codecs
import re

from reports.reading.document import Source, UnreadableFile

# A byte order mark settles the encoding; without one UTF-8 is tried first, because GB18030 accepts almost anything.
MARKED_ENCODINGS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
UNMARKED_ENCODINGS = ("utf-8", "gb18030")
# Characters of Chinese texts; a wrong guess of the byte order hits all of Unicode.
USUAL = re.compile(r"[\t\r\n -~\u2010-\u2027\u2460-\u24ff\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
USUAL_SHARE = 0.9
UNDECODABLE = "无法识别文件的文字编码，请用记事本另存为 UTF-8 编码的 .txt 后上传。"
BINARY = "文件名是 .txt，内容却不是文字，请检查文件后重新上传。"


def read_plain(data: bytes, name: str) -> Source:
    """The text of a .txt file."""
    return Source.of_text(decode(data), name)


def decode(data: bytes) -> str:
    """The text with line feeds as the only line ends (as a text editor shows it)."""
    for bom, encoding in MARKED_ENCODINGS:
        if data.startswith(bom):
            return _checked(_decoded(data, encoding))
    if b"\x00" in data:
        return _checked(_unmarked_utf16(data))
    for encoding in UNMARKED_ENCODINGS:
        try:
            return _checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(UNDECODABLE)


def _unmarked_utf16(data: bytes) -> str:
    """Zeros make it binary, unless they are the upper halves of line ends and digits among Chinese text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(USUAL.findall(text)) >= USUAL_SHARE * len(text):
            return text
    raise UnreadableFile(BINARY)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(UNDECODABLE) from error


def _checked(text: str) -> str:
    """Refuse what decodes but is not prose: a NUL, which no database keeps, or more than one control character in fifty."""
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
    if "\0" in text or controls * 50 > len(text):
        raise UnreadableFile(BINARY)
    return text.replace("\r\n", "\n").replace("\r", "\n")
