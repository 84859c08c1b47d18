"""What one cell says: its text whatever its type, its day, its choice."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from reports.extraction.deadline_reckoning import WorkingDays
from reports.extraction.deadlines import parse_deadline

MAX_CELL = 32_767
"""characters that a cell of the format can hold"""

# What the XML of a workbook cannot hold; tab and line break are allowed.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_YEARS = range(2000, 2101)
"""years that a form takes, too"""
_SERIALS = range(20_000, 80_000)
"""days since the epoch that can be a deadline: 1954 to 2119"""

_FULL_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-./年]\s*(?P<m>\d{1,2})\s*[-./月]\s*(?P<d>\d{1,2})\s*[日号]?(?:\s*[T ]?\d{1,2}:\d{2}(?::\d{2})?)?[前止]?\.?"
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_YEAR_MONTH = re.compile(r"(?P<y>(?:19|20)\d{2})[-./](?P<m>\d{1,2})")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
# Words that speak of time without naming a day: not wrong, only open (每月5日前, 视资金到位情况).
_ABOUT_TIME = re.compile(
    r"[年月季周日天期]|立|即|尽快|及时|长期|持续|常态|坚持|视|根据|待|完成|整改|落实|节|前"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


def clean(text: str) -> str:
    """Return a text as the register and a cell both can hold it: one kind of line break, no control characters,
    no blanks at the ends of lines."""
    text = (
        text.replace("_x000D_", "")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\xa0", " ")
    )
    text = CONTROL.sub("", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def cell_text(value: object) -> str:
    """Return a cell's value as text: whole numbers without ``.0``, dates as ``2026-06-30``."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() else format(value, ".15g")
        case dt.datetime():
            at_midnight = value.time() == dt.time.min
            return value.date().isoformat() if at_midnight else value.strftime("%Y-%m-%d %H:%M")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.strftime("%H:%M")
        case _:
            return clean(str(value))


def plain(text: str) -> str:
    """Return a text for comparing and parsing: full-width digits and marks narrow, no blanks at all."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Day:
    """What a date cell says: a day, or a sentence why it names none."""

    on: dt.date | None
    error: str = ""
    """the cell is wrong: it must be corrected"""
    note: str = ""
    """the cell is right but names no day (长期坚持), or the day was reckoned"""
    kind: str = ""
    """``immediate`` or ``long_term`` where the words say so"""


def day_of(
    text: str,
    *,
    base: dt.date | None = None,
    epoch_1904: bool = False,
    working_days: WorkingDays | None = None,
) -> Day:
    """Return the day that a date cell names.

    `base` is the day from which “收到后30日内” counts and whose year “6月底前” takes. Text that looks like a date but is none
    (2026.6.31) is an error, so are words that say nothing about time.
    """
    wanted = unicodedata.normalize("NFKC", text).strip()
    if not wanted:
        return Day(None)
    written = _FULL_DATE.fullmatch(wanted) or _COMPACT.fullmatch(wanted)
    if written:
        try:
            return _believable(dt.date(int(written["y"]), int(written["m"]), int(written["d"])))
        except ValueError:
            return Day(None, error="没有这一天，请核对月份和日期")
    serial = _SERIAL.fullmatch(wanted)
    if serial and int(serial[1]) in _SERIALS:
        return _believable((_EPOCH_1904 if epoch_1904 else _EPOCH) + dt.timedelta(days=int(serial[1])))
    month = _YEAR_MONTH.fullmatch(wanted)
    if month and month["m"] == "1" and "." in wanted:
        # As a number, 2026.10 loses its last zero and reads 2026.1.
        return Day(None, error="分不清是 1 月还是 10 月，请写成 2026-01-31 的样子")
    return _in_words(f"{month['y']}年{month['m']}月" if month else wanted, base, working_days)


def _believable(day: dt.date) -> Day:
    if day.year not in _YEARS:
        return Day(None, error=f"年份应在 {_YEARS[0]} 年至 {_YEARS[-1]} 年之间，请核对")
    return Day(day)


def _in_words(text: str, base: dt.date | None, working_days: WorkingDays | None) -> Day:
    limit = parse_deadline(
        text, base_year=base.year if base else None, base_date=base, working_days=working_days
    )
    kind = limit.kind if limit else ""
    if limit is not None and limit.date is not None and kind != "immediate":
        return Day(limit.date, note=f"“{text}”按 {limit.date} 计算", kind=kind)
    if any(not _is_day(int(month), int(day)) for month, day in _MONTH_DAY.findall(text)):
        return Day(None, error="没有这一天，请核对月份和日期")
    if limit is None and not _ABOUT_TIME.search(text):
        return Day(None, error="看不懂的日期，请写成 2026-06-30 的样子")
    if kind == "long_term":
        return Day(None, note=f"“{text}”没有写明日期，交办前请填下次复核的日期", kind=kind)
    return Day(None, note=f"“{text}”推算不出日期，交办前请补上时限", kind=kind)


def _is_day(month: int, day: int) -> bool:
    """Whether the day exists in a leap year; 29 February of another year is the reckoning's business."""
    try:
        dt.date(2000, month, day)
    except ValueError:
        return False
    return True
