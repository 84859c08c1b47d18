"""挂图作战: the wall that a room sees without signing in, its links, and the same on paper."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports import walls
from reports.forms.walls import WallLinkForm
from reports.lateness import most_overdue
from reports.models import WallLink
from reports.statistics import WEEK, Group, Totals, by_unit, history, sentence
from tracker.colours import Colour
from tracker.models import Task, User
from tracker.views.access import check_may_see_figures
from tracker.views.lists import rows_of

REFRESH = 300
"""seconds"""
UNITS, LATE = 12, 7
"""how many a wall has room for"""
PRINTED = 200
"""red tasks on paper"""
PAPERS = {"a3": "A3 横向", "a4": "A4 横向"}


@dataclass(frozen=True)
class Big:
    """One of the four figures and how it moved in a week."""

    colour: Colour
    n: int
    change: int

    @property
    def fewer(self) -> int:
        return -self.change


@dataclass(frozen=True)
class Tile:
    """A unit on the wall, under its worst colour."""

    group: Group
    colour: Colour


@login_not_required
@never_cache
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """What the maker of the link sees, for everybody in the room."""
    link = walls.link_of(token, timezone.now())
    if link is None:
        raise Http404("这个挂图链接不存在或已停用。")
    context = _shown(link.created_by, timezone.localdate()) | {
        "link": link,
        "refresh": REFRESH,
        "now": timezone.now(),
    }
    return render(request, "reports/wall.html", context)


def _shown(user: User, today: dt.date) -> dict:
    """The figures of a wall: red first."""
    tasks = Task.objects.visible_to(user)
    then = tasks.as_of(today, today)
    units = by_unit(then, today)
    totals = Totals(**{one.value: sum(unit.totals.of(one) for unit in units) for one in Colour})
    (before,) = history(tasks, [today - WEEK])
    return {
        "on": today,
        "unit": user.unit,
        "sentence": sentence(totals, today, sum(unit.special for unit in units)),
        "bigs": [Big(one, totals.of(one), totals.of(one) - before.of(one)) for one in Colour],
        "tiles": [_tile(unit) for unit in units[:UNITS]],
        "units": units,
        "more_units": max(len(units) - UNITS, 0),
        "late": sum(unit.late for unit in units),
        "overdue": most_overdue(then, today, today, limit=LATE),
        "then": then,
    }


def _tile(group: Group) -> Tile:
    return Tile(group, next(one for one in Colour if group.totals.of(one)))


@never_cache
def wall_list(request: HttpRequest) -> HttpResponse:
    """The links of one's own office or unit (GET); a new one, whose address is shown this once (POST)."""
    check_may_see_figures(request)
    form, address = WallLinkForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        link, token = walls.make_link(form.cleaned_data["name"], by=request.user)
        address = request.build_absolute_uri(reverse("wall", args=[token]))
        messages.success(request, f"已建立挂图“{link}”。")
        form = WallLinkForm()
    links = WallLink.objects.visible_to(request.user).select_related("created_by", "revoked_by")
    context = {"form": form, "address": address, "links": links, "on": timezone.localdate(), "papers": PAPERS}
    return render(request, "reports/wall_list.html", context)


@require_POST
def wall_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(WallLink.objects.visible_to(request.user), pk=pk)
    if walls.revoke_link(link, by=request.user, now=timezone.now()):
        messages.success(request, f"已停用挂图“{link}”，原来的地址不能再打开。")
    else:
        messages.info(request, f"挂图“{link}”已经停用了。")
    return redirect("wall_list")


@require_safe
def wall_print(request: HttpRequest) -> HttpResponse:
    """The wall on paper, with every unit and the red tasks one by one."""
    check_may_see_figures(request)
    today, paper = timezone.localdate(), request.GET.get("paper", "a3")
    context = _shown(request.user, today)
    red = context["then"].of_colour(Colour.RED)
    context |= {
        "rows": rows_of(red.with_people().order_by("due_then", "pk")[:PRINTED]),
        "printed": PRINTED,
        "colours": list(Colour),
        "paper": paper if paper in PAPERS else "a3",
        "papers": PAPERS,
    }
    return render(request, "reports/wall_print.html", context)
