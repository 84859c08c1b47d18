"""分类统计: the register of any day cut by unit, source, level, kind, category, type, person or age."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.statistics import Totals
from reports.statistics.cuts import By, Slice, cut
from reports.views.figures import (
    CHARTED,
    Figure,
    Row,
    bars,
    chart_colours,
    day_asked,
    list_url,
    presets,
    row,
)
from tracker.colours import Colour
from tracker.models import Source, Task, Unit, User
from tracker.views.access import check_may_see_figures, number_in

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One line of a cut, with the unit to go down to."""

    row: Row
    late: Figure
    down: Unit | None


@dataclass(frozen=True)
class Within:
    """The part of the register that is cut: the whole, what a unit leads, what comes of one source."""

    unit: Unit | None
    source: Source | None

    def of(self, then: QuerySet) -> QuerySet:
        """Return this part of the tasks."""
        rows = then.led_then_by(self.unit) if self.unit else then
        return rows.filter(source=self.source) if self.source else rows

    @property
    def conditions(self) -> dict[str, int]:
        chosen = {"led": self.unit, "source": self.source}
        return {name: one.pk for name, one in chosen.items() if one}


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """One cut with its chart; a click goes down the tree, every figure opens its list."""
    check_may_see_figures(request)
    today = timezone.localdate()
    on, by, within = day_asked(request, today), _by(request), _within(request)
    then = within.of(Task.objects.visible_to(request.user).as_of(on, today))
    slices = cut(then, on, by, within.unit)
    page = Paginator(slices, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "on": on,
        "today": today,
        "presets": presets(today),
        "by": by,
        "cuts": By,
        "within": within,
        "above": _above(within.unit, request.user),
        "sources": Source.objects.visible_to(request.user),
        "page": page,
        "lines": _lines(page.object_list, on, within, request.user),
        "whole": _whole(slices, on, by, within),
    }
    return render(request, "reports/statistics.html", context | _chart(slices, on, within))


def _chart(slices: Sequence[Slice], on: dt.date, within: Within) -> dict:
    charted = [_row(one, on, within) for one in slices[:CHARTED]]
    return {
        "colours": list(Colour),
        "charted": CHARTED,
        "chart_data": {"colours": chart_colours(), "cut": bars(charted)},
    }


def _by(request: HttpRequest) -> By:
    asked = request.GET.get("by", "")
    return By(asked) if asked in By.values else By.UNIT


def _within(request: HttpRequest) -> Within:
    """Return the unit and the source that the address names; 404 for what the person may not choose."""
    chosen = {name: number_in(request.GET[name]) for name in ("led", "source") if request.GET.get(name)}
    units, sources = Unit.objects.visible_to(request.user), Source.objects.visible_to(request.user)
    return Within(
        unit=get_object_or_404(units, pk=chosen["led"]) if "led" in chosen else None,
        source=get_object_or_404(sources, pk=chosen["source"]) if "source" in chosen else None,
    )


def _above(unit: Unit | None, user: User) -> list[Unit]:
    """The units from the top that the person sees down to this one."""
    keys = [int(key) for key in unit.path.split("/") if key] if unit else []
    return list(Unit.objects.visible_to(user).filter(pk__in=keys).order_by("path"))


def _lines(slices: Sequence[Slice], on: dt.date, within: Within, user: User) -> list[Line]:
    deeper = [one.down.pk for one in slices if one.down]
    open_to = set(Unit.objects.visible_to(user).filter(pk__in=deeper).values_list("pk", flat=True))
    return [
        Line(
            _row(one, on, within),
            Figure(one.late, list_url(on, **_conditions(one, within), overdue="on")),
            one.down if one.down and one.down.pk in open_to and one.down != within.unit else None,
        )
        for one in slices
    ]


def _row(one: Slice, on: dt.date, within: Within) -> Row:
    return row(one.name, one.totals, on, **_conditions(one, within))


def _conditions(one: Slice, within: Within) -> dict[str, object]:
    """What selects the tasks of a line: its own conditions inside those of the page."""
    conditions = {**within.conditions, **one.conditions}
    if "lead" in conditions:  # the unit alone lies in its subtree
        conditions.pop("led", None)
    return conditions


def _whole(slices: Sequence[Slice], on: dt.date, by: By, within: Within) -> Line:
    """The sum of all lines."""
    only_open = {"status": "open"} if by == By.AGE else {}
    conditions = within.conditions | only_open
    totals = Totals(**{one.value: sum(line.totals.of(one) for line in slices) for one in Colour})
    late = Figure(sum(line.late for line in slices), list_url(on, **conditions, overdue="on"))
    return Line(row("合计", totals, on, **conditions), late, None)
