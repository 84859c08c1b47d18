"""One line of the table, and the way it is timed."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    what: str
    ours: float  # seconds, median
    floor: float

    def cells(self) -> tuple[str, str, str, str]:
        return (
            self.what,
            f"{self.ours * 1000:.2f}",
            f"{self.floor * 1000:.2f}",
            f"{self.ours / self.floor:.1f}",
        )


def compare(what: str, ours: Callable[[], object], floor: Callable[[], object], *, rounds: int = 7) -> Line:
    """Time both in turn, so that a busy moment of the machine hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for times, work in zip(taken, (ours, floor), strict=True):
            begin = time.perf_counter()
            work()
            times.append(time.perf_counter() - begin)
    return Line(what, *map(statistics.median, taken))
