"""Forms of a round: when and by whom it is held, what comes on its agenda, what it decides."""

import datetime as dt

from django import forms

from tracker.actions import Wanted
from tracker.agenda import MOST_ON_AGENDA
from tracker.forms.fields import date_field, note_field, version_field
from tracker.forms.linking import tasks_named
from tracker.models import Decision, Round, RoundTask, Task, Unit, User


class RoundForm(forms.Form):
    """Cleans to the keyword arguments of planning and editing."""

    held_on = date_field("召开日期")
    chair = forms.CharField(label="主持人", max_length=50)
    attendees = forms.CharField(label="参加人员", max_length=500, required=False)
    title = forms.CharField(
        label="名称", max_length=100, required=False, help_text="不填则按召开单位和日期取名。"
    )


class PlanForm(RoundForm):
    numbers = forms.CharField(
        label="另外加入（任务编号）",
        max_length=2000,
        required=False,
        help_text="例如 ZG2026-00012；几项的用顿号隔开。",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_numbers(self) -> list[Task]:
        return tasks_named(self.cleaned_data["numbers"], self.user, most=MOST_ON_AGENDA)


class VersionForm(forms.Form):
    """The version of the round that the person saw."""

    version = version_field()


class EditForm(RoundForm, VersionForm):
    def __init__(self, *args, one: Round, **kwargs) -> None:
        begin = {name: getattr(one, name) for name in (*RoundForm.base_fields, "version")}
        super().__init__(*args, initial=begin, **kwargs)
        self.fields["held_on"].disabled = one.status != Round.Status.PLANNED


class AddForm(VersionForm):
    numbers = forms.CharField(label="任务编号", max_length=2000)

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    clean_numbers = PlanForm.clean_numbers


class MinutesForm(VersionForm):
    minutes = note_field(
        "纪要",
        rows=14,
        max_length=20_000,
        help_text="会议情况和总的要求。各项任务的议定意见和决定会自动列在后面，这里不用重复。",
    )

    def __init__(self, *args, one: Round, **kwargs) -> None:
        super().__init__(*args, initial={"minutes": one.minutes, "version": one.version}, **kwargs)


class ConclusionForm(VersionForm):
    text = note_field("议定意见", required=False, rows=3, max_length=2000)

    def __init__(self, *args, item: RoundTask, **kwargs) -> None:
        begin = {"text": item.conclusion, "version": item.round.version}
        super().__init__(*args, initial=begin, **kwargs)


class ResultForm(forms.Form):
    done_on = date_field("办理日期")
    result = note_field("办理结果", help_text="约谈写明谈了什么、对方怎样表态；要求写明怎样回复、是否落实。")


# --- one form per kind of decision ------------------------------------------------------------------------------------


class DecisionForm(forms.Form):
    """Cleans to what was decided (`wanted`); the tasks are picked beside it."""

    kind: Decision.Kind
    text = note_field("内容", rows=3, max_length=2000)

    def __init__(self, *args, user: User, items: list[RoundTask], **kwargs) -> None:
        self.user, self.items = user, items
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].queryset = Unit.objects.visible_to(user)

    def wanted(self) -> Wanted:
        return Wanted(self.kind, **self.cleaned_data)


class MeasureDecisionForm(DecisionForm):
    kind = Decision.Kind.MEASURE
    text = note_field("新措施", rows=3, max_length=2000, help_text="写入任务的整改措施，由牵头单位落实。")
    due_on = date_field("完成时限")


class LimitDecisionForm(DecisionForm):
    """With an application waiting on the one task it decides that; otherwise it names the new date."""

    kind = Decision.Kind.LIMIT
    due_on = date_field(
        "新的时限", help_text="时限不会直接改动：须由牵头单位申请延期，批准后才生效。这里只记下会议的意见。"
    )
    text = note_field("理由和要求", rows=3, max_length=2000)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.items[0].task.waiting_applications.get("extension") if len(self.items) == 1 else None
        if waiting and not waiting.waits_for_head:
            del self.fields["due_on"]
            words = f"{waiting.by}申请延至 {waiting.new_due_on}"
            self.fields["grant"] = forms.TypedChoiceField(
                label="延期申请",
                choices=[("yes", "同意"), ("no", "不同意")],
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
                help_text=f"{words}：{waiting.text}",
            )
            self.order_fields(["grant", "text"])


class RaiseDecisionForm(DecisionForm):
    kind = Decision.Kind.RAISE
    text = note_field("提级督办的理由", rows=3, max_length=2000)


class InterviewDecisionForm(DecisionForm):
    kind = Decision.Kind.INTERVIEW
    person = forms.CharField(label="约谈对象", max_length=100, help_text="单位、职务或姓名。")
    due_on = date_field("约谈日期", help_text="谈过以后，在这次调度里登记结果。")
    text = note_field("约谈事由", rows=3, max_length=2000)


class TransferDecisionForm(DecisionForm):
    kind = Decision.Kind.TRANSFER
    unit = forms.ModelChoiceField(label="新的牵头单位", queryset=Unit.objects.none(), empty_label="请选择")
    text = note_field("转办理由", rows=3, max_length=2000)


class DemandDecisionForm(DecisionForm):
    kind = Decision.Kind.DEMAND
    text = note_field("要求", rows=3, max_length=2000)
    unit = forms.ModelChoiceField(label="落实单位", queryset=Unit.objects.none(), empty_label="请选择")
    due_on = date_field("回复期限")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        leads = {item.task.lead_unit_id for item in self.items}
        if len(leads) == 1:
            self.fields["unit"].initial = leads.pop()


_FORMS: tuple[type[DecisionForm], ...] = (
    MeasureDecisionForm,
    LimitDecisionForm,
    RaiseDecisionForm,
    InterviewDecisionForm,
    TransferDecisionForm,
    DemandDecisionForm,
)
DECISION_FORMS: dict[str, type[DecisionForm]] = {form.kind.value: form for form in _FORMS}


def day_of_next_meeting(today: dt.date) -> dt.date:
    """A proposal: today, or Monday where today is a day off."""
    return today + dt.timedelta(days=max(0, 8 - today.isoweekday()) if today.isoweekday() > 5 else 0)
