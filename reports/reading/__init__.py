"""Bytes of an uploaded file → verbatim text and its lines; knows files, not reports."""

from reports.reading.document import Line, Source, UnreadableFile
from reports.reading.files import MAX_BYTES, read_source

__all__ = ["MAX_BYTES", "Line", "Source", "UnreadableFile", "read_source"]
