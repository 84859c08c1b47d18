"""Every correction that is posted from the review page, and the drafts that come of it."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports.forms.review import AddForm, CardForm, CommitmentForm, ProblemForm, SourceChoice
from reports.intake import adding, confirming, correcting, cutting, following, turns
from reports.intake.reviewing import tally
from reports.models import Commitment, Found, Part, Problem
from reports.views import recurrence
from reports.views.keeping import keep
from reports.views.review import back_to, found_in, next_address, part_of, review_page, visible_report
from tracker.actions import Conflict, Refused
from tracker.forms.fields import typed_words
from tracker.forms.registering import SourceForm
from tracker.views.access import number_in


@require_POST
def report_problem(request: HttpRequest, pk: int, problem: int) -> HttpResponse:
    """Save the open card and do what its button says."""
    item = found_in(Problem, visible_report(request, pk), problem)
    return _correct(request, item, ProblemForm(request.POST, instance=item), _PROBLEM_ACTS)


@require_POST
def report_commitment(request: HttpRequest, pk: int, commitment: int) -> HttpResponse:
    item = found_in(Commitment, visible_report(request, pk), commitment)
    return _correct(request, item, CommitmentForm(request.POST, instance=item), _COMMITMENT_ACTS)


def _correct(
    request: HttpRequest, item: Found, form: CardForm, acts: dict[str, tuple[str, Callable]]
) -> HttpResponse:
    do, _, detail = request.POST.get("do", "save").partition(":")
    if do == "keep":
        return keep(request, item, form)
    if do not in acts:
        raise Http404("没有这个操作。")
    words, act = acts[do]
    keeps = "title" in request.POST and do not in _WITHOUT_SAVING
    if keeps and not form.is_valid():
        return review_page(request, item.part, item, status=422, form=form)
    fields = {name: form.cleaned_data[name] for name in form.fields} if keeps else {}
    then = partial(act, request=request, detail=detail)
    # A dropped problem has no place any more from which to go on.
    ahead = next_address(item, request.user) if do == "drop" and isinstance(item, Problem) else ""
    try:
        made = correcting.change(
            item, fields, then, action=f"{words}：{item}", by=request.user, seen=request.POST.get("seen", "")
        )
    except Refused as refusal:
        if not keeps:
            return _refused(request, item.part, refusal)
        item.part.report.refresh_from_db()
        if not _has_form(item):  # somebody put it aside meanwhile
            return _typed_in_vain(request, item.part, refusal, form)
        form.add_error(None, str(refusal))
        if isinstance(refusal, Conflict):
            form.note_differences(_as_saved(item))
        return review_page(request, item.part, item, status=_status_of(refusal), form=form)
    return redirect(ahead) if ahead else _next_page(request, item, do, made)


def _as_saved(item: Found) -> CardForm:
    now = type(item).objects.get(pk=item.pk)
    if isinstance(now, Commitment):
        return CommitmentForm(instance=now)
    return ProblemForm(
        instance=now, chosen=Commitment.objects.filter(matches__problem=now, matches__dropped=False)
    )


def _refused(request: HttpRequest, part: Part, refusal: Refused, **forms: BaseForm) -> HttpResponse:
    """Answer with the review as it stands now and the reason above it."""
    part.report.refresh_from_db()
    messages.error(request, str(refusal))
    return review_page(request, part, None, status=_status_of(refusal), **forms)


def _typed_in_vain(request: HttpRequest, part: Part, refusal: Refused, form: BaseForm) -> HttpResponse:
    """Answer with what was typed into a card that is no longer there, and the way back to the review."""
    context = {
        "what": "这条内容",
        "reason": str(refusal),
        "typed": typed_words(form),
        "review_url": f"{reverse('report_review', args=[part.report_id])}?part={part.position}",
    }
    answer = render(request, "tracker/conflict.html", context, status=_status_of(refusal))
    answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _status_of(refusal: Refused) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


def _has_form(item: Found) -> bool:
    now = type(item).objects.get(pk=item.pk)
    return now.is_live and getattr(now, "task_id", None) is None


def _next_page(request: HttpRequest, item: Found, do: str, made: object) -> HttpResponse:
    """After a decision the next card that waits; after any other change the same card again, or what took it in."""
    part = item.part
    if do == "confirm" and (ahead := next_address(item, request.user)):
        return redirect(ahead)
    if do == "join_before" and isinstance(made, Found):
        return back_to(made, part.report, part)
    return back_to(item if item.is_live else None, part.report, part)


def _split(item: Found, request: HttpRequest, detail: str) -> None:
    if place := number_in(request.POST.get("place", "")):
        cutting.split_in_source(item, place)
    else:
        cutting.split(item, number_in(request.POST.get("at", "")))


def _take_words(item: Found, request: HttpRequest, detail: str) -> None:
    cutting.take_words(item, number_in(request.POST.get("start", "")), number_in(request.POST.get("end", "")))


def _join(item: Found, request: HttpRequest, detail: str) -> Found:
    return cutting.join_next(item, number_in(detail))


def _join_before(item: Found, request: HttpRequest, detail: str) -> Found:
    return cutting.join_before(item, number_in(detail))


def _detach(item: Found, request: HttpRequest, detail: str) -> None:
    correcting.detach(get_object_or_404(type(item).objects.filter(part=item.part), pk=number_in(detail)))


def _answer(item: Found, request: HttpRequest, detail: str) -> None:
    problems = Problem.objects.filter(part=item.part, parent=None).live()
    problem = problems.filter(pk=number_in(request.POST.get("problem", ""))).first()
    if problem is None:
        raise Refused("请先选择要对应的问题。")
    correcting.answer(item, problem, by=request.user)


def _plain(act: Callable[[Found], object]) -> Callable:
    return lambda item, request, detail: act(item)


_ACTS: dict[str, tuple[str, Callable]] = {
    "save": ("修改", lambda item, request, detail: None),
    "drop": ("不采用", _plain(correcting.drop)),
    "restore": ("恢复", _plain(correcting.restore)),
    "split": ("拆分", _split),
    "join": ("合并", _join),
    "join_before": ("合并", _join_before),
    "take_words": ("按选中的原文修改", _take_words),
    "detach": ("单列", _detach),
}
_COMMITMENT_ACTS = _ACTS | {"answer": ("对应到问题", _answer)}
_PROBLEM_ACTS = _ACTS | {
    "confirm": ("确认", lambda item, request, detail: correcting.confirm(item, by=request.user)),
    "reconsider": ("取消确认", _plain(correcting.reconsider)),
    "recurs": ("确认屡提屡犯", recurrence.confirm_recurrence),
    "differs": ("不是同一问题", recurrence.refuse_recurrence),
}
_WITHOUT_SAVING = ("drop", "restore", "reconsider")


@require_POST
def report_add(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """Add a problem or a commitment that the machine missed."""
    report = visible_report(request, pk)
    part = get_object_or_404(report.parts, position=part)
    part.report = report
    form = AddForm(request.POST, part=part)
    if not form.is_valid():
        return review_page(request, part, form.cleaned_data.get("problem"), status=422, add_form=form)
    asked = form.cleaned_data
    answers = asked["problem"] if asked["kind"] == "answer" else None
    try:
        item = adding.add(
            Problem if asked["kind"] == "problem" else Commitment,
            part,
            asked["text"],
            selected=asked.get("selected"),
            answers=answers,
            by=request.user,
        )
    except Refused as refusal:
        return _refused(request, part, refusal, add_form=form)
    return back_to(answers or item, report)


@require_POST
def report_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the person's own last correction back, and open what it was about."""
    report = visible_report(request, pk)
    try:
        asked = number_in(request.POST.get("correction", ""))
        undone = turns.undo(report, by=request.user, correction=asked)
    except Refused as refusal:
        return _refused(request, part_of(request, report), refusal)
    messages.success(request, f"已撤销：{undone.action}")
    return back_to(following.card_of(undone), report, undone.part)


# --- drafts ---------------------------------------------------------------------------------------------------------


@require_POST
def report_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the source that the tasks will belong to, or register a new one."""
    report = visible_report(request, pk)
    choice = SourceChoice(request.POST, user=request.user)
    new = SourceForm(request.POST, user=request.user, prefix="new") if "new" in request.POST else None
    part = part_of(request, report)
    if new is not None and not new.is_valid():
        return review_page(request, part, None, status=422, new_source=new)
    if new is None and not choice.is_valid():
        messages.error(request, "请选择一个问题来源，或者新建一个。")
        return back_to(None, report, part)
    try:
        with transaction.atomic():
            source = new.save() if new else choice.cleaned_data["source"]
            seen = number_in(request.POST.get("seen", ""))
            confirming.choose_source(report, source, by=request.user, seen=seen)
    except Refused as refusal:
        return _refused(request, part, refusal, **({"new_source": new} if new else {}))
    messages.success(request, f"生成的任务将归入“{source}”。")
    return back_to(None, report, part)


def report_drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Make drafts of the confirmed problems (POST), and show what this report became."""
    report = visible_report(request, pk)
    if request.method == "POST":
        try:
            made = confirming.make_drafts(
                report, by=request.user, seen=request.POST.get("ready", ""), on=timezone.localdate()
            )
        except Refused as refusal:
            return _refused(request, part_of(request, report), refusal)
        messages.success(request, f"已生成 {len(made.tasks)} 项待交办任务。")
        if made.held_back:
            titles = "、".join(str(problem) for problem in made.held_back[:3])
            messages.warning(
                request, f"{len(made.held_back)} 个问题可能已有任务，没有生成，请再核对：{titles}"
            )
        return redirect("report_drafts", pk)
    rows = confirming.became(report, by=request.user)
    return render(
        request, "reports/report_drafts.html", {"report": report, "rows": rows, "tally": tally(report)}
    )
