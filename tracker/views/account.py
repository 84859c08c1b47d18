"""A person's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracker import actions
from tracker.forms.contact import ContactForm
from tracker.models import Channel, User


def contact(request: HttpRequest) -> HttpResponse:
    """How I want to be reminded beside the inbox."""
    me = User.objects.get(
        pk=request.user.pk
    )  # the form touches its own; the page still shows the person as saved
    form = ContactForm(request.POST or None, instance=me)
    if request.method == "POST" and form.is_valid():
        actions.change_contact(by=me, **form.cleaned_data)
        messages.success(request, "提醒方式已保存，从下一次提醒起生效。")
        return redirect("contact")
    context = {"form": form, "has_gateway": Channel.objects.gateway() is not None}
    return render(request, "tracker/contact.html", context)
