"""Any past day: the colours rebuilt from the periods equal those that a day-by-day simulation saw."""

import contextlib
import datetime as dt
from decimal import Decimal
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_draft,
    make_task,
)
from tracker import actions
from tracker.as_of_querysets import THEN
from tracker.colours import colour_for
from tracker.models import Period, Standard, Step, Task, User
from tracker.permissions import allowed_actions
from tracker.states import Action, Role

pytestmark = pytest.mark.django_db

DAYS = 60
DULL = (
    Action.SPLIT,
    Action.REINSPECT,
    Action.DECIDE,
    Action.EDIT,
    Action.INSTRUCT,
    Action.WITHDRAW_EVIDENCE,
)  # they change nothing that a colour depends on
moves = st.tuples(
    st.integers(0, DAYS - 1),  # the day
    st.integers(0, 20),  # which of the actions that are possible then
    st.integers(1, 40),  # days to a new deadline
    st.booleans(),  # which of the two units leads
)


class Life:
    """One task, two units that may lead it, and the people who act on it."""

    def __init__(self) -> None:
        source = SourceFactory(issued_on=TODAY)
        self.supervisor, self.judge = source.created_by, UserFactory(unit=source.office, role=Role.SUPERVISOR)
        city = UnitFactory()
        self.units = [UnitFactory(parent=city), UnitFactory(parent=city)]
        self.handler = UserFactory(unit=city)
        self.leader = UserFactory(unit=city, role=Role.LEADER)
        self.task = make_draft(source, on=TODAY, amount_involved=Decimal(100))

    def possible(self) -> list[tuple[Action, User]]:
        """Return what may be done now, and by whom."""
        task = Task.objects.get(pk=self.task.pk)
        people = (self.supervisor, self.judge, self.handler, self.leader)
        return [(action, by) for by in people for action in allowed_actions(by, task) if action not in DULL]

    def move(self, on: dt.date, pick: int, days: int, second: bool) -> None:
        """Take one of the actions that are possible now, with arguments made from the drawn numbers."""
        if possible := self.possible():
            self.take(*possible[pick % len(possible)], on, days, second)

    def take(self, action: Action, by: User, on: dt.date, days: int, second: bool) -> None:
        task = Task.objects.get(pk=self.task.pk)
        unit, new_day = self.units[second], on + dt.timedelta(days=days)
        known = {"by": by, "version": task.version, "on": on}
        calls = {
            Action.ASSIGN: lambda: actions.assign(task, lead_unit=unit, due_on=new_day, **known),
            Action.ACCEPT: lambda: actions.accept(task, **known),
            Action.DROP: lambda: actions.drop(task, note="不再交办", **known),
            Action.RESTORE: lambda: actions.restore(task, **known),
            Action.DECLINE: lambda: actions.decline(task, note="不属本单位职责", **known),
            Action.REPORT_PROGRESS: lambda: actions.report_progress(
                task, note="推进中", percent=days, **known
            ),
            Action.RECORD_RESULTS: lambda: actions.record_results(
                task, amount_settled=Decimal(days), rules_made=days if second else None, **known
            ),
            Action.SUBMIT: lambda: actions.submit(
                task, note="完成", claims=["做到"] * len(task.standard.criteria), **known
            ),
            Action.ACCEPT_CLOSURE: lambda: actions.accept_closure(
                task, verdicts=all_met(task), **known, grade=graded("done")
            ),
            Action.SEND_BACK: lambda: actions.send_back(
                task, note="佐证不足", **known, grade=graded("partly")
            ),
            Action.APPLY_EXTENSION: lambda: actions.apply_extension(
                task, note="汛期停工", new_due_on=new_day, **known
            ),
            Action.GRANT_EXTENSION: lambda: actions.grant_extension(task, **known),
            Action.REFUSE_EXTENSION: lambda: actions.refuse_extension(task, note="理由不足", **known),
            Action.PROPOSE_SPECIAL: lambda: actions.propose_special(
                task, note="无法追缴", basis="纪要", **known
            ),
            Action.CLOSE_SPECIALLY: lambda: actions.close_specially(task, **known),
            Action.REFUSE_SPECIAL: lambda: actions.refuse_special(task, note="依据不足", **known),
            Action.TRANSFER: lambda: actions.transfer(task, lead_unit=unit, note="职责调整", **known),
            Action.RAISE: lambda: actions.raise_task(task, note="反复拖延", **known),
            Action.LOWER: lambda: actions.lower_task(task, note="已有进展", **known),
            Action.REOPEN: lambda: actions.reopen(task, note="回头看发现反弹", due_on=new_day, **known),
        }
        # Refused, such as a transfer to the unit that leads already: nothing may have changed, as the days below show.
        with contextlib.suppress(actions.Refused):
            calls[action]()

    def seen(self, on: dt.date) -> tuple:
        task = Task.objects.get(pk=self.task.pk)
        in_force = Task.objects.filter(pk=task.pk).values(*THEN.values()).get()
        return colour_for(task, on), *in_force.values()


def same_as_seen(life: Life, seen: dict[dt.date, tuple]) -> None:
    """Rebuild every day from the day after the last and compare it with what was seen on it."""
    today = max(seen) + dt.timedelta(days=1)
    for on, expected in seen.items():
        row = Task.objects.filter(pk=life.task.pk).as_of(on, today).get()
        assert (row.colour, *(getattr(row, name) for name in THEN)) == expected, on


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(plan=st.lists(moves, max_size=25))
def test_every_past_day_looks_as_it_looked_then(plan):
    life = Life()
    seen = {}
    for offset in range(DAYS):
        on = TODAY + dt.timedelta(days=offset)
        for day, *choice in plan:
            if day == offset:
                life.move(on, *choice)
        seen[on] = life.seen(on)
    same_as_seen(life, seen)


FULL_LIFE = {
    1: (Action.ASSIGN, 20),  # due on day 21, warns from day 18
    2: (Action.DECLINE, 0),
    3: (Action.ASSIGN, 20),
    4: (Action.ACCEPT, 0),
    5: (Action.TRANSFER, 0),
    7: (Action.ACCEPT, 0),
    8: (Action.APPLY_EXTENSION, 30),
    9: (Action.GRANT_EXTENSION, 0),  # due on day 38
    10: (Action.RECORD_RESULTS, 30),
    19: (Action.RECORD_RESULTS, 40),
    20: (Action.SUBMIT, 0),  # green, and stays so past its warning day and its due day
    42: (Action.SEND_BACK, 0),  # red at once
    45: (Action.SUBMIT, 0),
    46: (Action.RAISE, 0),
    47: (Action.LOWER, 0),
    48: (Action.RAISE, 0),
    50: (Action.ACCEPT_CLOSURE, 0),
    54: (Action.REOPEN, 15),  # green again: what was raised is not raised any more
}


def test_a_life_with_every_turn_looks_on_every_day_as_it_looked_then():
    life = Life()
    seen = {}
    for offset in range(DAYS):
        on = TODAY + dt.timedelta(days=offset)
        if offset in FULL_LIFE:
            action, days = FULL_LIFE[offset]
            by = next(by for possible, by in life.possible() if possible == action)
            life.take(action, by, on, days, second=action == Action.TRANSFER)
        seen[on] = life.seen(on)
    same_as_seen(life, seen)
    colours = {
        offset: seen[TODAY + dt.timedelta(days=offset)][0] for offset in (0, 1, 2, 19, 41, 42, 49, 50, 54)
    }
    assert colours == {
        0: None, 1: "green", 2: None, 19: "green", 41: "green", 42: "red", 49: "red", 50: "white", 54: "green"
    }  # fmt: skip


def test_before_it_was_registered_a_task_is_not_there():
    task = make_draft(on=TODAY)
    yesterday = TODAY - dt.timedelta(days=1)
    assert not Task.objects.filter(pk=task.pk).as_of(yesterday, TODAY).exists()


def test_the_future_is_the_present_seen_on_that_day():
    make_task(due_on=TODAY + dt.timedelta(days=60))
    counts = [
        Task.objects.as_of(TODAY + dt.timedelta(days=days), TODAY).colour_counts() for days in (0, 51, 61)
    ]
    assert [(row["green"], row["yellow"], row["red"]) for row in counts] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_several_changes_on_one_day_leave_the_last():
    handler = UserFactory()
    task = make_task(lead_unit=handler.unit, accepted_by=handler)
    assert task.periods.count() == 1
    assert task.periods.get().status == "in_progress"


def test_history_is_written_in_its_order():
    task = make_task(on=TODAY)
    with pytest.raises(ValueError, match="before"):
        actions.raise_task(
            task,
            by=task.source.created_by,
            version=task.version,
            on=TODAY - dt.timedelta(days=1),
            note="补记",
        )


def test_a_change_and_its_trace_stand_or_fall_together():
    task = make_task()
    before = (task.status, task.version, Step.objects.count(), list(Period.objects.values()))
    with mock.patch.object(Step, "save", side_effect=RuntimeError), pytest.raises(RuntimeError):
        actions.raise_task(task, by=task.source.created_by, version=task.version, on=TODAY, note="反复拖延")
    task = Task.objects.get(pk=task.pk)
    assert (task.status, task.version, Step.objects.count(), list(Period.objects.values())) == before
    assert not task.raised


def test_a_standard_of_a_later_version_leaves_old_tasks_theirs():
    task = make_task()
    old = task.standard
    Standard.objects.filter(pk=old.pk).update(is_current=False)
    new = Standard.objects.create(name=old.name, version=2, criteria=["新条件"])
    assert Standard.objects.general() == new
    assert Task.objects.get(pk=task.pk).standard == old
