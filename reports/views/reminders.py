"""The reminder log as a workbook."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.exporting import export_reminders
from reports.views.ledger import workbook
from tracker.reminder_filters import ReminderFilter
from tracker.states import Role


@require_safe
def reminder_export(request: HttpRequest) -> HttpResponse:
    """Just the rows that the log shows; an admin gets no text of tasks there either."""
    if request.user.role not in (Role.SUPERVISOR, Role.ADMIN):
        raise PermissionDenied("提醒记录供督办人员和管理员导出。")
    today = timezone.localdate()
    found = ReminderFilter(request.GET, request=request, today=today)
    if not found.form.is_valid():
        messages.error(request, "筛选条件有误，没有导出。请改正后再导出。")
        return redirect(f"{reverse('reminder_log')}?{request.GET.urlencode()}")
    with_text = request.user.role == Role.SUPERVISOR
    name = f"提醒记录-{today:%Y%m%d}.xlsx"
    return workbook(name, lambda file: export_reminders(found.qs, file, with_text=with_text))
