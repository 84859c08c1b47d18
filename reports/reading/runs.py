"""The words of one Word paragraph as its reader sees them: insertions in, deletions, field codes and hidden text out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from reports.reading.numbering import W
from reports.reading.styles import Styles, is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT_BOX = f"{W}txbxContent"
# Deleted or moved text, properties, notes and their marks, the second copy of a drawing, the reading above a character.
UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{W}footnoteReference", f"{W}endnoteReference",
     f"{W}commentReference", f"{MC}Fallback", f"{W}rt", TEXT_BOX}
)  # fmt: skip
CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
# Pictures of Wingdings and Symbol that carry a meaning; the others are ornaments.
SYMBOLS = {
    0xF0FC: "√", 0xF050: "√", 0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF06C: "●", 0xF06E: "■",
    0xF075: "◆", 0xF0D8: "➢", 0xF0E0: "→", 0xF0B7: "•", 0xF0B1: "±", 0xF0B4: "×", 0xF0B3: "≥",
}  # fmt: skip
# Fields whose result repeats what stands elsewhere.
TABLES_OF_CONTENTS = ("TOC ", "INDEX ")


@dataclass
class _Field:
    """A field that has begun: its code, and whether its result has."""

    code: str = ""
    has_result: bool = False

    @property
    def shows(self) -> bool:
        return self.has_result and not self.code.lstrip().startswith(TABLES_OF_CONTENTS)


class RunReader:
    """Reads paragraph after paragraph; a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []

    def words(self, paragraph: etree._Element) -> str:
        """The visible characters; a soft line break is a line feed. Text boxes are not part of them."""
        hidden = self._styles.hides(_style_of(paragraph, "p"))
        pieces: list[str] = []
        waiting = [iter(paragraph)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif child.tag == f"{W}fldChar":
                self._turn(child.get(f"{W}fldCharType", ""))
            elif child.tag == f"{W}instrText":
                if self._fields and not self._fields[-1].has_result:
                    self._fields[-1].code += (child.text or "").upper()
            elif child.tag not in UNSEEN and not self._is_hidden(child, hidden):
                pieces.append(self._written(child))
                waiting.append(iter(child))
        return "".join(pieces)

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _written(self, element: etree._Element) -> str:
        if not all(field.shows for field in self._fields):
            return ""
        if element.tag in {f"{W}t", f"{MATH}t"}:
            return element.text or ""
        if element.tag == f"{W}sym":
            return _symbol(element)
        return CHARACTERS.get(element.tag, "")

    def _is_hidden(self, run: etree._Element, hidden: bool) -> bool:
        if run.tag != f"{W}r":
            return False
        own = run.find(f"{W}rPr/{W}vanish")
        return is_on(own) if own is not None else hidden or self._styles.hides(_style_of(run, "r"))


def text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, each once: not those inside another, nor a drawing's second copy."""
    waiting = [iter(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == TEXT_BOX:
            yield child
        elif child.tag not in UNSEEN:
            waiting.append(iter(child))


def _symbol(element: etree._Element) -> str:
    digits = element.get(f"{W}char", "")
    try:
        code = int(digits, 16) if len(digits) <= 5 else 0
    except ValueError:
        return ""
    is_private = 0xE000 <= code < 0xF900
    is_text = 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE
    return SYMBOLS.get(code, "") if is_private else chr(code) if is_text else ""


def _style_of(element: etree._Element, kind: str) -> str:
    style = element.find(f"{W}{kind}Pr/{W}{kind}Style")
    return style.get(f"{W}val", "") if style is not None else ""
