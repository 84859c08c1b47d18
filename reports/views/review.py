"""The review page of a report, and every correction that is posted from it."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports import confirming, correcting
from reports.forms.review import AddForm, CommitmentForm, ProblemForm, SourceChoice
from reports.models import Commitment, Found, Part, Problem, Report
from reports.reviewing import Review, key_of, tally
from tracker.actions import Conflict, Refused
from tracker.forms.registering import SourceForm
from tracker.models import Standard, Unit

# --- the page -------------------------------------------------------------------------------------------------------


@require_safe
def report_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One report beside its original; `?problem=` or `?commitment=` opens a card, `?part=` a report of a compilation."""
    report = _visible(request, pk)
    if not report.is_open:
        return render(request, "reports/report_waiting.html", {"report": report})
    opened = _asked_for(request, report)
    part = opened.part if opened else _part(request, report)
    if part is None:
        return render(request, "reports/report_waiting.html", {"report": report})
    return _page(request, part, opened)


def _visible(request: HttpRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("source", "office", "uploaded_by")
    return get_object_or_404(reports, pk=pk)


def _asked_for(request: HttpRequest, report: Report) -> Found | None:
    for name, model in (("problem", Problem), ("commitment", Commitment)):
        key = request.GET.get(name, "")
        if key.isdigit():
            return _found(model, report, int(key))
    return None


def _found(model: type[Found], report: Report, pk: int) -> Found:
    """An item of this report, or 404."""
    item = get_object_or_404(model.objects.select_related("part"), part__report=report, pk=pk)
    item.part.report = report
    return item


def _part(request: HttpRequest, report: Report) -> Part | None:
    """The part that is asked for, else the first one where a problem waits, else the first."""
    asked = request.GET.get("part", "")
    parts = list(report.parts.with_counts())
    if asked.isdigit():
        part = next((one for one in parts if one.position == int(asked)), None)
        if part is None:
            raise Http404("没有这一篇报告。")
    else:
        part = next((one for one in parts if one.waiting), parts[0] if parts else None)
    if part is not None:
        part.report = report
    return part


def _page(
    request: HttpRequest, part: Part, opened: Found | None, *, status: int = 200, **forms: BaseForm
) -> HttpResponse:
    review, report = Review(part, request.user), part.report
    if opened is None:
        opened = review.first_waiting()
    context = {
        "report": report,
        "part": part,
        "parts": report.parts.with_counts(),
        "review": review,
        "opened": opened,
        "original": review.original(opened),
        "opened_key": key_of(opened) if opened else "",
        "tally": tally(report),
        "last": report.corrections.filter(undone_at=None, final=False).last(),
        "add_form": forms.get("add_form") or AddForm(part=part, initial={"problem": _to_answer(opened)}),
        "source_form": SourceChoice(user=request.user, initial={"source": report.source}),
        "new_source": forms.get("new_source") or SourceForm(user=request.user, prefix="new"),
        "add_open": "add_form" in forms,
        "source_open": "new_source" in forms,
        **_card(review, opened, forms.get("form")),
    }
    answer = render(request, "reports/review.html", context, status=status)
    # A refused change is answered at the address of its POST, which cannot be loaded again.
    answer["HX-Replace-Url"] = _address(opened, report, part)
    return answer


def _to_answer(opened: Found | None) -> Problem | None:
    """The open problem, if a commitment can be added to it."""
    return opened if isinstance(opened, Problem) and opened.is_live and not opened.task_id else None


def _card(review: Review, opened: Found | None, form: BaseForm | None) -> dict:
    """What the open card needs; an item that was dropped, joined or is a task already has no form."""
    if opened is None or not opened.is_live:
        return {}
    if isinstance(opened, Commitment):
        return {"form": form or CommitmentForm(instance=opened), "card": review.open_commitment(opened)}
    opened = next((one for one in review.sheet.problems if one.pk == opened.pk), None)
    if opened is None or opened.task_id:
        return {}
    chosen = [answer.commitment for answer in review.sheet.answers(opened)]
    return {
        "form": form or ProblemForm(instance=opened, chosen=chosen),
        "card": review.open_problem(opened),
        "units": Unit.objects.visible_to(review.user).values_list("name", flat=True),
        "categories": Standard.objects.current()
        .exclude(category="")
        .values_list("category", flat=True)
        .distinct(),
        "today": timezone.localdate(),
    }


def _at(item: Found | None, report: Report, part: Part | None = None) -> HttpResponse:
    """Go back to the card of an item, or to the first waiting one of the part."""
    return redirect(_address(item, report, part) + (f"#{key_of(item)}" if item else ""))


def _address(item: Found | None, report: Report, part: Part | None) -> str:
    url = reverse("report_review", args=[report.pk])
    if item is not None:
        name, _, pk = key_of(item).partition("-")
        return f"{url}?{urlencode({name: pk})}"
    return f"{url}?{urlencode({'part': part.position})}" if part else url


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdigit() else 0


# --- corrections ----------------------------------------------------------------------------------------------------

Act = Callable[[Found], object]


@require_POST
def report_problem(request: HttpRequest, pk: int, problem: int) -> HttpResponse:
    """Save the open card and do what its button says."""
    item = _found(Problem, _visible(request, pk), problem)
    return _correct(request, item, ProblemForm(request.POST, instance=item), _PROBLEM_ACTS)


@require_POST
def report_commitment(request: HttpRequest, pk: int, commitment: int) -> HttpResponse:
    item = _found(Commitment, _visible(request, pk), commitment)
    return _correct(request, item, CommitmentForm(request.POST, instance=item), _COMMITMENT_ACTS)


def _correct(
    request: HttpRequest, item: Found, form: BaseForm, acts: dict[str, tuple[str, Callable]]
) -> HttpResponse:
    do, _, detail = request.POST.get("do", "save").partition(":")
    if do not in acts:
        raise Http404("没有这个操作。")
    words, act = acts[do]
    keeps = "title" in request.POST and do not in _WITHOUT_SAVING
    if keeps and not form.is_valid():
        return _page(request, item.part, item, status=422, form=form)
    fields = {name: form.cleaned_data[name] for name in form.fields} if keeps else {}
    then = partial(act, request=request, detail=detail)
    try:
        correcting.change(
            item, fields, then, action=f"{words}：{item}", by=request.user, version=_version(request)
        )
    except Refused as refusal:
        if not keeps:
            raise
        form.add_error(None, str(refusal))
        item.part.report.refresh_from_db()
        return _page(
            request, item.part, item, status=409 if isinstance(refusal, Conflict) else 422, form=form
        )
    return _next_page(request, item, do)


def _next_page(request: HttpRequest, item: Found, do: str) -> HttpResponse:
    """After a decision the next card that waits; after any other change the same card again."""
    part = item.part
    if do not in ("confirm", "drop") or isinstance(item, Commitment):
        return _at(item if item.is_live else None, part.report, part)
    following = Review(part, request.user).after(item)
    return _at(following or (item if do == "confirm" else None), part.report, part)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _split(item: Found, request: HttpRequest, detail: str) -> None:
    correcting.split(item, _number(request.POST.get("at", "")))


def _detach(item: Found, request: HttpRequest, detail: str) -> None:
    correcting.detach(get_object_or_404(type(item).objects.filter(part=item.part), pk=_number(detail)))


def _answer(item: Found, request: HttpRequest, detail: str) -> None:
    problems = Problem.objects.filter(part=item.part, parent=None).live()
    problem = problems.filter(pk=_number(request.POST.get("problem", ""))).first()
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
    "join": ("合并", _plain(correcting.join_next)),
    "detach": ("单列", _detach),
}
_COMMITMENT_ACTS = _ACTS | {"answer": ("对应到问题", _answer)}
_PROBLEM_ACTS = _ACTS | {
    "confirm": ("确认", lambda item, request, detail: correcting.confirm(item, by=request.user)),
    "reconsider": ("取消确认", _plain(correcting.reconsider)),
}
_WITHOUT_SAVING = ("drop", "restore", "reconsider")


@require_POST
def report_add(request: HttpRequest, pk: int, part: int) -> HttpResponse:
    """Add a problem or a commitment that the machine missed."""
    report = _visible(request, pk)
    part = get_object_or_404(report.parts, position=part)
    part.report = report
    form = AddForm(request.POST, part=part)
    if not form.is_valid():
        return _page(request, part, form.cleaned_data.get("problem"), status=422, add_form=form)
    asked = form.cleaned_data
    answers = asked["problem"] if asked["kind"] == "answer" else None
    item = correcting.add(
        Problem if asked["kind"] == "problem" else Commitment,
        part,
        asked["text"],
        selected=asked.get("selected"),
        answers=answers,
        by=request.user,
        version=_version(request),
    )
    return _at(answers or item, report)


@require_POST
def report_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last correction back."""
    report = _visible(request, pk)
    undone = correcting.undo(report, by=request.user, version=_version(request))
    messages.success(request, f"已撤销：{undone.action}")
    return _at(None, report, undone.part)


# --- drafts ---------------------------------------------------------------------------------------------------------


@require_POST
def report_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the source that the tasks will belong to, or register a new one."""
    report = _visible(request, pk)
    choice = SourceChoice(request.POST, user=request.user)
    new = SourceForm(request.POST, user=request.user, prefix="new") if "new" in request.POST else None
    part = _part(request, report)
    if new is not None and not new.is_valid():
        return _page(request, part, None, status=422, new_source=new)
    if new is None and not choice.is_valid():
        messages.error(request, "请选择一个问题来源，或者新建一个。")
        return _at(None, report, part)
    with transaction.atomic():
        source = new.save() if new else choice.cleaned_data["source"]
        confirming.choose_source(report, source, by=request.user, version=_version(request))
    messages.success(request, f"生成的任务将归入“{source}”。")
    return _at(None, report, part)


def report_drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Make drafts of the confirmed problems (POST), and show what this report became."""
    report = _visible(request, pk)
    if request.method == "POST":
        made = confirming.make_drafts(
            report, by=request.user, version=_version(request), on=timezone.localdate()
        )
        messages.success(request, f"已生成 {len(made.tasks)} 项待交办任务。")
        if made.held_back:
            titles = "、".join(str(problem) for problem in made.held_back[:3])
            messages.warning(
                request, f"{len(made.held_back)} 个问题可能已有任务，没有生成，请再核对：{titles}"
            )
        return redirect("report_drafts", pk)
    tasks = confirming.tasks_of(report, by=request.user)
    return render(
        request, "reports/report_drafts.html", {"report": report, "tasks": tasks, "tally": tally(report)}
    )
