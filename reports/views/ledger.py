"""Ledgers in and out: upload, map the columns, look, accept; the list as a workbook, the blank form."""

import tempfile
from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from reports.exporting import export_tasks
from reports.forms.ledger import LedgerAcceptForm, LedgerColumnsForm, LedgerUploadForm
from reports.importing import Applied, LedgerRefused, apply_ledger, discard_ledger, remap_ledger, take_ledger
from reports.ledger import UnreadableLedger
from reports.ledger.writing import write_template
from reports.models import LedgerImport, LedgerRow
from tracker.filters import TaskFilter
from tracker.permissions import may_register
from tracker.states import Role

MAX_ROWS = 2_000
"""rows of a sheet that a page takes; the command import_ledger takes more"""
_PAGE = 50
_SHOWN = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _check_may_import(request: HttpRequest) -> None:
    if not may_register(request.user):
        raise PermissionDenied("只有督办人员可以导入台账。")


def _own_ledger(request: HttpRequest, pk: int) -> LedgerImport:
    _check_may_import(request)
    return get_object_or_404(
        LedgerImport.objects.visible_to(request.user).select_related("source", "by"), pk=pk
    )


def ledger_import(request: HttpRequest) -> HttpResponse:
    """Upload a ledger; it is read and held against the register, and nothing is written yet."""
    _check_may_import(request)
    form = LedgerUploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        try:
            ledger = take_ledger(
                file.read(),
                file.name,
                by=request.user,
                source=source,
                today=timezone.localdate(),
                max_rows=MAX_ROWS,
            )
        except UnreadableLedger as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("ledger_review", ledger.pk)
    latest = LedgerImport.objects.visible_to(request.user).for_list()[:_SHOWN]
    return render(request, "reports/ledger_import.html", {"form": form, "latest": latest})


@require_safe
def ledger_review(request: HttpRequest, pk: int) -> HttpResponse:
    """What every row would do, and what the columns were taken for."""
    ledger = _own_ledger(request, pk)
    return _review(request, ledger, LedgerColumnsForm(ledger=ledger, user=request.user), LedgerAcceptForm())


def _review(
    request: HttpRequest,
    ledger: LedgerImport,
    columns: LedgerColumnsForm,
    accept: LedgerAcceptForm,
    status: int = 200,
) -> HttpResponse:
    counts = ledger.rows.outcome_counts()
    outcome = request.GET.get("outcome", "")
    rows = ledger.rows.select_related("task__lead_unit").order_by("position")
    if outcome in counts:
        rows = rows.of_outcome(outcome)
    context = {
        "ledger": ledger,
        "columns": columns,
        "accept": accept,
        "outcome": outcome if outcome in counts else "",
        "tabs": [(value, label, counts[value]) for value, label in LedgerRow.Outcome.choices],
        "total": sum(counts.values()),
        "counts": counts,
        "to_write": counts["new"] + counts["changed"],
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "earlier": LedgerImport.objects.visible_to(request.user)
        .same_file(ledger.sha256)
        .exclude(pk=ledger.pk)
        .first(),
    }
    return render(request, "reports/ledger_review.html", context, status=status)


@require_POST
def ledger_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the officer's choice of columns and look again."""
    ledger = _own_ledger(request, pk)
    form = LedgerColumnsForm(request.POST, ledger=ledger, user=request.user)
    if not ledger.is_open:
        messages.error(request, "这份台账已经导入或放弃，不能再改栏目。")
    elif form.is_valid():
        mapping, source = form.cleaned_data["mapping"], form.cleaned_data["source"]
        remap_ledger(ledger, mapping=mapping, source=source, by=request.user, today=timezone.localdate())
        messages.success(request, "已按新的栏目重新核对。")
    else:
        return _review(request, ledger, form, LedgerAcceptForm(), status=400)
    return redirect("ledger_review", pk)


@require_POST
def ledger_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept: write all good rows, or say why none was written."""
    ledger = _own_ledger(request, pk)
    form = LedgerAcceptForm(request.POST)
    form.is_valid()
    try:
        done = apply_ledger(ledger, by=request.user, today=timezone.localdate(), **form.cleaned_data)
    except LedgerRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done_in_words(done))
    return redirect("ledger_review", pk)


def _done_in_words(done: Applied) -> str:
    parts = [f"新增 {done.created} 项"]
    if done.assigned:
        parts.append(f"其中已交办 {done.assigned} 项")
    if done.changed:
        parts.append(f"修改 {done.changed} 项")
    if done.left_out:
        parts.append(f"未通过的 {done.left_out} 行没有导入")
    return f"台账已导入：{'，'.join(parts)}。"


@require_POST
def ledger_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the upload up."""
    ledger = _own_ledger(request, pk)
    discard_ledger(ledger)
    messages.success(request, f"已放弃“{ledger.name}”，没有导入任何内容。")
    return redirect("ledger_import")


@require_GET
def ledger_template(request: HttpRequest) -> FileResponse:
    """The blank ledger."""
    _check_may_import(request)
    return workbook("整改台账模板.xlsx", write_template)


@require_GET
def task_export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: just the rows, the day and the order that its page shows."""
    if request.user.role == Role.ADMIN:
        raise PermissionDenied("管理员负责单位、用户和规则，不办理整改任务。")
    today = timezone.localdate()
    found = TaskFilter(request.GET, request=request, today=today)
    if not found.form.is_valid():
        messages.error(request, "筛选条件有误，没有导出。请改正后再导出。")
        return redirect(f"{reverse('task_list')}?{request.GET.urlencode()}")
    name = f"整改台账-{found.day:%Y%m%d}.xlsx"
    return workbook(name, lambda file: export_tasks(found.qs, file, on=found.day))


def workbook(name: str, write: Callable[[IO[bytes]], object]) -> FileResponse:
    """Answer with a workbook that `write` fills; it lies on disk meanwhile, so its size does not matter."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)
