"""The open card of the review page: what a person changes of a problem or a commitment, and what they add."""

from typing import Any

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


GONE = "勾选的承诺中有的刚刚被合并、拆分或者不采用，请刷新页面后重新勾选。"


class CardForm(forms.ModelForm):
    """The form of an open card, which can say what somebody else saved meanwhile."""

    def clean_text(self) -> str:
        """A browser sends two characters for the end of a line; the source has one, and places are counted in it."""
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def saved_fields(self) -> dict[str, Any]:
        """The fields that are right, for saving while others are still being typed."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    def note_differences(self, saved: "CardForm") -> None:
        """Beside each field that differs from what is saved now, say what is saved."""
        for name in self.fields:
            mine, theirs = _said(self, name), _said(saved, name)
            if mine != theirs:
                self.add_error(name, f"现在保存的是：{theirs[:80] or '（空）'}")


def _said(form: forms.ModelForm, name: str) -> str:
    """The value of a field in the words of the page."""
    value = form[name].value()
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return "是" if value and value != "False" else "否"
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [int(key) for key in value or () if str(key).isdecimal()]
        return "、".join(str(one) for one in field.queryset.filter(pk__in=keys).order_by("pk"))
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ModelChoiceField):
        return next((label for key, label in field.choices if str(key) == str(value)), "")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value).replace("\r\n", "\n").strip()


class ProblemForm(CardForm):
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
        self.fields["commitments"].error_messages["invalid_choice"] = GONE
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


class CommitmentForm(CardForm):
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
