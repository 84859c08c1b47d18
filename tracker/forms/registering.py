"""Forms by which a supervisor registers sources and drafts, within their own office's scope."""

from decimal import Decimal

from django import forms
from django.db import IntegrityError, transaction

from tracker.actions import Refused
from tracker.forms.fields import PicksField, UnitPicks, date_field, limit_texts
from tracker.forms.results import amount_involved_field
from tracker.models import Source, Standard, Task, Unit, User
from tracker.results import excess, strangers

_SAME_SOURCE = "本机构已经登记过同名的来源，请直接使用它，或者换一个名称。"


class SourceForm(forms.ModelForm):
    """A source of the supervisor's own office."""

    issued_on = date_field("印发日期")

    class Meta:
        model = Source
        fields = ["title", "kind", "level", "document_number", "issued_on", "cycle"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.office, self.instance.created_by = user.unit, user

    def clean_title(self) -> str:
        title = self.cleaned_data["title"].strip()
        same = Source.objects.filter(office=self.instance.office, title=title).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_SAME_SOURCE)
        return title

    def save(self, commit: bool = True) -> Source:
        """Raises Refused when somebody registered the same title since the check."""
        try:
            with transaction.atomic():
                return super().save(commit)
        except IntegrityError as error:
            raise Refused(_SAME_SOURCE) from error


class DraftForm(forms.ModelForm):
    """The content of a task that is not handed over yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    amount_involved = amount_involved_field()
    due_on = date_field(
        "整改时限", required=False, help_text="持续整改事项填下次复核的日期。交办前必须填写。"
    )

    class Meta:
        model = Task
        fields = [
            "source",
            "title",
            "problem",
            "commitment",
            "excerpt",
            "category",
            "rectification_type",
            "lead_unit",
            "assisting_units",
            "responsible",
            "due_on",
            "standard",
            "amount_involved",
        ]
        widgets = {
            "problem": forms.Textarea(attrs={"rows": 4}),
            "commitment": forms.Textarea(attrs={"rows": 4}),
            "excerpt": forms.Textarea(attrs={"rows": 3}),
            "assisting_units": UnitPicks,
        }
        field_classes = {"assisting_units": PicksField}
        labels = {"title": "标题"}
        help_texts = {
            "title": "一句话概括，列表中显示。",
            "commitment": "写明做什么、谁来做、何时做完、做到什么程度。",
            "standard": "不选则按问题类别的认定标准；没有的，按通用认定标准。",
        }

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.owned_by(user)
        for name in ("lead_unit", "assisting_units"):
            self.fields[name].queryset = Unit.objects.visible_to(user)
        self.fields["standard"].queryset = Standard.objects.current()
        for name, words in (("source", "请选择"), ("lead_unit", "未定"), ("standard", "交办时按问题类别")):
            self.fields[name].empty_label = words
        if self.instance.shared_id:
            self.fields["source"].disabled = True
            self.fields["source"].help_text = "属于共性问题，来源随共性问题，不能单独修改。"
        self.fields["version"].initial = self.instance.version
        limit_texts(self)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("lead_unit") and cleaned["lead_unit"] in (cleaned.get("assisting_units") or ()):
            self.add_error("assisting_units", "牵头单位不能同时是配合单位，请去掉它。")
        self._check_amount(cleaned.get("source"), cleaned.get("amount_involved"))
        return cleaned

    def _check_amount(self, source: Source | None, involved: Decimal | None) -> None:
        wrong = strangers(source.kind, {"amount_involved": involved}) if source else ""
        if wrong := wrong or excess(involved, self.instance.amount_settled):
            self.add_error("amount_involved", wrong)

    def content(self) -> dict:
        """Return what the draft's action takes, by the names of the task's fields."""
        content = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return content | {"assisting_units": list(content["assisting_units"])}


class MeasureForm(forms.Form):
    text = forms.CharField(label="措施", required=False, max_length=500)
    due_on = date_field("完成时限", required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("due_on") and not cleaned.get("text"):
            self.add_error("text", "请写明措施内容，或者去掉日期。")
        return cleaned


class _Measures(forms.BaseFormSet):
    def content(self) -> list[dict]:
        """Return the measures that have a text, in the order of the page."""
        return [
            {"text": form.cleaned_data["text"], "due_on": form.cleaned_data["due_on"]}
            for form in self.forms
            if form.cleaned_data.get("text")
        ]


MeasureFormSet = forms.formset_factory(MeasureForm, formset=_Measures, extra=3, max_num=60, validate_max=True)
