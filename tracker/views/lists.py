"""Lists of tasks: the register, what I owe, what waits for my decision."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tracker.colours import Colour
from tracker.filters import DROPPED, TaskFilter
from tracker.models import Application, Reinspection, Task, Unit, User
from tracker.permissions import may_register
from tracker.states import OPEN, Action, Role, Status
from tracker.views.access import check_has_tasks, check_may_register
from tracker.views.bulk import Button, bulk_buttons
from tracker.views.instructions import owed_by
from tracker.views.reporting import unreported

PER_PAGE = 50
SHOWN = 30
"""how many lines a section of the two work pages shows at most; the rest is one link away"""


@dataclass(frozen=True)
class Row:
    """A task as it stood on the day asked about."""

    task: Task
    lead: Unit | None
    days: int | None
    """days left, negative when overdue; None for a draft and a closed task"""

    @property
    def late_days(self) -> int:
        return max(-(self.days or 0), 0)

    @property
    def raised(self) -> bool:
        """Whether it is red although there is time left: only 提级督办 makes it so."""
        return self.task.colour == Colour.RED and self.days is not None and self.days >= 0


def rows_of(tasks: Iterable[Task]) -> list[Row]:
    """Return the rows of tasks that `as_of` read, in one query more than theirs."""
    tasks = list(tasks)
    leads = Unit.objects.in_bulk({task.lead_then for task in tasks if task.lead_then})
    return [Row(task, leads.get(task.lead_then), _days(task)) for task in tasks]


def _days(task: Task) -> int | None:
    if task.status_then not in OPEN or task.due_then is None:
        return None
    return (task.due_then - task.clock_on).days


def task_list(request: HttpRequest) -> HttpResponse:
    """Find, cut, export: the register with its filter, colour counts and pages."""
    check_has_tasks(request)
    found = TaskFilter(request.GET, request=request, today=timezone.localdate())
    counts = found.counts()
    page = _page(request, found, counts)
    return render(
        request,
        "tracker/task_list.html",
        {
            "filter": found,
            "page": page,
            "rows": rows_of(page),
            "recurring": _recurring(request, page),
            "with_amount": found.shows_amounts,
            "is_past": found.day < found.today,
            "tabs": _tabs(request, found, counts),
            "may_register": may_register(request.user),
            "bulk": _bulk(request),
        },
    )


def _bulk(request: HttpRequest) -> list[Button]:
    status = request.GET.get("status")
    return [] if status == DROPPED else bulk_buttons(request.user, drafts=status == Status.DRAFT)


def _page(request: HttpRequest, found: TaskFilter, counts: dict[str, int]) -> Page:
    paginator = Paginator(found.qs.with_people(), PER_PAGE)
    colour = found.form.cleaned_data.get("colour") if found.form.is_valid() else None
    if not found.about_drafts:
        paginator.count = counts[colour or "total"]  # counted already
    return paginator.get_page(request.GET.get("page"))


def _recurring(request: HttpRequest, page: Page) -> set[int]:
    """Return the keys of the shown tasks in which an earlier one recurs, asked for these rows alone."""
    shown = Task.objects.visible_to(request.user).picked([task.pk for task in page])
    return set(shown.recurring(request.user).values_list("pk", flat=True))


@dataclass(frozen=True)
class Tab:
    name: str
    shape: str
    colour: str
    count: int
    query: str
    active: bool


def _tabs(request: HttpRequest, found: TaskFilter, counts: dict[str, int]) -> list[Tab]:
    chosen, drafts = request.GET.get("colour", ""), found.about_drafts

    def query(**changes: str) -> str:
        data = request.GET.copy()
        for name in ("page", "colour"):
            data.pop(name, None)
        if drafts:
            data.pop("status", None)
        data.update(changes)
        return data.urlencode()

    tabs = [Tab("全部", "", "", counts["total"], query(), not chosen and not drafts)]
    tabs += [
        Tab(one.short, one.shape, one.value, counts[one.value], query(colour=one.value), chosen == one.value)
        for one in Colour
    ]
    if may_register(request.user):
        drafts = drafts and request.GET["status"] == Status.DRAFT
        tabs.append(Tab("待交办", "", "", found.drafts(), query(status="draft"), drafts))
    return tabs


@dataclass(frozen=True)
class Section:
    """One short list of the work page: a heading, its rows, how many there are in all, and the button of each."""

    title: str
    rows: list[Row]
    count: int
    action: str
    empty: str

    @property
    def bulk(self) -> list[Button]:
        """Return what may be done with many of the rows at once."""
        if self.action == "accept":
            found = [Action.ACCEPT] if len(self.rows) > 1 else []
        elif self.action == "endorse":
            asked = [row.task.asks for row in self.rows]
            found = [action for kind, action in _ENDORSE.items() if asked.count(kind) > 1]
        else:
            found = []
        return [Button(action, action.label) for action in found]


_ENDORSE = {"closure": Action.ENDORSE_CLOSURE, "extension": Action.ENDORSE_EXTENSION}


def work(request: HttpRequest) -> HttpResponse:
    """What do I owe today: the lists of a handler or head."""
    if request.user.role not in (Role.HANDLER, Role.HEAD):
        raise PermissionDenied("“我的事项”供责任单位的经办人和负责人使用。")
    today, unit = timezone.localdate(), request.user.unit
    tasks = Task.objects.visible_to(request.user).as_of(today, today)
    led = tasks.led_by(unit)
    at_work = tasks.at_work().exclude(pk__in=led.sent_back().order_by().values("pk"))
    sections = [
        _section("待签收", led.to_accept(), "accept", "没有待签收的任务。"),
        _section("被退回整改", led.sent_back(), "report_progress", "没有被退回的任务。"),
        _section("红色督办", at_work.of_colour("red"), "report_progress", "没有红色任务。"),
        _section("黄色预警", at_work.of_colour("yellow"), "report_progress", "没有黄色任务。"),
        _section("待确认的配合事项", tasks.to_confirm(unit), "confirm_part", "没有待确认的配合事项。"),
        _section("等待督办机构决定", led.awaiting_verdict(), "", "没有等待决定的申请。"),
    ]
    _add_endorsing(sections, request.user, led)
    context = {"sections": sections, "unit": unit, "owed": owed_by(request.user)}
    return render(request, "tracker/work.html", context | {"unreported": unreported(tasks, today)})


def _add_endorsing(sections: list[Section], user: User, led: QuerySet[Task]) -> None:
    """Add what waits for the head of the unit: a head's first duty; for a handler to look at, where there is any."""
    if user.role == Role.HEAD:
        sections.insert(0, _section("待审核的申请", led.to_endorse(user), "endorse", "没有待审核的申请。"))
    elif (waiting := _section("等待单位负责人审核", led.at_head(), "", "")).rows:
        sections.insert(-1, waiting)


def _section(title: str, tasks: QuerySet[Task], action: str, empty: str) -> Section:
    rows = rows_of(tasks.reddest_first().with_people()[: SHOWN + 1])
    count = len(rows) if len(rows) <= SHOWN else tasks.count()
    return Section(title, rows[:SHOWN], count, action, empty)


@dataclass(frozen=True)
class Waiting:
    """An application that waits for a decision, and for how long."""

    application: Application
    row: Row
    days: int
    action: str
    own: bool
    """applied for by the person who looks, who therefore may not decide it"""

    @property
    def is_extension(self) -> bool:
        return self.application.kind == Application.Kind.EXTENSION


def decide(request: HttpRequest) -> HttpResponse:
    """What waits for me: applications by waiting days, declined ones, drafts to assign, second looks that are due."""
    check_may_register(request)
    today = timezone.localdate()
    tasks = Task.objects.visible_to(request.user).as_of(today, today)
    looks = Reinspection.objects.due(today).about(Task.objects.visible_to(request.user))
    waiting = _waiting(request, tasks, today)
    context = {
        "owed": owed_by(request.user),
        "unreported": unreported(tasks, today),
        "waiting": waiting,
        "extensions": any(one.is_extension and not one.own for one in waiting),
        "declined": rows_of(tasks.declined().with_people().with_reason(Action.DECLINE)[:PER_PAGE]),
        "drafts": rows_of(tasks.to_assign().with_people().order_by("-pk")[:PER_PAGE]),
        "drafts_count": tasks.to_assign().count(),
        "looks": looks.select_related("task__lead_unit").order_by("planned_on", "pk")[:SHOWN],
        "looks_count": looks.count(),
    }
    return render(request, "tracker/decide.html", context)


def _waiting(request: HttpRequest, tasks: QuerySet[Task], today: dt.date) -> list[Waiting]:
    applications = Application.objects.to_decide().about(tasks).oldest_first().select_related("by__unit")
    rows = {
        row.task.pk: row
        for row in rows_of(tasks.filter(pk__in=[one.task_id for one in applications]).with_people())
    }
    first = {"closure": "accept_closure", "extension": "grant_extension", "special": "close_specially"}
    return [
        Waiting(one, rows[one.task_id], (today - one.on).days, first[one.kind], one.by_id == request.user.pk)
        for one in applications
    ]
