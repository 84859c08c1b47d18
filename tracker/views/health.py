"""Does the house live? A page for people, `/healthz` for whatever watches the machine."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import reminders
from tracker.holidays import missing_year
from tracker.states import Role


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Times and counts only, nothing of what is in the register; 503 when something is red."""
    found = reminders.look(timezone.now(), reminders.queue_length())
    is_well = not any(check.trouble for check in found)
    answer = {
        "status": "ok" if is_well else "red",
        "checks": {check.name: {"value": check.value, "trouble": check.trouble} for check in found},
    }
    return JsonResponse(answer, status=200 if is_well else 503, json_dumps_params={"ensure_ascii": False})


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    if request.user.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise PermissionDenied("运行状况供督办人员和管理员查看。")
    found = reminders.look(timezone.now(), reminders.queue_length())
    context = {"checks": found, "now": timezone.now(), "unknown_year": missing_year(timezone.localdate())}
    return render(request, "tracker/health.html", context)
