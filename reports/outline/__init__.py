"""Lines and marks of an official document → nested parts; knows numbering, not what a problem is."""

from reports.outline.clean import CleanText, half_width
from reports.outline.marks import Kind, Mark, line_mark, marks_in
from reports.outline.rows import Row, rows_of
from reports.outline.tree import Part, parts_of

__all__ = [
    "CleanText",
    "Kind",
    "Mark",
    "Part",
    "Row",
    "half_width",
    "line_mark",
    "marks_in",
    "parts_of",
    "rows_of",
]
