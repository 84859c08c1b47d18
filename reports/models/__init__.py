"""What is kept of reports and ledgers, one module per concept."""

from .findings import Commitment, Deadline, Found, Match, NamedUnit, Problem, ProblemRecurrence
from .intake import Correction, Part, Report
from .ledger import LedgerImport, LedgerRow
from .walls import WallLink

__all__ = [
    "Commitment",
    "Correction",
    "Deadline",
    "Found",
    "LedgerImport",
    "LedgerRow",
    "Match",
    "NamedUnit",
    "Part",
    "Problem",
    "ProblemRecurrence",
    "Report",
    "WallLink",
]
