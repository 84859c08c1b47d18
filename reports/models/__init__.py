"""What is kept of reports and ledgers, one module per concept."""

from .findings import Commitment, Deadline, Found, Match, NamedUnit, Problem
from .intake import Correction, Part, Report

__all__ = ["Commitment", "Correction", "Deadline", "Found", "Match", "NamedUnit", "Part", "Problem", "Report"]
