"""Saving a card while it is being typed: the same form and the same turn as its buttons, answered in a few words."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from reports.forms.review import CardForm
from reports.intake import correcting, following
from reports.intake.seen import seen_of
from reports.models import Found
from tracker.actions import Conflict, Refused

_ONLY_BY_BUTTON = ("lead_for_others",)
"""What changes other cards waits until a button is pressed."""


def keep(request: HttpRequest, item: Found, form: CardForm) -> HttpResponse:
    """Save the fields that are right and name the faults of the others.

    `{"seen", "saved": "14:03", "title", "undo", "undo_title", "errors": {field: [sentence]}}`; 409 or 422 with `{"reason"}`
    where nothing was saved.
    """
    form.is_valid()
    fields = {name: value for name, value in form.saved_fields().items() if name not in _ONLY_BY_BUTTON}
    seen = request.POST.get("seen", "")
    try:
        correcting.change(item, fields, action=f"修改：{item}", by=request.user, seen=seen, typed=True)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return JsonResponse({"reason": str(refusal)}, status=status)
    last = following.last_of(item.part.report, request.user)
    return JsonResponse(
        {
            "seen": seen_of(item),
            "saved": f"{timezone.localtime():%H:%M}",
            "title": str(item),
            "undo": last.pk if last else 0,
            "undo_title": f"撤销：{last.action}" if last else "",
            "errors": form.errors,
        }
    )
