"""The clock and the cast of the pages of figures."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import TODAY, UnitFactory, UserFactory
from tracker.models import Unit, User
from tracker.states import Role


@pytest.fixture
def ten_o_clock() -> Iterator[None]:
    """10:00 in Shanghai on the day of the tests, standing still."""
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(2)), tick=False):
        yield


@pytest.fixture
def city() -> Unit:
    return UnitFactory(name="云川市人民政府", kind=Unit.Kind.GOVERNMENT)


@pytest.fixture
def supervisor(city: Unit) -> User:
    return UserFactory(unit=UnitFactory(parent=city, kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)
