"""Where a person lands: the page that their role works with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tracker.states import Role

_FIRST_PAGE = {
    Role.SUPERVISOR: "dashboard",
    Role.LEADER: "dashboard",
    Role.HANDLER: "work",
    Role.HEAD: "work",
    Role.ADMIN: "admin:index",
}


def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the first page of their role."""
    return redirect(_FIRST_PAGE[Role(request.user.role)])
