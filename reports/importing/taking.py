"""Keep an uploaded ledger with what it says, so that its columns can be mapped anew without the file."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from reports.importing.proposing import propose_rows
from reports.ledger import (
    Heading,
    Record,
    Sheet,
    SheetRow,
    SkippedRow,
    Table,
    UnreadableLedger,
    find_table,
    read_records,
    read_sheets,
)
from reports.models import LedgerImport, LedgerRow
from tracker.models import Source, User
from tracker.uploads import safe_name

NO_TABLE = (
    "没有找到台账的表头。表头里至少要有“存在问题”一栏，并有“整改措施”“牵头单位”“整改时限”等栏中的一栏，"
    "可以下载空白模板对照。"
)


@dataclass(frozen=True)
class StoredTable:
    """One sheet of a ledger as it was read, with where its table is."""

    sheet: Sheet
    table: Table


def take_ledger(
    data: bytes, name: str, *, by: User, source: Source | None, today: dt.date, max_rows: int
) -> LedgerImport:
    """Read a workbook and hold it against the register; writes nothing but the import itself.

    `max_rows` bounds each sheet. Raises UnreadableLedger with a sentence for the user.
    """
    tables, skipped = _tables(read_sheets(data, name, max_rows=max_rows))
    with transaction.atomic():
        ledger = LedgerImport.objects.create(
            name=safe_name(name),
            sha256=hashlib.sha256(data).hexdigest(),
            office=by.unit,
            source=source,
            by=by,
            sheets=[_to_json(stored) for stored in tables],
            mapping=[{str(column): key for column, key in stored.table.mapping.items()} for stored in tables],
            skipped=skipped,
        )
        repropose(ledger, by=by, today=today)
    return ledger


@transaction.atomic
def remap_ledger(
    ledger: LedgerImport,
    *,
    mapping: Sequence[Mapping[int, str]],
    source: Source | None,
    by: User,
    today: dt.date,
) -> None:
    """Take a person's choice of columns and source, and hold the ledger against the register anew."""
    ledger.mapping = [{str(column): key for column, key in chosen.items() if key} for chosen in mapping]
    ledger.source = source
    for entry in ledger.sheets:
        # A person has looked: nothing is doubtful any more.
        entry["headings"] = [[column, text, key, False] for column, text, key, _ in entry["headings"]]
    ledger.save(update_fields=["mapping", "source", "sheets"])
    repropose(ledger, by=by, today=today)


def repropose(ledger: LedgerImport, *, by: User, today: dt.date) -> None:
    """Write the ledger's rows as they stand against the register now, in place of the former ones."""
    records, skipped = read_stored(ledger)
    sheets = {entry["sheet"]: entry for entry in ledger.skipped if not entry["row"]}
    ledger.skipped = [*sheets.values(), *(vars(row) for row in skipped)]
    ledger.save(update_fields=["skipped"])
    ledger.rows.all().delete()
    LedgerRow.objects.bulk_create(propose_rows(ledger, records, by=by, today=today), batch_size=1000)


def read_stored(ledger: LedgerImport) -> tuple[list[Record], list[SkippedRow]]:
    """Return the ledger's records by its mapping, and the rows passed over."""
    records: list[Record] = []
    skipped: list[SkippedRow] = []
    for stored, chosen in zip(sheets_of(ledger), ledger.mapping, strict=True):
        mapping = {int(column): key for column, key in chosen.items()}
        found, passed = read_records(stored.sheet, stored.table, mapping)
        records += found
        skipped += passed
    return records, skipped


def sheets_of(ledger: LedgerImport) -> list[StoredTable]:
    """Return the stored sheets as values."""
    return [_from_json(entry) for entry in ledger.sheets]


def _tables(sheets: Iterable[Sheet]) -> tuple[list[StoredTable], list[dict]]:
    tables: list[StoredTable] = []
    skipped: list[dict] = []
    for sheet in sheets:
        table = None if sheet.hidden else find_table(sheet)
        if table is not None:
            tables.append(StoredTable(sheet, table))
        else:
            why = "隐藏的工作表，没有读取" if sheet.hidden else "没有找到台账表头，没有读取"
            skipped.append({"sheet": sheet.name, "row": 0, "text": "", "why": why})
    if not tables:
        raise UnreadableLedger(NO_TABLE)
    return tables, skipped


def _to_json(stored: StoredTable) -> dict:
    return {
        "name": stored.sheet.name,
        "epoch_1904": stored.sheet.epoch_1904,
        "first_row": stored.table.first_row,
        "last_row": stored.table.last_row,
        "money_unit": stored.table.money_unit,
        "headings": [[one.column, one.text, one.key, one.doubtful] for one in stored.table.headings],
        "rows": [
            [row.number, row.cells, sorted(row.covered), row.faults, row.hidden]
            for row in stored.sheet.rows
            if row.number > stored.table.last_row
        ],
    }


def _from_json(entry: dict) -> StoredTable:
    rows = tuple(
        SheetRow(
            number,
            tuple(cells),
            frozenset(covered),
            {int(column): why for column, why in faults.items()},
            hidden,
        )
        for number, cells, covered, faults, hidden in entry["rows"]
    )
    headings = tuple(Heading(*heading) for heading in entry["headings"])
    return StoredTable(
        Sheet(entry["name"], rows, epoch_1904=entry["epoch_1904"]),
        Table(entry["first_row"], entry["last_row"], headings, entry.get("money_unit", "")),
    )
