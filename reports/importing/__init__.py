"""A ledger into the register: taken in, held against what is there, applied as a whole or not at all."""

from reports.importing.applying import Applied, LedgerRefused, apply_ledger, discard_ledger
from reports.importing.taking import remap_ledger, sheets_of, take_ledger

__all__ = [
    "Applied",
    "LedgerRefused",
    "apply_ledger",
    "discard_ledger",
    "remap_ledger",
    "sheets_of",
    "take_ledger",
]
