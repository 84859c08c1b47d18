"""Bytes of an uploaded file → verbatim text and its lines; knows files, not reports."""

from reports.reading.document import TABLE_ROW, Line, Source, TableRow, UnreadableFile
from reports.reading.files import CONVERTED, MAX_BYTES, judged_kind, read_source
from reports.reading.kinds import SUFFIXES, Kind, content_type_of, suffix_of
from reports.reading.office import check_converter

__all__ = [
    "CONVERTED",
    "MAX_BYTES",
    "SUFFIXES",
    "TABLE_ROW",
    "Kind",
    "Line",
    "Source",
    "TableRow",
    "UnreadableFile",
    "check_converter",
    "content_type_of",
    "judged_kind",
    "read_source",
    "suffix_of",
]
