"""How many tasks have each colour, and the words that say it."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.db.models import QuerySet

from tracker.calendar import month_end
from tracker.colours import Colour


@dataclass(frozen=True)
class Totals:
    """How many tasks have each colour."""

    red: int = 0
    yellow: int = 0
    green: int = 0
    white: int = 0

    @property
    def total(self) -> int:
        return self.red + self.yellow + self.green + self.white

    def of(self, colour: str) -> int:
        """Return how many have this colour."""
        return getattr(self, Colour(colour).value)

    @classmethod
    def counted_by(cls, row: dict[str, int]) -> Self:
        """Return the totals of a row with one column per colour."""
        return cls(**{colour.value: row[colour.value] for colour in Colour})


def totals_of(then: QuerySet) -> Totals:
    """Return the four totals."""
    return Totals.counted_by(then.colour_counts())


def floored_percent(part: int, whole: int) -> str:
    """Return a percentage with one decimal, cut and never rounded up, so that 100% means all; “—” of nothing."""
    if not whole:
        return "—"
    thousandths = part * 1000 // whole
    return f"{thousandths // 10}.{thousandths % 10}%" if 0 < thousandths < 1000 else f"{thousandths // 10}%"


def sentence(totals: Totals, on: dt.date, special: int = 0) -> str:
    """Return the line by which a report states its figures; special closings are named where there are any."""
    apart = f"（含特殊销号{special}项）" if special else ""
    return (
        f"截至{_day_said(on)}，共有整改任务{totals.total}项，其中白色清零{totals.white}项{apart}、"
        f"绿色提示{totals.green}项、黄色预警{totals.yellow}项、红色督办{totals.red}项。"
    )


def _day_said(on: dt.date) -> str:
    """Return the day as a report writes it: the last of a year or of a month by its name."""
    if on != month_end(on):
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.year}年底" if on.month == 12 else f"{on.year}年{on.month}月底"
