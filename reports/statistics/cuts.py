"""The register cut one way: by unit down the tree, by source, level, kind, category, type, person or age."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import QuerySet, TextChoices

from reports.statistics.groups import counted_by
from reports.statistics.totals import Totals
from tracker.colours import Colour
from tracker.filters import UNNAMED
from tracker.models import Source, Task, Unit
from tracker.movement_querysets import Age


class By(TextChoices):
    """What the register can be cut by."""

    UNIT = "unit", "责任单位"
    SOURCE = "source", "问题来源"
    LEVEL = "level", "来源层级"
    KIND = "kind", "来源类型"
    CATEGORY = "category", "问题类别"
    TYPE = "rectification_type", "整改类型"
    PERSON = "responsible", "责任人"
    AGE = "age", "已办时间"


@dataclass(frozen=True)
class Slice:
    """One line of a cut."""

    name: str
    totals: Totals
    late: int
    conditions: dict[str, object]
    """of the task list, by the names of its filter: what selects just these tasks"""
    down: Unit | None = None
    """a unit with further units below it"""


def cut(then: QuerySet, on: dt.date, by: str, above: Unit | None = None) -> list[Slice]:
    """Return the lines of a cut of `then`; `above` is where the tree of units is entered, None for its top."""
    return _CUTS[By(by)](then, on, above)


def common_ancestor(paths: Iterable[str]) -> str:
    """Return the longest path that all of these lie in or are; empty without any."""
    side_by_side = zip(
        *(path.rstrip("/").split("/") for path in paths), strict=False
    )  # as far as the shortest reaches
    shared = takewhile(lambda parts: len(set(parts)) == 1, side_by_side)
    return "".join(f"{parts[0]}/" for parts in shared)


def _branch_of(path: str, top: str) -> str:
    """Return the path of the unit directly below `top` in which `path` lies, or `top` itself."""
    return path[: path.index("/", len(top)) + 1] if path != top else top


def _by_unit(then: QuerySet, on: dt.date, above: Unit | None) -> list[Slice]:
    """One line per unit directly below the top, counted with all below it, and one for the top alone."""
    rows = counted_by(then, on, "lead_then")
    paths = dict(Unit.objects.filter(pk__in=[row["lead_then"] for row in rows]).values_list("pk", "path"))
    top = above.path if above else common_ancestor(paths.values())
    branches = defaultdict(list)
    for row in rows:
        branches[_branch_of(paths[row["lead_then"]], top)].append(row)
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=branches)}
    return sorted((_branch(units[path], path == top, branches[path]) for path in branches), key=_reddest)


def _branch(unit: Unit, is_top: bool, rows: list[dict]) -> Slice:
    deeper = any(row["lead_then"] != unit.pk for row in rows)
    return Slice(
        name=f"{unit}（本级）" if is_top else str(unit),
        totals=Totals(**{one.value: sum(row[one.value] for row in rows) for one in Colour}),
        late=sum(row["late"] for row in rows),
        conditions={"lead" if is_top else "led": unit.pk},
        down=unit if deeper else None,
    )


def _by_source(then: QuerySet, on: dt.date, above: Unit | None) -> list[Slice]:
    rows = counted_by(then, on, "source_id")
    names = dict(Source.objects.filter(pk__in=[row["source_id"] for row in rows]).values_list("pk", "title"))
    return sorted(
        (_slice(row, names[row["source_id"]], source=row["source_id"]) for row in rows), key=_reddest
    )


def _by_choice(key: str, name: str, choices: type[TextChoices]) -> Callable:
    """Cut by a column with few known values, in their own order."""

    def lines(then: QuerySet, on: dt.date, above: Unit | None) -> list[Slice]:
        rows = {row[key]: row for row in counted_by(then, on, key)}
        known = [choice for choice in choices if choice.value in rows]
        return [_slice(rows[choice.value], choice.label, **{name: choice.value}) for choice in known]

    return lines


def _by_text(key: str) -> Callable:
    def lines(then: QuerySet, on: dt.date, above: Unit | None) -> list[Slice]:
        rows = counted_by(then, on, key)
        return sorted(
            (_slice(row, row[key] or UNNAMED, **{key: row[key] or UNNAMED}) for row in rows), key=_reddest
        )

    return lines


def _by_age(then: QuerySet, on: dt.date, above: Unit | None) -> list[Slice]:
    """Only what is not cleared has an age."""
    return _by_choice("age_then", "age", Age)(then.with_age(on), on, above)


_CUTS: dict[By, Callable[[QuerySet, dt.date, Unit | None], list[Slice]]] = {
    By.UNIT: _by_unit,
    By.SOURCE: _by_source,
    By.LEVEL: _by_choice("source__level", "level", Source.Level),
    By.KIND: _by_choice("source__kind", "kind", Source.Kind),
    By.CATEGORY: _by_text("category"),
    By.TYPE: _by_choice("rectification_type", "rectification_type", Task.RectificationType),
    By.PERSON: _by_text("responsible"),
    By.AGE: _by_age,
}


def _slice(row: dict, name: str, **conditions: object) -> Slice:
    return Slice(name, Totals.counted_by(row), row["late"], conditions)


def _reddest(one: Slice) -> tuple:
    return -one.totals.red, -one.totals.yellow, -one.totals.total, one.name
