"""The filters of the reminder log and of the messages that left, or should have."""

import datetime as dt

import django_filters as filters
from django import forms
from django.http import HttpRequest, QueryDict

from tracker.channels import Way
from tracker.ladder import Rule
from tracker.models import Digest, Reminder
from tracker.reminder_querysets import DigestQuerySet, ReminderQuerySet, Result


def _date(label: str, lookup: str, field: str = "planned_on") -> filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(label=label, field_name=field, lookup_expr=lookup, widget=widget)


class ReminderFilter(filters.FilterSet):
    """Reminders that a user may see in the log, with what became of each; an impossible value selects nothing."""

    person = filters.CharFilter(label="接收人或单位", method="_to_person", max_length=50)
    number = filters.CharFilter(
        label="任务编号", field_name="task__number", lookup_expr="icontains", max_length=30
    )
    rule = filters.ChoiceFilter(label="提醒类别", choices=Rule.choices, empty_label="全部")
    result = filters.ChoiceFilter(label="结果", choices=Result.choices, empty_label="全部")
    channel = filters.ChoiceFilter(
        label="渠道", field_name="digest__channel", choices=Way.choices[:2], empty_label="全部"
    )
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


LOST = "lost"


class DigestFilter(filters.FilterSet):
    """Messages that a user may see; first of all those that reached nobody. An impossible value selects nothing."""

    state = filters.ChoiceFilter(
        label="结果",
        choices=[(LOST, "没有送达"), *Digest.State.choices],
        method="_in_state",
        empty_label="全部",
    )
    channel = filters.ChoiceFilter(label="渠道", choices=Way.choices, empty_label="全部")
    on_from = _date("日期从", "gte", "on")
    on_to = _date("日期至", "lte", "on")

    class Meta:
        model = Digest
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        typed = data if data else QueryDict(f"state={LOST}")
        super().__init__(typed, queryset=Digest.objects.visible_to(request.user), request=request)

    @property
    def qs(self) -> DigestQuerySet:
        return super().qs.with_row() if self.form.is_valid() else self.queryset.none()

    def _in_state(self, rows: DigestQuerySet, name: str, value: str) -> DigestQuerySet:
        return rows.lost() if value == LOST else rows.filter(state=value)
