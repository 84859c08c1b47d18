"""One form per action on many tasks. What it cleans to (`arguments`) goes for each of them."""

import datetime as dt

from django import forms

from tracker.forms.acting import add_past_due_box
from tracker.forms.fields import date_field, note_field
from tracker.models import Standard, Unit, User
from tracker.states import Action


class BulkForm(forms.Form):
    """A reason that goes for every picked task."""

    note = note_field("理由", rows=3)

    def __init__(self, *args, user: User, today: dt.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if "lead_unit" in self.fields:
            self.fields["lead_unit"].queryset = Unit.objects.visible_to(user)

    def arguments(self) -> dict:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class BulkAcceptForm(BulkForm):
    note = note_field("签收意见（可不填）", required=False, rows=3)


class BulkEndorseForm(BulkForm):
    note = note_field(
        "审核意见（可不填）", required=False, help_text="需要退回修改的，请逐项审核并写明理由。", rows=3
    )


class BulkAssignForm(BulkForm):
    """What is set here goes for every picked draft; what is left empty stays as each draft has it."""

    lead_unit = forms.ModelChoiceField(
        label="牵头单位", queryset=Unit.objects.none(), required=False, empty_label="按各项已填的"
    )
    due_on = date_field("整改时限", required=False, help_text="不填则按各项已填的。")
    standard = forms.ModelChoiceField(
        label="认定标准", queryset=Standard.objects.current(), required=False, empty_label="按各项已填的"
    )
    note = note_field("交办要求（可不填）", required=False, rows=3)
    field_order = ["lead_unit", "due_on", "standard", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        add_past_due_box(self, "due_on", self.today)

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned.pop("past_due", None)
        return cleaned


class BulkTransferForm(BulkForm):
    lead_unit = forms.ModelChoiceField(
        label="新的牵头单位", queryset=Unit.objects.none(), empty_label="请选择"
    )
    note = note_field("转办理由", rows=3)
    field_order = ["lead_unit", "note"]


class BulkRaiseForm(BulkForm):
    note = note_field("提级督办的理由", rows=3)


class BulkExtensionForm(BulkForm):
    note = note_field("延期理由和目前进展", help_text="写入每一项申请；各项情况不同的，请分别申请。")
    new_due_on = date_field("申请延至")


class BulkGrantForm(BulkForm):
    note = note_field("意见", required=False, help_text="写入每一项决定；不予延期时必须写明理由。", rows=3)


class BulkRefusalForm(BulkGrantForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


BULK_FORMS: dict[Action, type[BulkForm]] = {
    Action.ASSIGN: BulkAssignForm,
    Action.ACCEPT: BulkAcceptForm,
    Action.TRANSFER: BulkTransferForm,
    Action.RAISE: BulkRaiseForm,
    Action.APPLY_EXTENSION: BulkExtensionForm,
    Action.GRANT_EXTENSION: BulkGrantForm,
    Action.REFUSE_EXTENSION: BulkRefusalForm,
    Action.ENDORSE_CLOSURE: BulkEndorseForm,
    Action.ENDORSE_EXTENSION: BulkEndorseForm,
}
"""The actions that may be taken on many tasks at once."""
