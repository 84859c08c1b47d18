"""Rows of a table → records: what each problem's row or rows say, per field, with what is wrong as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from reports.ledger.cells import MAX_CELL, day_of, plain
from reports.ledger.columns import BY_KEY, Kind
from reports.ledger.headers import Table, is_header_again, label_of
from reports.ledger.measures import MeasureLine, parse_measures
from reports.ledger.money import unit_of_heading, with_unit
from reports.ledger.sheets import Sheet, SheetRow

_DITTO = {"同上", "同前", "〃", "″", "″″", '"', "同上。", "同上行", "〃〃"}
_FOOTER = re.compile(
    r"^(?:填表人|填报人|填报单位|填报日期|填报时间|制表人|制表单位|制表日期|审核人|审核|审批人|负责人签字|单位负责人|主要负责人签字|联系电话|"
    r"备注|注|说明|填表说明|填报说明|合计|总计|小计|共计)(?:[:：\d(（].*|$)",
    re.DOTALL,
)
_FIGURES = (Kind.MONEY, Kind.NUMBER)
_COUNTED = re.compile(r"[(（]?(\d{1,3})[)）]?")


@dataclass(frozen=True)
class RowError:
    """One thing that is wrong in one cell; the whole row is refused for it."""

    sheet: str
    row: int
    column: str
    """the Chinese name of the field"""
    value: str
    reason: str


@dataclass(frozen=True)
class Record:
    """What the ledger says of one problem, which may stand in several rows."""

    sheet: str
    row: int
    last_row: int
    values: Mapping[str, str]
    """field → text, blank fields left out"""
    measures: tuple[MeasureLine, ...] = ()
    errors: tuple[RowError, ...] = ()
    hidden: bool = False
    epoch_1904: bool = False
    shared: tuple[str, ...] = ()
    """fields whose figure stands in a cell merged with the problem above: it is that one's, and counted once"""

    def get(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True)
class SkippedRow:
    """A row that is no problem: footer, section title, repeated header."""

    sheet: str
    row: int
    text: str
    why: str


@dataclass
class _Group:
    """The rows of one problem while they are gathered."""

    rows: list[SheetRow] = field(default_factory=list)


def read_records(
    sheet: Sheet, table: Table, mapping: Mapping[int, str] | None = None
) -> tuple[list[Record], list[SkippedRow]]:
    """Return the records below the header and the rows passed over. `mapping` (column → field) may be a person's choice."""
    mapping = table.mapping if mapping is None else mapping
    skipped: list[SkippedRow] = []
    records: list[Record] = []
    before: dict[str, str] = {}
    units = {one.column: unit_of_heading(one.text) or table.money_unit for one in table.headings}
    for group in _groups(sheet, table, mapping, skipped):
        record = _record(sheet, group.rows, mapping, before, units)
        before = dict(record.values)
        records.append(record)
    return records, skipped


def _groups(
    sheet: Sheet, table: Table, mapping: Mapping[int, str], skipped: list[SkippedRow]
) -> Iterator[_Group]:
    columns = {key: column for column, key in mapping.items()}
    group: _Group | None = None
    for row in sheet.rows:
        if row.number <= table.last_row:
            continue
        why = _why_no_problem(row, table, mapping)
        if why:
            text = " ".join(dict.fromkeys(text.replace("\n", " ") for text in row.cells if text))
            skipped.append(SkippedRow(sheet.name, row.number, text[:80], why))
            continue
        if group is not None and _belongs_to(row, group.rows[0], columns):
            group.rows.append(row)
            continue
        if group is not None:
            yield group
        group = _Group([row])
    if group is not None:
        yield group


def _why_no_problem(row: SheetRow, table: Table, mapping: Mapping[int, str]) -> str:
    """Return why a row is no part of the ledger's content, "" if it is."""
    if row.is_empty:
        return "空行"
    if is_header_again(row, table.headings):
        return "重复的表头"
    said = {column: text for column, text in enumerate(row.cells) if text and column not in row.covered}
    if not said:
        return "" if row.faults else "空行"
    distinct = set(said.values())
    first = next(iter(said.values()))
    if _FOOTER.match(plain(first)) and len(distinct) <= max(4, len(table.headings) // 2):
        return "表尾或合计"
    if len(distinct) == 1 and len(said) > 1:
        return "分组标题"
    if len(said) == 1 and not row.covered and mapping.get(next(iter(said))) in (None, "serial"):
        return "分组标题" if not first.isdigit() else "只有序号"
    numbers = [_COUNTED.fullmatch(text) for text in said.values()]
    if len(numbers) >= 3 and all(numbers):
        counted = [int(number[1]) for number in numbers if number]
        if counted == list(range(counted[0], counted[0] + len(counted))):
            return "栏次编号"
    return ""


def _belongs_to(row: SheetRow, first: SheetRow, columns: Mapping[str, int]) -> bool:
    """A row goes on with the problem above: its problem cell is merged down into it, or it is blank and so is its number."""
    subject = columns.get("problem", columns.get("title"))
    if subject is None:
        return False
    if subject in row.covered:
        # One general finding merged over several numbered ones: each number is a problem of its own.
        number = columns.get("serial", columns.get("number"))
        if number is None or number in row.covered:
            return True
        return row.cell(number) in ("", first.cell(number))
    same_cells = [columns[key] for key in ("serial", "number", "title", "problem") if key in columns]
    return not any(
        row.cell(column) and column not in row.covered for column in same_cells
    ) and not row.faults.get(subject)


def _record(
    sheet: Sheet,
    rows: list[SheetRow],
    mapping: Mapping[int, str],
    before: Mapping[str, str],
    units: Mapping[int, str],
) -> Record:
    values: dict[str, str] = {}
    errors: list[RowError] = []
    shared = tuple(
        key
        for column, key in mapping.items()
        if BY_KEY[key].kind in _FIGURES and column in rows[0].covered and rows[0].cell(column)
    )
    for column, key in mapping.items():
        said = list(dict.fromkeys(text for row in rows if (text := row.cell(column))))
        said = [before.get(key, "") if text in _DITTO else text for text in said]
        if BY_KEY[key].kind is Kind.MONEY:
            said = [with_unit(text, units.get(column, "")) for text in said]
        if key in shared:
            said = []
        values[key] = _together(BY_KEY[key].kind, said)
        errors += [
            RowError(sheet.name, row.number, label_of(key), row.cell(column), row.faults[column])
            for row in rows
            if column in row.faults
        ]
        if len(values[key]) > MAX_CELL:
            errors.append(
                RowError(
                    sheet.name,
                    rows[0].number,
                    label_of(key),
                    values[key][:30] + "…",
                    f"文字超过 {MAX_CELL:,} 字，请精简",
                )
            )
    faulty = {error.column for error in errors}
    values = {key: text for key, text in values.items() if text and label_of(key) not in faulty}
    return Record(
        sheet=sheet.name,
        row=rows[0].number,
        last_row=rows[-1].number,
        values=values,
        measures=_measures(rows, mapping, sheet.epoch_1904),
        errors=tuple(errors),
        hidden=any(row.hidden for row in rows),
        epoch_1904=sheet.epoch_1904,
        shared=shared,
    )


def _together(kind: Kind, said: list[str]) -> str:
    """Return what several rows say as one text; of several dates the last row's counts, units and persons are listed."""
    if kind is Kind.DATE:
        days = [(day.on, text) for text in said if (day := day_of(text)).on]
        return max(days)[1] if len(days) == len(said) > 1 else (said[-1] if said else "")
    joint = "、" if kind in (Kind.UNIT, Kind.UNITS, Kind.TEXT) else "\n"
    return joint.join(text for text in said if text)


def _measures(rows: list[SheetRow], mapping: Mapping[int, str], epoch_1904: bool) -> tuple[MeasureLine, ...]:
    columns = {key: column for column, key in mapping.items()}
    if "measures" not in columns:
        return ()
    found: list[MeasureLine] = []
    for row in rows:
        cell = row.cell(columns["measures"])
        if not cell or (row is not rows[0] and columns["measures"] in row.covered):
            continue
        lines = parse_measures(cell)
        due = columns.get("due_on")
        # Rows of one problem with deadlines of their own: each deadline is that measure's.
        if len(rows) > 1 and due is not None and due not in row.covered and row.cell(due):
            on = day_of(row.cell(due), epoch_1904=epoch_1904).on
            lines = tuple(line if line.due_on else replace(line, due_on=on) for line in lines)
        found += lines
    return tuple(found)
