"""办理记录: the whole trail of one task, with what each step changed, and whether it is whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.proving import fault_now
from tracker.views.access import visible_task
from tracker.views.linked import trail_of


@require_safe
def task_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every step in its order; steps that link only tasks out of the person's sight are left out."""
    task = visible_task(request, pk)
    trail = trail_of(task, request.user)[::-1]
    context = {
        "task": task,
        "trail": trail,
        "has_gaps": task.trail_length > len(trail),
        "fault": fault_now(task),
    }
    return render(request, "tracker/task_history.html", context)
