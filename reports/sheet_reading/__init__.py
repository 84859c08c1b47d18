"""A ledger read as a report: each row's problem and promises, its limit and its units, at their places in one text."""

from reports.sheet_reading.reading import MAX_ROWS, SheetReading, read_ledger, read_tables

__all__ = ["MAX_ROWS", "SheetReading", "read_ledger", "read_tables"]
