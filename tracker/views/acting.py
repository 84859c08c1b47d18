"""Acting on tasks: one page per action, and what a person sees when somebody was faster."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tracker import actions
from tracker.colours import colour_for
from tracker.forms.acting import FORMS
from tracker.forms.action import ActionForm
from tracker.forms.fields import typed_words
from tracker.models import Application, Task
from tracker.permissions import allowed_actions, needs_head, require, unconfirmed
from tracker.results import results_of, still_empty
from tracker.states import TRANSITIONS, Action
from tracker.views.access import known_action, number_in, visible_task
from tracker.views.conflicts import conflict_page
from tracker.views.days import warn_of_days_off
from tracker.views.evidence import evidence_of

_ACT: dict[Action, Callable] = {
    Action.ASSIGN: actions.assign,
    Action.ACCEPT: actions.accept,
    Action.DECLINE: actions.decline,
    Action.REPORT_PROGRESS: actions.report_together,
    Action.CONFIRM_PART: actions.confirm_part,
    Action.RECORD_RESULTS: actions.record_results,
    Action.WITHDRAW_EVIDENCE: actions.withdraw_evidence,
    Action.SUBMIT: actions.submit,
    Action.ENDORSE_CLOSURE: actions.endorse_closure,
    Action.HAND_BACK_CLOSURE: actions.hand_back_closure,
    Action.WITHDRAW_APPLICATION: actions.withdraw_application,
    Action.ACCEPT_CLOSURE: actions.accept_closure,
    Action.SEND_BACK: actions.send_back,
    Action.APPLY_EXTENSION: actions.apply_extension,
    Action.ENDORSE_EXTENSION: actions.endorse_extension,
    Action.HAND_BACK_EXTENSION: actions.hand_back_extension,
    Action.GRANT_EXTENSION: actions.grant_extension,
    Action.REFUSE_EXTENSION: actions.refuse_extension,
    Action.PROPOSE_SPECIAL: actions.propose_special,
    Action.CLOSE_SPECIALLY: actions.close_specially,
    Action.REFUSE_SPECIAL: actions.refuse_special,
    Action.TRANSFER: actions.transfer,
    Action.RAISE: actions.raise_task,
    Action.LOWER: actions.lower_task,
    Action.REINSPECT: actions.reinspect,
    Action.REOPEN: actions.reopen,
    Action.DROP: actions.drop,
    Action.RESTORE: actions.restore,
    Action.INSTRUCT: actions.instruct,
    Action.REPLY_INSTRUCTION: actions.reply_instruction,
}
_PAGES = {
    Action.SUBMIT: "tracker/task_submit.html",
    **dict.fromkeys(
        (
            Action.ENDORSE_CLOSURE,
            Action.HAND_BACK_CLOSURE,
            Action.ENDORSE_EXTENSION,
            Action.HAND_BACK_EXTENSION,
        ),
        "tracker/task_endorse.html",
    ),
    Action.ACCEPT_CLOSURE: "tracker/task_verdict.html",
    Action.SEND_BACK: "tracker/task_verdict.html",
    Action.CLOSE_SPECIALLY: "tracker/task_special.html",
    Action.REFUSE_SPECIAL: "tracker/task_special.html",
    Action.GRANT_EXTENSION: "tracker/task_extension.html",
    Action.REFUSE_EXTENSION: "tracker/task_extension.html",
}


_ASKED = (Action.SUBMIT, Action.APPLY_EXTENSION)
"""what the head of the unit may have to approve first"""


def task_action(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Show the form of an action, and take the action when it is posted."""
    task, action = visible_task(request, pk), known_action(action, FORMS)
    posted = request.POST if request.method == "POST" else None
    form = FORMS[action](
        posted, request.FILES or None, task=task, user=request.user, today=timezone.localdate()
    )
    if posted is not None and _is_stale(posted, task):
        return _conflict(request, form, action, f"{task.number} 刚刚被别人办理过，您的操作没有保存。")
    require(request.user, task, action)
    if posted is not None and form.is_valid():
        try:
            done = _ACT[action](task, by=request.user, on=form.today, **form.arguments())
        except actions.Conflict as conflict:
            return _conflict(request, form, action, str(conflict))
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"{task.number} 已{action.label}。{_beside(done)}{_at_head(done)}{_whereabouts(request)}",
            )
            warn_of_days_off(request, form.cleaned_data)
            for _, reason in getattr(done, "refused", ()):
                messages.warning(request, f"同组任务没有一并报送：{reason}")
            return _back(request, pk)
    return render(request, _PAGES.get(action, "tracker/task_action.html"), _context(request, form, action))


def _beside(done: object) -> str:
    """Name the other tasks of the matter that were reported on with the same words."""
    also = getattr(done, "also", ())
    return f"同时报送了同组的 {len(also)} 项：{'、'.join(task.number for task in also)}。" if also else ""


def _at_head(done: object) -> str:
    """Say where an application is that does not reach the office yet."""
    if isinstance(done, Application) and done.waits_for_head:
        return "正在等待单位负责人审核，同意后才报送督办机构。"
    return ""


def _whereabouts(request: HttpRequest) -> str:
    """Say where the task is now, if the person goes on at the work page: green ones are not listed there."""
    words = "整改期内的任务在“本单位全部任务”里，从那里报送进展。"
    return words if request.POST.get("back") == "work" else ""


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where the person came from: the work page or the task; the first page if it is out of sight (退回交办)."""
    if request.POST.get("back") == "work":
        return redirect("work")
    seen = Task.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("task_detail", pk) if seen else redirect("home")


def _context(request: HttpRequest, form: ActionForm, action: Action) -> dict:
    task, measures = form.task, list(form.task.measures.all())
    return {
        "task": task,
        "form": form,
        "action": action,
        "transition": TRANSITIONS[action],
        "allowed": allowed_actions(request.user, task),
        "colour": colour_for(task, form.today),
        "days": task.days_left(form.today),
        "application": task.applications.waiting()
        .filter(kind=TRANSITIONS[action].needs_application)
        .select_related("by__unit", "endorsed_by")
        .prefetch_related("proofs__evidence")
        .first(),
        "results": results_of(task),
        "still_empty": still_empty(task) if action == Action.SUBMIT else [],
        "evidence": evidence_of(request.user, task),
        "measures": measures,
        "undone": [one for one in measures if one.done_on is None] if action == Action.SUBMIT else [],
        "to_head": action in _ASKED and needs_head(request.user, task),
        "unconfirmed": unconfirmed(task) if action == Action.SUBMIT else [],
        "progress_reports": task.progress_reports.select_related("by", "unit")[:5],
    }


def _is_stale(posted, task: Task) -> bool:
    seen = number_in(posted.get("version", ""))
    return seen not in (0, task.version)


def _conflict(request: HttpRequest, form: ActionForm, action: Action, reason: str) -> HttpResponse:
    task = Task.objects.visible_to(request.user).filter(pk=form.task.pk).first()
    possible = task is not None and action in allowed_actions(request.user, task)
    again_url = reverse("task_action", args=[task.pk, action.value]) if possible else ""
    return conflict_page(request, form.task, reason, typed_words(form), again_url)
