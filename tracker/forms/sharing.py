"""Which units have a problem in common, and whether their tasks are handed over at once."""

import datetime as dt

from django import forms
from django.http import QueryDict

from tracker.forms.acting import add_past_due_box
from tracker.forms.fields import PicksField, UnitPicks, date_field, note_field, version_field
from tracker.models import Unit, User


class ShareForm(forms.Form):
    """Cleans to the keyword arguments of splitting a draft and of adding units."""

    version = version_field(required=False)
    units = PicksField(label="责任单位", queryset=Unit.objects.none(), widget=UnitPicks)
    at_once = forms.BooleanField(
        label="拆分后立即交办各单位",
        required=False,
        help_text="不勾选的，只拆成各单位的待交办任务，可以逐项改时限和内容后再交办。",
    )
    due_on = date_field("整改时限", required=False, help_text="各单位先用同一时限，此后各自计算。")
    note = note_field("交办要求（可不填）", required=False, rows=3)

    def __init__(self, *args, user: User, today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.visible_to(user)
        add_past_due_box(self, "due_on", today)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("at_once") and "due_on" in cleaned and not cleaned["due_on"]:
            self.add_error("due_on", "立即交办须填写整改时限。")
        return cleaned

    def arguments(self) -> dict:
        """Return what splitting and adding take alike."""
        names = ("due_on", "at_once", "note")
        return {name: self.cleaned_data[name] for name in names} | {"units": list(self.cleaned_data["units"])}


def typed_so_far(data: QueryDict, ticked: list[int]) -> dict:
    """Return what a form begins with that goes on with what was typed, and with these units ticked besides."""
    begin = {name: data.get(name) for name in ("version", "due_on", "note")}
    return begin | {"at_once": "at_once" in data, "units": [*data.getlist("units"), *ticked]}


class DayForm(forms.Form):
    on = date_field("截至日期", required=False)
