"""Two people accept at the same moment: one ledger is written once, one file makes no doubles."""

import threading

import pytest
from django.db import connections

from reports.importing import LedgerRefused, apply_ledger, take_ledger
from reports.models import LedgerImport
from tests.factories import TODAY, SourceFactory
from tests.reports.workbooks import HEADER, book
from tracker.models import Task

pytestmark = pytest.mark.django_db(transaction=True)


def apply_at_once(ledgers: list[LedgerImport], by) -> list[str]:
    """Apply every ledger in a thread of its own, all let go together; return what became of each."""
    said: list[str] = []
    start = threading.Barrier(len(ledgers))

    def apply(pk: int) -> None:
        try:
            ledger = LedgerImport.objects.get(pk=pk)
            start.wait(timeout=30)
            apply_ledger(ledger, by=by, today=TODAY)
        except LedgerRefused as refusal:
            said.append(str(refusal))
        except Exception as error:
            said.append(repr(error))
        else:
            said.append("written")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=apply, args=[ledger.pk]) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said, key=lambda words: words != "written")


def taken(source) -> LedgerImport:
    data = book(HEADER, *([number, f"第{number}个问题"] for number in range(5)))
    return take_ledger(data, "台账.xlsx", by=source.created_by, source=source, today=TODAY, max_rows=99)


def test_one_ledger_accepted_twice_at_once_is_written_once():
    source = SourceFactory()
    ledger = taken(source)
    first, second = apply_at_once([ledger, ledger], source.created_by)

    assert first == "written"
    assert "已经导入过" in second
    assert Task.objects.count() == 5


def test_the_same_file_uploaded_twice_and_accepted_at_once_makes_no_doubles():
    source = SourceFactory()
    first, second = apply_at_once([taken(source), taken(source)], source.created_by)

    assert first == "written"
    assert "已按最新情况重新核对" in second
    assert Task.objects.count() == 5
