"""Text → reports with their problems, commitments, deadlines and units, each at its place in the source."""

from reports.extraction.extracting import extract
from reports.extraction.findings import Commitment, Deadline, Point, Problem, Report, UnitMention

__all__ = ["Commitment", "Deadline", "Point", "Problem", "Report", "UnitMention", "extract"]
