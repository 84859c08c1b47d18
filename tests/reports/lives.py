"""Tasks with a past: lives that drawn or random numbers decide, run by the same actions as real ones."""

import contextlib
import datetime as dt
import random

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, all_met, graded, make_task
from tracker import actions
from tracker.models import Source, Task, Unit, User
from tracker.states import Role


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def close(task: Task, on: dt.date) -> None:
    judge = UserFactory(unit=task.source.office, role=Role.SUPERVISOR)
    actions.accept_closure(
        task, by=judge, version=task.version, on=on, verdicts=all_met(task), grade=graded("done")
    )


def live(source: Source, handler: User, numbers: list[int]) -> None:
    """Run one task through a life that the drawn numbers decide; days only grow."""
    begins, length, *waits = numbers
    on = day(begins)
    task = make_task(source, lead_unit=handler.unit, on=on, due_on=on + dt.timedelta(days=length))
    judge = UserFactory(unit=source.office, role=Role.SUPERVISOR)
    for wait in waits:
        on += dt.timedelta(days=wait)
        if on > TODAY:
            return
        known = {"version": task.version, "on": on}
        match task.status, wait % 4:
            case "assigned", 0:
                with contextlib.suppress(actions.Refused):  # too late for it: the task stays as it is
                    actions.decline(task, by=handler, note="不属本单位职责", **known)
                return
            case "assigned", 2:
                other = UnitFactory(parent=handler.unit)
                actions.transfer(task, by=source.created_by, lead_unit=other, note="职责调整", **known)
            case "assigned", _:
                actions.accept(task, by=handler, **known)
            case "in_progress", 0:
                actions.raise_task(
                    task, by=source.created_by, note="反复拖延", **known
                ) if not task.raised else None
            case "in_progress", 3 if on <= task.due_on:
                later = task.due_on + dt.timedelta(days=length + 1)
                actions.apply_extension(task, by=handler, note="汛期停工", new_due_on=later, **known)
                actions.grant_extension(task, by=judge, version=task.version, on=on)
            case "in_progress", _:
                claims = ["做到"] * len(task.standard.criteria)
                actions.submit(task, by=handler, note="完成", claims=claims, **known)
            case "submitted", 1:
                actions.send_back(task, by=judge, note="佐证不足", **known, grade=graded("partly"))
            case "submitted", _:
                actions.accept_closure(task, by=judge, verdicts=all_met(task), **known, grade=graded("done"))
            case "closed", 3:
                due_on = on + dt.timedelta(days=length)
                actions.reopen(task, by=source.created_by, note="反弹", due_on=due_on, **known)
            case _:
                pass


def live_many(city: Unit, office: Unit, *, count: int, seed: int, units: int = 4, sources: int = 3) -> None:
    """Fill the register with `count` lives of some units and sources; the same seed makes the same ones."""
    numbers = random.Random(seed)
    some_sources = [SourceFactory(office=office) for _ in range(sources)]
    handlers = [UserFactory(unit=UnitFactory(parent=city)) for _ in range(units)]
    for _ in range(count):
        waits = [numbers.randint(0, 40) for _ in range(5)]
        drawn = [numbers.randint(-200, 0), numbers.randint(5, 150), *waits]
        live(numbers.choice(some_sources), numbers.choice(handlers), drawn)
