"""The days of which reading quality is asked."""

from django import forms

from tracker.forms.fields import date_field


class DaysForm(forms.Form):
    """Reports handed in from one day to another; either may be left open."""

    since = date_field("导入日期从", required=False)
    until = date_field("至", required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("until") and cleaned["since"] > cleaned["until"]:
            raise forms.ValidationError("开始日期不能晚于结束日期。")
        return cleaned
