"""Tables on paper: a field per line, each told where its words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from reports.extraction.findings import PlanKind
from reports.ledger import Record, Sheet, Table, read_records

PROMISES = ("commitment", "measures")
PROMISING = re.compile(r"承诺|打算|下一步|下步")
# Printed in this order, those that say something; outcomes are the register's business.
SHOWN = ("serial", "number", "source", "category", "title", "problem", *PROMISES, "lead_unit", "assisting_units", "responsible", "due_on")  # fmt: skip
DEFAULT_SHEET_NAME = re.compile(r"^(?:Sheet|工作表)\d*$", re.IGNORECASE)

Place = tuple[int, int]


class Paper:
    """The text while it is printed; every piece is told where it stands."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, words: str) -> Place:
        self._pieces.append(words)
        self.length += len(words)
        return self.length - len(words), self.length


@dataclass(frozen=True)
class PrintedRow:
    """One record and where its fields stand."""

    record: Record
    places: dict[str, Place]


@dataclass(frozen=True)
class PrintedSheet:
    title: str
    head: str
    """all that stands above the table"""
    start: int
    end: int
    promises: tuple[str, ...]
    """fields whose words are promises"""
    plan_kind: PlanKind
    rows: list[PrintedRow]


def print_sheet(paper: Paper, sheet: Sheet, table: Table, name: str) -> PrintedSheet:
    above = [
        "\t".join(dict.fromkeys(text for text in row.cells if text))
        for row in sheet.rows
        if row.number < table.first_row
    ]
    title = next((line for line in above if line), "")
    if not title:
        title = PurePosixPath(name).stem if DEFAULT_SHEET_NAME.match(sheet.name) else sheet.name
        above = [title]
    start, _ = paper.add("".join(f"{line}\n" for line in above))
    printed = print_table(paper, sheet, table, title.partition("\t")[0].partition("\n")[0], "\n".join(above))
    paper.add("\n")
    return replace(printed, start=start)


def print_table(paper: Paper, sheet: Sheet, table: Table, title: str, head: str) -> PrintedSheet:
    start = paper.length
    records, _ = read_records(sheet, table)
    labels = {heading.key: heading.text.rpartition(" / ")[2] for heading in table.headings if heading.key}
    rows = [PrintedRow(record, _print_record(paper, record, labels)) for record in records]
    # Beside measures, a demand or an aim (整改要求、整改目标) is not what the unit promises.
    other = labels.get("commitment", "")
    is_promise = "measures" not in labels or PROMISING.search(other)
    promises = PROMISES if is_promise else PROMISES[1:]
    kind: PlanKind = "recommendation" if "建议" in other and "measures" not in labels else "commitment"
    return PrintedSheet(title, head, start, paper.length, promises, kind, rows)


def _print_record(paper: Paper, record: Record, labels: dict[str, str]) -> dict[str, Place]:
    """Print a field per line below a blank line; says where each field's own words stand."""
    places: dict[str, Place] = {}
    paper.add("\n")
    for key in SHOWN:
        if record.get(key):
            paper.add(f"{labels.get(key, key)}：")
            places[key] = paper.add(record.get(key))
            paper.add("\n")
    return places
