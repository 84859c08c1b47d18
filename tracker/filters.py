"""The one filter of the task list: page, counts, chart links and export all go through it."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import django_filters as filters
from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest, QueryDict

from tracker.as_of_querysets import LIVED
from tracker.calendar import EARLIEST
from tracker.colours import Colour
from tracker.forms.fields import day_bounds
from tracker.models import Grade, Holiday, SharedProblem, Source, Task, Unit
from tracker.movement_querysets import Age, Movement
from tracker.states import OPEN, Action, Status

DROPPED = "dropped"
"""asked for like a status: drafts that are handed over to nobody"""

ORDERS = {
    "due": "due_then",
    "number": "number",
    "unit": "lead_unit__path",
    "updated": "updated_at",
    "progress": "percent",
    "amount": "involved_then",
}
"""What the list can be sorted by besides the default (reddest first); a leading ``-`` turns the order round."""


UNNAMED = "（未填）"
"""What stands for an empty category or person, as an address and as a word."""
TURNS = {
    f"{colour}-{days}": f"{days} 天内将转{colour.label}"
    for colour in (Colour.YELLOW, Colour.RED)
    for days in (7, 30)
}
"""What may become of tasks, as things stand: the key of a condition and its words."""


SILENT = [("now", "本期未报送"), ("before", "上期未报送")]


@dataclass(frozen=True)
class Chip:
    """One condition in force, and the query string without it."""

    label: str
    words: str
    without: str


def _date(label: str, **kwargs) -> filters.DateFilter:
    """A day that may be asked about: what lies some days before or after it is a day, too."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return filters.DateFilter(label=label, widget=widget, validators=day_bounds(), **kwargs)


def _choice(label: str, choices, **kwargs) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label="全部", **kwargs)


def _own_units(request: HttpRequest) -> QuerySet:
    return Unit.objects.visible_to(request.user)


def _own_sources(request: HttpRequest) -> QuerySet:
    return Source.objects.visible_to(request.user)


def _seen_shared(request: HttpRequest) -> QuerySet:
    return SharedProblem.objects.visible_to(request.user)


class TaskFilter(filters.FilterSet):
    """Tasks that a user sees, as they stood on a day (`on`, today if not given).

    Drafts are left out, as in every figure, unless `status` asks for them. An impossible value (somebody else's unit, a
    date that is none) selects nothing and is reported in `form.errors`.
    """

    q = filters.CharFilter(label="关键字", method="_saying", max_length=100)
    unit = filters.ModelChoiceFilter(label="单位", queryset=_own_units, method="_of_unit", empty_label="全部")
    source = filters.ModelChoiceFilter(label="来源", queryset=_own_sources, empty_label="全部")
    rectification_type = _choice("整改类型", Task.RectificationType.choices)
    status = _choice(
        "状态", [("open", "未销号"), *Status.choices, (DROPPED, Action.DROP.label)], method="_of_status"
    )
    nature = _choice("问题性质", [("shared", "共性问题"), ("own", "个性问题")], method="_of_nature")
    shared = filters.ModelChoiceFilter(label="共性问题", queryset=_seen_shared, empty_label="全部")
    due_from = _date("时限从", field_name="due_then", lookup_expr="gte")
    due_to = _date("时限至", field_name="due_then", lookup_expr="lte")
    kind = _choice("来源类型", Source.Kind.choices, field_name="source__kind")
    level = _choice("来源层级", Source.Level.choices, field_name="source__level")
    grade = filters.ModelChoiceFilter(label="认定结果", queryset=Grade.objects.all(), empty_label="全部")
    overdue = filters.BooleanFilter(label="只看逾期", method="_overdue", widget=forms.CheckboxInput)
    recurs = filters.BooleanFilter(label="只看屡提屡犯", method="_recurring", widget=forms.CheckboxInput)
    with_amount = filters.BooleanFilter(
        label="只看涉及金额", method="_with_amount", widget=forms.CheckboxInput
    )
    lived = _choice("办理经历", [(what, label) for what, (label, _) in LIVED.items()], method="_lived")
    on = _date("截至日期", method="_later")
    lead = filters.ModelChoiceFilter(label="牵头单位", queryset=Unit.objects.all(), method="_led_then_by")
    led = filters.ModelChoiceFilter(
        label="牵头单位（含下级）", queryset=Unit.objects.all(), method="_led_below"
    )
    category = filters.CharFilter(label="问题类别", method="_named")
    responsible = filters.CharFilter(label="责任人", method="_named")
    silent = _choice("进展报送", SILENT, method="_silent")
    age = _choice("已办时间", Age.choices, method="_aged")
    moved = _choice("期间内", Movement.choices, method="_moved")
    moved_from = _date("期间从", method="_later")
    moved_to = _date("期间至", method="_later")
    new_since = _date("颜色在此日之后才有", method="_new_since")
    turns = _choice("预计变化", list(TURNS.items()), method="_turning")
    colour = _choice("颜色", Colour.choices, method="_later")
    sort = _choice("排序", [(sign + key, key) for key in ORDERS for sign in ("", "-")], method="_later")

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, today: dt.date) -> None:
        self.today = today
        super().__init__(data, queryset=Task.objects.visible_to(request.user), request=request)

    @property
    def day(self) -> dt.date:
        """The day asked about."""
        return self._value("on") or self.today

    @cached_property
    def of_every_colour(self) -> QuerySet[Task]:
        """What the filter selects when its colour is left out: the basis of the colour counts."""
        if not self.form.is_valid():
            return self.queryset.none().as_of(self.day, self.today)
        rows = super().filter_queryset(self.queryset.as_of(self.day, self.today))
        return rows if self.about_drafts else rows.counted_then()

    @property
    def about_drafts(self) -> bool:
        """Whether what is asked for has no colour: drafts, or those that were dropped."""
        return self._value("status") in (Status.DRAFT, DROPPED)

    @cached_property
    def qs(self) -> QuerySet[Task]:
        """What the page shows, in its order."""
        rows = self.of_every_colour
        if colour := self._value("colour"):
            rows = rows.of_colour(colour)
        return in_order(rows, self._value("sort") or "")

    @property
    def shows_amounts(self) -> bool:
        """Whether the list is about money."""
        return bool(self._value("with_amount")) or (self._value("sort") or "").lstrip("-") == "amount"

    def counts(self) -> dict[str, int]:
        """Return how many of each colour, and `total`, for the filter without its colour."""
        return self.of_every_colour.colour_counts()

    def drafts(self) -> int:
        """Return how many drafts the rest of the filter selects."""
        data = self.data.copy()
        data["status"] = Status.DRAFT
        return TaskFilter(data, request=self.request, today=self.today).of_every_colour.count()

    def chips(self) -> list[Chip]:
        """Return the conditions in force, each with the query string that drops it."""
        return [
            Chip(self.filters[name].label, self._words(name), self._without(name))
            for name in self.filters
            if name not in ("sort", "colour") and self._value(name)
        ]

    def _value(self, name: str):
        return self.form.cleaned_data.get(name) if self.form.is_valid() else None

    def _words(self, name: str) -> str:
        value = self._value(name)
        if value is True:
            return "是"
        choices = getattr(self.filters[name], "extra", {}).get("choices", ())
        return dict(choices).get(value) or str(value)

    def _without(self, name: str) -> str:
        data = self.data.copy()
        for key in (name, "page"):
            data.pop(key, None)
        return data.urlencode()

    # --- conditions that are more than one comparison ---

    def _saying(self, rows, name, value):
        return rows.saying(value)

    def _of_unit(self, rows, name, value):
        return rows.of_unit(value)

    def _of_status(self, rows, name, value):
        if value == DROPPED:
            return rows.dropped()
        if value == Status.DRAFT:
            return rows.filter(status_then=value, dropped_on=None)
        return rows.filter(status_then__in=OPEN if value == "open" else [value])

    def _of_nature(self, rows, name, value):
        return rows.with_shared_problem() if value == "shared" else rows.with_own_problem()

    def _led_then_by(self, rows, name, value):
        """The unit alone, without its subtree: what a line of the dashboard counts."""
        return rows.filter(lead_then=value.pk)

    def _led_below(self, rows, name, value):
        return rows.led_then_by(value)

    def _named(self, rows, name, value):
        return rows.filter(**{name: "" if value == UNNAMED else value})

    def _aged(self, rows, name, value):
        return rows.with_age(self.day).filter(age_then=value)

    def _moved(self, rows, name, value):
        """From the day that was named or the first, to the day that was named or the one asked about."""
        return rows.moved(value, self._value("moved_from") or EARLIEST, self._value("moved_to") or self.day)

    def _new_since(self, rows, name, value):
        colour = self._value("colour")
        return rows.not_yet(colour, value) if colour else rows

    def _turning(self, rows, name, value):
        colour, _, days = value.partition("-")
        return rows.turning(colour, self.day, int(days))

    def _silent(self, rows, name, value):
        if value == "now":
            return rows.unreported_now(self.day)
        return rows.unreported_before(self.day, Holiday.objects.table())

    def _overdue(self, rows, name, value):
        return rows.late() if value else rows

    def _recurring(self, rows, name, value):
        return rows.recurring(self.request.user) if value else rows

    def _with_amount(self, rows, name, value):
        return rows.with_amount() if value else rows

    def _lived(self, rows, name, value):
        return rows.lived(value)

    def _later(self, rows, name, value):
        """The day, the colour and the order are applied by `of_every_colour` and `qs`, the span by `_moved`."""
        return rows


def in_order(rows: QuerySet[Task], sort: str) -> QuerySet[Task]:
    """Return the rows in the order asked for, equal ones by key, so that no page repeats a row of another."""
    if not sort:
        return rows.reddest_first()
    field = F(ORDERS[sort.lstrip("-")])
    if sort.startswith("-"):
        return rows.order_by(field.desc(nulls_last=True), "-pk")
    return rows.order_by(field.asc(nulls_last=True), "pk")
