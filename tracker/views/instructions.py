"""批示: what leaders wrote on tasks, which replies are owed, and the replies."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.instruction_querysets import InstructionQuerySet
from tracker.models import Instruction, User
from tracker.permissions import may_reply
from tracker.views.access import check_has_tasks

PER_PAGE = 50
SHOWN = 10
"""how many owed replies a work page lists; the rest is one link away"""

_CUTS = {"waiting": "待反馈", "late": "逾期未反馈", "replied": "已反馈", "all": "全部"}


@dataclass(frozen=True)
class Line:
    """An instruction, and what the person may do about it."""

    instruction: Instruction
    days: int | None
    """to the day by which a reply is wanted, negative when it is late; None for answered ones and those without a day"""
    may_reply: bool


@dataclass(frozen=True)
class Owed:
    """The replies that a work page asks for."""

    lines: list[Line]
    count: int
    late: int


def lines_of(rows: InstructionQuerySet, user: User) -> list[Line]:
    today = timezone.localdate()
    found = rows.with_people().prefetch_related("task__assisting_units")
    return [
        Line(
            one,
            (one.reply_due_on - today).days if one.reply_due_on and not one.replied_on else None,
            may_reply(user, one),
        )
        for one in found
    ]


def owed_by(user: User) -> Owed:
    """Return the replies owed by the user's own unit or office, the latest first."""
    mine = Instruction.objects.visible_to(user).owing().answered_for_by(user)
    late = mine.late(timezone.localdate()).count()
    return Owed(lines_of(mine.most_urgent_first()[:SHOWN], user), mine.count(), late)


@require_safe
def instruction_list(request: HttpRequest) -> HttpResponse:
    """Instructions on the tasks that the person sees, those that wait first."""
    check_has_tasks(request)
    seen = Instruction.objects.visible_to(request.user)
    cuts = {
        "waiting": seen.waiting(),
        "late": seen.late(timezone.localdate()),
        "replied": seen.answered(),
        "all": seen,
    }
    asked = request.GET.get("state", "waiting")
    chosen = asked if asked in cuts else "waiting"
    page = Paginator(cuts[chosen].most_urgent_first(), PER_PAGE).get_page(request.GET.get("page"))
    tabs = [(key, _CUTS[key], rows.count(), key == chosen) for key, rows in cuts.items()]
    context = {"tabs": tabs, "page": page, "lines": lines_of(page.object_list, request.user)}
    return render(request, "tracker/instruction_list.html", context)
