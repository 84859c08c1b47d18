"""阅读质量: how good the reading was, for those who review and for those who keep the system."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.forms.quality import DaysForm
from reports.models import Report
from reports.quality.figures import Quality
from reports.quality.measuring import quality_of, sum_up
from tracker.states import Role


@dataclass(frozen=True)
class Row:
    """One report, or for an administrator, who sees no reports, one office."""

    name: str
    report: Report | None
    quality: Quality


@require_safe
def reading_quality(request: HttpRequest) -> HttpResponse:
    """The figures over all reports of the days asked about, and row by row."""
    if request.user.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise PermissionDenied("只有督办人员和管理员可以查看阅读质量。")
    form = DaysForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    reports = Report.objects.countable_by(request.user).handed_in(asked.get("since"), asked.get("until"))
    found = quality_of(reports)
    named = {one.pk: one for one in reports.filter(pk__in=found).select_related("office").defer("text")}
    rows = _by_office(found, named) if request.user.role == Role.ADMIN else _by_report(found, named)
    context = {"form": form, "total": sum_up(found.values()), "rows": rows}
    return render(request, "reports/quality.html", context)


def _by_report(found: dict[int, Quality], named: dict[int, Report]) -> list[Row]:
    return [Row(named[key].name, named[key], found[key]) for key in sorted(found, reverse=True)]


def _by_office(found: dict[int, Quality], named: dict[int, Report]) -> list[Row]:
    offices: dict[str, list[Quality]] = {}
    for key, quality in found.items():
        offices.setdefault(str(named[key].office), []).append(quality)
    return [Row(name, None, sum_up(qualities)) for name, qualities in sorted(offices.items())]
