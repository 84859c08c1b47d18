"""What a person was told, and for the office: who was told what, when, by which channel, and did it arrive."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker import reminders
from tracker.models import Reminder
from tracker.reminder_filters import ReminderFilter
from tracker.reminder_querysets import Result
from tracker.states import Role
from tracker.views.access import number_in

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A reminder in the inbox, with how its task stands today."""

    reminder: Reminder
    days: int | None
    advice: str


def inbox(request: HttpRequest) -> HttpResponse:
    """My reminders: the latest about each task, unread ones first."""
    today = timezone.localdate()
    mine = Reminder.objects.inbox_of(request.user)
    page = Paginator(mine.unread_first(today).with_inbox(), PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        Line(one, one.task.days_left(today), reminders.advice(one.task, request.user.role, today, [one.rule]))
        for one in page
    ]
    context = {
        "lines": lines,
        "page": page,
        "unread_here": mine.unread().count(),
        "latest": mine.aggregate(latest=Max("pk"))["latest"] or 0,
    }
    return render(request, "tracker/inbox.html", context)


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark one reminder as read (`reminder`), or all up to the latest one shown (`latest`)."""
    if "reminder" in request.POST:
        mine = Reminder.objects.inbox_of(request.user)
        reminders.mark_read(get_object_or_404(mine, pk=_number(request, "reminder")))
    else:
        count = reminders.mark_all_read(by=request.user, latest=_number(request, "latest"))
        messages.success(request, f"已把 {count} 条提醒标为已读。")
    return redirect("inbox")


def _number(request: HttpRequest, name: str) -> int:
    number = number_in(request.POST.get(name, ""))
    if not number:
        raise Http404
    return number


@dataclass(frozen=True)
class Entry:
    """A reminder in the log."""

    reminder: Reminder
    result: str


def reminder_log(request: HttpRequest) -> HttpResponse:
    """Who was told what, when, by which channel, and did it arrive; an admin sees no text of tasks."""
    if request.user.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise PermissionDenied("提醒记录供督办人员和管理员查看；您自己的提醒在右上角“提醒”里。")
    today = timezone.localdate()
    found = ReminderFilter(request.GET, request=request, today=today)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "entries": _entries(page),
        "health": reminders.health(Reminder.objects.visible_to(request.user), today),
        "with_text": request.user.role == Role.SUPERVISOR,
    }
    return render(request, "tracker/reminder_log.html", context)


def _entries(page: Page) -> list[Entry]:
    return [Entry(one, Result(one.result).label) for one in page]
