"""What every test gets: Hypothesis profiles, the mark that its folder implies, the rows that migrations make."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from tracker.append_only import guard, lift

HERE = Path(__file__).parent

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder == "e2e":
            item.add_marker("browser")
        elif folder == "services":
            item.add_marker("services")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Call bytes just that: a zip carries its time in every byte, and the workers of xdist must agree on the names."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Keys of rows are given out anew in every test: what one kept would be true of another's."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A transactional test ends with a flush, which also takes what migrations made (default rules): put it back."""
    with django_db_blocker.unblock():
        rows = connection.creation.serialize_db_to_string()
    flush = TransactionTestCase._fixture_teardown

    def flush_and_restore(case: TransactionTestCase) -> None:
        case.serialized_rollback = (
            True  # else the flush makes new content types, with other keys than `rows` has
        )
        connection._test_serialized_contents = rows
        lift(connection)
        flush(case)
        guard(connection)
        connection.creation.deserialize_db_from_string(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_and_restore)
        yield
