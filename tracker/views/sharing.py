"""Shared problems: a draft is split among many units, and one page sums up how they stand."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from tracker import actions
from tracker.colours import Colour
from tracker.forms.fields import typed_words
from tracker.forms.sharing import DayForm, ShareForm, typed_so_far
from tracker.models import SharedProblem, Task, Unit, User
from tracker.permissions import may_share, require, require_share
from tracker.states import CLEARED, Action, Status
from tracker.views.access import visible_task
from tracker.views.conflicts import conflict_page
from tracker.views.lists import Row, rows_of


@dataclass(frozen=True)
class Class:
    """Units of one kind, to be ticked together: 各镇（街道）."""

    kind: str
    label: str
    keys: list[int]


def classes_beside(user: User) -> list[Class]:
    """Return what may be ticked together: units of one kind under the government of the user's office."""
    keys = Unit.objects.classes_beside(user.unit)
    kinds = (Unit.Kind.TOWN, Unit.Kind.DEPARTMENT, Unit.Kind.SUBORDINATE)
    return [Class(kind, kind.label, keys[kind]) for kind in kinds if kind in keys]


def task_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft the problem of several units."""
    task = visible_task(request, pk)
    require(request.user, task, Action.SPLIT)
    classes = classes_beside(request.user)
    begin = {"version": task.version, "due_on": task.due_on, "at_once": True, "units": [task.lead_unit_id]}
    form = _form(request, classes, begin)
    if form.is_bound and form.is_valid():
        try:
            shared = actions.split(
                task,
                by=request.user,
                on=timezone.localdate(),
                version=form.cleaned_data["version"] or 0,
                **form.arguments(),
            )
        except actions.Conflict as conflict:
            again = reverse("task_split", args=[pk])
            return conflict_page(request, task, str(conflict), typed_words(form), again)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _split(request, shared)
    return _page(request, "列为共性问题", task, form, classes)


def _split(request: HttpRequest, shared: SharedProblem) -> HttpResponse:
    messages.success(request, f"{shared.number} 已列为共性问题，拆成 {shared.siblings_made} 家单位的任务。")
    return redirect("shared_detail", shared.pk)


def _form(request: HttpRequest, classes: list[Class], begin: dict) -> ShareForm:
    """The form as posted; where a whole class was asked for, the form goes on with its units ticked."""
    asked = request.POST if request.method == "POST" else request.GET
    ticked = [key for one in classes if one.kind == asked.get("tick") for key in one.keys]
    posted = request.method == "POST"
    if posted and "tick" in asked:
        begin = typed_so_far(asked, ticked)
    elif ticked:
        begin = begin | {"units": ticked}
    data = asked if posted and "tick" not in asked else None
    return ShareForm(data, user=request.user, today=timezone.localdate(), initial=begin)


def _page(
    request: HttpRequest, what: str, about: Task | SharedProblem, form: ShareForm, classes: list[Class]
) -> HttpResponse:
    page = "task_detail" if isinstance(about, Task) else "shared_detail"
    asked = request.POST if request.method == "POST" else request.GET
    keys = [key for one in classes if one.kind == asked.get("tick") for key in one.keys]
    ticked = Unit.objects.filter(pk__in=keys)
    context = {"what": what, "about": about, "form": form, "classes": classes, "ticked": ticked}
    return render(request, "tracker/task_split.html", context | {"back": reverse(page, args=[about.pk])})


@dataclass(frozen=True)
class Count:
    colour: Colour
    count: int


@dataclass(frozen=True)
class Summary:
    """How the tasks of a shared problem stood on a day, as far as the person sees them. Drafts are not counted."""

    address: str
    """of the list of the tasks that are counted"""
    rows: list[Row]
    drafts: list[Row]
    counts: list[Count]
    cleared: int

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def late(self) -> list[Row]:
        """The overdue ones, the longest first."""
        late = [(row.days, row.task.pk, row) for row in self.rows if row.days is not None and row.days < 0]
        return [row for *_, row in sorted(late, key=itemgetter(0, 1))]

    @property
    def percent(self) -> int:
        """The mean of what the units report, cut; the closed ones count in full."""
        done = sum(100 if row.task.status_then in CLEARED else row.task.percent for row in self.rows)
        return done // self.total if self.total else 0


def summary(shared: SharedProblem, user: User, on: dt.date, today: dt.date) -> Summary:
    """Sum up in a constant number of queries."""
    address = f"{reverse('task_list')}?shared={shared.pk}" + (f"&on={on}" if on != today else "")
    tasks = shared.siblings.visible_to(user).as_of(on, today)
    rows = rows_of(tasks.reddest_first().with_people())
    drafts = [row for row in rows if row.task.status_then == Status.DRAFT]
    counted = [row for row in rows if row.task.status_then != Status.DRAFT]
    colours = Counter(row.task.colour for row in counted)
    cleared = sum(row.task.status_then in CLEARED for row in counted)
    counts = [Count(one, colours[one.value]) for one in Colour]
    return Summary(address, counted, drafts, counts, cleared)


def shared_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the units have in common, and how each stands on a day."""
    shared = _visible(request, pk)
    today = timezone.localdate()
    form = DayForm(request.GET)
    on = min((form.cleaned_data["on"] if form.is_valid() else None) or today, today)
    context = {
        "shared": shared,
        "form": form,
        "on": on,
        "today": today,
        "summary": summary(shared, request.user, on, today),
        "units": shared.units,
        "may_share": may_share(request.user, shared),
    }
    return render(request, "tracker/shared_detail.html", context)


def _visible(request: HttpRequest, pk: int) -> SharedProblem:
    seen = SharedProblem.objects.visible_to(request.user).select_related("source__office", "standard")
    return get_object_or_404(seen, pk=pk)


def shared_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the problem to further units."""
    shared = _visible(request, pk)
    require_share(request.user, shared)
    known = set(shared.siblings.values_list("lead_unit", flat=True))
    classes = [
        Class(one.kind, one.label, [key for key in one.keys if key not in known])
        for one in classes_beside(request.user)
    ]
    form = _form(request, classes, {"at_once": True})
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_units(shared, by=request.user, on=timezone.localdate(), **form.arguments())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{shared.number} 增加了 {len(made)} 家责任单位。")
            return redirect("shared_detail", pk)
    return _page(request, "增加责任单位", shared, form, classes)
