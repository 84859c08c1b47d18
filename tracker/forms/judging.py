"""The verdict on an application for closure; the extension and its refusal."""

from django import forms

from tracker.forms.action import ActionForm
from tracker.forms.fields import date_field, note_field
from tracker.models import Grade
from tracker.states import VERDICTS


class VerdictForm(ActionForm):
    """A finding on every criterion and the result; the note is the reason of a refusal, or a remark on a closure.

    Both buttons of the page send this form, so every result can be chosen; `clean_grade` says which fits the button.
    """

    grade = forms.ModelChoiceField(
        label="认定结果",
        queryset=Grade.objects.current(),
        empty_label="请选择",
        help_text="“基本完成”不算整改到位。",
    )

    note = note_field("认定意见", required=False, help_text="退回整改时必须写明理由。", rows=3)

    def __init__(self, *args, closes: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.closes = closes
        self.fields["grade"].label_from_instance = lambda grade: (
            f"{grade}（{'可以销号' if grade.is_done else '退回整改'}）"
        )
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

    def clean_grade(self) -> Grade:
        grade = self.cleaned_data["grade"]
        if grade.is_done == self.closes:
            return grade
        if self.closes:
            raise forms.ValidationError(f"认定为“{grade}”的不能销号，请退回整改或者改选。")
        raise forms.ValidationError(f"认定为“{grade}”的应当认定销号；退回整改请改选。")

    def rows(self) -> list[dict]:
        """Return per criterion what the page shows: its text, the unit's own words and files, verdict and remark fields."""
        application = self.task.applications.waiting().filter(kind="closure").first()
        claims = {claim["criterion"]: claim["text"] for claim in application.claims} if application else {}
        files = application.files_by_criterion() if application else {}
        return [
            {
                "criterion": criterion,
                "claim": claims.get(criterion, ""),
                "files": files.get(criterion, ()),
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
        return {name: cleaned[name] for name in ("version", "note", "grade")} | {"verdicts": verdicts}


class SendBackForm(VerdictForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, closes=False, **kwargs)


class ExtensionForm(ActionForm):
    note = note_field("延期理由和目前进展", help_text="为什么不能按期完成、已经做到哪一步、延期后怎样安排。")
    new_due_on = date_field("申请延至")


class HandBackForm(ActionForm):
    note = note_field("退回修改的理由", help_text="写清要改什么、补什么，经办人能看到。")


class RefusalForm(ActionForm):
    note = note_field("不予延期的理由")
