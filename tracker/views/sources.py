"""Sources: what the tasks come from, kept by the supervisor's own office."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracker.forms.registering import SourceForm
from tracker.models import Source
from tracker.views.access import check_may_register, own_source


def source_list(request: HttpRequest) -> HttpResponse:
    """The sources of the person's office with the number of their tasks."""
    check_may_register(request)
    sources = Source.objects.visible_to(request.user).with_task_counts()
    return render(request, "tracker/source_list.html", {"sources": sources})


def source_create(request: HttpRequest) -> HttpResponse:
    """Register a source."""
    check_may_register(request)
    form = SourceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        source = form.save()
        messages.success(request, f"已登记来源“{source}”。")
        return redirect("source_list")
    return render(request, "tracker/source_form.html", {"form": form})


def source_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source of the person's own office."""
    source = own_source(request, pk)
    form = SourceForm(request.POST or None, user=request.user, instance=source)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "已保存。")
        return redirect("source_list")
    return render(request, "tracker/source_form.html", {"form": form, "source": source})
