"""认定标准: by what a closure is judged, for those who ask for it and those who judge."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.models import Standard, Task
from tracker.views.access import check_has_tasks


def standard_list(request: HttpRequest) -> HttpResponse:
    """All standards in force, and older versions by which tasks in sight are still judged."""
    check_has_tasks(request)
    standards = Standard.objects.with_task_counts(Task.objects.visible_to(request.user)).to_read()
    return render(request, "tracker/standard_list.html", {"standards": standards})
