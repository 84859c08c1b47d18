"""An OFD document (GB/T 33190: a zip of XML that says where each character stands) → its text in paragraphs."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from reports.reading.archive import ENCRYPTED, Archive
from reports.reading.document import Source, UnreadableFile
from reports.reading.furniture import LaidPage
from reports.reading.glyphs import Glyph, lines_of, readable
from reports.reading.layout import paragraphs_of

MAX_PAGES = 1_000
MAX_CHARACTERS = 1_000_000
ROOT_PART = "OFD.xml"
UNSEEN_LAYERS = frozenset({"Background", "Foreground"})
FARTHEST = 1e6
# A character's box about its baseline, in parts of its size.
ASCENT, DESCENT = 0.88, 0.12
WIDEST_STEP = 1.2
FLAT = 0.001
NO_MOVE = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

BROKEN = "OFD 文件不完整或已损坏（可能没有传完），请重新导出后上传。"
SCANNED = "这份 OFD 是扫描件或图片，没有文字层，请上传 .docx 等有文字的原文，或先用识别软件（OCR）转成文字。"
TOO_LONG = "这份 OFD 太长（超过 1000 页或 100 万字），请拆分后上传。"


def read_ofd(data: bytes, name: str) -> Source:
    """The text of an OFD: one line per paragraph, without templates, headers, footers and page numbers."""
    archive = Archive(data)
    if any("encrypt" in entry.lower() for entry in archive.names):
        raise UnreadableFile(ENCRYPTED)
    pages: list[LaidPage] = []
    characters = images = 0
    for page in _page_parts(archive):
        pages.append(_laid_page(page))
        images += any(True for _ in _named(page, "ImageObject"))
        characters += sum(len(line.text) for line in pages[-1].lines)
        if len(pages) > MAX_PAGES or characters > MAX_CHARACTERS:
            raise UnreadableFile(TOO_LONG)
    if not pages:
        raise UnreadableFile(BROKEN)
    if images and not characters:
        raise UnreadableFile(SCANNED)
    return Source.of_text("\n".join(paragraphs_of(pages)) + "\n", name)


def _page_parts(archive: Archive) -> Iterator[etree._Element]:
    """The content of every page of every document in the container, in reading order."""
    root = archive.part(ROOT_PART)
    for place in _named(root, "DocRoot"):
        document_name = _resolved("", place.text)
        document = archive.part(document_name)
        for page in document.iterfind("{*}Pages/{*}Page") if document is not None else ():
            # Some makers give the location from the root.
            places = (
                _resolved(posixpath.dirname(document_name), page.get("BaseLoc")),
                _resolved("", page.get("BaseLoc")),
            )
            part = archive.part(next((place for place in places if place in archive.names), ""))
            if part is not None:
                yield part


def _resolved(folder: str, location: str | None) -> str:
    """A location as the container names it: from the root when it begins with a slash, else from the folder."""
    path = (location or "").strip().replace("\\", "/")
    return posixpath.normpath(path if path.startswith("/") else posixpath.join(folder, path)).lstrip("/")


def _named(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Descendants of this name; makers of OFD files do not agree on the namespace."""
    return iter(parent.iter(f"{{*}}{name}")) if parent is not None else iter(())


def _laid_page(page: etree._Element) -> LaidPage:
    glyphs = [glyph for text in _texts(page) for glyph in _glyphs_of(text)]
    lines = tuple(lines_of(glyphs))
    box = next((_numbers(one.text) for one in _named(page, "PhysicalBox")), [])
    height = box[3] if len(box) == 4 else max((line.bottom for line in lines), default=0.0)
    return LaidPage(height, lines)


def _texts(page: etree._Element) -> Iterator[etree._Element]:
    for layer in _named(page, "Layer"):
        if layer.get("Type") not in UNSEEN_LAYERS:
            for text in _named(layer, "TextObject"):
                if text.get("Visible", "true").strip() not in {"false", "0"}:
                    yield text


@dataclass(frozen=True)
class _Placing:
    """Where an object's own coordinates are on the page: turned and stretched by its CTM, then moved to its boundary."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    left: float
    top: float

    @classmethod
    def of(cls, text: etree._Element) -> _Placing | None:
        """None for text that does not run from left to right: a watermark, a stamp."""
        matrix = _numbers(text.get("CTM")) or list(NO_MOVE)
        boundary = _numbers(text.get("Boundary"))
        if len(matrix) != 6 or len(boundary) != 4:
            return None
        a, b, c, d, e, f = matrix
        if a <= FLAT or d <= FLAT or abs(b) > 0.02 * a:
            return None
        return cls(a, b, c, d, e, f, boundary[0], boundary[1])

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e + self.left, self.b * x + self.d * y + self.f + self.top


def _glyphs_of(text: etree._Element) -> Iterator[Glyph]:
    placing = _Placing.of(text)
    size = _number(text.get("Size"))
    if placing is None or size <= 0:
        return
    stretch = _number(text.get("HScale"), 1.0)
    x = y = 0.0
    for code in _named(text, "TextCode"):
        # A TextCode without a place of its own stands where the one before began.
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        words = code.text or ""
        widths = [size * stretch * (0.5 if character.isascii() else 1.0) for character in words]
        at_x, at_y = x, y
        for character, width, (step_x, step_y) in zip(words, widths, _steps(code, widths), strict=True):
            left, base = placing.point(at_x, at_y)
            # A character fills its step; a longer one is a gap behind it.
            if 0 < step_x <= WIDEST_STEP * size:
                width = step_x
            height = size * placing.d
            shown = readable(ord(character))
            if shown:
                yield Glyph(
                    shown, left, base - ASCENT * height, left + width * placing.a, base + DESCENT * height
                )
            at_x += step_x
            at_y += step_y


def _steps(code: etree._Element, widths: list[float]) -> Iterator[tuple[float, float]]:
    """From each character to the next. Where the file says nothing, the next one stands right behind."""
    across, down = code.get("DeltaX"), code.get("DeltaY")
    count = len(widths)
    xs = widths if across is None and down is None else _spelled_out(across, count)
    return zip(xs, _spelled_out(down, count), strict=True)


def _spelled_out(deltas: str | None, count: int) -> list[float]:
    """As many numbers as there are characters; “g 3 5.6” says 5.6 three times, and the last one holds on."""
    words = (deltas or "").split()
    steps: list[float] = []
    position = 0
    while position < len(words) and len(steps) < count:
        times = 1
        if words[position] == "g":
            times = max(0, min(count, int(_number("".join(words[position + 1 : position + 2])))))
            position += 2
        steps += [_number("".join(words[position : position + 1]))] * times
        position += 1
    return steps[:count] + [steps[-1] if steps else 0.0] * (count - len(steps))


def _numbers(text: str | None) -> list[float]:
    return [_number(word) for word in (text or "").split()[:6]]


def _number(text: str | None, otherwise: float = 0.0) -> float:
    """The number that an attribute holds; the other one for what is no number of a page."""
    try:
        number = float(text) if text else otherwise
    except ValueError:
        return otherwise
    return number if math.isfinite(number) and abs(number) < FARTHEST else otherwise
