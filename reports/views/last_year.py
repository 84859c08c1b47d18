"""The page that holds this year's report against last year's promises."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.intake.worksheet import unit_names
from reports.repeats.last_year import compare, earlier_parts
from reports.views.review import visible_report
from tracker.views.access import number_in


@require_safe
def report_last_year(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """What became of the commitments of the body's last report; `?with=` chooses another earlier one."""
    report = visible_report(request, pk)
    if not report.is_open:
        raise Http404("这份报告还没有读完。")
    part = get_object_or_404(report.parts, position=part)
    part.report = report
    choices = earlier_parts(part, request.user, unit_names())
    asked = number_in(request.GET.get("with", ""))
    earlier = next((one for one in choices if one.pk == asked), choices[0] if choices else None)
    context = {
        "report": report,
        "part": part,
        "choices": choices,
        "earlier": earlier,
        "found": compare(earlier, part, request.user) if earlier else None,
    }
    return render(request, "reports/last_year.html", context)
