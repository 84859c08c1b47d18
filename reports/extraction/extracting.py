"""A source → its reports with problems, commitments, deadlines and units: the parts of this package put together."""

from __future__ import annotations

from reports.extraction.bodies import FIELDS, bodies_of
from reports.extraction.compilation import Piece, pieces_of
from reports.extraction.deadline_reckoning import Base, WorkingDays
from reports.extraction.findings import Report
from reports.extraction.gathering import Gathering
from reports.extraction.headings import Role
from reports.extraction.items import items_of
from reports.extraction.reporting import reporting_unit
from reports.extraction.sections import Section, sections_of
from reports.extraction.signing import runs_from_signing, signed_on
from reports.extraction.years import YEAR, plan_year, report_year, year_before_plan, year_told
from reports.outline import CleanText, half_width, rows_of
from reports.reading import Source


def extract(source: Source, *, working_days: WorkingDays | None = None) -> tuple[Report, ...]:
    """Every report of the source, in order; a source without any text gives none.

    `working_days` reckons limits in working days; without it only weekends are left out.
    """
    clean = CleanText.of(source.text)
    return tuple(
        _Extraction(source.text, clean, piece, working_days).report()
        for piece in pieces_of(clean.text, rows_of(clean.text), shown=clean.shown)
    )


class _Extraction:
    """One report being read: its sections in order, what they yield gathered in source offsets."""

    def __init__(self, source: str, clean: CleanText, piece: Piece, working_days: WorkingDays | None) -> None:
        self.working_days = working_days
        self.piece = piece
        self.clean = clean
        self.title = half_width(piece.title)
        self.text = clean.text
        self.words = clean.text[piece.start : piece.end]
        self.year = report_year(self.title, self.words)
        self.plan_year = plan_year(self.title, "", self.year, text=self.words)
        self.found = Gathering(source, clean)

    def report(self) -> Report:
        piece = self.piece
        sections = sections_of(self.text, piece.rows, end=piece.end, title=self.title, report_year=self.year)
        plans = [section.heading_start for section in sections if section.role is Role.PLANS]
        told = self.text[piece.start : min(plans, default=piece.start)]
        self.year = year_told(self.title, told, self.words, self.year)
        headings = [
            self.text[section.heading_start : section.start]
            for section in sections
            if section.role is not Role.PROBLEMS
        ]
        for heading in headings:
            self.plan_year = plan_year(self.title, heading, self.year, text=self.words)
            if YEAR.search(heading):
                self.year = year_before_plan(self.title, self.year, self.plan_year)
        signed = signed_on(self.words)
        running = signed is not None and runs_from_signing(self.title, headings, self.year)
        self.found.date_from(
            Base(self.plan_year, self.year, signed=signed, is_running=running, working_days=self.working_days)
        )
        for section in sections:
            self._read(section)
        start, end = self.clean.span(piece.start, piece.end)
        return self.found.report(piece.title, reporting_unit(self.title, self.words), start, end)

    def _read(self, section: Section) -> None:
        for body in bodies_of(self.text, section):
            end = body.end
            for item in items_of(self.text, body):
                end = item.end
                if body.role is Role.PROBLEMS:
                    self.found.add_problem(item)
                else:
                    self.found.add_commitment(item, section.plan_kind, inside_problem=body.one_answer)
            if body.fields:
                self.found.add_fields(*body.fields)
            if body.role is Role.PLANS and FIELDS.match(self.text, end, body.end):
                self.found.add_fields(end, body.end)
