"""The cast of the tests: units, people, sources and tasks that are valid by default."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from tracker import actions
from tracker.models import Grade, Holiday, Source, Task, Unit, User
from tracker.states import Role

TODAY = dt.date(2026, 5, 20)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"第{n}单位")
    parent = None


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    last_name = "测试"
    unit = factory.SubFactory(UnitFactory)
    role = Role.HANDLER
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.gov.cn")


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    title = factory.Sequence(lambda n: f"第{n}次专项审计")
    kind = Source.Kind.AUDIT
    cycle = Source.Cycle.NONE
    issued_on = TODAY - dt.timedelta(days=30)
    office = factory.SubFactory(UnitFactory, kind=Unit.Kind.OFFICE)
    created_by = factory.LazyAttribute(lambda source: UserFactory(unit=source.office, role=Role.SUPERVISOR))


def make_draft(source: Source | None = None, *, on: dt.date = TODAY, **fields) -> Task:
    """Return a draft registered by the source's own supervisor."""
    source = source or SourceFactory()
    fields = {"title": "专项资金拨付不及时", "problem": "专项资金拨付不及时，影响项目进度。"} | fields
    return actions.create_draft(source=source, by=source.created_by, on=on, **fields)


def make_task(
    source: Source | None = None,
    *,
    lead_unit: Unit | None = None,
    due_on: dt.date = TODAY + dt.timedelta(days=60),
    on: dt.date = TODAY,
    accepted_by: User | None = None,
    **fields,
) -> Task:
    """Return a task assigned on `on`, and accepted when `accepted_by` is given."""
    task = make_draft(source, on=on, **fields)
    actions.assign(
        task,
        by=task.source.created_by,
        version=task.version,
        on=on,
        lead_unit=lead_unit or UnitFactory(),
        due_on=due_on,
    )
    if accepted_by is not None:
        actions.accept(task, by=accepted_by, version=task.version, on=on)
    return task


def make_submitted(source: Source | None = None, *, by: User, on: dt.date = TODAY, **fields) -> Task:
    """Return a task of the user's unit that waits for its verdict."""
    task = make_task(source, lead_unit=by.unit, on=on, accepted_by=by, **fields)
    for assist in task.assists.all():
        helper = UserFactory(unit=assist.unit)
        actions.confirm_part(task, by=helper, version=task.version, on=on, note="配合完成", assist=assist)
    claims = ["已经做到"] * len(task.standard.criteria)
    actions.submit(task, by=by, version=task.version, on=on, note="整改完成", claims=claims)
    return task


def all_met(task: Task) -> list[dict]:
    """Return verdicts that find every criterion of the task's standard met."""
    return [{"criterion": criterion, "verdict": "met", "remark": ""} for criterion in task.standard.criteria]


def graded(counts_as: str) -> Grade:
    """Return the office's first word for a result of this class."""
    return Grade.objects.current().of_class(counts_as)[0]


def work_every_day(first: dt.date = TODAY - dt.timedelta(days=100), days: int = 400) -> None:
    """Make these days working days, so that a test may count days and not look at weekdays."""
    every = (first + dt.timedelta(days=offset) for offset in range(days))
    rows = [Holiday(on=day, name="调休", kind=Holiday.Kind.WORK) for day in every]
    Holiday.objects.bulk_create(rows, update_conflicts=True, unique_fields=["on"], update_fields=["kind"])
