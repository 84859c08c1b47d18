"""The messages that left the house, or should have: what became of each, and another try."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker import reminders
from tracker.models import Digest, Reminder, Task, User
from tracker.reminder_filters import DigestFilter
from tracker.reminder_querysets import Result
from tracker.states import Role
from tracker.views.access import number_in

PER_PAGE = 50
SHOWN = 8


def _check_may_see(request: HttpRequest) -> None:
    if request.user.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise PermissionDenied("发送记录供督办人员和管理员查看。")


def digest_list(request: HttpRequest) -> HttpResponse:
    """Mails, short messages and messages to groups; first those that reached nobody."""
    _check_may_see(request)
    today = timezone.localdate()
    found = DigestFilter(request.GET, request=request)
    context = {
        "filter": found,
        "page": Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "lost_today": Digest.objects.visible_to(request.user).lost().filter(on=today).count(),
    }
    return render(request, "tracker/digest_list.html", context)


@require_POST
def digest_retry(request: HttpRequest) -> HttpResponse:
    """Try one message of today again (`digest`), or all of today that reached nobody."""
    _check_may_see(request)
    chosen = Digest.objects.visible_to(request.user)
    if "digest" in request.POST:
        digest = get_object_or_404(chosen, pk=number_in(request.POST["digest"]))
        chosen = chosen.filter(pk=digest.pk)
    count = reminders.try_again(chosen, timezone.localdate())
    if count:
        messages.success(request, f"已重新排队 {count} 份，五分钟内再发。")
    else:
        messages.info(request, "没有可以再发的：今天以前没送达、现在仍需提醒的，已并入今天的提醒。")
    return redirect("digest_list")


@dataclass(frozen=True)
class Told:
    """Who was told of a task, for the task's page."""

    entries: list[tuple[Reminder, str]]
    groups: list[Digest]
    more: int


def told_of(task: Task, user: User, today: dt.date) -> Told:
    """Return the latest reminders about the task, as far as the user may see the log."""
    about = Reminder.objects.visible_to(user).filter(task=task)
    latest = list(about.with_result(today).with_log()[:SHOWN])
    if not latest:
        return Told([], [], 0)
    return Told(
        [(one, Result(one.result).label) for one in latest],
        list(Digest.objects.about(task)[:SHOWN]),
        about.count() - len(latest),
    )
