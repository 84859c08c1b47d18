"""Fields that several forms share: days, notes, units, files."""

from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import BaseValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator

from tracker.amounts import UNITS, YUAN, AmountError, handy_unit, in_unit, read_amount
from tracker.calendar import EARLIEST, LATEST
from tracker.uploads import ACCEPT, WANTED, Upload, UploadRefused, inspect

MAX_FILES = 20
LONGEST_KEY = 18
LARGEST_VERSION = 2**31 - 1
LONGEST_TEXT = 100_000
"""characters of a problem or a commitment; the longest that offices wrote have a few thousand"""


def date_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day that the register can reckon with, picked with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, validators=day_bounds()
    )


def day_bounds() -> list[BaseValidator]:
    """Let pass only days that the register reckons with."""
    words = f"请填 {EARLIEST.year} 年至 {LATEST.year} 年之间的日期。"
    return [MinValueValidator(EARLIEST, words), MaxValueValidator(LATEST, words)]


def version_field(*, required: bool = True) -> forms.IntegerField:
    """The version of what the person saw, sent back with the form."""
    return forms.IntegerField(
        min_value=1, max_value=LARGEST_VERSION, required=required, widget=forms.HiddenInput
    )


def note_field(
    label: str, *, required: bool = True, help_text: str = "", rows: int = 4, max_length: int = 4000
) -> forms.CharField:
    """Free text of a few lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=widget, max_length=max_length
    )


def limit_texts(form: forms.BaseForm) -> None:
    """Bound the free texts of a form that have no bound of their own, so that every page still opens with them."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.max_length = LONGEST_TEXT
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))


class PicksField(forms.ModelMultipleChoiceField):
    """Rows to tick. A key longer than any that a database holds is no choice; SQLite would break on it."""

    def clean(self, value: object) -> object:
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": "…"}
                )
        return super().clean(value)


class UnitPicks(forms.CheckboxSelectMultiple):
    """Many units to tick, in a box that scrolls."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "unit-picks"})


class ConfirmingBox(forms.CheckboxInput):
    """A tick that only the server asks for: in the browser it would stop who corrects what was asked about instead."""

    def use_required_attribute(self, initial: object) -> bool:
        return False


class MoneyInput(forms.MultiWidget):
    """A number and the unit that it is in."""

    def __init__(self) -> None:
        number = forms.TextInput(attrs={"inputmode": "decimal", "size": 16, "aria-label": "数额"})
        unit = forms.Select(choices=[(unit, unit) for unit in UNITS], attrs={"aria-label": "单位"})
        super().__init__({"number": number, "unit": unit}, attrs={"class": "money"})

    def decompress(self, value: Decimal | None) -> list[str]:
        """Show an amount as people write it: in 万元 unless that would take more than two decimals."""
        if value is None:
            return ["", YUAN]
        unit = YUAN if value % 100 else handy_unit(value)
        return [in_unit(value, unit), unit]


class MoneyField(forms.MultiValueField):
    """An amount typed in 元, 万元 or 亿元; cleans to a Decimal in 元, exact to the cent, or None."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        number = forms.CharField(required=False, max_length=40)
        unit = forms.ChoiceField(required=False, choices=[(unit, unit) for unit in UNITS])
        super().__init__(
            fields=(number, unit),
            label=label,
            required=False,
            require_all_fields=False,
            help_text=help_text,
            widget=MoneyInput(),
        )

    def compress(self, data_list: list[str]) -> Decimal | None:
        number, unit = data_list or ("", "")
        if not number:
            return None
        try:
            return read_amount(number, unit or YUAN)
        except AmountError as error:
            raise forms.ValidationError(f"{error}。") from error


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Any number of files, each judged by its content; cleans to a list of `Upload`."""

    def __init__(self, *, label: str = "佐证材料", required: bool = False) -> None:
        limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
        super().__init__(
            label=label,
            required=required,
            widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
            help_text=f"可选多个文件，每个不超过 {limit} MB：{WANTED}。",
        )

    def clean(self, data: list[UploadedFile] | UploadedFile | None, initial: object = None) -> list[Upload]:
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if self.required and not files:
            raise forms.ValidationError("请至少选择一个文件。")
        if len(files) > MAX_FILES:
            raise forms.ValidationError(f"一次最多上传 {MAX_FILES} 个文件，请分几次上传。")
        uploads, errors = [], []
        for file in files:
            try:
                uploads.append(inspect(file, file.name, max_bytes=settings.MAX_UPLOAD_BYTES))
            except UploadRefused as refusal:
                errors.append(str(refusal))
        if errors:
            raise forms.ValidationError(errors)
        return uploads


def typed_words(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return what a person filled in, as label and words, to show it back when it was not saved."""
    given = [field for field in form.visible_fields() if field.data and field.widget_type != "file"]
    typed = [(str(field.label), _chosen_words(field)) for field in given]
    return [(label, words) for label, words in typed if words]


def _chosen_words(field: forms.BoundField) -> str:
    """Return a value as the page shows it: the name of a choice, not its key; an amount with its unit, none if there is no number."""
    if isinstance(field.field, MoneyField):
        number, unit = (*field.data, "", "")[:2]
        return f"{number} {unit}" if number else ""
    values = field.data if isinstance(field.data, list) else [field.data]
    names = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return "、".join(names.get(str(value), str(value)) for value in values)
