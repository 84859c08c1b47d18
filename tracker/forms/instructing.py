"""A leader's instruction, and the reply to one."""

from django import forms

from tracker.forms.action import ActionForm
from tracker.forms.fields import EvidenceField, date_field, note_field
from tracker.models import Instruction


class InstructionForm(ActionForm):
    note = note_field("批示内容", help_text="督办机构和责任单位都能看到，并收到提醒。")
    reply_due_on = date_field(
        "请于何日前反馈", required=False, help_text="不要求反馈的可不填；填了的，到期前后提醒。"
    )


class ReplyForm(ActionForm):
    instruction = forms.ModelChoiceField(
        label="回复哪条批示", queryset=Instruction.objects.none(), empty_label=None
    )
    note = note_field("反馈内容", help_text="批示怎样落实的、结果如何、下一步怎样做。", rows=5)
    field_order = ["instruction", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        waiting = self.task.instructions.unanswered().select_related("by").most_urgent_first()
        self.fields["instruction"].queryset = waiting
        self.fields["instruction"].label_from_instance = _words
        self.fields["evidence"] = EvidenceField()


def _words(instruction: Instruction) -> str:
    due = f"（{instruction.reply_due_on} 前反馈）" if instruction.reply_due_on else ""
    text = instruction.text if len(instruction.text) <= 60 else f"{instruction.text[:60]}……"
    return f"{instruction.on} {instruction.by}{due}：{text}"
