"""The days of festivals that officers count by: 春节前, “五一”前, 中秋前.

The three lunar festivals are held as a table, for the calendar that fixes them (GB/T 33661, published year by year by the
Purple Mountain Observatory) is reckoned from the sky; the rows agree with the Hong Kong Observatory's conversion table as
the package lunardate 0.3 holds it. A year outside the table has no day: a person decides.
"""

from __future__ import annotations

import datetime

# Year, then month and day of 春节 (正月初一), 端午 (五月初五), 中秋 (八月十五).
_LUNAR = """
2018 0216 0618 0924  2019 0205 0607 0913  2020 0125 0625 1001  2021 0212 0614 0921  2022 0201 0603 0910
2023 0122 0622 0929  2024 0210 0610 0917  2025 0129 0531 1006  2026 0217 0619 0925  2027 0206 0609 0915
2028 0126 0528 1003  2029 0213 0616 0922  2030 0203 0605 0912  2031 0123 0624 1001  2032 0211 0612 0919
2033 0131 0601 0908  2034 0219 0620 0927  2035 0208 0610 0916  2036 0128 0530 1004  2037 0215 0618 0924
2038 0204 0607 0913  2039 0124 0527 1002  2040 0212 0614 0920
"""


def _rows() -> dict[int, tuple[str, str, str]]:
    words = _LUNAR.split()
    return {int(words[i]): (words[i + 1], words[i + 2], words[i + 3]) for i in range(0, len(words), 4)}


_LUNAR_DAYS = _rows()
_LUNAR_COLUMNS = {"春节": 0, "端午": 1, "中秋": 2}
_FIXED_DAYS = {
    "元旦": (1, 1),
    "五一": (5, 1),
    "劳动": (5, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
}
# Counted from 春节, in days.
AFTER_NEW_YEAR = {"除夕": -1, "元宵": 14}
FESTIVALS = "|".join((*_LUNAR_COLUMNS, *_FIXED_DAYS, "清明", "除夕", "元宵"))


def festival_day(name: str, year: int) -> datetime.date | None:
    """The festival's own day in a year of the Gregorian calendar; None outside the table of years."""
    if year not in _LUNAR_DAYS:
        return None
    if name in _FIXED_DAYS:
        return datetime.date(year, *_FIXED_DAYS[name])
    if name == "清明":
        return _qingming(year)
    written = _LUNAR_DAYS[year][_LUNAR_COLUMNS.get(name, 0)]
    day = datetime.date(year, int(written[:2]), int(written[2:]))
    return day + datetime.timedelta(days=AFTER_NEW_YEAR.get(name, 0))


def _qingming(year: int) -> datetime.date:
    """The usual formula for the twenty-first century: 4 or 5 April."""
    short = year - 2000
    return datetime.date(year, 4, (short * 2422 + 48_100) // 10_000 - short // 4)


def first_after(name: str, day: datetime.date) -> datetime.date | None:
    """The festival's next day after a given day."""
    days = (festival_day(name, year) for year in (day.year, day.year + 1))
    return next((found for found in days if found and found > day), None)
