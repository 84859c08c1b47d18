"""规则试算: what other thresholds would change, by unit, before anybody saves them."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.forms.trial import NUMBERS, PRESETS, TrialForm, numbers_of
from reports.statistics.trial import trial, whole
from tracker.models import Policy, Source, Task
from tracker.permissions import may_try_policies
from tracker.states import Role


@require_safe
def policy_trial(request: HttpRequest) -> HttpResponse:
    """The policy in force, a usual one or any other, beside what is; nothing is written."""
    if not may_try_policies(request.user):
        raise PermissionDenied("规则试算供管理员和督办人员使用。")
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    in_force = Policy.objects.for_kind(kind if kind in Source.Kind.values else "")
    asked = any(name in request.GET for name in NUMBERS)
    form = TrialForm(request.GET if asked else {"kind": kind, **numbers_of(in_force)})
    context = {
        "form": form,
        "on": today,
        "in_force": in_force,
        "presets": {name: urlencode({"kind": kind, **numbers}) for name, numbers in PRESETS.items()},
        "current": urlencode({"kind": kind}),
        "may_save": request.user.role == Role.ADMIN,
    }
    if form.is_valid():
        shifts = trial(Task.objects.ruled_for(request.user), form.policy(), today)
        context |= {"whole": whole(shifts), "shifts": shifts, "kind_label": form.policy()}
    return render(request, "reports/policy_trial.html", context)
