"""Rounds of follow-up: their list, planning one, its agenda, its minutes."""

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker import actions
from tracker.agenda import (
    MOST_ON_AGENDA,
    agenda,
    candidates,
    candidates_of,
    followed,
    last_round,
)
from tracker.forms.rounds import AddForm, EditForm, MinutesForm, PlanForm, day_of_next_meeting
from tracker.models import Decision, Round, Task
from tracker.permissions import holders, may_hold
from tracker.states import Role
from tracker.views.access import check_has_tasks, number_in, own_round, visible_round

PER_PAGE = 30


def round_list(request: HttpRequest) -> HttpResponse:
    """The rounds that the person may read, the latest first."""
    check_has_tasks(request)
    rounds = Round.objects.visible_to(request.user).with_counts(request.user).latest_first()
    page = Paginator(rounds.select_related("unit"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracker/round_list.html", {"page": page, "levels": _levels(request)})


def _levels(request: HttpRequest) -> list[tuple[str, str]]:
    """The levels that the person may plan, as value and label."""
    return [(level.value, level.label) for level in holders(request.user)]


def round_plan(request: HttpRequest) -> HttpResponse:
    """Choose level, day and chair, and tick the tasks that the rule brings forward."""
    check_has_tasks(request)
    may_plan = holders(request.user)
    if not may_plan:
        raise PermissionDenied("调度由督办人员、责任单位的经办人和负责人安排。")
    level = request.GET.get("level") or next(iter(may_plan))
    if level not in may_plan:
        raise Http404("没有这一层级的调度。")
    today = timezone.localdate()
    begin = {"held_on": day_of_next_meeting(today), "chair": _usual_chair(request)}
    form = PlanForm(request.POST or None, user=request.user, initial=begin)
    if request.method == "POST" and form.is_valid():
        one = _planned(request, form, level, today)
        if one is not None:
            messages.success(request, f"已安排“{one}”，议程 {one.items.count()} 项。")
            return redirect("round_detail", one.pk)
    found = list(candidates(level, may_plan[level], request.user, today)[: MOST_ON_AGENDA + 1])
    context = {
        "form": form,
        "level": Round.Level(level),
        "levels": _levels(request),
        "unit": may_plan[level],
        "candidates": candidates_of(found[:MOST_ON_AGENDA]),
        "is_cut": len(found) > MOST_ON_AGENDA,
        "picks": _picks(request) if request.method == "POST" else None,
    }
    return render(request, "tracker/round_plan.html", context)


def _usual_chair(request: HttpRequest) -> str:
    return str(request.user) if request.user.role == Role.HEAD else ""


def _picks(request: HttpRequest) -> list[int]:
    return [number_in(pick) for pick in request.POST.getlist("pick")[: MOST_ON_AGENDA + 1]]


def _planned(request: HttpRequest, form: PlanForm, level: str, today: dt.date) -> Round | None:
    """Plan the round; None with the reason in the form where it is refused."""
    picked = Task.objects.visible_to(request.user).picked(_picks(request))
    fields = dict(form.cleaned_data)
    tasks = [*picked, *fields.pop("numbers")]
    try:
        return actions.plan_round(by=request.user, on=today, level=level, tasks=tasks, **fields)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda: red first, whose move it is, the last progress, and what became of the last round's decisions."""
    one = visible_round(request, pk)
    today, runs = timezone.localdate(), may_hold(request.user, one)
    last = last_round(one)
    since = Decision.objects.visible_to(request.user).of_round(last) if last else Decision.objects.none()
    context = {
        "round": one,
        "lines": agenda(one, request.user, today),
        "last": last if last and Round.objects.visible_to(request.user).filter(pk=last.pk).exists() else None,
        "followed": followed(since, today),
        "runs": runs,
        "is_open": one.status != Round.Status.CLOSED,
        "may_hold_now": runs and one.status == Round.Status.PLANNED and one.held_on <= today,
        "add": AddForm(user=request.user, initial={"version": one.version}),
        "may_instruct": request.user.role == Role.LEADER,
    }
    return render(request, "tracker/round_detail.html", context)


def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change when, where and by whom the round is held."""
    one = own_round(request, pk)
    form = EditForm(request.POST or None, one=one)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_round(one, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("round_detail", pk)
    return render(request, "tracker/round_edit.html", {"round": one, "form": form})


@require_POST
def round_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put tasks on the agenda by their numbers."""
    one = own_round(request, pk)
    form = AddForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, "没有加入。" + "".join(form.errors.get("numbers", ["请刷新页面后再试。"])))
        return redirect("round_detail", pk)
    tasks, version = form.cleaned_data["numbers"], form.cleaned_data["version"]
    return _do(
        request,
        pk,
        "已加入议程。",
        lambda: actions.add_to_agenda(one, tasks, by=request.user, version=version, on=timezone.localdate()),
    )


@require_POST
def round_remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a task from the agenda."""
    one = own_round(request, pk)
    found = get_object_or_404(one.items.visible_to(request.user).select_related("task"), pk=item)
    return _do(
        request,
        pk,
        f"{found.task.number} 已从议程中去掉。",
        lambda: actions.take_from_agenda(found, by=request.user, version=_version(request)),
    )


@require_POST
def round_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the meeting."""
    one = own_round(request, pk)
    return _do(
        request,
        pk,
        "调度开始，可以逐项记录决定。",
        lambda: actions.hold_round(one, by=request.user, version=_version(request), on=timezone.localdate()),
    )


@require_POST
def round_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a round that was only planned."""
    one = own_round(request, pk)
    try:
        actions.cancel_round(one, by=request.user, version=_version(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("round_detail", pk)
    messages.success(request, f"“{one.title}”已撤销，任务不受影响。")
    return redirect("round_list")


def _version(request: HttpRequest) -> int:
    return number_in(request.POST.get("version", ""))


def _do(request: HttpRequest, pk: int, words: str, act: Callable[[], None]) -> HttpResponse:
    """Act, say what came of it, and go back to the agenda."""
    try:
        act()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("round_detail", pk)


def round_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes, keep them, or settle them."""
    one = own_round(request, pk)
    form = MinutesForm(request.POST or None, one=one)
    if request.method == "POST" and form.is_valid():
        settles = request.POST.get("do") == "close"
        act = actions.close_round if settles else actions.write_minutes
        try:
            act(one, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "纪要已定稿。" if settles else "纪要已保存。")
            return redirect("round_detail", pk)
    lines = agenda(one, request.user, timezone.localdate())
    said = [line for line in lines if line.decided or line.item.conclusion]
    context = {"round": one, "form": form, "lines": said}
    return render(request, "tracker/round_minutes.html", context)
