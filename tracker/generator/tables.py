"""Rows on their way into the database: COPY on PostgreSQL, one prepared INSERT per table elsewhere."""

from collections import Counter
from collections.abc import Iterable

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from tracker.models import Application, Assist, Period, Progress, Step, Task

COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Task: (
        "id", "number", "source_id", "title", "problem", "commitment", "excerpt", "category", "rectification_type",
        "lead_unit_id", "responsible", "standard_id", "due_on", "status", "version", "original_due_on", "remind_on",
        "warn_on", "assigned_on", "submitted_on", "returned_on", "closed_on", "closed_in_time", "grade_id", "raised",
        "extended_times", "extended_days", "relapsed_times", "closed_times", "returned_times",
        "amount_involved", "amount_settled", "rules_made", "people_held", "satisfaction", "callback", "percent", "progress_on",
        "trail_length", "trail_digest", "created_by_id",
        "created_at", "updated_at",
    ),
    Assist: ("id", "task_id", "unit_id", "confirmed_on", "confirmed_by_id", "confirmation"),
    Period: ("id", "task_id", "from_on", "to_on", *Period.IN_FORCE),
    Step: (
        "id", "task_id", "position", "action", "by_id", "at", "on", "from_status", "to_status", "note", "data", "digest",
    ),
    Progress: ("id", "task_id", "unit_id", "by_id", "at", "on", "text", "percent"),
    Application: (
        "id", "task_id", "kind", "by_id", "at", "on", "text", "basis", "claims", "new_due_on", "waits_for_head",
        "endorsed_by_id", "endorsed_on", "decision", "decided_by_id",
        "decided_at", "decision_note", "verdicts", "grade_id", "judged_version", "judged_evidence",
    ),
}  # fmt: skip
"""What is written, tables that others point to first."""

Row = tuple[object, ...]


class Tables:
    """Collects rows without their keys, gives them keys, writes them in chunks. Use inside one transaction."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()
        self._rows: dict[type[models.Model], list[Row]] = {model: [] for model in COLUMNS}
        self._last = {model: model.objects.aggregate(last=Max("pk"))["last"] or 0 for model in COLUMNS}
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Else every row of the run would wait in memory for its foreign keys to be checked.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def add(self, model: type[models.Model], *values: object) -> int:
        """Take a row, its values in the order of `COLUMNS` after the key; return the key."""
        key = self.next_key(model)
        self._rows[model].append((key, *values))
        return key

    def next_key(self, model: type[models.Model]) -> int:
        self._last[model] += 1
        return self._last[model]

    def add_with_key(self, model: type[models.Model], *row: object) -> None:
        """Take a row whose key was fetched before with `next_key`."""
        self._rows[model].append(row)

    def flush(self) -> None:
        for model, rows in self._rows.items():
            if rows:
                _write(model, rows)
                self.written[model._meta.verbose_name] += len(rows)
                rows.clear()

    def finish(self) -> None:
        """Write the rest, and let the database go on counting where the keys end."""
        self.flush()
        count_on(*COLUMNS)


def count_on(*written: type[models.Model]) -> None:
    """Rows came with their own keys: let the database's counters follow."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)


def _write(model: type[models.Model], rows: Iterable[Row]) -> None:
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name).column for name in COLUMNS[model]]
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, rows)))
    else:
        marks = ", ".join("?" * len(columns))
        # Past Django's cursor, which would rewrite the statement for its own marks; the transaction is the same.
        connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _copy_line(row: Row) -> str:
    return "\t".join(map(_copy_value, row)) + "\n"


def _copy_value(value: object) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    return r"\N" if value is None else str(value)


def analyse() -> None:
    """Let the planner know the new sizes; PostgreSQL would find out by itself only minutes later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
