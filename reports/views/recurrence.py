"""What the review's card says about recurrence, as acts of its form: `recurs:12` confirms task 12, `differs:12` refuses it."""

from django.http import HttpRequest

from reports.models import Found
from reports.repeats import recurring
from tracker.actions import Refused
from tracker.models import Task
from tracker.views.access import number_in


def confirm_recurrence(item: Found, request: HttpRequest, detail: str) -> None:
    _judge(item, request, detail, is_same=True)


def refuse_recurrence(item: Found, request: HttpRequest, detail: str) -> None:
    _judge(item, request, detail, is_same=False)


def _judge(item: Found, request: HttpRequest, detail: str, *, is_same: bool) -> None:
    earlier = Task.objects.visible_to(request.user).filter(pk=number_in(detail)).first()
    if earlier is None:
        raise Refused("没有找到这项以往任务，请刷新页面后再试。")
    recurring.judge(item, earlier, is_same=is_same, by=request.user)
