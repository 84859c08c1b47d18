"""What a task has to do with others: shown on its page as far as the person sees both, linked and parted by its office."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tracker import actions
from tracker.forms.linking import LeaveForm, LinkForm
from tracker.models import Recurrence, Step, Task, User
from tracker.permissions import may_link
from tracker.states import ABOUT_LINKS
from tracker.views.access import visible_task


@dataclass(frozen=True)
class Linked:
    """The confirmed links of a task."""

    earlier: list[Recurrence]
    """earlier tasks that recur in this one"""
    later: list[Recurrence]
    """later tasks in which this one recurs"""
    beside: list[Task]
    """the other tasks of its matter"""

    def __bool__(self) -> bool:
        return bool(self.earlier or self.later or self.beside)


def linked_to(task: Task, user: User) -> Linked:
    words = Recurrence.objects.visible_to(user).confirmed().filter(Q(task=task) | Q(earlier=task))
    words = list(words.select_related("task__source", "earlier__source", "by").order_by("-earlier__pk"))
    return Linked(
        [one for one in words if one.task_id == task.pk],
        [one for one in words if one.earlier_id == task.pk],
        list(Task.objects.visible_to(user).beside(task).select_related("source")),
    )


@dataclass(frozen=True)
class TrailLine:
    """A step, with the tasks that it links as far as the person sees them."""

    step: Step
    others: list[Task]


def trail_of(task: Task, user: User) -> list[TrailLine]:
    """The trail, latest first. A step that links only tasks out of the person's sight is not told."""
    steps = list(task.steps.select_related("by__unit").order_by("-pk"))
    keys = {key for step in steps for key in _linked_keys(step)}
    seen = Task.objects.visible_to(user).only("number").in_bulk(keys)
    lines = [TrailLine(step, [seen[key] for key in _linked_keys(step) if key in seen]) for step in steps]
    return [line for line in lines if line.others or line.step.action not in ABOUT_LINKS]


def _linked_keys(step: Step) -> list[int]:
    return step.data.get("linked", {}).get("tasks", [])


def task_join_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Name other tasks that are the same matter."""
    task = _own_task(request, pk)
    form = LinkForm(request.POST or None, task=task, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.link_matter(
                [task, *form.cleaned_data["numbers"]],
                by=request.user,
                on=timezone.localdate(),
                note=form.cleaned_data["note"],
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已列为同一事项，牵头单位报送一次进展即可写入各项任务。")
            return redirect("task_detail", pk)
    return _page(request, task, form, "列为同一事项", "不同来源提出的同一个问题，关联后牵头单位只需报送一次")


def task_leave_matter(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the task out of its matter, with the reason."""
    task = _own_task(request, pk)
    form = LeaveForm(request.POST or None)
    if not Task.objects.beside(task).exists():
        messages.info(request, f"{task.number} 没有列为同一事项，无需解除。")
        return redirect("task_detail", pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave_matter(
                task, by=request.user, on=timezone.localdate(), note=form.cleaned_data["note"]
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{task.number} 已与同组任务解除关联，今后分别报送进展。")
            return redirect("task_detail", pk)
    return _page(request, task, form, "解除同一事项", "今后与同组任务分别报送进展，已报送的不受影响")


def _own_task(request: HttpRequest, pk: int) -> Task:
    task = visible_task(request, pk)
    if not may_link(request.user, task):
        raise PermissionDenied("只有任务的督办机构可以关联任务。")
    return task


def _page(
    request: HttpRequest, task: Task, form: LinkForm | LeaveForm, title: str, effect: str
) -> HttpResponse:
    beside = Task.objects.visible_to(request.user).beside(task).select_related("source")
    context = {"task": task, "form": form, "title": title, "effect": effect, "beside": beside}
    return render(request, "tracker/task_link.html", context)
