"""What refusals look like to the person at the screen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.actions import Conflict, Refused


class RefusalsAsPages:
    """Turn a refusal that no form caught into a page that says what to do and shows what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        # The names of fields and the keys of choices mean nothing to a person; sentences in Chinese are theirs.
        typed = [("填写内容", value) for value in request.POST.values() if not value.isascii()]
        status = 409 if isinstance(exception, Conflict) else 400
        context = {"what": "内容", "reason": str(exception), "typed": typed}
        return render(request, "tracker/conflict.html", context, status=status)
