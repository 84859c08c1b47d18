"""The meeting itself: one screen per task, the same decision on many, what the meeting said, what came of it later."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker import actions
from tracker.agenda import MOST_ON_AGENDA, Line, agenda
from tracker.forms.fields import typed_words
from tracker.forms.rounds import DECISION_FORMS, ConclusionForm, DecisionForm, ResultForm
from tracker.models import Decision, Round, RoundTask
from tracker.permissions import kinds_of_decision, may_hold, require_round
from tracker.views.access import number_in, own_round, visible_round


def round_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One task of the agenda as the meeting sees it; whoever runs the round records what is decided."""
    one = visible_round(request, pk)
    lines = agenda(one, request.user, timezone.localdate())
    place = next((place for place, line in enumerate(lines) if line.item.pk == item), None)
    if place is None:
        raise Http404("议程里没有这项任务。")
    runs = may_hold(request.user, one)
    if request.method == "POST":
        require_round(request.user, one)
    form = _form(request, one, [_with_task(item)]) if runs and one.status == Round.Status.HELD else None
    if request.method == "POST" and form is None:
        typed = request.POST.get("text", "")
        messages.error(request, f"只有召开以后、定稿以前的调度可以记录决定，没有保存。您填写的是：{typed}")
    if request.method == "POST" and form and form.is_valid() and _took_one(request, form):
        return redirect(request.get_full_path())
    return render(
        request, "tracker/round_item.html", _screen(one, lines, place) | {"form": form, "runs": runs}
    )


def _with_task(item: int) -> RoundTask:
    items = RoundTask.objects.select_related("task__lead_unit", "round")
    return items.prefetch_related("task__applications__by").get(pk=item)


def _screen(one: Round, lines: list[Line], place: int) -> dict:
    """What stands around the form: the task, and the way to its neighbours."""
    line = lines[place]
    line.item.round = one
    return {
        "round": one,
        "line": line,
        "measures": line.task.measures.all(),
        "place": place + 1,
        "total": len(lines),
        "previous": lines[place - 1].item if place else None,
        "next": lines[place + 1].item if place + 1 < len(lines) else None,
        "kinds": kinds_of_decision(one),
        "conclusion": ConclusionForm(item=line.item),
    }


def _form(request: HttpRequest, one: Round, items: list[RoundTask]) -> DecisionForm:
    """The form of the kind that the address names; the first kind where it names none."""
    kinds = kinds_of_decision(one)
    kind = request.GET.get("kind") or kinds[0].value
    if kind not in kinds:
        raise Http404("这次调度没有这类决定。")
    posted = request.POST if request.method == "POST" else None
    return DECISION_FORMS[kind](posted, user=request.user, items=items)


def _decided(request: HttpRequest, form: DecisionForm) -> actions.Decided:
    return actions.decide_for_each(
        form.items,
        form.wanted(),
        by=request.user,
        versions={item.task_id: _seen_version(request.POST, item) for item in form.items},
        on=timezone.localdate(),
    )


def _seen_version(posted: QueryDict, item: RoundTask) -> int:
    return number_in(posted.get(f"version_{item.task_id}", ""))


def _took_one(request: HttpRequest, form: DecisionForm) -> bool:
    """Decide on the one task; where it is refused, the form says why."""
    outcome = _decided(request, form)
    for _, reason in outcome.refused:
        form.add_error(None, reason)
    for made in outcome.made:
        messages.success(request, f"已记录：{made.get_kind_display()}。")
    return not outcome.refused


def round_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The same decision on the ticked tasks; each is judged alone, and the page says which were refused and why."""
    one = own_round(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    items = list(
        one.items.visible_to(request.user)
        .filter(pk__in=[number_in(pick) for pick in asked.getlist("pick")[:MOST_ON_AGENDA]])
        .select_related("task__lead_unit", "round")
        .prefetch_related("task__applications__by")
    )
    if not items or one.status != Round.Status.HELD:
        messages.info(request, "请在召开以后、定稿以前，从议程里勾选任务，再一并记录决定。")
        return redirect("round_detail", pk)
    form = _form(request, one, items)
    context = {"round": one, "rows": items, "form": form, "kinds": kinds_of_decision(one)}
    context["query"] = "".join(f"&pick={item.pk}" for item in items)
    if request.method == "POST" and form.is_valid():
        outcome, typed = _decided(request, form), typed_words(form)
        context |= {"done": [made.item.task for made in outcome.made], "refused": outcome.refused}
        return render(request, "tracker/round_decided.html", context | {"typed": typed})
    return render(request, "tracker/round_decide.html", context)


@require_POST
def round_conclude(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Keep what the meeting said of a task."""
    one = own_round(request, pk)
    found = get_object_or_404(one.items.visible_to(request.user), pk=item)
    found.round = one
    form = ConclusionForm(request.POST, item=found)
    if not form.is_valid():
        messages.error(request, "议定意见没有保存：最多 2000 字。")
        return redirect("round_item", pk, item)
    try:
        actions.conclude(found, by=request.user, **form.cleaned_data)
    except actions.Refused as refusal:
        messages.error(request, f"{refusal}您填写的是：{form.cleaned_data['text']}")
    else:
        messages.success(request, "议定意见已保存。")
    return redirect("round_item", pk, item)


def decision_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of an interview or a demand."""
    seen = Decision.objects.visible_to(request.user).select_related("item__round", "item__task", "unit")
    rounds = Round.objects.visible_to(request.user)
    decision = get_object_or_404(seen.filter(item__round__in=rounds), pk=pk)
    require_round(request.user, decision.item.round)
    form = ResultForm(request.POST or None, initial={"done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_decision(decision, by=request.user, on=timezone.localdate(), **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "办理结果已登记。")
            return redirect(reverse("round_detail", args=[decision.item.round_id]))
    return render(request, "tracker/decision_result.html", {"decision": decision, "form": form})
