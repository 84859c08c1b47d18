"""In which unit a sheet counts its money, and a cell's amount with its unit behind it. Which amount it is, the register reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from reports.ledger.cells import plain
from reports.ledger.sheets import SheetRow

_UNIT = r"亿元|万元|元"
# 填报单位：元阳县财政局 is a unit of another sort.
_OF_SHEET = re.compile(rf"单位[:：]?(?:人民币)?[(（]?({_UNIT})(?![\u4e00-\u9fff])")
_OF_HEADING = re.compile(rf"[美欧日港]元|{_UNIT}")
_NUMBER = re.compile(r"[\d.,¥\s]*\d[\d.,\s]*")
_NOTHING = re.compile(r"[/\\—\-－无]+|不涉及|未涉及|不涉及资金|无涉及")


def unit_of_sheet(rows: Iterable[SheetRow]) -> str:
    """Return the unit that the lines above the table and its header name (单位：万元), "" if they name none."""
    for row in rows:
        for text in row.cells:
            if found := _OF_SHEET.search(plain(text)):
                return found[1]
    return ""


def unit_of_heading(text: str) -> str:
    """Return the unit in a column's head, such as 涉及金额（万元）, "" if it names none; 美元 is one that nobody can read."""
    found = _OF_HEADING.findall(plain(text))
    return found[-1] if found else ""


def with_unit(text: str, unit: str) -> str:
    """Return a money cell's text with the unit that its column is in, unless it names its own; "" for a dash or 无."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    if _NOTHING.fullmatch(narrow):
        return ""
    return f"{text}{unit}" if _NUMBER.fullmatch(narrow) else text
