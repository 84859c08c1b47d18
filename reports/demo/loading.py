"""Put the invented city into an empty register, all or nothing."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from reports.demo.city import SEEDS, City, SeedSource, read_city
from reports.demo.clocks import set_clocks
from reports.demo.staging import Stage
from reports.intake import documents
from reports.models import Found, Problem, Report
from tracker.calendar import is_working_day, last_working_day_before
from tracker.holidays import fill_holidays
from tracker.models import Holiday, Policy, Source, Standard, Task, Unit, User
from tracker.reminders import plan_reminders
from tracker.states import Role


class NotEmpty(Exception):
    """The database holds somebody's own units; the message is for the user."""


@dataclass(frozen=True)
class Loaded:
    """What the demo holds; `new` is False when it was there before and nothing was changed."""

    new: bool
    units: int
    users: int
    sources: int
    tasks: int
    reports: int


@transaction.atomic
def load_demo(today: dt.date) -> Loaded:
    """Load the demo with its dates around `today`, or leave it as it is where it was loaded before.

    Raises NotEmpty where units of a real house are registered: known passwords do not belong beside them.
    """
    city = read_city()
    if Unit.objects.filter(name=city.root).exists():
        return _count(new=False)
    if Unit.objects.exists():
        raise NotEmpty("数据库里已有其他单位，演示数据只能载入空库。请换一个数据目录（DATA_DIR）再试。")
    fill_holidays()
    units = _make_units(city)
    users = _make_users(city, units)
    sources = {seed.key: _make_source(seed, units, users, today) for seed in city.sources}
    _make_policies(city)
    _make_standards(city)
    tasks = Stage(city, units, users, sources, today).perform()
    for seed in city.sources:
        for name in seed.reports:
            _take_in(
                name, sources[seed.key], users[seed.by], [task for key, task in tasks if key == seed.key]
            )
    set_clocks()
    table = Holiday.objects.table()
    plan_reminders(today if is_working_day(today, table) else last_working_day_before(today, table))
    return _count(new=True)


def _count(*, new: bool) -> Loaded:
    return Loaded(
        new,
        Unit.objects.count(),
        User.objects.count(),
        Source.objects.count(),
        Task.objects.count(),
        Report.objects.count(),
    )


def _make_units(city: City) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for seed in city.units:
        parent = units[seed.parent] if seed.parent else None
        units[seed.name] = Unit.objects.create(
            name=seed.name, kind=seed.kind, parent=parent, aliases=seed.aliases
        )
    return units


def _make_users(city: City, units: dict[str, Unit]) -> dict[str, User]:
    password = make_password(city.password)  # one slow hash for all: it is the same, known password
    users = {}
    for seed in city.users:
        admin = seed.role == Role.ADMIN
        users[seed.username] = User.objects.create(
            username=seed.username,
            first_name=seed.name,
            role=seed.role,
            unit=units.get(seed.unit),
            email=f"{seed.username}@yunchuan.example",
            password=password,
            is_staff=admin,
            is_superuser=admin,
        )
    return users


def _make_source(seed: SeedSource, units: dict[str, Unit], users: dict[str, User], today: dt.date) -> Source:
    issued_on = today - dt.timedelta(days=seed.days_ago)
    return Source.objects.create(
        title=seed.title,
        kind=seed.kind,
        level=seed.level,
        document_number=seed.document_number.format(year=issued_on.year),
        issued_on=issued_on,
        office=units[seed.office],
        cycle=seed.cycle,
        created_by=users[seed.by],
    )


def _make_policies(city: City) -> None:
    """For a kind of source that asks for the head: the usual rule and this."""
    for kind in {seed.kind for seed in city.sources if seed.head_approves}:
        Policy.objects.create(kind=kind, head_approves=True)


def _make_standards(city: City) -> None:
    for seed in city.standards:
        Standard.objects.create(
            name=seed.name,
            category=seed.category,
            basis=seed.basis,
            criteria=seed.criteria,
            evidence_wanted=seed.evidence_wanted,
        )


def _take_in(name: str, source: Source, by: User, tasks: list[Task]) -> None:
    """Read a sample report as an upload would be read; where tasks were made of its problems, show that."""
    report = documents.register(data=(SEEDS / "reports" / name).read_bytes(), name=name, by=by)
    Report.objects.filter(pk=report.pk).update(source=source)
    claimed = documents.claim(report.pk, now=timezone.now())
    documents.read(claimed)
    problems = list(Problem.objects.filter(part__report=report, parent=None))
    made = [(problem, task) for problem in problems for task in tasks if _is_of(task, problem)]
    for problem, task in made:
        problem.state, problem.task = Found.State.CONFIRMED, task
        problem.confirmed_by, problem.confirmed_at = by, timezone.now()
        problem.title, problem.lead_unit, problem.due_on = task.title, task.lead_unit, task.due_on
        Task.objects.filter(pk=task.pk).update(excerpt=problem.text)
        problem.save(
            update_fields=["state", "task", "confirmed_by", "confirmed_at", "title", "lead_unit", "due_on"]
        )
    if problems and len(made) == len(problems):
        Report.objects.filter(pk=report.pk).update(
            status=Report.Status.CONFIRMED, confirmed_at=timezone.now()
        )


def _is_of(task: Task, problem: Problem) -> bool:
    return task.problem.rstrip("。") in problem.text
