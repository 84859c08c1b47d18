"""The ledger as a sheet: read from .xlsx, written to .xlsx. Knows files, rows and columns; no register."""

from reports.ledger.cells import clean, day_of
from reports.ledger.charged import charged_units, is_vague
from reports.ledger.columns import BY_KEY, COLUMNS, EXPORTED, MAPPABLE, TEMPLATE, WRITTEN, Column, Kind, Use
from reports.ledger.headers import Heading, Table, find_table
from reports.ledger.measures import MeasureLine, parse_measures, render_measures
from reports.ledger.opening import UnreadableLedger
from reports.ledger.records import Record, RowError, SkippedRow, read_records
from reports.ledger.sheets import Sheet, SheetRow, read_sheets

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "EXPORTED",
    "MAPPABLE",
    "TEMPLATE",
    "WRITTEN",
    "Column",
    "Heading",
    "Kind",
    "MeasureLine",
    "Record",
    "RowError",
    "Sheet",
    "SheetRow",
    "SkippedRow",
    "Table",
    "UnreadableLedger",
    "Use",
    "charged_units",
    "clean",
    "day_of",
    "find_table",
    "is_vague",
    "parse_measures",
    "read_records",
    "read_sheets",
    "render_measures",
]
