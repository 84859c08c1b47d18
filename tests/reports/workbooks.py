"""Workbooks for the tests, as offices make them."""

import io
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook

HEADER = ["序号", "存在问题", "整改措施", "牵头单位", "配合单位", "责任人", "整改时限"]
Row = Sequence[object]


def book(
    *rows: Row, title: str = "台账", merges: Sequence[str] = (), change: Callable | None = None
) -> bytes:
    """Return a workbook of one sheet with these rows, from the first line on."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merges:
        sheet.merge_cells(area)
    if change:
        change(workbook)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def with_part(data: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the package with one part changed (or added), as another program might have written it."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == path else content)
        if path not in old.namelist():
            new.writestr(path, change(b""))
    return result.getvalue()
