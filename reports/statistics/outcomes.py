"""What the rectification came to, on any day: money, rules, people held to account, and how well the work was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from reports.statistics.shares import Rate
from tracker.as_of_querysets import LIVED, WITH_AMOUNT
from tracker.models import Source, Unit


class Cents(Sum):
    """A sum of amounts in whole cents: SQLite, which keeps amounts as floating numbers, adds them up as integers."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple:
        whole = "%(function)s(%(distinct)sCAST(ROUND(%(expressions)s * 100) AS INTEGER))"
        return super().as_sql(compiler, connection, template=whole, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple:
        # Only the sum is shifted: the point of each amount stays where it is.
        whole = "100 * %(function)s(%(distinct)s%(expressions)s)"
        return super().as_sql(compiler, connection, template=whole, **context)


@dataclass(frozen=True)
class Outcomes:
    """Counts of tasks, and sums over them; amounts in cents (分)."""

    tasks: int = 0
    with_amount: int = 0
    involved: int = 0
    settled: int = 0
    rules: int = 0
    people: int = 0
    extensions: int = 0
    judged: int = 0
    closed: int = 0
    unreturned: int = 0
    returned: int = 0
    extended: int = 0
    relapsed: int = 0
    answered: int = 0
    content: int = 0

    def __add__(self, other: Outcomes) -> Outcomes:
        return Outcomes(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def rates(self) -> list[Rate]:
        """Return every rate of `RATES`, in its order."""
        return [
            Rate(name, getattr(self, part), getattr(self, whole), formula)
            for name, part, whole, formula in RATES
        ]


RATES = (
    ("金额整改率", "settled", "involved", "已整改金额 ÷ 涉及金额"),
    ("一次通过率", "unreturned", "closed", "认定销号且从未退回的项数 ÷ 认定销号过的项数"),
    ("退回率", "returned", "judged", "退回整改过的项数 ÷ 认定过的项数"),
    ("反弹率", "relapsed", "closed", "反弹过的项数 ÷ 认定销号过的项数"),
    ("延期率", "extended", "tasks", "延期过的项数 ÷ 全部项数"),
    ("满意率", "content", "answered", "评价满意和基本满意的项数 ÷ 已有评价的项数"),
)
"""name, field that is the part, field that is the whole, formula in words"""

_SUMS = {
    "tasks": Count("pk"),
    "with_amount": Count("pk", filter=WITH_AMOUNT),
    "involved": Coalesce(Cents("involved_then"), 0),
    "settled": Coalesce(Cents("settled_then"), 0),
    "rules": Coalesce(Sum("rules_then"), 0),
    "people": Coalesce(Sum("people_then"), 0),
    "extensions": Sum("extended_then"),
} | {what: Count("pk", filter=condition) for what, (_label, condition) in LIVED.items()}


@dataclass(frozen=True)
class Came:
    """What the tasks of one kind of source or of one unit came to."""

    key: str | int
    name: str
    outcomes: Outcomes


@dataclass(frozen=True)
class AllOutcomes:
    """The figures of one day: in all, per kind of source, per lead unit."""

    whole: Outcomes
    kinds: list[Came]
    units: list[Came]


def all_outcomes(then: QuerySet) -> AllOutcomes:
    """Return what the counted tasks of `then` came to, in one pass over them; drafts are counted nowhere."""
    rows = then.counted_then().order_by().values("lead_then", "source__kind").annotate(**_SUMS)
    found = [(row.pop("lead_then"), row.pop("source__kind"), Outcomes(**row)) for row in rows]
    kinds = _folded((kind, outcomes) for _unit, kind, outcomes in found)
    units = _folded((unit, outcomes) for unit, _kind, outcomes in found)
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    return AllOutcomes(
        whole=sum(kinds.values(), Outcomes()),
        kinds=[Came(kind, kind.label, kinds[kind]) for kind in Source.Kind if kind in kinds],
        units=sorted((Came(unit, names[unit], units[unit]) for unit in units), key=_most_open_money),
    )


def _folded(pairs: Iterable[tuple[Any, Outcomes]]) -> dict[Any, Outcomes]:
    folded: dict[Any, Outcomes] = {}
    for key, outcomes in pairs:
        folded[key] = folded.get(key, Outcomes()) + outcomes
    return folded


def _most_open_money(one: Came) -> tuple:
    return one.outcomes.settled - one.outcomes.involved, -one.outcomes.tasks, one.name
