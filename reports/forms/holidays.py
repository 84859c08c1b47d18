"""A sheet of days off and make-up working days, taken whole or not at all."""

from django import forms

from reports.ledger.day_lists import ListedDay, read_days
from reports.ledger.opening import UnreadableLedger
from tracker.models import Holiday

_MOST_REASONS = 20


class HolidaysForm(forms.Form):
    file = forms.FileField(
        label="表格",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=".xlsx 表格，一天一行，三栏：日期、名称、类别（放假或调休上班）。",
        allow_empty_file=True,  # the reader says in its own words that it is empty
    )

    def clean_file(self) -> list[Holiday]:
        file = self.cleaned_data["file"]
        try:
            listed = read_days(file.read(), file.name)
        except UnreadableLedger as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if listed.errors:
            more = len(listed.errors) - _MOST_REASONS
            reasons = [
                f"第 {error.row} 行“{error.column}”：{error.reason}。"
                for error in listed.errors[:_MOST_REASONS]
            ]
            raise forms.ValidationError(reasons + ([f"另有 {more} 处。"] if more > 0 else []))
        if not listed.days:
            raise forms.ValidationError("表头下面没有内容，请填写后重新上传。")
        return [_row(day) for day in listed.days]


def _row(day: ListedDay) -> Holiday:
    return Holiday(on=day.on, name=day.name, kind=Holiday.Kind.WORK if day.works else Holiday.Kind.OFF)
