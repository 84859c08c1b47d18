"""One table of cases for the two forms of the colour: the Python function and its SQL twin."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import TODAY, make_draft
from tracker.colours import Colour, colour_case, colour_for
from tracker.models import Period, Task
from tracker.states import Status


@dataclass(frozen=True)
class State:
    status: str
    due_on: dt.date | None = None
    warn_on: dt.date | None = None
    submitted_on: dt.date | None = None
    raised: bool = False


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


RUNNING = {"due_on": day(10), "warn_on": day(5)}
CASES = [
    ("a draft has no colour", State(Status.DRAFT), 0, None),
    ("a draft with a passed date has none either", State(Status.DRAFT, **RUNNING), 20, None),
    ("before the warning day", State(Status.ASSIGNED, **RUNNING), 4, Colour.GREEN),
    ("on the warning day", State(Status.ASSIGNED, **RUNNING), 5, Colour.YELLOW),
    ("the due day is in time", State(Status.IN_PROGRESS, **RUNNING), 10, Colour.YELLOW),
    ("the day after", State(Status.IN_PROGRESS, **RUNNING), 11, Colour.RED),
    ("raised while green", State(Status.ASSIGNED, raised=True, **RUNNING), 0, Colour.RED),
    (
        "submitted in time stays yellow",
        State(Status.SUBMITTED, submitted_on=day(10), **RUNNING),
        40,
        Colour.YELLOW,
    ),
    (
        "submitted early stays green",
        State(Status.SUBMITTED, submitted_on=day(4), **RUNNING),
        40,
        Colour.GREEN,
    ),
    ("submitted late stays red", State(Status.SUBMITTED, submitted_on=day(11), **RUNNING), 12, Colour.RED),
    (
        "submitted and raised",
        State(Status.SUBMITTED, submitted_on=day(1), raised=True, **RUNNING),
        2,
        Colour.RED,
    ),
    ("closed is white however late", State(Status.CLOSED, **RUNNING), 400, Colour.WHITE),
    ("without a deadline never red", State(Status.IN_PROGRESS), 4000, Colour.GREEN),
]
IDS = [name for name, *_ in CASES]


@pytest.mark.parametrize(("state", "offset", "colour"), [case[1:] for case in CASES], ids=IDS)
def test_the_function(state, offset, colour):
    assert colour_for(state, day(offset)) == colour


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "offset", "colour"), [case[1:] for case in CASES], ids=IDS)
def test_the_sql_twin(state, offset, colour):
    assert colour_by_sql(state, day(offset)) == colour


dates = st.integers(-40, 40).map(day)


@pytest.mark.django_db
@given(
    due=st.none() | dates,
    warn=st.none() | dates,
    submitted=dates,
    status=st.sampled_from(Status),
    raised=st.booleans(),
    on=dates,
)
def test_both_forms_agree_on_any_state(due, warn, submitted, status, raised, on):
    state = State(status, due, warn, submitted if status == Status.SUBMITTED else None, raised)
    assert colour_by_sql(state, on) == colour_for(state, on)


def colour_by_sql(state: State, on: dt.date) -> str | None:
    """Evaluate the twin on a single period, whose columns no constraint ties to one another."""
    task = Task.objects.first() or make_draft()
    Period.objects.all().delete()
    period = Period.objects.create(task=task, from_on=dt.date(2000, 1, 1), **vars(state))
    return Period.objects.filter(pk=period.pk).values_list(colour_case(on), flat=True).get()


def test_each_colour_has_a_word_and_a_shape_of_its_own():
    assert len({colour.shape for colour in Colour}) == len({colour.short for colour in Colour}) == 4
