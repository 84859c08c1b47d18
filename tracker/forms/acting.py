"""One form per action on a task. Each cleans to the keyword arguments of its action (`arguments`)."""

import datetime as dt

from django import forms

from tracker.forms.action import ActionForm, OptionalNoteForm, ReasonForm
from tracker.forms.applying import SubmitForm, WithdrawApplicationForm
from tracker.forms.fields import ConfirmingBox, EvidenceField, PicksField, UnitPicks, date_field, note_field
from tracker.forms.instructing import InstructionForm, ReplyForm
from tracker.forms.judging import ExtensionForm, HandBackForm, RefusalForm, SendBackForm, VerdictForm
from tracker.forms.results import ResultsForm
from tracker.models import Assist, Source, Standard, Task, Unit, User
from tracker.permissions import allowed_actions, decline_until, parts_to_confirm
from tracker.states import Action


class AssignForm(ActionForm):
    lead_unit = forms.ModelChoiceField(label="牵头单位", queryset=Unit.objects.none(), empty_label="请选择")
    due_on = date_field("整改时限", help_text="持续整改事项填下次复核的日期。")
    standard = forms.ModelChoiceField(
        label="认定标准", queryset=Standard.objects.current(), empty_label="请选择"
    )
    assisting_units = PicksField(
        label="配合单位", queryset=Unit.objects.none(), required=False, widget=UnitPicks
    )
    note = note_field("交办要求（可不填）", required=False, rows=3)
    field_order = ["lead_unit", "due_on", "standard", "assisting_units", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(self.user)
        self.fields["lead_unit"].queryset = self.fields["assisting_units"].queryset = units
        add_past_due_box(self, "due_on", self.today)

    def beginning(self) -> dict:
        return {
            "lead_unit": self.task.lead_unit_id,
            "due_on": self.task.due_on,
            "standard": Standard.objects.in_force(self.task.standard, self.task.category).pk,
            "assisting_units": [unit.pk for unit in self.task.assisting_units.all()],
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("lead_unit") and cleaned["lead_unit"] in (cleaned.get("assisting_units") or ()):
            self.add_error("assisting_units", "牵头单位不能同时是配合单位，请去掉它。")
        cleaned.pop("past_due", None)
        return cleaned


class DeclineForm(ReasonForm):
    """Says until when; the action itself refuses what comes later."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        until = decline_until(self.task)
        if until is not None:
            self.fields[
                "note"
            ].help_text = f"只能在 {until} 以前（含当天）退回；过后不属本单位职责的，请联系督办机构转办。"


class TransferForm(ActionForm):
    lead_unit = forms.ModelChoiceField(
        label="新的牵头单位", queryset=Unit.objects.none(), empty_label="请选择"
    )
    note = note_field("转办理由")
    field_order = ["lead_unit", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(self.user)
        self.fields["lead_unit"].queryset = units.exclude(pk=self.task.lead_unit_id)


class ProgressForm(ActionForm):
    note = note_field("进展情况", help_text="这段时间做了什么、做到什么程度、还有什么困难。", rows=5)
    percent = forms.IntegerField(label="完成比例（%）", min_value=0, max_value=100)
    measures_done = PicksField(
        label="本次完成的措施", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        undone = self.task.measures.filter(done_on=None)
        if undone.exists():
            self.fields["measures_done"].queryset = undone
        else:
            del self.fields["measures_done"]
        self.fields["evidence"] = EvidenceField()
        self.beside = _reportable_beside(self.task, self.user)
        if self.beside:
            self.fields["together"] = forms.BooleanField(
                label=f"同时报送同组的 {len(self.beside)} 项任务",
                required=False,
                help_text="同一事项，进展和完成比例写入："
                + "；".join(f"{one.number} {one.title[:30]}（现 {one.percent}%）" for one in self.beside),
            )

    def beginning(self) -> dict:
        return {"percent": self.task.percent, "together": True}

    def arguments(self) -> dict:
        cleaned = super().arguments()
        return cleaned | {"also": self.beside if cleaned.pop("together", False) else []}


def _reportable_beside(task: Task, user: User) -> list[Task]:
    """The other tasks of the matter that the person sees and may report on now."""
    beside = (
        Task.objects.visible_to(user)
        .beside(task)
        .with_people()
        .prefetch_related("applications", "instructions")
    )
    return [one for one in beside if Action.REPORT_PROGRESS in allowed_actions(user, one)]


class PartForm(ActionForm):
    assist = forms.ModelChoiceField(label="配合单位", queryset=Assist.objects.none(), empty_label=None)
    note = note_field("配合完成情况", help_text="本单位配合做了什么、结果如何。")
    field_order = ["assist", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        parts = [assist.pk for assist in parts_to_confirm(self.user, self.task)]
        self.fields["assist"].queryset = Assist.objects.filter(pk__in=parts).select_related("unit")
        self.fields["assist"].label_from_instance = lambda assist: str(assist.unit)


class WithdrawalForm(ActionForm):
    evidence = forms.ModelChoiceField(label="撤回哪一份", queryset=None, empty_label="请选择")
    note = note_field("撤回理由", help_text="例如传错文件、内容有误。文件仍可查阅，但不再作为认定依据。")
    field_order = ["evidence", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = self.task.evidence.withdrawable_by(self.user)


class SpecialForm(ActionForm):
    note = note_field("事由", help_text="为什么无法整改或者不必再整改。")
    basis = forms.CharField(
        label="依据",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="会议纪要、批复、法律条款等，写明名称和文号。",
    )


class SpecialRefusalForm(ActionForm):
    note = note_field("不予特殊销号的理由")


class ReinspectionForm(ActionForm):
    """What a second look found where the rectification holds; a relapse is said by `ReopenForm`, with the new deadline."""

    note = note_field("回头看发现的情况", help_text="看了什么、问了谁、现在怎样。", rows=5)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = EvidenceField()


class ReopenForm(ActionForm):
    note = note_field("回头看发现的情况", help_text="看了什么、问了谁、现在怎样。", rows=5)
    due_on = date_field("新的整改时限")


class DrawForm(forms.Form):
    """How many closed tasks of a source are drawn by lot."""

    source = forms.ModelChoiceField(label="问题来源", queryset=Source.objects.none(), empty_label="请选择")
    share = forms.IntegerField(label="抽取比例（%）", min_value=1, max_value=100, initial=10)
    planned_on = date_field("完成日期")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.owned_by(user)


def add_past_due_box(form: forms.Form, field: str, today: dt.date) -> None:
    """A deadline in the past may be meant (an old ledger taken over), so warn, and take it when it is confirmed."""
    try:
        day = form.fields[field].clean(form.data.get(field)) if form.is_bound else None
    except forms.ValidationError:
        return
    if day is None or day >= today:
        return
    form.fields["past_due"] = forms.BooleanField(
        label=f"时限 {day} 已过，交办后即为红色督办，仍要交办",
        widget=ConfirmingBox,
        error_messages={"required": "请核对时限；确实如此的，请勾选后再交办。"},
    )
    names = [name for name in form.fields if name != "past_due"]
    names.insert(names.index(field) + 1, "past_due")
    form.order_fields(names)


FORMS: dict[Action, type[ActionForm]] = {
    Action.ASSIGN: AssignForm,
    Action.DROP: ReasonForm,
    Action.RESTORE: OptionalNoteForm,
    Action.ACCEPT: OptionalNoteForm,
    Action.DECLINE: DeclineForm,
    Action.REPORT_PROGRESS: ProgressForm,
    Action.CONFIRM_PART: PartForm,
    Action.RECORD_RESULTS: ResultsForm,
    Action.WITHDRAW_EVIDENCE: WithdrawalForm,
    Action.SUBMIT: SubmitForm,
    Action.ENDORSE_CLOSURE: OptionalNoteForm,
    Action.HAND_BACK_CLOSURE: HandBackForm,
    Action.WITHDRAW_APPLICATION: WithdrawApplicationForm,
    Action.ACCEPT_CLOSURE: VerdictForm,
    Action.SEND_BACK: SendBackForm,
    Action.APPLY_EXTENSION: ExtensionForm,
    Action.ENDORSE_EXTENSION: OptionalNoteForm,
    Action.HAND_BACK_EXTENSION: HandBackForm,
    Action.GRANT_EXTENSION: OptionalNoteForm,
    Action.REFUSE_EXTENSION: RefusalForm,
    Action.PROPOSE_SPECIAL: SpecialForm,
    Action.CLOSE_SPECIALLY: OptionalNoteForm,
    Action.REFUSE_SPECIAL: SpecialRefusalForm,
    Action.TRANSFER: TransferForm,
    Action.RAISE: ReasonForm,
    Action.LOWER: ReasonForm,
    Action.REINSPECT: ReinspectionForm,
    Action.REOPEN: ReopenForm,
    Action.INSTRUCT: InstructionForm,
    Action.REPLY_INSTRUCTION: ReplyForm,
}
"""The form of every action that a person takes on one task; registering and editing have their own pages."""
