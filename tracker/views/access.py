"""The first lines of every view: which row is meant; 404 for what the person may not see, 403 for what they may not do."""

from collections.abc import Container

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tracker.models import Round, Source, Task
from tracker.permissions import may_register, may_see_figures, require_round
from tracker.states import Action, Role

LONGEST_NUMBER = 18
"""digits; both databases hold every such number"""


def number_in(text: str) -> int:
    """Return the key or version that a request names; 0, which is nobody's, for what is no number (² is a digit)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


def known_action(name: str, among: Container[Action]) -> Action:
    """Return the action that an address names, or 404 if it is none of these."""
    try:
        action = Action(name)
    except ValueError:
        raise Http404("没有这个操作。") from None
    if action not in among:
        raise Http404("没有这个操作。")
    return action


def visible_task(request: HttpRequest, pk: int) -> Task:
    """Return the task with all that its page and its actions look at, or 404."""
    tasks = (
        Task.objects.visible_to(request.user)
        .with_people()
        .prefetch_related("applications", "assists__unit", "instructions__by")
    )
    return get_object_or_404(tasks, pk=pk)


def own_source(request: HttpRequest, pk: int) -> Source:
    """Return a source that the person may change: 404 if they do not see it."""
    check_may_register(request)
    return get_object_or_404(Source.objects.owned_by(request.user), pk=pk)


def visible_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the person may read, or 404."""
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("unit", "office"), pk=pk)


def own_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the person may run: 404 if they do not see it, 403 if they only read it."""
    one = visible_round(request, pk)
    require_round(request.user, one)
    return one


def check_may_register(request: HttpRequest) -> None:
    """Let only supervisors pass."""
    if not may_register(request.user):
        raise PermissionDenied("只有督办人员可以登记和修改问题来源、任务。")


def check_may_see_figures(request: HttpRequest) -> None:
    """Let only those pass who look at many units."""
    if not may_see_figures(request.user):
        raise PermissionDenied("统计供督办人员和领导使用；本单位的任务请看“我的事项”和“任务台账”。")


def check_has_tasks(request: HttpRequest) -> None:
    """Let pass everybody but administrators, who have no hand in tasks."""
    if request.user.role == Role.ADMIN:
        raise PermissionDenied("管理员负责单位、用户和规则，不办理整改任务。")
