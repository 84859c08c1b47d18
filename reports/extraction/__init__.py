"""Text → reports with their problems, commitments, deadlines and units, each at its place in the source."""

from reports.extraction.deadline_reckoning import Reckoning
from reports.extraction.deadlines import parse_deadline
from reports.extraction.extracting import extract
from reports.extraction.findings import Commitment, Deadline, Point, Problem, Report, UnitMention

__all__ = [
    "Commitment",
    "Deadline",
    "Point",
    "Problem",
    "Reckoning",
    "Report",
    "UnitMention",
    "extract",
    "parse_deadline",
]
