"""Evidence leaves the house only after the permission check of its task: as a download, or shown by itself."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tracker.models import Evidence, Task, User

# The browser's own viewer styles its page; nothing runs, loads or is sent.
_NOTHING_RUNS = {
    "default-src": [NONE],
    "script-src": [NONE],
    "img-src": [SELF],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [NONE],
}


def evidence_of(user: User, task: Task) -> list[Evidence]:
    """The files of a task, withdrawn ones too, each with `elsewhere`: the same file given for other tasks in sight."""
    files = list(task.evidence.select_related("by__unit", "withdrawn_by"))
    same = Evidence.objects.same_files_elsewhere(task, user) if files else {}
    for file in files:
        file.elsewhere = same.get(file.sha256, [])
    return files


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> FileResponse:
    """Send the file as an attachment; the browser may neither show nor guess its type."""
    return _file(_visible(request, pk), as_attachment=True)


@require_safe
@csp(_NOTHING_RUNS)
def evidence_show(request: HttpRequest, pk: int) -> FileResponse:
    """Show a picture or a PDF on a page of its own, where nothing else runs or loads; other kinds are only handed out."""
    evidence = _visible(request, pk)
    if not evidence.can_be_shown:
        raise Http404("这种格式不能直接查看，请下载后打开。")
    return _file(evidence, as_attachment=False)


def _visible(request: HttpRequest, pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.filter(task__in=Task.objects.visible_to(request.user)), pk=pk)


def _file(evidence: Evidence, *, as_attachment: bool) -> FileResponse:
    try:
        content = evidence.file.open()
    except FileNotFoundError:
        raise Http404("这份材料的文件已不在存储中，请联系管理员。") from None
    response = FileResponse(
        content, as_attachment=as_attachment, filename=evidence.name, content_type=evidence.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
