"""What the register knows that a ledger's rows may mean: sources, units, tasks; loaded once for all rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from reports.intake.worksheet import named
from reports.ledger import Record
from reports.likeness import fingerprint
from reports.models import LedgerImport
from reports.unit_names import UnitNames
from tracker.models import Holiday, Source, Task, Unit, User

_OUR_NUMBER = re.compile(r"[A-Z]{2}\d{4}-\d{5,}")
_BATCH = 5_000  # keys in one condition; SQLite takes some 32,000


class Register:
    """The part of the register that the user may see and that the records name."""

    def __init__(self, ledger: LedgerImport, records: Sequence[Record], *, by: User) -> None:
        self.default_source = ledger.source
        self._sources: dict[str, Source] = {
            _bare(source.title): source for source in Source.objects.owned_by(by)
        }
        self.units: dict[int, Unit] = {unit.pk: unit for unit in Unit.objects.visible_to(by)}
        self.names = UnitNames(named(unit) for unit in self.units.values())
        self.working_days = Holiday.objects.counting()
        self._by_number: dict[str, Task] = {}
        self._elsewhere: set[str] = set()
        self._by_words: dict[tuple[int, str], list[Task]] = defaultdict(list)
        self._load_numbered({record.get("number") for record in records} - {""}, by)
        unnumbered = [record for record in records if record.get("number") not in self._by_number]
        self._load_alike(unnumbered, by)

    # --- questions ---

    def source(self, title: str) -> Source | None:
        """The office's own source of this title; the import's own one for a blank."""
        return self._sources.get(_bare(title)) if title else self.default_source

    def numbered(self, number: str) -> Task | None:
        return self._by_number.get(number)

    def is_foreign(self, number: str) -> bool:
        """A number of ours that names no task of this office; whether it exists elsewhere is not told."""
        return number in self._elsewhere or bool(_OUR_NUMBER.fullmatch(number))

    def alike(self, source: Source, problem: str) -> list[Task]:
        """Tasks of the source with the same words, whatever their marks and spaces."""
        return self._by_words.get((source.pk, fingerprint(problem)), [])

    # --- loading ---

    def _load_numbered(self, numbers: set[str], by: User) -> None:
        for batch in _batches(sorted(numbers)):
            for task in _whole(Task.objects.visible_to(by).filter(number__in=batch)):
                self._by_number[task.number] = task
            self._elsewhere.update(Task.objects.filter(number__in=batch).values_list("number", flat=True))
        self._elsewhere -= self._by_number.keys()

    def _load_alike(self, records: Sequence[Record], by: User) -> None:
        wanted = {
            (source.pk, fingerprint(words))
            for record in records
            if (source := self.source(record.get("source")))
            and (words := record.get("problem") or record.get("title"))
        }
        keys: dict[int, tuple[int, str]] = {}
        tasks = Task.objects.visible_to(by).filter(source__in={source for source, _ in wanted})
        for pk, source, problem in tasks.values_list("pk", "source", "problem").iterator():
            if (source, fingerprint(problem)) in wanted:
                keys[pk] = source, fingerprint(problem)
        for batch in _batches(sorted(keys)):
            for task in _whole(Task.objects.filter(pk__in=batch)):
                self._by_words[keys[task.pk]].append(task)


def _whole(tasks) -> Iterable[Task]:
    """The tasks with all that a ledger's row is compared with."""
    return tasks.with_people().prefetch_related("measures")


def _batches(keys: Sequence) -> Iterable[list]:
    keys = iter(keys)
    while batch := list(islice(keys, _BATCH)):
        yield batch


def _bare(title: str) -> str:
    return re.sub(r"[\s《》“”\"]+", "", title)
