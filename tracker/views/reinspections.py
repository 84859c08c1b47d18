"""Second looks drawn by lot."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tracker import actions
from tracker.forms.acting import DrawForm
from tracker.views.access import check_may_register


def reinspection_draw(request: HttpRequest) -> HttpResponse:
    """Draw closed tasks of a source by lot and owe a second look at each."""
    check_may_register(request)
    form = DrawForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = actions.draw_reinspections(by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            numbers = "、".join(look.task.number for look in drawn[:10])
            more = f"等 {len(drawn)} 项" if len(drawn) > 10 else f"，共 {len(drawn)} 项"
            messages.success(
                request, f"已抽取 {numbers}{more}，计划 {form.cleaned_data['planned_on']} 前回头看。"
            )
            return redirect("decide")
    return render(request, "tracker/reinspection_draw.html", {"form": form})
