"""Run as a program: a PDF on standard input → the lines of its pages as JSON on standard output.

A process of its own, because PDFium may crash on a crafted file and bears no threads.
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections import Counter
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from reports.reading.glyphs import Glyph, lines_of, readable

MAX_PAGES = 1_000
MAX_CHARACTERS = 1_000_000
LOCKED = (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
QUARTER_TURN = math.pi / 2
SPACES = (0, 9, 10, 13, 32)

Box = tuple[float, float, float, float]
"""left, bottom, right, top in the page's own coordinates"""


def main() -> None:
    """Write {"pages": [{"height": …, "unreadable": n, "pictures": …, "lines": [[text, left, top, right, bottom, em], …]}, …]}, or {"refused": why}."""
    sys.stdout.buffer.write(json.dumps(_answer(sys.stdin.buffer.read())).encode())


def _answer(data: bytes) -> dict[str, Any]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return {"refused": "encrypted" if error.err_code in LOCKED else "damaged"}
    if len(document) > MAX_PAGES:
        return {"refused": "too long"}
    pages = []
    room = MAX_CHARACTERS
    for number in range(len(document)):
        try:
            page = document[number]
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            pages.append({"height": 0.0, "unreadable": 0, "lines": [], "pictures": False})
            continue
        count = textpage.count_chars()
        room -= count
        if room < 0:
            return {"refused": "too long"}
        laid = _page(textpage.raw, count, page.get_mediabox())
        pages.append(laid | {"pictures": not laid["lines"] and _has_pictures(page)})
        textpage.close()
        page.close()
    return {"pages": pages}


def _has_pictures(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _page(textpage: Any, count: int, page: Box) -> dict[str, Any]:
    """The lines of one page, upright however it lies; what is drawn in another direction is a watermark or a stamp."""
    found = [one for index in range(count) if (one := _drawn(textpage, index)) is not None]
    turns = Counter(turn for turn, _, _ in found if turn is not None)
    upright = turns.most_common(1)[0][0] if turns else 0
    readings = [(readable(code), box) for turn, box, code in found if turn == upright]
    glyphs = [Glyph(text, *_turned(upright, box, page)) for text, box in readings if text]
    left, bottom, right, top = page
    return {
        "height": right - left if upright % 2 else top - bottom,
        "unreadable": sum(not text for text, _ in readings),
        "lines": [
            [line.text, *(round(one, 2) for one in (line.left, line.top, line.right, line.bottom, line.em))]
            for line in lines_of(glyphs)
        ],
    }


def _drawn(textpage: Any, index: int) -> tuple[int | None, Box, int] | None:
    """Quarter turns (None for a slant), box and code of one character; None for one that is not drawn."""
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    if code in SPACES or pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return None
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
        return None
    turns = pdfium.FPDFText_GetCharAngle(textpage, index) / QUARTER_TURN
    is_straight = abs(turns - round(turns)) < 0.03
    return round(turns) % 4 if is_straight else None, (box.left, box.bottom, box.right, box.top), code


def _turned(turn: int, box: Box, page: Box) -> Box:
    """(left, top, right, bottom) as the reader sees it, from the page's upper left corner downwards.

    PDFium counts turns clockwise: three of them are text that climbs.
    """
    left, bottom, right, top = box
    page_left, page_bottom, page_right, page_top = page
    match turn:
        case 0:
            return left - page_left, page_top - top, right - page_left, page_top - bottom
        case 3:
            return bottom - page_bottom, left - page_left, top - page_bottom, right - page_left
        case 2:
            return page_right - right, bottom - page_bottom, page_right - left, top - page_bottom
        case _:
            return page_top - top, page_right - right, page_top - bottom, page_right - left


if __name__ == "__main__":
    main()
