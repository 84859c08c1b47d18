"""Evidence leaves the house only as a download, after the permission check of its task."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tracker.models import Evidence, Task


def evidence_download(request: HttpRequest, pk: int) -> FileResponse:
    """Send the file as an attachment; the browser may neither show nor guess its type."""
    tasks = Task.objects.visible_to(request.user)
    evidence = get_object_or_404(Evidence.objects.filter(task__in=tasks), pk=pk)
    try:
        content = evidence.file.open()
    except FileNotFoundError:
        raise Http404("这份材料的文件已不在存储中，请联系管理员。") from None
    response = FileResponse(
        content, as_attachment=True, filename=evidence.name, content_type=evidence.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
