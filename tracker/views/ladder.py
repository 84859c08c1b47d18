"""提醒试算: whom a changed ladder would have told last month, before anybody saves it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker import reminders
from tracker.forms.ladder import LadderForm
from tracker.models import Policy, Source
from tracker.states import Role


@require_safe
def ladder_preview(request: HttpRequest) -> HttpResponse:
    """The ladder in force, or any other, reckoned over the last month beside what was told; nothing is written."""
    if request.user.role != Role.ADMIN:
        raise PermissionDenied("提醒试算供管理员使用。")
    kind = request.GET.get("kind", "")
    kind = kind if kind in Source.Kind.values else ""
    policy = Policy.objects.for_kind(kind)
    saved = policy.pk if policy.kind == kind else None
    policy.kind = kind
    asked = "repeat_days" in request.GET
    form = LadderForm(request.GET if asked else None, instance=policy)
    today = timezone.localdate()
    context = {"form": form, "kinds": Source.Kind.choices, "kind": kind, "saved": saved, "today": today}
    if not asked or form.is_valid():
        context["preview"] = reminders.preview(policy, today)
    return render(request, "tracker/ladder_preview.html", context)
