"""The cast of the tests of rounds: a city whose office, bureaus and people meet."""

import datetime as dt

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task
from tracker import actions
from tracker.models import Round, Task, Unit
from tracker.states import Role

DAY = dt.timedelta(days=1)


class Cast:
    """A city with its government, an office, a bureau with a branch, another bureau, and their people."""

    def __init__(self) -> None:
        self.city = UnitFactory(name="云泽市人民政府", kind=Unit.Kind.GOVERNMENT)
        self.office = UnitFactory(name="市审计局", kind=Unit.Kind.OFFICE, parent=self.city)
        self.bureau = UnitFactory(name="市财政局", parent=self.city)
        self.branch = UnitFactory(name="市国库支付中心", parent=self.bureau)
        self.sibling = UnitFactory(name="市教育局", parent=self.city)
        self.by = UserFactory(unit=self.office, role=Role.SUPERVISOR)
        self.handler = UserFactory(unit=self.bureau)
        self.head = UserFactory(unit=self.bureau, role=Role.HEAD)
        self.leader = UserFactory(unit=self.city, role=Role.LEADER)
        self.source = SourceFactory(office=self.office, created_by=self.by)

    def task(self, days_left: int, **fields) -> Task:
        """A running task of the bureau that is due in so many days."""
        begun = TODAY - 100 * DAY
        fields = {"lead_unit": self.bureau, "accepted_by": self.handler} | fields
        return make_task(self.source, on=begun, due_on=TODAY + days_left * DAY, **fields)

    def plan(self, *tasks: Task, level: str = "office", by=None, held_on: dt.date = TODAY) -> Round:
        return actions.plan_round(
            by=by or self.by, on=TODAY, level=level, held_on=held_on, chair="张明", tasks=tasks
        )

    def held(self, *tasks: Task, **how) -> Round:
        one = self.plan(*tasks, **how)
        actions.hold_round(one, by=one.created_by, version=one.version, on=TODAY)
        return one
