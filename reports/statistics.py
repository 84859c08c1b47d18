"""What are the figures? Functions of a queryset that return plain values; every one is a count that a list can show.

`tasks` is a queryset of tasks such as `Task.objects.visible_to(user)`; `then` is the same after `as_of(on, today)`.
Drafts of the day asked about are counted nowhere. The database counts, Python only folds groups.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Case, Count, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from reports.lateness import SOON, DueTask, LateTask, due_within, most_overdue, next_due
from tracker.calendar import last_month_ends
from tracker.colours import Colour, colour_case
from tracker.models import Source, Unit
from tracker.querysets import LATE_THEN, fallen_due_then
from tracker.states import CLEARED, Status


@dataclass(frozen=True)
class Totals:
    """How many tasks have each colour."""

    red: int = 0
    yellow: int = 0
    green: int = 0
    white: int = 0

    @property
    def total(self) -> int:
        return self.red + self.yellow + self.green + self.white

    def of(self, colour: str) -> int:
        """Return how many have this colour."""
        return getattr(self, Colour(colour).value)

    @classmethod
    def counted_by(cls, row: dict[str, int]) -> Self:
        """Return the totals of a row with one column per colour."""
        return cls(**{colour.value: row[colour.value] for colour in Colour})


@dataclass(frozen=True)
class Group:
    """What one unit or one source has."""

    pk: int
    name: str
    totals: Totals
    late: int
    """past the deadline; red ones that were raised before it are not"""
    fallen_due: int
    """not cleared although the deadline has come, waiting for a verdict or not"""
    special: int
    """of the white ones, those that two supervisors closed specially"""


@dataclass(frozen=True)
class Rate:
    """A share with the formula that it was computed by."""

    name: str
    part: int
    whole: int
    formula: str

    @property
    def rest(self) -> int:
        return self.whole - self.part

    @property
    def percent(self) -> str:
        return floored_percent(self.part, self.whole)


@dataclass(frozen=True)
class Figures:
    """Everything that the dashboard says of one day."""

    on: dt.date
    totals: Totals
    special: int
    """of the white ones, those closed specially: counted apart"""
    week_ago: Totals
    rates: list[Rate]
    units: list[Group]
    sources: list[Group]
    trend: list[tuple[dt.date, Totals]]
    late: int
    overdue: list[LateTask]
    due_soon: int
    """not cleared, and due on the day asked about or within the six days after it"""
    next_due: list[DueTask]


WEEK = dt.timedelta(days=7)
MONTHS = 12
LINES, FEWEST = 10, 3
"""how many tasks the late and the soon due ones fill together, and how many of the latter at least"""


def floored_percent(part: int, whole: int) -> str:
    """Return a percentage with one decimal, cut and never rounded up, so that 100% means all; “—” of nothing."""
    if not whole:
        return "—"
    thousandths = part * 1000 // whole
    return f"{thousandths // 10}.{thousandths % 10}%" if 0 < thousandths < 1000 else f"{thousandths // 10}%"


def sentence(totals: Totals, on: dt.date, special: int = 0) -> str:
    """Return the line by which a report states its figures; special closings are named where there are any."""
    apart = f"（含特殊销号{special}项）" if special else ""
    return (
        f"截至{on.year}年{on.month}月{on.day}日，共有整改任务{totals.total}项，其中白色清零{totals.white}项{apart}、"
        f"绿色提示{totals.green}项、黄色预警{totals.yellow}项、红色督办{totals.red}项。"
    )


def figures(tasks: QuerySet, on: dt.date, today: dt.date) -> Figures:
    """Return the figures of the day `on`, in a number of queries that does not depend on their size.

    Each counted task has one lead unit, so the sum over the units is the whole: one read of the rows less.
    """
    then = tasks.as_of(on, today)
    units = by_unit(then, on)
    totals = Totals(**{colour.value: sum(unit.totals.of(colour) for unit in units) for colour in Colour})
    months = last_month_ends(on, MONTHS)
    days = sorted({*months, on - WEEK})
    overdue, soon = most_overdue(then, on, today, limit=LINES), due_within(then, on, SOON)
    seen = dict(zip(days, history(tasks, days), strict=True))
    return Figures(
        on=on,
        totals=totals,
        special=sum(unit.special for unit in units),
        week_ago=seen[on - WEEK],
        rates=rates(totals, fallen_due=sum(unit.fallen_due for unit in units)),
        units=units,
        sources=by_source(then, on),
        trend=[(day, seen[day]) for day in months],
        late=sum(unit.late for unit in units),
        overdue=overdue,
        due_soon=soon.count(),
        next_due=next_due(soon, on, limit=max(LINES - len(overdue), FEWEST)),
    )


def totals_of(then: QuerySet) -> Totals:
    """Return the four totals."""
    return Totals.counted_by(then.colour_counts())


def by_unit(then: QuerySet, on: dt.date) -> list[Group]:
    """Return the groups per lead unit of the day asked about, the unit with the most red, then yellow, first."""
    return _groups(then, on, "lead_then", Unit.objects)


def by_source(then: QuerySet, on: dt.date) -> list[Group]:
    """Return the groups per source, the source with the most red, then yellow, first."""
    return _groups(then, on, "source_id", Source.objects)


def _groups(then: QuerySet, on: dt.date, key: str, named: QuerySet) -> list[Group]:
    """Count per key, and read the names apart: grouping by a text is dear."""
    counts = {colour.value: Count("pk", filter=Q(colour=colour.value)) for colour in Colour} | {
        "late": Count("pk", filter=LATE_THEN),
        "fallen_due": Count("pk", filter=fallen_due_then(on)),
        "special": Count("pk", filter=Q(status_then=Status.CLOSED_SPECIALLY)),
    }
    rows = list(then.counted_then().order_by().values(key).annotate(**counts))
    names = {one.pk: str(one) for one in named.filter(pk__in=[row[key] for row in rows])}
    groups = [
        Group(
            row[key], names[row[key]], Totals.counted_by(row), row["late"], row["fallen_due"], row["special"]
        )
        for row in rows
    ]
    return sorted(groups, key=_latest_first)


def _latest_first(group: Group) -> tuple:
    totals = group.totals
    return -totals.red, -totals.yellow, -totals.total, group.name, group.pk


def rates(totals: Totals, *, fallen_due: int) -> list[Rate]:
    """Return the two rates that belong together: without the second, tasks that are not due yet press the score."""
    due = totals.white + fallen_due
    return [
        Rate("整改率", totals.white, totals.total, "白色清零项数 ÷ 全部项数"),
        Rate("到期整改率", totals.white, due, "白色清零项数 ÷（白色清零项数＋时限已到而未清零的项数）"),
    ]


# --- over time ------------------------------------------------------------------------------------------------------


def history(tasks: QuerySet, days: Sequence[dt.date]) -> list[Totals]:
    """Return the totals at the end of each of the `days`, in one pass over the periods in force.

    `days` ascend. A day to come shows the present as it will look then. Of each period the database finds the positions
    in `days` at which it begins, warns, is late and ends, and counts equal ones; a few hundred groups are folded here.
    """
    running = Q(periods__from_on__lte=days[-1], periods__to_on__gt=days[0]) & ~Q(periods__status=Status.DRAFT)
    groups = (
        tasks.order_by()
        .annotate(run=FilteredRelation("periods", condition=running))
        .filter(run__isnull=False)
        .annotate(
            begins=_position(days, "run__from_on__lte"),
            ends=_position(days, "run__to_on__lte"),
            standing=_standing_colour(days[-1]),
        )
        .annotate(
            warns=Case(When(standing="", then=_position(days, "run__warn_on__lte")), default=0),
            late=Case(When(standing="", then=_position(days, "run__due_on__lt")), default=0),
        )
        .values_list("standing", "begins", "ends", "warns", "late")
        .annotate(n=Count("pk"))
    )
    counts = [dict.fromkeys(Colour.values, 0) for _day in days]
    for standing, begins, ends, warns, late, n in groups:
        for position in range(begins, ends):
            counts[position][standing or _moving_colour(position, warns, late)] += n
    return [Totals(**count) for count in counts]


def _position(days: Sequence[dt.date], condition: str) -> Case:
    """Return the position of the first of the ascending `days` for which the condition holds, or their number."""
    reached = [When(Q(**{condition: day}), then=Value(position)) for position, day in enumerate(days)]
    never = When(~Q(**{condition: days[-1]}), then=Value(len(days)))  # asked first: most periods still run
    return Case(never, *reached, default=Value(len(days)), output_field=IntegerField())


def _standing_colour(day: dt.date) -> Case:
    """Return the colour of a period during which it cannot change, whatever the day; empty where the days decide."""
    stands = Q(run__status__in=CLEARED) | Q(run__raised=True) | Q(run__submitted_on__isnull=False)
    return Case(When(stands, then=colour_case(day, "run__")), default=Value(""))


def _moving_colour(position: int, warns: int, late: int) -> str:
    """Return the colour, at a position, of a period that warns from one position on and is late from another."""
    if position >= late:
        return Colour.RED.value
    return Colour.YELLOW.value if position >= warns else Colour.GREEN.value
