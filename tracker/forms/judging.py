"""Applications for closure and extension, and the verdict on them."""

from django import forms

from tracker.forms.action import ActionForm
from tracker.forms.fields import EvidenceField, date_field, note_field
from tracker.states import VERDICTS


class SubmitForm(ActionForm):
    """The result, an answer to every criterion of the standard, and evidence."""

    note = note_field("整改结果", help_text="问题怎样改的、结果如何、怎样防止再发生。", rows=5)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for position, criterion in enumerate(self.task.standard.criteria):
            self.fields[f"claim_{position}"] = note_field(f"对照第 {position + 1} 条：{criterion}", rows=2)
        self.fields["evidence"] = EvidenceField()

    def clean_evidence(self) -> list:
        uploads = self.cleaned_data["evidence"]
        if not uploads and not self.task.evidence.current().exists():
            raise forms.ValidationError("还没有任何佐证材料，请至少上传一份再申请销号。")
        return uploads

    def arguments(self) -> dict:
        cleaned = self.cleaned_data
        claims = [cleaned[f"claim_{position}"] for position in range(len(self.task.standard.criteria))]
        return {name: cleaned[name] for name in ("version", "note", "evidence")} | {"claims": claims}


class VerdictForm(ActionForm):
    """A finding on every criterion; the note is the reason of a refusal, or a remark on a closure."""

    note = note_field("认定意见", required=False, help_text="退回整改时必须写明理由。", rows=3)

    def __init__(self, *args, closes: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = not closes
        for position, criterion in enumerate(self.task.standard.criteria):
            self.fields[f"verdict_{position}"] = forms.ChoiceField(
                label=criterion, choices=list(VERDICTS.items()), widget=forms.RadioSelect, required=closes
            )
            self.fields[f"remark_{position}"] = forms.CharField(
                label=f"第 {position + 1} 条备注",
                required=False,
                max_length=300,
                widget=forms.TextInput(
                    attrs={"placeholder": "备注", "aria-label": f"第 {position + 1} 条备注"}
                ),
            )

    def rows(self) -> list[dict]:
        """Return per criterion what the page shows: its text, the unit's own words, verdict and remark fields."""
        application = self.task.applications.waiting().filter(kind="closure").first()
        claims = {claim["criterion"]: claim["text"] for claim in application.claims} if application else {}
        return [
            {
                "criterion": criterion,
                "claim": claims.get(criterion, ""),
                "verdict": self[f"verdict_{position}"],
                "remark": self[f"remark_{position}"],
            }
            for position, criterion in enumerate(self.task.standard.criteria)
        ]

    def arguments(self) -> dict:
        cleaned = self.cleaned_data
        verdicts = [
            {
                "criterion": criterion,
                "verdict": cleaned[f"verdict_{position}"],
                "remark": cleaned[f"remark_{position}"],
            }
            for position, criterion in enumerate(self.task.standard.criteria)
        ]
        return {"version": cleaned["version"], "note": cleaned["note"], "verdicts": verdicts}


class SendBackForm(VerdictForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, closes=False, **kwargs)


class ExtensionForm(ActionForm):
    note = note_field("延期理由和目前进展", help_text="为什么不能按期完成、已经做到哪一步、延期后怎样安排。")
    new_due_on = date_field("申请延至")


class RefusalForm(ActionForm):
    note = note_field("不予延期的理由")
