"""What a person sees when somebody else was faster: what happened, and what they typed, so that nothing is lost."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker.models import Task


def conflict_page(
    request: HttpRequest, task: Task, reason: str, typed: Sequence[tuple[str, str]], again_url: str = ""
) -> HttpResponse:
    """Answer 409. Give `typed` as label and words, and where the person may try again with the present state."""
    context = {"reason": reason, "typed": typed, "again_url": again_url}
    seen = Task.objects.visible_to(request.user).filter(pk=task.pk).first()
    if seen is not None:  # the change may have taken the task out of the person's sight
        last = seen.steps.select_related("by").last()
        context |= {"task": seen, "last": last, "task_url": reverse("task_detail", args=[seen.pk])}
    return render(request, "tracker/conflict.html", context, status=409)
