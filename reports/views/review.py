"""The review page of a report, and every correction that is posted from it."""

from pathlib import PurePath
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from reports.forms.review import AddForm, CommitmentForm, ProblemForm, SourceChoice
from reports.intake import confirming, following
from reports.intake.reviewing import Review, tally
from reports.intake.seen import key_of
from reports.models import Commitment, Found, Part, Problem, Report
from tracker.forms.registering import SourceForm
from tracker.models import Standard, Unit, User
from tracker.views.access import number_in

# --- the page -------------------------------------------------------------------------------------------------------


@require_safe
def report_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One report beside its original; `?problem=` or `?commitment=` opens a card, `?part=` a report of a compilation."""
    report = visible_report(request, pk)
    if not report.is_open:
        return render(request, "reports/report_waiting.html", {"report": report})
    if request.htmx and not _asks_for_cards(request) and not request.htmx.history_restore_request:
        return HttpResponseClientRefresh()  # the page that waited for the reader
    opened = _asked_for(request, report)
    part = opened.part if opened else part_of(request, report)
    if part is None:
        return render(request, "reports/report_waiting.html", {"report": report})
    return review_page(request, part, opened)


def visible_report(request: HttpRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("source", "office", "uploaded_by")
    return get_object_or_404(reports, pk=pk)


def _asked_for(request: HttpRequest, report: Report) -> Found | None:
    for name, model in (("problem", Problem), ("commitment", Commitment)):
        if key := number_in(request.GET.get(name, "")):
            return found_in(model, report, key)
    return None


def found_in(model: type[Found], report: Report, pk: int) -> Found:
    """An item of this report, or 404."""
    item = get_object_or_404(model.objects.select_related("part"), part__report=report, pk=pk)
    item.part.report = report
    return item


def part_of(request: HttpRequest, report: Report) -> Part | None:
    """The part that is asked for, else the first one where a problem waits, else the first."""
    asked = number_in(request.GET.get("part", ""))
    parts = list(report.parts.with_counts())
    if asked:
        part = next((one for one in parts if one.position == asked), None)
        if part is None:
            raise Http404("没有这一篇报告。")
    else:
        part = next((one for one in parts if one.waiting), parts[0] if parts else None)
    if part is not None:
        part.report = report
    return part


def review_page(
    request: HttpRequest, part: Part, opened: Found | None, *, status: int = 200, **forms: BaseForm
) -> HttpResponse:
    """The whole page; for a request of htmx the cards alone, with whatever else has changed."""
    review, report = Review(part, request.user), part.report
    if opened is None:
        opened = review.first_waiting()
    parts = list(report.parts.with_counts())
    context = {
        "report": report,
        "part": part,
        "parts": parts,
        "review": review,
        "opened": opened,
        "opened_key": key_of(opened) if opened else "",
        "seen": review.sheet.seen(opened) if opened else "",
        "next_url": _next_waiting(review, opened, parts),
        "tally": tally(report),
        "ready": confirming.ready(report),
        "last": following.last_of(report, request.user),
        "at_work": following.others_at_work(report, request.user, timezone.now()),
        "add_form": forms.get("add_form") or AddForm(part=part, initial={"problem": _to_answer(opened)}),
        "source_form": SourceChoice(user=request.user, initial={"source": report.source}),
        "new_source": forms.get("new_source") or _new_source(request, part),
        "add_open": "add_form" in forms,
        "source_open": "new_source" in forms,
        **_card(review, opened, forms.get("form")),
    }
    # A browser that already shows this original keeps it: a long one is not worth sending for every card.
    alone = _asks_for_cards(request)
    if not (alone and request.headers.get("X-Original") == review.original_key):
        context["original"] = review.original(opened)
    template = "reports/_review_swap.html" if alone else "reports/review.html"
    answer = render(request, template, context, status=status)
    # A refused change is answered at the address of its POST, which cannot be loaded again.
    answer["HX-Replace-Url"] = _address(opened, report, part)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def _asks_for_cards(request: HttpRequest) -> bool:
    """Whether a page that is open already asks for its cards, rather than a browser for the page."""
    return bool(request.htmx) and request.htmx.target == "cards"


def _next_waiting(review: Review, opened: Found | None, parts: list[Part]) -> str:
    """The address of the next problem that waits: below this one, in the parts after this, before this, above this one."""
    report = review.part.report
    below, above = review.around(opened)
    here = next((at for at, one in enumerate(parts) if one.pk == review.part.pk), -1)
    other = next((one for one in parts[here + 1 :] + parts[: max(here, 0)] if one.waiting), None)
    if found := below or (None if other else above):
        return _address(found, report, None)
    return _address(None, report, other) if other else ""


def _new_source(request: HttpRequest, part: Part) -> SourceForm:
    """The form of a new source, with the name that most will want: the document's own."""
    name = part.title or PurePath(part.report.name).stem
    return SourceForm(user=request.user, prefix="new", initial={"title": name[:200]})


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


def back_to(item: Found | None, report: Report, part: Part | None = None) -> HttpResponse:
    """Go back to the card of an item, or to the first waiting one of the part."""
    return redirect(_address(item, report, part) + (f"#{key_of(item)}" if item else ""))


def next_address(item: Problem, user: User) -> str:
    """Where to go on from this problem: the next that waits, in its part or in another; empty if none is left."""
    url = _next_waiting(Review(item.part, user), item, list(item.part.report.parts.with_counts()))
    _, _, key = url.partition("?problem=")
    return f"{url}#problem-{key}" if key else url


def _address(item: Found | None, report: Report, part: Part | None) -> str:
    url = reverse("report_review", args=[report.pk])
    if item is not None:
        name, _, pk = key_of(item).partition("-")
        return f"{url}?{urlencode({name: pk})}"
    return f"{url}?{urlencode({'part': part.position})}" if part else url
