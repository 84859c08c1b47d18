"""Documents coming in: the form, what became of each, the file itself."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports import jobs
from reports.forms.intake import IntakeForm
from reports.intake import documents
from reports.models import Report
from reports.reading import content_type_of, suffix_of
from tracker.uploads import safe_name
from tracker.views.access import check_may_register

SHOWN = 50


def intake(request: HttpRequest) -> HttpResponse:
    """Hand in a report; below the form, the latest ones of the office."""
    check_may_register(request)
    posted = request.method == "POST"
    form = IntakeForm(request.POST if posted else None, request.FILES if posted else None, user=request.user)
    if posted and form.is_valid():
        content = {name: form.cleaned_data[name] for name in ("data", "name", "title")}
        with transaction.atomic():
            report = documents.register(**content, text=form.cleaned_data["seen"], by=request.user)
            transaction.on_commit(lambda: jobs.ring(report.pk))
        return redirect("report_review", report.pk)
    reports = list(Report.objects.visible_to(request.user).for_list()[:SHOWN])
    context = {"form": form, "reports": reports, "under_way": any(one.is_under_way for one in reports)}
    return render(request, "reports/intake.html", context, status=422 if form.errors else 200)


@require_POST
def report_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a report once more whose reading failed."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    if documents.try_again(report):
        jobs.ring(report.pk)
    else:
        messages.info(request, "这份报告没有失败，无需重新读取。")
    return redirect("report_review", report.pk)


@require_safe
def report_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it came in, as an attachment."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    try:
        content = report.file.open("rb")
    except FileNotFoundError:
        raise Http404("原文件已不在存储中。") from None
    suffix = suffix_of(report.file.name)
    name = safe_name(report.name).removesuffix(suffix)
    return FileResponse(
        content, as_attachment=True, filename=f"{name}{suffix}", content_type=content_type_of(suffix)
    )
