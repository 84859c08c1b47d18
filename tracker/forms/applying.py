"""The application for closure: the result, and per criterion of the standard a claim with its evidence."""

from functools import cached_property

from django import forms

from tracker.forms.action import ActionForm
from tracker.forms.fields import EvidenceField, note_field
from tracker.models import Application, Evidence


class WithdrawApplicationForm(ActionForm):
    """Which of the applications that wait for the head; mostly there is one."""

    application = forms.ModelChoiceField(label="撤回哪一份", queryset=None, empty_label=None)
    note = note_field("说明（可不填）", required=False, rows=3)
    field_order = ["application", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = self.task.applications.at_head().select_related("by")
        self.fields["application"].label_from_instance = lambda one: (
            f"{one.get_kind_display()}（{one.on}，{one.by}）"
        )


class SubmitForm(ActionForm):
    """Begins with the words of an application that came to nothing, so that only what was wrong is typed again."""

    note = note_field("整改结果", help_text="问题怎样改的、结果如何、怎样防止再发生。", rows=5)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(file.pk), file.name) for file in self.given.values()]
        for place, criterion in enumerate(self.criteria):
            self.fields[f"claim_{place}"] = claim = note_field("说明", rows=2)
            claim.widget.attrs["aria-label"] = f"对照第 {place + 1} 条的说明"
            self.fields[f"chosen_{place}"] = forms.MultipleChoiceField(
                label="选用已上传的材料", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            self.fields[f"files_{place}"] = EvidenceField(label=f"上传第 {place + 1} 条的佐证")
            for name in ("claim", "chosen"):
                field = self.fields[f"{name}_{place}"]
                field.label = f"第 {place + 1} 条{field.label}：{criterion}"
        self.fields["evidence"] = EvidenceField(label="其他佐证材料")

    @property
    def criteria(self) -> list[str]:
        return self.task.standard.criteria

    @cached_property
    def given(self) -> dict[str, Evidence]:
        """What was uploaded before and still counts, by key."""
        return {str(file.pk): file for file in self.task.evidence.current()}

    @cached_property
    def before(self) -> Application | None:
        """The last application for closure, if it came to nothing."""
        last = self.task.applications.filter(kind=Application.Kind.CLOSURE).exclude(decision="").first()
        return last if last and last.decision != Application.Decision.GRANTED else None

    def beginning(self) -> dict:
        if self.before is None:
            return {}
        claims = {claim["criterion"]: claim["text"] for claim in self.before.claims}
        files = self.before.files_by_criterion()
        held = {"note": self.before.text}
        for place, criterion in enumerate(self.criteria):
            held[f"claim_{place}"] = claims.get(criterion, "")
            held[f"chosen_{place}"] = [str(file.pk) for file in files.get(criterion, ())]
        return held

    def rows(self) -> list[dict]:
        """Return per criterion what the page shows: its text, the claim, the earlier files to tick, the upload."""
        return [
            {
                "criterion": criterion,
                "claim": self[f"claim_{place}"],
                "choices": list(zip(self[f"chosen_{place}"], self.given.values(), strict=True)),
                "opened": bool(self[f"chosen_{place}"].value()),
                "errors": self[f"chosen_{place}"].errors,
                "files": self[f"files_{place}"],
            }
            for place, criterion in enumerate(self.criteria)
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        uploads = [
            cleaned.get(name) for name in self.fields if name == "evidence" or name.startswith("files_")
        ]
        if not self.given and not any(uploads) and not self.errors:
            self.add_error("evidence", "还没有任何佐证材料，请至少上传一份再申请销号。")
        return cleaned

    def arguments(self) -> dict:
        cleaned = self.cleaned_data
        places = range(len(self.criteria))
        return {
            **{name: cleaned[name] for name in ("version", "note", "evidence")},
            "claims": [cleaned[f"claim_{place}"] for place in places],
            "proofs": {
                place: [self.given[key] for key in cleaned[f"chosen_{place}"]] + cleaned[f"files_{place}"]
                for place in places
            },
        }
