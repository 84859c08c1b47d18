"""Notices: which are owed, their drafts, their papers, and what the units say to them."""

import hashlib
import io
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reports.forms.notices import NoticeForm, ReplyForm, VoidForm
from reports.papers import notice_paper, render_notice
from reports.views.papers import DOCX, paper_answer
from tracker import actions
from tracker.models import Notice, Task
from tracker.permissions import may_receive, may_send, require_notice, require_receipt
from tracker.querysets import TaskQuerySet
from tracker.views.access import check_has_tasks, number_in

PER_PAGE = 30
MOST_OFFERED = 200
STATES = {
    "draft": "草稿",
    "unreceived": "待签收",
    "unanswered": "待回复",
    "late": "逾期未回复",
}


def notice_list(request: HttpRequest) -> HttpResponse:
    """The notices that the person may read, the latest first; one tab per thing that is still to be done."""
    check_has_tasks(request)
    seen, today = Notice.objects.visible_to(request.user), timezone.localdate()
    states = {
        "draft": seen.drafts(),
        "unreceived": seen.unreceived(),
        "unanswered": seen.unanswered(),
        "late": seen.answer_late(today),
    }
    if not may_send(request.user):
        del states["draft"]
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    notices = states.get(state, seen)
    if kind in Notice.Kind:
        notices = notices.filter(kind=kind)
    page = Paginator(notices.with_list(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": [(key, STATES[key], states[key].count()) for key in states],
        "all": seen.count(),
        "state": state,
        "kind": kind,
        "kinds": Notice.Kind.choices,
        "sends": may_send(request.user),
        "today": today,
    }
    return render(request, "reports/notice_list.html", context)


def notice_owed(request: HttpRequest) -> HttpResponse:
    """The tasks that stand at the stage of a kind of notice and have none yet; those ticked get a draft."""
    require_notice(request.user)
    today = timezone.localdate()
    kind = request.GET.get("kind", Notice.Kind.PRESS)
    if kind not in Notice.Kind:
        raise Http404("没有这一种函件。")
    if request.method == "POST":
        picks = [number_in(pick) for pick in request.POST.getlist("pick")[:MOST_OFFERED]]
        tasks = Task.objects.visible_to(request.user).picked(picks)
        drafts = actions.draft_notices(tasks, kind=kind, by=request.user, on=today)
        if drafts:
            messages.success(request, f"已起草 {len(drafts)} 份{Notice.Kind(kind).label}，请逐份核对后印发。")
            return redirect(f"{reverse('notice_list')}?state=draft")
        messages.error(request, "没有起草：请勾选任务；勾选的任务可能刚刚已有草稿或者情况有变化。")
    owed = {value: _owed(request, value) for value in Notice.Kind}
    context = {
        "kind": Notice.Kind(kind),
        "tabs": [(one.value, one.label, owed[one].count()) for one in Notice.Kind],
        "tasks": owed[kind].select_related("lead_unit", "source")[:MOST_OFFERED],
        "single": kind in Notice.SINGLE,
        "today": today,
    }
    return render(request, "reports/notice_owed.html", context)


def _owed(request: HttpRequest, kind: str) -> TaskQuerySet:
    return Notice.objects.owed(Task.objects.visible_to(request.user), kind, timezone.localdate())


def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it reads, where it stands, and what the person may do about it."""
    return _page(request, _visible(request, pk))


def _page(request: HttpRequest, notice: Notice, **forms: object) -> HttpResponse:
    user, paper = request.user, notice_paper(notice)
    seen = dict(Task.objects.visible_to(user).filter(notice_items__notice=notice).values_list("number", "pk"))
    context = {
        "notice": notice,
        "paper": paper,
        "items": [(item, seen.get(item.number)) for item in paper.items],
        "sends": may_send(user, notice),
        "receives": may_receive(user, notice),
        "reply_form": ReplyForm(notice=notice),
        "void_form": VoidForm(),
        "is_late": notice.reply_is_late(timezone.localdate()),
    }
    return render(request, "reports/notice_detail.html", context | forms)


def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    notice = _draft(request, pk)
    form = NoticeForm(request.POST or None, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_notice(notice, by=request.user, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "草稿已保存。")
            return redirect("notice_detail", pk)
    return render(request, "reports/notice_edit.html", {"notice": notice, "form": form})


@require_safe
def notice_file(request: HttpRequest, pk: int) -> FileResponse:
    """The paper: of a draft as it stands, of an issued notice the frozen file, if it is still the one that was issued."""
    notice = _visible(request, pk)
    if notice.is_draft:
        return paper_answer(f"{notice.unit}{notice.number}.docx", notice_paper(notice))
    try:
        with notice.file.open() as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404("这份函件的文件已不在存储中，请联系管理员。") from None
    if hashlib.sha256(content).hexdigest() != notice.sha256:
        raise Http404("这份函件的文件与印发时的校验码不一致，不能提供。请联系管理员从备份核对。")
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=f"{notice.number}（{notice.unit}）.docx",
        content_type=DOCX,
    )


@require_POST
def notice_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draft its number and freeze it."""
    notice, version = _draft(request, pk), _version(request)
    today = timezone.localdate()
    return _do(
        request,
        notice,
        "已印发，主送单位可以签收。",
        lambda: actions.issue_notice(
            notice, by=request.user, version=version, on=today, render=render_notice
        ),
    )


@require_POST
def notice_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    notice = _draft(request, pk)
    try:
        actions.drop_notice(notice, by=request.user, version=_version(request))
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("notice_detail", pk)
    messages.success(request, "草稿已删除。")
    return redirect("notice_list")


@require_POST
def notice_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for the paper."""
    notice, today = _visible(request, pk), timezone.localdate()
    require_receipt(request.user, notice)
    version = _version(request)
    return _do(
        request,
        notice,
        "已签收。",
        lambda: actions.receive_notice(notice, by=request.user, version=version, on=today),
    )


@require_POST
def notice_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the paper."""
    notice, today = _visible(request, pk), timezone.localdate()
    require_receipt(request.user, notice)
    form = ReplyForm(request.POST, notice=notice)
    if not form.is_valid():
        return _page(request, notice, reply_form=form)
    text = form.cleaned_data["text"]
    try:
        actions.reply_to_notice(notice, by=request.user, on=today, text=text)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _visible(request, pk), reply_form=form)
    messages.success(request, "已回复。")
    return redirect("notice_detail", pk)


@require_POST
def notice_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare an issued paper void."""
    notice, today = _visible(request, pk), timezone.localdate()
    require_notice(request.user, notice)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _page(request, notice, void_form=form)
    reason = form.cleaned_data["reason"]
    return _do(
        request,
        notice,
        "已作废。",
        lambda: actions.void_notice(notice, by=request.user, on=today, reason=reason),
    )


def _visible(request: HttpRequest, pk: int) -> Notice:
    people = ("office", "unit", "created_by", "issued_by", "received_by", "replied_by", "voided_by")
    return get_object_or_404(Notice.objects.visible_to(request.user).select_related(*people), pk=pk)


def _draft(request: HttpRequest, pk: int) -> Notice:
    """A draft of the person's own office: 403 for who only reads it, 404 when it was issued meanwhile."""
    notice = _visible(request, pk)
    require_notice(request.user, notice)
    if not notice.is_draft:
        raise Http404("这份函件已经印发，不能再改。")
    return notice


def _version(request: HttpRequest) -> int:
    return number_in(request.POST.get("version", ""))


def _do(request: HttpRequest, notice: Notice, words: str, act: Callable[[], None]) -> HttpResponse:
    """Act, say what came of it, and go back to the notice."""
    try:
        act()
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("notice_detail", notice.pk)
