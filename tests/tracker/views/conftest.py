"""The cast and the clock of the page tests."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory
from tracker.models import Source, Unit, User
from tracker.states import Role

NOON = dt.datetime.combine(TODAY, dt.time(12), ZoneInfo("Asia/Shanghai"))


@dataclass
class Cast:
    """A city with an office, a lead unit, an assisting unit and people who have nothing to do with them."""

    city: Unit = field(default_factory=lambda: UnitFactory(name="云泽市"))
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.office = UnitFactory(name="市审计局", parent=self.city)
        self.bureau = UnitFactory(name="市财政局", parent=self.city)
        self.helping = UnitFactory(name="市住建局", parent=self.city)
        self.sibling = UnitFactory(name="市教育局", parent=self.city)
        self.supervisor = UserFactory(unit=self.office, role=Role.SUPERVISOR)
        self.second = UserFactory(unit=self.office, role=Role.SUPERVISOR)
        self.stranger = UserFactory(role=Role.SUPERVISOR)
        self.handler = UserFactory(unit=self.bureau)
        self.head = UserFactory(unit=self.bureau, role=Role.HEAD)
        self.assistant = UserFactory(unit=self.helping)
        self.outsider = UserFactory(unit=self.sibling)
        self.leader = UserFactory(unit=self.city, role=Role.LEADER)
        self.admin = UserFactory(unit=None, role=Role.ADMIN, is_staff=True, is_superuser=True)
        self.source = SourceFactory(office=self.office, created_by=self.supervisor)


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def browse() -> Callable[[User], Client]:
    """`browse(user)` is a client that has signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
