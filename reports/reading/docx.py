"""A Word document → the text that its reader sees: automatic numbers printed, insertions in, deletions out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from reports.reading.archive import Archive
from reports.reading.document import Line, Source, UnreadableFile
from reports.reading.numbering import Numbering, W
from reports.reading.styles import Styles

MAIN_PART = "word/document.xml"
MACROS = "文件带有宏，请另存为不含宏的 .docx 后上传。"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a reader does not see: deleted or moved text, field codes, and the second copy of a drawing's text.
UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}txbxContent", f"{W}pict", f"{W}drawing",
     f"{W}object", f"{W}footnoteReference", f"{W}pPr", f"{W}rPr", f"{MC}Fallback", f"{W}rt"}
)  # fmt: skip
CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
# Wrappers whose children are paragraphs and tables of the same flow.
WRAPPERS = frozenset(
    {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}body"}
)
CELL_BREAK = "\t"


def read_docx(data: bytes, name: str) -> Source:
    """The text of a .docx: one line per paragraph, one per table row with its cells parted by tabs."""
    archive = Archive(data)
    if any(part.endswith("vbaProject.bin") for part in archive.names):
        raise UnreadableFile(MACROS)
    root = archive.part(MAIN_PART)
    reader = _DocumentReader(
        Styles(archive.part("word/styles.xml")), Numbering.of(archive.part("word/numbering.xml"))
    )
    body = root.find(f"{W}body") if root is not None else None
    if body is not None:
        reader.read(body)
    return Source(name, "".join(reader.text), tuple(reader.lines))


class _DocumentReader:
    """Collects text and lines while the document's blocks pass in order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.text: list[str] = []
        self.lines: list[Line] = []
        self._length = 0
        self._joined = ""

    def read(self, body: etree._Element) -> None:
        for block in _blocks(body):
            if block.tag == f"{W}p":
                self._add_paragraph(block)
            else:
                self._add_table(block)
        if self._joined:
            self._add_line(self._joined, "")

    def _add_paragraph(self, paragraph: etree._Element) -> None:
        """A paragraph whose end mark was deleted runs on into the next one."""
        words = self._joined + self._words(paragraph)
        self._joined = ""
        if _end_is_deleted(paragraph):
            self._joined = words
            return
        self._add_line(words, self.styles.name(_style_id(paragraph)))

    def _words(self, paragraph: etree._Element) -> str:
        place = self.styles.list_place(paragraph.find(f"{W}pPr"))
        words = _visible_text(paragraph)
        if place is None or not words.strip():
            return words
        return self.numbering.label(place.list_id, place.depth) + words.lstrip()

    def _add_table(self, table: etree._Element) -> None:
        for row in table.iter(f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None or _enclosing(row, f"{W}tbl") is not table:
                continue
            cells = [self._cell(cell) for cell in row.iter(f"{W}tc") if _enclosing(cell, f"{W}tr") is row]
            self._add_line(CELL_BREAK.join(cells).rstrip(CELL_BREAK), "table row")

    def _cell(self, cell: etree._Element) -> str:
        """A cell's paragraphs, those of tables inside it too, one below the other."""
        return "\n".join(words for words in (self._words(p) for p in cell.iter(f"{W}p")) if words.strip())

    def _add_line(self, words: str, style: str) -> None:
        position = self._length
        for piece in words.split("\n"):
            if piece:
                self.lines.append(Line(position, position + len(piece), style))
            position += len(piece) + 1
        self.text.append(words + "\n")
        self._length += len(words) + 1


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, those inside content controls and insertions too."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in WRAPPERS:
            waiting.append(iter(child))


def _visible_text(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    waiting = [iter(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == f"{W}t":
            pieces.append(child.text or "")
        elif child.tag in CHARACTERS:
            pieces.append(CHARACTERS[child.tag])
        elif child.tag not in UNSEEN and not _is_hidden(child):
            waiting.append(iter(child))
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val", "true") not in {"0", "false", "off"}


def _end_is_deleted(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _style_id(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _enclosing(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(tag), None)
