"""A source → its reports with problems, commitments, deadlines and units: the parts of this package put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.extraction.compilation import Piece, pieces_of
from reports.extraction.deadline_phrases import Base
from reports.extraction.deadlines import find_deadlines
from reports.extraction.findings import Commitment, Deadline, PlanKind, Point, Problem, Report, UnitMention
from reports.extraction.headings import Role
from reports.extraction.items import Item, bodies_of, items_of, title_of
from reports.extraction.reporting import reporting_unit
from reports.extraction.sections import Section, sections_of
from reports.extraction.units import find_units
from reports.extraction.years import YEAR, plan_year, report_year, year_before_plan
from reports.outline import CleanText, Part, half_width, rows_of
from reports.reading import Source


def extract(source: Source) -> tuple[Report, ...]:
    """Every report of the source, in order; a source without any text gives none."""
    clean = CleanText.of(source.text)
    return tuple(
        _Extraction(source.text, clean, piece).report()
        for piece in pieces_of(clean.text, rows_of(clean.text), shown=clean.shown)
    )


class _Extraction:
    """One report being read: collects what its sections yield, in source offsets."""

    def __init__(self, source: str, clean: CleanText, piece: Piece) -> None:
        self.source = source
        self.clean = clean
        self.piece = piece
        self.title = half_width(piece.title)
        self.text = clean.text
        self.words = clean.text[piece.start : piece.end]
        self.year = report_year(self.title, self.words)
        self.plan_year = plan_year(self.title, "", self.year, text=self.words)
        self.problems: list[Problem] = []
        self.commitments: list[Commitment] = []
        self.deadlines: list[Deadline] = []
        self.units: list[UnitMention] = []

    def report(self) -> Report:
        piece = self.piece
        sections = sections_of(self.text, piece.rows, end=piece.end, title=self.title, report_year=self.year)
        for section in sections:
            if section.role is not Role.PROBLEMS:
                heading = self.text[section.heading_start : section.start]
                self.plan_year = plan_year(self.title, heading, self.year, text=self.words)
                if YEAR.search(heading):
                    self.year = year_before_plan(self.title, self.year, self.plan_year)
        for section in sections:
            self._read(section)
        start, end = self.clean.span(piece.start, piece.end)
        unit = reporting_unit(self.title, self.words)
        return Report(
            piece.title, unit, self.year, self.plan_year, start, end, tuple(self.problems), tuple(self.commitments),
            tuple(sorted(self.deadlines, key=lambda found: found.start)), tuple(sorted(self.units, key=lambda found: found.start)),
        )  # fmt: skip

    def _read(self, section: Section) -> None:
        for body in bodies_of(self.text, section):
            for item in items_of(self.text, body):
                if body.role is Role.PROBLEMS:
                    self._add_problem(item)
                else:
                    self._add_commitment(item, section.plan_kind, inside_problem=body.one_answer)

    def _add_problem(self, item: Item) -> None:
        key = f"p{len(self.problems) + 1}"
        start, end = self.clean.span(item.start, item.end)
        points = tuple(self._points(item, key))
        self.problems.append(
            Problem(
                key,
                self._mark(item),
                title_of(self.clean.shown, item),
                self.source[start:end],
                start,
                end,
                points,
            )
        )
        self._add_dates_and_units(item, key)

    def _add_commitment(self, item: Item, plan_kind: PlanKind, *, inside_problem: bool) -> None:
        key = f"c{len(self.commitments) + 1}"
        start, end = self.clean.span(item.start, item.end)
        measures = tuple(self._points(item, key))
        title = title_of(self.clean.shown, item)
        answers = self.problems[-1].id if inside_problem and self.problems else ""
        words = self.source[start:end]
        self.commitments.append(
            Commitment(key, self._mark(item), title, words, start, end, plan_kind, measures, answers)
        )
        self._add_dates_and_units(item, key)

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
        base, in_plan = Base(self.plan_year, self.year), key.startswith("c")
        for found in find_deadlines(self.text, item.start, item.end, base, in_plan=in_plan):
            start, end = self.clean.span(found.start, found.end)
            limit = found.reckoning
            self.deadlines.append(
                Deadline(
                    _inside(places, found.start),
                    self.source[start:end],
                    start,
                    end,
                    limit.date,
                    limit.kind,
                    limit.rule,
                )
            )
        for unit in find_units(self.text, item.start, item.end, in_plan=in_plan):
            start, end = self.clean.span(unit.start, unit.end)
            self.units.append(
                UnitMention(_inside(places, unit.start), self.source[start:end], start, end, unit.role)
            )


def _inside(places: list[tuple[int, int, str]], position: int) -> str:
    """The id of the innermost place around a position: places come outer before inner."""
    return [key for start, end, key in places if start <= position < end][-1]


def _inner(item: Item) -> Iterator[tuple[Part, str]]:
    for number, part in enumerate(item.parts, start=1):
        yield part, str(number)
        for deeper, path in part.inner():
            yield deeper, f"{number}.{path}"
