"""One line of the table, and the ways it is measured: time and memory, ours beside the bare work."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    what: str
    ours: float
    floor: float
    unit: str = "毫秒"

    def cells(self) -> tuple[str, str, str, str]:
        return (
            self.what,
            f"{self.ours:.2f} {self.unit}",
            f"{self.floor:.2f} {self.unit}",
            f"{self.ours / self.floor:.1f}",
        )


def compare(what: str, ours: Callable[[], object], floor: Callable[[], object], *, rounds: int = 7) -> Line:
    """Median time of both, taken in turn, so that a busy moment of the machine hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _round in range(rounds):
        for times, work in zip(taken, (ours, floor), strict=True):
            begin = time.perf_counter()
            work()
            times.append((time.perf_counter() - begin) * 1000)
    return Line(what, *map(statistics.median, taken))


def compare_memory(what: str, ours: Callable[[], object], floor: Callable[[], object]) -> Line:
    """The most memory that Python held at once for each, what was there before left out."""
    return Line(what, *map(_peak_megabytes, (ours, floor)), unit="MB")


def _peak_megabytes(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
