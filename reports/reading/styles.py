"""Styles of a Word document: names, and the list numbering and hiding that they bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from reports.reading.numbering import LEVELS, W, small_number

LONGEST_CHAIN = 20


@dataclass(frozen=True)
class ListPlace:
    """Which list a paragraph is in, and how deep."""

    list_id: str
    depth: int


@dataclass(frozen=True)
class Style:
    """One style; what it leaves open it takes from the style that it is based on."""

    name: str
    based_on: str
    list_id: str | None
    depth: int | None
    hidden: bool | None


class Styles:
    """The styles of styles.xml, resolved along their chains."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = root.iter(f"{W}style") if root is not None else ()
        self._styles = {element.get(f"{W}styleId", ""): _style(element) for element in elements}

    def name(self, style_id: str) -> str:
        """The style's name as the user sees it, "" for no style."""
        style = self._styles.get(style_id)
        return style.name if style else ""

    def hides(self, style_id: str) -> bool:
        """Whether text of this style is hidden text."""
        for style in self._chain(style_id):
            if style.hidden is not None:
                return style.hidden
        return False

    def _chain(self, style_id: str) -> Iterator[Style]:
        """The style and those that it is based on, nearest first; a chain may be a ring in a crafted file."""
        for _ in range(LONGEST_CHAIN):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            style_id = style.based_on

    def list_place(self, properties: etree._Element | None) -> ListPlace | None:
        """The list a paragraph is in by its own properties, else by its style; None for no list."""
        list_id, depth = number_of(properties)
        for style in self._chain(_value(properties, "pStyle") or ""):
            list_id = style.list_id if list_id is None else list_id
            depth = style.depth if depth is None else depth
        return ListPlace(list_id, depth or 0) if list_id not in {None, "0"} else None


def number_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """List id and depth that a w:pPr names; an id of "0" takes the paragraph out of every list."""
    numbers = properties.find(f"{W}numPr") if properties is not None else None
    depth = small_number(_value(numbers, "ilvl"))
    return _value(numbers, "numId"), None if depth is None else min(depth, LEVELS - 1)


def _style(element: etree._Element) -> Style:
    list_id, depth = number_of(element.find(f"{W}pPr"))
    vanish = element.find(f"{W}rPr/{W}vanish")
    hidden = is_on(vanish) if vanish is not None else None
    return Style(_value(element, "name") or "", _value(element, "basedOn") or "", list_id, depth, hidden)


def is_on(switch: etree._Element) -> bool:
    """Whether a property that is on by being there is not switched off by its value."""
    return switch.get(f"{W}val", "true") not in {"0", "false", "off"}


def _value(element: etree._Element | None, name: str) -> str | None:
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val") if child is not None else None
