"""One task: its whole story, and its registration as a draft."""

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tracker import actions
from tracker.agenda import followed
from tracker.colours import colour_for
from tracker.forms.fields import typed_words
from tracker.forms.registering import DraftForm, MeasureFormSet
from tracker.models import Decision, Notice, Round, Task
from tracker.permissions import allowed_actions, decline_until, may_register, require
from tracker.results import results_of
from tracker.states import TRANSITIONS, Action, Status
from tracker.views.access import check_may_register, number_in, visible_task
from tracker.views.conflicts import conflict_page
from tracker.views.days import day_off, warn_of_days_off
from tracker.views.evidence import evidence_of
from tracker.views.instructions import lines_of
from tracker.views.linked import linked_to, trail_of
from tracker.views.outgoing import told_of


def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole story of one task."""
    task = visible_task(request, pk)
    today = timezone.localdate()
    evidence = evidence_of(request.user, task)
    until = decline_until(task) if task.status == Status.ASSIGNED else None
    rounds = followed(Decision.objects.on_task(task), today)
    context = {
        "task": task,
        "colour": colour_for(task, today),
        "days": task.days_left(today),
        "buttons": buttons(request, task, too_late=[Action.DECLINE] if until and until < today else []),
        "trail": trail_of(task, request.user),
        "decline_until": until,
        "due_off": "" if task.is_cleared else day_off(task.due_on),
        "instructions": lines_of(task.instructions.most_urgent_first(), request.user),
        "linked": linked_to(task, request.user),
        "notices": Notice.objects.visible_to(request.user).about(task),
        "rounds": rounds,
        "readable": Round.objects.readable(request.user, {one.decision.item.round_id for one in rounds}),
        "progress_reports": task.progress_reports.select_related("by", "unit").prefetch_related("evidence"),
        "results": results_of(task),
        "may_record": Action.RECORD_RESULTS in allowed_actions(request.user, task),
        "evidence": evidence,
        "may_withdraw": Action.WITHDRAW_EVIDENCE in allowed_actions(request.user, task)
        and any(
            file.withdrawn_at is None and file.by.unit.path.startswith(request.user.unit.path)
            for file in evidence
        ),
        "applications": task.applications.select_related(
            "by", "decided_by", "endorsed_by", "grade"
        ).prefetch_related("proofs__evidence"),
        "reinspections": task.reinspections.select_related("by").order_by("-pk"),
        "told": told_of(task, request.user, today),
        "today": today,
        "measures": task.measures.all(),
        "reads_reports": may_register(request.user),
    }
    return render(request, "tracker/task_detail.html", context)


def buttons(request: HttpRequest, task: Task, *, too_late: Collection[Action]) -> list[dict]:
    """Return a button per page of actions that the person may take: label, address, meaning, look.

    Granting and refusing are judged on one page, so each pair has one button; files are taken back beside the files,
    results told beside the results, and what a round decides is entered in the round.
    """
    elsewhere = (
        Action.SEND_BACK,
        Action.HAND_BACK_CLOSURE,
        Action.HAND_BACK_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.REFUSE_SPECIAL,
        Action.WITHDRAW_EVIDENCE,
        Action.RECORD_RESULTS,
        Action.DECIDE,
    )
    pages = {Action.EDIT: "task_edit", Action.SPLIT: "task_split"}
    shown = [one for one in allowed_actions(request.user, task) if one not in (*elsewhere, *too_late)]
    words = {
        Action.ENDORSE_CLOSURE: "审核销号申请",
        Action.ENDORSE_EXTENSION: "审核延期申请",
        Action.ACCEPT_CLOSURE: "审核销号申请",
        Action.GRANT_EXTENSION: "审核延期申请",
        Action.CLOSE_SPECIALLY: "审核特殊销号",
    }
    return [
        {
            "label": words.get(action, action.label),
            "url": reverse(pages[action], args=[task.pk])
            if action in pages
            else reverse("task_action", args=[task.pk, action.value]),
            "title": TRANSITIONS[action].effect,
            "look": _look(action),
        }
        for action in sorted(shown, key=_WEIGHT.index)
    ]


_LEADING = (
    Action.ASSIGN,
    Action.ACCEPT,
    Action.ENDORSE_CLOSURE,
    Action.ENDORSE_EXTENSION,
    Action.SUBMIT,
    Action.ACCEPT_CLOSURE,
    Action.GRANT_EXTENSION,
    Action.CLOSE_SPECIALLY,
)
_WEIGHT = [*_LEADING, *(action for action in Action if action not in _LEADING)]


def _look(action: Action) -> str:
    if action in _LEADING:
        return "btn-primary"
    return "btn-danger" if TRANSITIONS[action].dangerous else ""


def task_create(request: HttpRequest) -> HttpResponse:
    """Register a draft by hand."""
    check_may_register(request)
    source = number_in(request.GET.get("source", ""))
    form = DraftForm(request.POST or None, user=request.user, initial={"source": source or None})
    measures = MeasureFormSet(request.POST or None, prefix="measures")
    if request.method == "POST" and form.is_valid() and measures.is_valid():
        content = form.content()
        task, is_new = actions.create_draft_once(
            by=request.user, on=timezone.localdate(), measures=measures.content(), **content
        )
        words = "已登记" if is_new else "刚才已经登记过同样的内容，没有重复登记："
        messages.success(request, f"{words} {task.number}，核对后即可交办。")
        warn_of_days_off(request, form.cleaned_data)
        return redirect("task_detail", task.pk)
    return render(request, "tracker/task_form.html", {"form": form, "measures": measures})


def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the content of a draft."""
    task = visible_task(request, pk)
    require(request.user, task, Action.EDIT)
    form = DraftForm(request.POST or None, user=request.user, instance=task)
    begin = [{"text": one.text, "due_on": one.due_on} for one in task.measures.all()]
    measures = MeasureFormSet(request.POST or None, prefix="measures", initial=begin)
    if request.method == "POST" and form.is_valid() and measures.is_valid():
        try:
            return _save_edit(request, pk, form, measures)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "tracker/task_form.html", {"form": form, "measures": measures, "task": task})


def _save_edit(request: HttpRequest, pk: int, form: DraftForm, measures: MeasureFormSet) -> HttpResponse:
    task = Task.objects.visible_to(request.user).get(pk=pk)  # the form has already touched its own
    try:
        actions.edit_draft(
            task,
            by=request.user,
            version=form.cleaned_data["version"] or 0,
            on=timezone.localdate(),
            measures=measures.content(),
            **form.content(),
        )
    except actions.Conflict as conflict:
        typed = typed_words(form) + [("整改措施", one["text"]) for one in measures.content()]
        return conflict_page(request, task, str(conflict), typed, reverse("task_edit", args=[pk]))
    messages.success(request, f"{task.number} 已修改。")
    warn_of_days_off(request, form.cleaned_data)
    return redirect("task_detail", pk)
