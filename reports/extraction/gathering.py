"""Items of one report → its findings: numbered, with their points, deadlines and units, every place in source offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.extraction.deadline_reckoning import Base
from reports.extraction.deadlines import find_deadlines
from reports.extraction.findings import Commitment, Deadline, PlanKind, Point, Problem, Report, UnitMention
from reports.extraction.items import Item, title_of
from reports.extraction.units import find_units
from reports.outline import CleanText, Part


class Gathering:
    """Collects the findings of one report. Items come in clean offsets, wherever they were found: prose or a sheet."""

    def __init__(self, source: str, clean: CleanText) -> None:
        self.source = source
        self.clean = clean
        self.problems: list[Problem] = []
        self.commitments: list[Commitment] = []
        self.deadlines: list[Deadline] = []
        self.units: list[UnitMention] = []
        self._base = Base(None, None)

    def date_from(self, base: Base) -> None:
        """Say which year is reported on and what the plan's time limits count from, before the first item is added."""
        self._base = base

    def add_problem(self, item: Item, title: str = "") -> Problem:
        """Take a problem in; its title is its leading sentence unless another one is given."""
        key = f"p{len(self.problems) + 1}"
        start, end = self.clean.span(item.start, item.end)
        problem = Problem(
            key,
            self._mark(item),
            title or title_of(self.clean.shown, item),
            self.source[start:end],
            start,
            end,
            tuple(self._points(item, key)),
        )
        self.problems.append(problem)
        self._add_dates_and_units(item, key)
        return problem

    def add_commitment(
        self, item: Item, plan_kind: PlanKind = "commitment", *, title: str = "", inside_problem: bool = False
    ) -> Commitment:
        """Take a commitment in; `inside_problem` says that the latest problem holds it as its own answer."""
        key = f"c{len(self.commitments) + 1}"
        start, end = self.clean.span(item.start, item.end)
        commitment = Commitment(
            key,
            self._mark(item),
            title or title_of(self.clean.shown, item),
            self.source[start:end],
            start,
            end,
            plan_kind,
            tuple(self._points(item, key)),
            self.problems[-1].id if inside_problem and self.problems else "",
        )
        self.commitments.append(commitment)
        self._add_dates_and_units(item, key)
        return commitment

    def add_fields(self, start: int, end: int) -> None:
        """Take in lines below the latest item that only say who and by when: 牵头单位：…, 整改时限：…."""
        latest = (self.commitments or self.problems)[-1].id
        self._add_found(start, end, [(start, end, latest)], in_plan=bool(self.commitments), labelled=True)

    def report(self, title: str, unit: str, start: int, end: int) -> Report:
        """The report as it stands; dates and units in the order of the text."""
        return Report(
            title, unit, self._base.year, self._base.plan_year, start, end,
            tuple(self.problems), tuple(self.commitments),
            tuple(sorted(self.deadlines, key=lambda found: found.start)),
            tuple(sorted(self.units, key=lambda found: found.start)),
        )  # fmt: skip

    def _mark(self, item: Item) -> str:
        return self.clean.shown[item.start : item.body].strip()

    def _points(self, item: Item, key: str) -> Iterable[Point]:
        for part, path in _inner(item):
            start, end = self.clean.span(part.start, part.end)
            mark = self.clean.shown[part.mark.start : part.mark.end].strip()
            yield Point(f"{key}.{path}", mark, self.source[start:end], start, end)

    def _add_dates_and_units(self, item: Item, key: str) -> None:
        places = [(item.start, item.end, key)]
        places += [(part.start, part.end, f"{key}.{path}") for part, path in _inner(item)]
        self._add_found(item.start, item.end, places, in_plan=key.startswith("c"))

    def _add_found(
        self,
        head: int,
        tail: int,
        places: list[tuple[int, int, str]],
        *,
        in_plan: bool,
        labelled: bool = False,
    ) -> None:
        """`labelled`: only what stands behind a label such as 责任单位： names a unit."""
        text = self.clean.text
        for found in find_deadlines(text, head, tail, self._base, in_plan=in_plan):
            start, end = self.clean.span(found.start, found.end)
            inside, limit = _inside(places, found.start), found.reckoning
            self.deadlines.append(
                Deadline(inside, self.source[start:end], start, end, limit.date, limit.kind, limit.rule)
            )
        for unit in find_units(text, head, tail, in_plan=in_plan and not labelled):
            start, end = self.clean.span(unit.start, unit.end)
            inside = _inside(places, unit.start)
            self.units.append(UnitMention(inside, self.source[start:end], start, end, unit.role))


def _inside(places: list[tuple[int, int, str]], position: int) -> str:
    """The id of the innermost place around a position: places come outer before inner."""
    return [key for start, end, key in places if start <= position < end][-1]


def _inner(item: Item) -> Iterator[tuple[Part, str]]:
    for number, part in enumerate(item.parts, start=1):
        yield part, str(number)
        for deeper, path in part.inner():
            yield deeper, f"{number}.{path}"
