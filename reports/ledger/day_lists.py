"""A sheet of days off and make-up working days: date, name, kind; one day a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from reports.ledger.cells import day_of, plain
from reports.ledger.opening import UnreadableLedger
from reports.ledger.records import RowError
from reports.ledger.sheets import Sheet, SheetRow, read_sheets

MAX_DAYS = 2_000
LONGEST_NAME = 50
_HEADS = {
    "on": ("日期", "时间"),
    "name": ("名称", "节日", "节假日", "节日名称", "假期"),
    "kind": ("类别", "类型", "安排"),
}
_LABELS = {"on": "日期", "name": "名称", "kind": "类别"}
_WORKS = dict.fromkeys(("放假", "休息", "休", "假期", "节假日"), False) | dict.fromkeys(
    ("调休上班", "上班", "补班", "班", "调休"), True
)


@dataclass(frozen=True)
class ListedDay:
    on: dt.date
    name: str
    works: bool


@dataclass
class DayList:
    """What a workbook says of days: all of it, or every reason why a row says nothing."""

    days: list[ListedDay] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def read_days(data: bytes, name: str) -> DayList:
    """Read the first sheet that has the three columns. Raises UnreadableLedger where there is none."""
    for sheet in read_sheets(data, name, max_rows=MAX_DAYS):
        for place, row in enumerate(sheet.rows[:20]):
            columns = _columns(row)
            if len(columns) == len(_HEADS):
                return _listed(sheet, sheet.rows[place + 1 :], columns)
    raise UnreadableLedger("没有找到表头。第一行应有“日期”“名称”“类别”三栏，类别填“放假”或“调休上班”。")


def _columns(row: SheetRow) -> dict[str, int]:
    """Return which column holds what, as far as the row is a header."""
    found: dict[str, int] = {}
    for column, text in enumerate(row.cells):
        for key, heads in _HEADS.items():
            if plain(text) in heads:
                found.setdefault(key, column)
    return found


def _listed(sheet: Sheet, rows: tuple[SheetRow, ...], columns: dict[str, int]) -> DayList:
    result, seen = DayList(), set[dt.date]()
    for row in rows:
        texts = {key: row.cell(column) for key, column in columns.items()}
        reasons = {key: row.faults[column] for key, column in columns.items() if column in row.faults}
        day = day_of(texts["on"], epoch_1904=sheet.epoch_1904)
        works = _WORKS.get(plain(texts["kind"]))
        if day.on is None:
            reasons.setdefault("on", day.error or "请填写日期，如 2026-10-01")
        elif day.on in seen:
            reasons.setdefault("on", "这一天在表格里重复")
        if not texts["name"] or len(texts["name"]) > LONGEST_NAME:
            reasons.setdefault("name", f"请填写名称，不超过 {LONGEST_NAME} 个字")
        if works is None:
            reasons.setdefault("kind", "请填“放假”或“调休上班”")
        if reasons or day.on is None or works is None:
            result.errors += [
                RowError(sheet.name, row.number, _LABELS[key], texts[key], reason)
                for key, reason in reasons.items()
            ]
            continue
        seen.add(day.on)
        result.days.append(ListedDay(day.on, texts["name"], works))
    return result
