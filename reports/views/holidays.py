"""节假日导入: an administrator's sheet of days off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reports.forms.holidays import HolidaysForm
from tracker.holidays import enter_holidays
from tracker.states import Role


def holiday_import(request: HttpRequest) -> HttpResponse:
    """Take a sheet of days: new ones are added, listed ones changed, all others stay."""
    if request.user.role != Role.ADMIN:
        raise PermissionDenied("只有管理员可以维护节假日。")
    form = HolidaysForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["file"]
        filled = enter_holidays(days)
        same = len(days) - filled.added - filled.changed
        messages.success(
            request, f"已导入：新增 {filled.added} 天，改动 {filled.changed} 天，相同 {same} 天。"
        )
        return redirect("admin:tracker_holiday_changelist")
    return render(request, "reports/holiday_import.html", {"form": form})
