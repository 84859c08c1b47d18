"""Where the table begins and what its columns mean: header rows are found and matched with the list of columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.ledger.cells import plain
from reports.ledger.columns import AMBIGUOUS, BY_KEY, COLUMNS, Use
from reports.ledger.money import unit_of_sheet
from reports.ledger.sheets import Sheet, SheetRow

SEARCHED_ROWS = 60
MAX_HEADER_ROWS = 4
_LONGEST_HEADER = 24
_BRACKETS = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_MARKS = re.compile(r"[\s*:：、,.。\-—_/]+")
_SENTENCE = re.compile(r"[。；;“”！？]")
_TELLING = {"problem", "title", "measures", "commitment", "lead_unit", "due_on"}
_EXACT, _WITH_GROUP, _ENDING, _INSIDE = range(4)


def bare(header: str) -> str:
    """Return a header for matching: narrow marks, without remarks in brackets such as （万元）."""
    text = plain(header)
    return _MARKS.sub("", _BRACKETS.sub("", text)) or _MARKS.sub("", text)


_WORDS: dict[str, tuple[str, int]] = {}
"""accepted header → (key, its place among the words of its column); also of columns that an import leaves alone,
so that 申请销号日期 is not taken for 销号日期"""
for _column in COLUMNS:
    for _place, _word in enumerate((_column.label, *_column.synonyms)):
        _WORDS[bare(_word)] = (_column.key, _place)


@dataclass(frozen=True)
class Heading:
    """One column of the sheet: its header as written, and the field that it seems to mean ("" for none)."""

    column: int
    text: str
    key: str = ""
    doubtful: bool = False
    """the header can mean two things; a person should look"""


@dataclass(frozen=True)
class Table:
    """Where the table of a sheet is: its header rows and its columns."""

    first_row: int
    last_row: int
    headings: tuple[Heading, ...]
    money_unit: str = ""
    """the unit that the sheet says its money is in, "" if it says none"""

    @property
    def mapping(self) -> dict[int, str]:
        return {heading.column: heading.key for heading in self.headings if heading.key}


def find_table(sheet: Sheet) -> Table | None:
    """Return the sheet's table, or None when no row reads like the header of a ledger."""
    rows = sheet.rows[:SEARCHED_ROWS]
    for position, row in enumerate(rows):
        if _is_header(row):
            block = [row]
            for below in rows[position + 1 : position + MAX_HEADER_ROWS]:
                if not _continues(block, below):
                    break
                block.append(below)
            unit = unit_of_sheet(row for row in rows if row.number <= block[-1].number)
            return Table(block[0].number, block[-1].number, headings_of(block), unit)
    return None


def headings_of(block: list[SheetRow]) -> tuple[Heading, ...]:
    """Return the columns under one to four header rows, each matched with at most one field, each field once."""
    width = max(len(row.cells) for row in block)
    texts = [
        list(dict.fromkeys(text for row in block if (text := row.cell(column)))) for column in range(width)
    ]
    # A title row that got into the block says the same over all columns: it names none of them.
    matches = {column: found for column in range(width) if (found := _match(texts[column]))}
    keys: dict[int, str] = {}
    for _, column in sorted((rank, column) for column, (rank, _) in matches.items()):
        if matches[column][1] not in keys.values():
            keys[column] = matches[column][1]
    doubtful = _settle_ambiguous(texts, keys)
    keys = {column: key for column, key in keys.items() if BY_KEY[key].use is not Use.IGNORED}
    return tuple(
        Heading(column, " / ".join(texts[column]).replace("\n", ""), keys.get(column, ""), column in doubtful)
        for column in range(width)
        if texts[column]
    )


def _match(texts: list[str]) -> tuple[tuple[int, int], str] | None:
    """Return how well (lower is better) and which field the header texts of one column mean, the lowest row first."""
    if not texts or len(bare(texts[-1])) > _LONGEST_HEADER or _SENTENCE.search(texts[-1]):
        return None
    leaf = bare(texts[-1])
    if leaf in _WORDS:
        key, place = _WORDS[leaf]
        return (_EXACT, place), key
    joined = "".join(bare(text) for text in texts[-2:])
    if joined in _WORDS and leaf != joined:
        key, place = _WORDS[joined]
        return (_WITH_GROUP, place), key
    # Chinese puts the head of a phrase last: 市级牵头责任单位 is a 牵头责任单位.
    endings = [word for word in _WORDS if len(word) >= 3 and leaf.endswith(word)]
    if endings:
        key, place = _WORDS[max(endings, key=len)]
        return (_ENDING, place), key
    inside = [word for word in _WORDS if len(word) >= 4 and word in leaf]
    if inside:
        key, place = _WORDS[max(inside, key=len)]
        return (_INSIDE, place), key
    return None


def _settle_ambiguous(texts: list[list[str]], keys: dict[int, str]) -> set[int]:
    """Decide what 完成时间 means: the deadline where the sheet has no other one, else the day it was done."""
    doubtful = set()
    for column, written in enumerate(texts):
        if not written or bare(written[-1]) not in AMBIGUOUS:
            continue
        keys.pop(column, None)
        for key in ("due_on", "closed_on"):
            if key not in keys.values():
                keys[column] = key
                doubtful.add(column)
                break
    return doubtful


def _is_header(row: SheetRow) -> bool:
    """At least three columns that we know, one of them telling; or two telling ones. A merged title counts once."""
    keys = {_WORDS[bare(text)][0] for text in set(row.cells) if bare(text) in _WORDS}
    loosely = {match[1] for text in set(row.cells) if text and (match := _match([text]))}
    telling = loosely & _TELLING
    return bool(keys) and ((len(loosely) >= 3 and bool(telling)) or len(telling) >= 2)


def _continues(block: list[SheetRow], below: SheetRow) -> bool:
    """A row belongs to the header when a header cell is merged down into it, or it names the parts of a merged group."""
    if below.number != block[-1].number + 1:
        return False
    if any(below.cell(column) and below.cell(column) == block[-1].cell(column) for column in below.covered):
        return True
    above = block[-1].cells
    grouped = {column for column, text in enumerate(above) if text and above.count(text) > 1}
    named = {column for column, text in enumerate(below.cells) if text}
    return bool(named) and named <= grouped and any(bare(below.cell(column)) in _WORDS for column in named)


def is_header_again(row: SheetRow, headings: tuple[Heading, ...]) -> bool:
    """A header repeated in mid-sheet (a page break, a pasted second table)."""
    said = [(heading, text) for heading in headings if (text := bare(row.cell(heading.column)))]
    same = sum(text in {bare(part) for part in heading.text.split(" / ")} for heading, text in said)
    return same >= 2 and same * 2 > len(said)


def label_of(key: str) -> str:
    """Return the Chinese name of a field."""
    return BY_KEY[key].label
