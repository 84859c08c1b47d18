"""The one filter of the reminder log."""

import datetime as dt

import django_filters as filters
from django import forms
from django.http import HttpRequest, QueryDict

from tracker.ladder import Rule
from tracker.models import Reminder
from tracker.reminder_querysets import ReminderQuerySet, Result


def _date(label: str, lookup: str) -> filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(label=label, field_name="planned_on", lookup_expr=lookup, widget=widget)


class ReminderFilter(filters.FilterSet):
    """Reminders that a user may see in the log, with what became of each; an impossible value selects nothing."""

    person = filters.CharFilter(label="接收人或单位", method="_to_person", max_length=50)
    number = filters.CharFilter(
        label="任务编号", field_name="task__number", lookup_expr="icontains", max_length=30
    )
    rule = filters.ChoiceFilter(label="提醒类别", choices=Rule.choices, empty_label="全部")
    result = filters.ChoiceFilter(label="邮件", choices=Result.choices, empty_label="全部")
    planned_from = _date("提醒日从", "gte")
    planned_to = _date("提醒日至", "lte")

    class Meta:
        model = Reminder
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, today: dt.date) -> None:
        reminders = Reminder.objects.visible_to(request.user).with_result(today)
        super().__init__(data, queryset=reminders, request=request)

    @property
    def qs(self) -> ReminderQuerySet:
        return super().qs.with_log() if self.form.is_valid() else self.queryset.none()

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    def _to_person(self, rows: ReminderQuerySet, name: str, value: str) -> ReminderQuerySet:
        return rows.to_person(value)
