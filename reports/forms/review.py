"""The open card of the review page: what a person changes of a problem or a commitment, and what they add."""

from django import forms

from reports.intake.worksheet import unit_names
from reports.models import Commitment, Part, Problem
from reports.unit_names import split_names
from tracker.forms.fields import LONGEST_TEXT, PicksField, date_field, limit_texts
from tracker.models import Source, Standard, Unit, User


class UnitNameField(forms.CharField):
    """A unit by its name, alias or short form; cleans to a Unit or None."""

    def __init__(self, **kwargs) -> None:
        attrs = {"list": "units", "autocomplete": "off", "placeholder": "输入名称或简称"}
        super().__init__(max_length=100, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: object) -> object:
        return value.name if isinstance(value, Unit) else value

    def clean(self, value: str | None) -> Unit | None:
        name = super().clean(value)
        if not name:
            return None
        return Unit.objects.get(pk=_keys_of([name])[0])


class UnitNamesField(forms.CharField):
    """Units by their names, parted by 、; cleans to a list of Unit without doubles."""

    def __init__(self, **kwargs) -> None:
        attrs = {"autocomplete": "off", "placeholder": "多个单位用、分开，可写“各镇（街道）”"}
        super().__init__(max_length=2000, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: object) -> object:
        return "、".join(unit.name for unit in value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> list[Unit]:
        names = split_names(super().clean(value))
        units = Unit.objects.in_bulk(_keys_of(names)) if names else {}
        return list(units.values())


def _keys_of(names: list[str]) -> list[int]:
    known = unit_names()
    found = {name: known.find_all(name) for name in names}
    unknown = [name for name, keys in found.items() if not keys]
    if unknown:
        raise forms.ValidationError(f"单位库中没有“{'、'.join(unknown)}”，或者不止一个，请写全称。")
    return list(dict.fromkeys(key for keys in found.values() for key in keys))


class ProblemForm(forms.ModelForm):
    """A problem with the fields of its task and what answers it."""

    lead_unit = UnitNameField(label="牵头单位", required=False)
    assisting_units = UnitNamesField(label="配合单位", required=False)
    due_on = date_field("整改时限", required=False)
    lead_for_others = forms.BooleanField(label="也用于本篇其余牵头未定的问题", required=False)
    commitments = PicksField(queryset=Commitment.objects.none(), required=False)

    class Meta:
        model = Problem
        fields = ["title", "text", "rectification_type", "category", "standard", "again", "due_on"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "category": forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
        }

    def __init__(self, *args, chosen: list[Commitment] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        problem = self.instance
        self.fields["commitments"].queryset = Commitment.objects.filter(part=problem.part_id).live()
        self.fields["standard"].queryset = Standard.objects.current()
        self.fields["standard"].empty_label = "通用标准"
        self.fields["title"].required = True
        limit_texts(self)
        self.initial |= {
            "lead_unit": problem.lead_unit,
            "assisting_units": list(problem.assisting_units.all()),
            "commitments": [one.pk for one in chosen or []],
        }

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("lead_unit") and cleaned["lead_unit"] in (cleaned.get("assisting_units") or ()):
            cleaned["assisting_units"] = [
                one for one in cleaned["assisting_units"] if one != cleaned["lead_unit"]
            ]
        if cleaned.get("category") and not cleaned.get("standard"):
            cleaned["standard"] = Standard.objects.current().filter(category=cleaned["category"]).first()
        return cleaned


class CommitmentForm(forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ["title", "text", "plan_kind"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        limit_texts(self)


class AddForm(forms.Form):
    """What the machine missed: a stretch of the original (`start`, `end`), or a text typed or pasted."""

    KINDS = {"problem": "存在问题", "commitment": "下一步承诺", "answer": "承诺，并对应到当前问题"}
    kind = forms.ChoiceField(
        choices=list(KINDS.items()), widget=forms.RadioSelect, label="加为", initial="problem"
    )
    text = forms.CharField(
        label="内容", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    problem = forms.ModelChoiceField(Problem.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, part: Part, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        if not self.is_bound and not self.initial.get("problem"):
            self.fields["kind"].choices = [pair for pair in self.KINDS.items() if pair[0] != "answer"]
        self.fields["problem"].queryset = Problem.objects.filter(part=part, parent=None, task=None).live()

    def clean(self) -> dict:
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is not None and end is not None and self.part.start <= start < end <= self.part.end:
            cleaned["selected"] = (start, end)
        elif not (cleaned.get("text") or "").strip():
            raise forms.ValidationError("请先在原文中选中一段文字，或者把内容填写在框里。")
        if cleaned.get("kind") == "answer" and cleaned.get("problem") is None:
            raise forms.ValidationError("请先打开要对应的问题。")
        return cleaned


class SourceChoice(forms.Form):
    """One source of the person's own office."""

    source = forms.ModelChoiceField(Source.objects.none(), label="问题来源", empty_label="请选择问题来源")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.owned_by(user)
