"""Suggested links between tasks, and what a supervisor says of them: on a task's page and over all open tasks."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports.repeats import recurring, twins
from tracker import actions
from tracker.models import Task, User
from tracker.permissions import require_link
from tracker.views.access import check_may_register, number_in, visible_task

UNITS_PER_PAGE = 10
GROUPS_PER_UNIT = 5
MOST_TICKED = 30


@require_safe
def task_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """What this task may have to do with others: earlier ones that recur in it, open ones that ask the same."""
    task = visible_task(request, pk)
    require_link(request.user, task)
    context = {
        "task": task,
        "recurring": recurring.recurring_in_task(task, request.user),
        "twins": twins.twins_of(task, request.user),
    }
    return render(request, "reports/task_similar.html", context)


@require_POST
def task_judge_similar(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the supervisor says of this task and another one."""
    task = visible_task(request, pk)
    require_link(request.user, task)
    do = request.POST.get("do", "")
    other = _tasks(request, "other").exclude(pk=pk).first()
    if do not in _JUDGE or other is None:
        messages.error(request, "没有找到要关联的任务，请刷新页面后再试。")
    else:
        _judged(request, _JUDGE[do][1], _JUDGE[do][0], task, other)
    return redirect(f"{reverse('task_detail', args=[pk])}#linked")


def _differs(task: Task, other: Task, *, by: User, on: dt.date) -> None:
    actions.refuse_recurrence(task, other, by=by)


def _one_matter(*tasks: Task, by: User, on: dt.date) -> None:
    actions.link_matter(tasks, by=by, on=on)


def _apart(*tasks: Task, by: User, on: dt.date) -> None:
    """Two that a person names are judged as they are; of more, the pairs that the page offers and no others."""
    pairs = [tasks] if len(tasks) == 2 else twins.pairs_among(tasks)
    if not pairs:
        raise actions.Refused("所选任务之间没有提示为相近的，不需要标明。")
    for one, other in pairs:
        actions.tell_apart(one, other, by=by)


_JUDGE: dict[str, tuple[str, Callable]] = {
    "recurs": ("已确认为屡提屡犯。", actions.confirm_recurrence),
    "differs": ("已标为不是同一问题，不再提示。", _differs),
    "link": ("已列为同一事项。", _one_matter),
    "apart": ("已标为不是同一事项，不再提示。", _apart),
}
"""What may be said of tasks: the sentence when it is kept, and the action."""


def _judged(request: HttpRequest, act: Callable, words: str, *tasks: Task) -> None:
    try:
        with transaction.atomic():
            act(*tasks, by=request.user, on=timezone.localdate())
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)


def _tasks(request: HttpRequest, name: str) -> QuerySet[Task]:
    keys = [number_in(key) for key in request.POST.getlist(name)[:MOST_TICKED]]
    return Task.objects.visible_to(request.user).picked(keys).with_people().order_by("pk")


def similar_tasks(request: HttpRequest) -> HttpResponse:
    """疑似重复问题 of the office's open tasks, lead unit by lead unit (GET); link or tell apart the ticked ones (POST)."""
    check_may_register(request)
    if request.method == "POST":
        return _judge_ticked(request)
    loads = twins.units_with_several_sources(request.user)
    chosen = number_in(request.GET.get("unit", ""))
    asked = [load for load in loads if chosen in (0, load.unit.pk)]
    page = Paginator(asked, UNITS_PER_PAGE).get_page(request.GET.get("page"))
    most_shown = twins.MOST_IN_BLOCK if chosen else GROUPS_PER_UNIT
    blocks = twins.blocks_of(page, request.user, most_shown=most_shown)
    context = {
        "page": page,
        "blocks": [block for block in blocks if block.twins],
        "cut": [block for block in blocks if block.is_cut],
        "compared": sum(block.compared for block in blocks),
        "units": [load.unit for load in loads],
        "chosen": chosen,
        "most": twins.MOST_IN_BLOCK,
    }
    return render(request, "reports/similar_tasks.html", context)


def _judge_ticked(request: HttpRequest) -> HttpResponse:
    do, tasks = request.POST.get("do", ""), list(_tasks(request, "task"))
    if do not in ("link", "apart"):
        raise Http404("没有这个操作。")
    if len(tasks) < 2:
        messages.error(request, "请至少勾选两项任务。")
    else:
        _judged(request, _JUDGE[do][1], _JUDGE[do][0], *tasks)
    page = number_in(request.POST.get("page", "")) or 1
    unit = number_in(request.POST.get("unit", ""))
    return redirect(f"{reverse('similar_tasks')}?page={page}" + (f"&unit={unit}" if unit else ""))
