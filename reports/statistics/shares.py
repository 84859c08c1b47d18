"""Shares with the formula that they were computed by."""

from dataclasses import dataclass

from reports.statistics.totals import Totals, floored_percent


@dataclass(frozen=True)
class Rate:
    """A share with the formula that it was computed by."""

    name: str
    part: int
    whole: int
    formula: str

    @property
    def rest(self) -> int:
        return self.whole - self.part

    @property
    def percent(self) -> str:
        return floored_percent(self.part, self.whole)


def rates(totals: Totals, *, fallen_due: int) -> list[Rate]:
    """Return the two rates that belong together: without the second, tasks that are not due yet press the score."""
    due = totals.white + fallen_due
    return [
        Rate("整改率", totals.white, totals.total, "白色清零项数 ÷ 全部项数"),
        Rate("到期整改率", totals.white, due, "白色清零项数 ÷（白色清零项数＋时限已到而未清零的项数）"),
    ]
