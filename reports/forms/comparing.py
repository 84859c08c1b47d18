"""What is put beside what: two spans of days, each with a unit or none."""

import datetime as dt

from django import forms

from tracker.calendar import EARLIEST, LATEST, month_end, quarter_start
from tracker.models import Unit, User


class SideForm(forms.Form):
    """One side of a comparison. An empty unit means all that the person sees."""

    first = forms.DateField(label="从", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(label="至", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="单位（含下级）", required=False, empty_label="全部单位"
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last:
            if first > last:
                raise forms.ValidationError("开始日期晚于结束日期，请调换。")
            if not EARLIEST <= first <= last <= LATEST:
                raise forms.ValidationError(f"日期请填 {EARLIEST.year} 年至 {LATEST.year} 年之间。")
        return data


Days = tuple[dt.date, dt.date]


def usual_pairs(today: dt.date) -> dict[str, tuple[Days, Days]]:
    """Return the pairs of spans that are asked for most, by their names: each up to today, and the one before."""
    month, quarter, year = today.replace(day=1), quarter_start(today), today.replace(month=1, day=1)
    day = dt.timedelta(days=1)
    same_month = month.replace(year=month.year - 1)
    a_year_ago = min(same_month + (today - month), month_end(same_month))
    return {
        "本月与上月": ((month, today), ((month - day).replace(day=1), month - day)),
        "本季与上季": ((quarter, today), (quarter_start(quarter - day), quarter - day)),
        "今年与去年同期": ((year, today), (year.replace(year=year.year - 1), a_year_ago)),
    }
