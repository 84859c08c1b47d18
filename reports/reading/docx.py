"""A Word document → the text that its reader sees: automatic numbers printed, insertions in, deletions out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from reports.reading.archive import Archive
from reports.reading.document import TABLE_ROW, Line, Source, TableRow, UnreadableFile
from reports.reading.numbering import Numbering, W, small_number
from reports.reading.runs import MC, RunReader, text_boxes
from reports.reading.styles import Styles

# Some programs number it: word/document2.xml.
MAIN_PART = re.compile(r"word/document\d*\.xml")
MACROS = "文件带有宏，请另存为不含宏的 .docx 后上传。"
# Wrappers whose children are paragraphs and tables of the same flow.
WRAPPERS = frozenset(
    {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{MC}AlternateContent",
     f"{MC}Choice"}
)  # fmt: skip
CELL_BREAK = "\t"
MAX_COLUMNS = 60
# A table of contents repeats the headings.
CONTENTS_STYLE = re.compile(r"^(?:toc \d|toc heading|目录)", re.IGNORECASE)
CONTENTS_GALLERY = "Table of Contents"


def read_docx(data: bytes, name: str) -> Source:
    """The text of a .docx: one line per paragraph, one per table row with its cells parted by tabs."""
    archive = Archive(data)
    if any(part.endswith("vbaProject.bin") for part in archive.names):
        raise UnreadableFile(MACROS)
    root = archive.part(next((part for part in sorted(archive.names) if MAIN_PART.fullmatch(part)), ""))
    reader = _DocumentReader(
        Styles(archive.part("word/styles.xml")), Numbering.of(archive.part("word/numbering.xml"))
    )
    body = root.find(f"{W}body") if root is not None else None
    if body is not None:
        reader.read(body)
    return Source(name, "".join(reader.text), tuple(reader.lines), tuple(reader.tables))


class _DocumentReader:
    """Collects text and lines while the document's blocks pass in order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.runs = RunReader(styles)
        self.text: list[str] = []
        self.lines: list[Line] = []
        self.tables: list[tuple[TableRow, ...]] = []
        self._length = 0

    def read(self, body: etree._Element) -> None:
        for words, style in self._lines_of(body):
            self._add_line(words, style)

    def _lines_of(self, parent: etree._Element) -> Iterator[tuple[str, str]]:
        """Words and style of every paragraph and table row of one flow; a paragraph whose end was deleted runs on."""
        joined = ""
        for block in _blocks(parent):
            if block.tag == f"{W}tbl":
                yield from ((words, TABLE_ROW) for words in self._rows_of(block))
                continue
            style = self.styles.name(_style_id(block))
            words = joined + self._words(block)
            joined = ""
            if _end_is_deleted(block):
                joined = words
            elif not CONTENTS_STYLE.match(style):
                yield words, style
            for box in text_boxes(block):
                yield from self._lines_of(box)
        if joined:
            yield joined, ""

    def _words(self, paragraph: etree._Element) -> str:
        place = self.styles.list_place(paragraph.find(f"{W}pPr"))
        words = self.runs.words(paragraph)
        if place is None:
            return words
        # An empty paragraph counts in its list, but a number alone is no line of text.
        label = self.numbering.label(place.list_id, place.depth)
        return label + words.lstrip() if words.strip() else words

    def _rows_of(self, table: etree._Element) -> Iterator[str]:
        rows: list[TableRow] = []
        for row in table.iter(f"{W}tr"):
            if row.find(f"{W}trPr/{W}del") is not None or _enclosing(row, f"{W}tbl") is not table:
                continue
            cells = [
                (cell, self._cell(cell))
                for cell in row.iter(f"{W}tc")
                if _enclosing(cell, f"{W}tr") is row and cell.find(f"{W}tcPr/{W}cellDel") is None
            ]
            rows.append(_on_grid(row, cells, rows[-1] if rows else TableRow(())))
            yield CELL_BREAK.join(words for _, words in cells).rstrip(CELL_BREAK)
        self.tables.append(tuple(rows))

    def _cell(self, cell: etree._Element) -> str:
        """A cell's paragraphs, those of tables inside it too, one below the other."""
        return "\n".join(words for words, _ in self._lines_of(cell) if words.strip())

    def _add_line(self, words: str, style: str) -> None:
        position = self._length
        for piece in words.split("\n"):
            if piece:
                self.lines.append(Line(position, position + len(piece), style))
            position += len(piece) + 1
        self.text.append(words + "\n")
        self._length += len(words) + 1


def _on_grid(row: etree._Element, cells: list[tuple[etree._Element, str]], above: TableRow) -> TableRow:
    """The row's cells by column: one that spans several fills them all, one merged downwards those below it."""
    texts = [""] * min(_number(row, "trPr/gridBefore", 0), MAX_COLUMNS)
    covered: set[int] = set()
    for cell, words in cells:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        at = len(texts)
        span = max(1, min(_number(cell, "tcPr/gridSpan", 1), MAX_COLUMNS - at))
        if merged is not None and merged.get(f"{W}val", "continue") == "continue" and at < len(above.cells):
            words = above.cells[at]
            covered.update(range(at, at + span))
        texts += [words] * span
    return TableRow(tuple(texts[:MAX_COLUMNS]), frozenset(covered))


def _number(element: etree._Element, path: str, otherwise: int) -> int:
    child = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    number = small_number(child.get(f"{W}val")) if child is not None else None
    return otherwise if number is None else number


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, those inside content controls and insertions too."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag in WRAPPERS and not _is_table_of_contents(child):
            waiting.append(iter(child))


def _is_table_of_contents(control: etree._Element) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == CONTENTS_GALLERY


def _end_is_deleted(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(mark.find(f"{W}{gone}") is not None for gone in ("del", "moveFrom"))


def _style_id(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _enclosing(element: etree._Element, tag: str) -> etree._Element | None:
    return next(element.iterancestors(tag), None)
