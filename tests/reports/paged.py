"""A text set on pages as a layout program sets it: indented paragraphs, broken lines, page numbers. Places in millimetres."""

from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN, SIZE, STEP = 210.0, 297.0, 28.0, 5.6, 10.0
COLUMNS = int((WIDTH - 2 * MARGIN) / SIZE)
"""characters in a full line"""
LINES = 24


@dataclass(frozen=True)
class Placed:
    """Words whose characters follow each other by their size; `top` is that of their line."""

    words: str
    left: float
    top: float
    size: float = SIZE


def paged(text: str, *, header: str = "", numbered: bool = True) -> list[list[Placed]]:
    """Each line of the text as a paragraph whose first line is set in by two characters."""
    laid = [line for paragraph in text.splitlines() if paragraph for line in _broken(paragraph)]
    pages = []
    for first in range(0, len(laid), LINES):
        page = [
            Placed(words, MARGIN + indent * SIZE, 40 + row * STEP)
            for row, (indent, words) in enumerate(laid[first : first + LINES])
        ]
        if header:
            page.insert(0, Placed(header, 80, 20, 4))
        if numbered:
            page.append(Placed(f"— {len(pages) + 1} —", 98, 285, 4))
        pages.append(page)
    return pages


def _broken(paragraph: str) -> list[tuple[int, str]]:
    """(indent, words) of the lines of one paragraph."""
    first, rest = paragraph[: COLUMNS - 2], paragraph[COLUMNS - 2 :]
    return [(2, first)] + [(0, rest[at : at + COLUMNS]) for at in range(0, len(rest), COLUMNS)]
