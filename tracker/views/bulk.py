"""One action on many tasks: each is judged alone, and the page says which were refused and why."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tracker import actions
from tracker.forms.bulk import BULK_FORMS, BulkForm
from tracker.forms.fields import typed_words
from tracker.models import Application, Task, User
from tracker.permissions import allowed_actions, may_ever
from tracker.states import TRANSITIONS, Action, Status
from tracker.views.access import known_action, number_in
from tracker.views.days import warn_of_days_off

MOST_AT_ONCE = 200
"""tasks of one bulk page; more than a person looks through"""

_ACT: dict[Action, Callable] = {
    Action.ASSIGN: actions.assign,
    Action.ACCEPT: actions.accept,
    Action.TRANSFER: actions.transfer,
    Action.RAISE: actions.raise_task,
    Action.APPLY_EXTENSION: actions.apply_extension,
    Action.GRANT_EXTENSION: actions.grant_extension,
    Action.REFUSE_EXTENSION: actions.refuse_extension,
    Action.ENDORSE_CLOSURE: actions.endorse_closure,
    Action.ENDORSE_EXTENSION: actions.endorse_extension,
}
_DECIDES_EXTENSION = (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION)
_OFFERED_ELSEWHERE = (Action.REFUSE_EXTENSION, Action.ENDORSE_CLOSURE, Action.ENDORSE_EXTENSION)


@dataclass(frozen=True)
class Button:
    """What a list offers to do with its ticked tasks."""

    action: Action
    label: str


def bulk_buttons(user: User, *, drafts: bool) -> list[Button]:
    """Return what the person may do with many tasks of a list, which holds either drafts or none.

    Granting and refusing are chosen between on one page, so the pair has one button. What waits for a head is picked on
    their work page.
    """
    offered = [action for action in BULK_FORMS if action not in _OFFERED_ELSEWHERE]
    return [
        Button(action, _label(action))
        for action in offered
        if may_ever(user, action) and drafts == (Status.DRAFT in TRANSITIONS[action].sources)
    ]


def _label(action: Action) -> str:
    return "审核延期" if action in _DECIDES_EXTENSION else action.label


@dataclass(frozen=True)
class Row:
    """One picked task, and whether the person may take the action on it as it stands."""

    task: Task
    possible: bool
    application: Application | None
    """the one that waits, where that is decided"""

    @property
    def pk(self) -> int:
        return self.task.pk


def task_bulk(request: HttpRequest, action: str) -> HttpResponse:
    """Show what was picked and what goes for all of it; take the action on each when it is posted."""
    action = known_action(action, BULK_FORMS)
    if not may_ever(request.user, action):
        raise PermissionDenied(f"您的角色不办理“{action.label}”。")
    asked = request.POST if request.method == "POST" else request.GET
    picks = {number_in(pick) for pick in asked.getlist("pick")}
    tasks = list(_picked(request.user, picks)[:MOST_AT_ONCE])
    posted = request.POST if request.method == "POST" else None
    form = BULK_FORMS[action](posted, user=request.user, today=timezone.localdate())
    context = {"label": _label(action), "action": action, "form": form, "missing": len(picks) - len(tasks)}
    if posted is not None and tasks and form.is_valid():
        return render(
            request, "tracker/task_bulk_done.html", context | _outcome(request, action, form, tasks)
        )
    context["rows"] = [_row(request.user, task, action) for task in tasks]
    context["choices"] = _DECIDES_EXTENSION if action in _DECIDES_EXTENSION else (action,)
    return render(request, "tracker/task_bulk.html", context | {"today": form.today})


def _picked(user: User, picks: set[int]) -> QuerySet[Task]:
    tasks = Task.objects.visible_to(user).picked(picks).with_people().order_by("pk")
    return tasks.prefetch_related("applications__by__unit", "assists__unit", "instructions")


def _row(user: User, task: Task, action: Action) -> Row:
    decided = task.waiting_applications.get(TRANSITIONS[action].needs_application)
    return Row(task, action in allowed_actions(user, task), decided)


def _outcome(request: HttpRequest, action: Action, form: BulkForm, tasks: list[Task]) -> dict:
    """Take the action on each task: which were done, which refused and why, and what had been typed."""
    done, refused = [], []
    for task in tasks:
        reason = _refusal(request, task, action, form)
        if reason:
            refused.append((task, reason))
        else:
            done.append(task)
    if done:
        warn_of_days_off(request, form.cleaned_data)
    return {"done": done, "refused": refused, "typed": typed_words(form)}


def _refusal(request: HttpRequest, task: Task, action: Action, form: BulkForm) -> str:
    """Take the action on one task; return why it was refused, "" if it was not."""
    version = number_in(request.POST.get(f"version_{task.pk}", ""))
    try:
        _ACT[action](task, by=request.user, on=form.today, version=version, **form.arguments())
    except (actions.Refused, PermissionDenied) as refusal:
        return str(refusal)
    return ""
