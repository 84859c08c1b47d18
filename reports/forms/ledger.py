"""What an officer says about a ledger: the file, what its columns mean, what is to become of its rows."""

from dataclasses import dataclass

from django import forms

from reports.importing import sheets_of
from reports.ledger import BY_KEY, MAPPABLE
from reports.ledger.opening import MAX_BYTES
from reports.models import LedgerImport
from tracker.models import Source, User

_SAMPLES = 3
_KEYS = [("", "不导入"), *((column.key, column.label) for column in MAPPABLE)]


def _source_field(user: User) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Source.objects.owned_by(user),
        label="问题来源",
        required=False,
        empty_label="以表格里的“问题来源”栏为准",
        help_text="表格里没有写来源的行，都归到这里选定的来源。",
    )


class LedgerUploadForm(forms.Form):
    """A file and the source of the rows that name none."""

    file = forms.FileField(
        label="台账文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=f".xlsx 表格，不超过 {MAX_BYTES // 1024 // 1024} MB，不必改动原来的格式。",
        allow_empty_file=True,  # the reader says in its own words that it is empty
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = _source_field(user)


@dataclass(frozen=True)
class ColumnChoice:
    """One column of a sheet with its field of the form, for the page."""

    heading: str
    samples: list[str]
    doubtful: bool
    field: forms.BoundField


@dataclass(frozen=True)
class SheetChoices:
    name: str
    columns: list[ColumnChoice]


class LedgerColumnsForm(forms.Form):
    """What each column of each sheet means; a field at most once per sheet, the problem always."""

    def __init__(self, *args, ledger: LedgerImport, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tables = sheets_of(ledger)
        self.fields["source"] = _source_field(user)
        self.fields["source"].initial = ledger.source_id
        for number, (table, chosen) in enumerate(zip(self.tables, ledger.mapping, strict=True)):
            for heading in table.table.headings:
                self.fields[f"s{number}c{heading.column}"] = forms.ChoiceField(
                    label=heading.text,
                    choices=_KEYS,
                    required=False,
                    initial=chosen.get(str(heading.column), ""),
                )

    @property
    def is_doubtful(self) -> bool:
        """Whether a header could mean two things."""
        return any(heading.doubtful for table in self.tables for heading in table.table.headings)

    @property
    def left_out(self) -> list[str]:
        """Return the headers that mean nothing to us, each once."""
        unmapped = (
            heading.text
            for number, table in enumerate(self.tables)
            for heading in table.table.headings
            if not self[f"s{number}c{heading.column}"].value()
        )
        return list(dict.fromkeys(unmapped))

    @property
    def sheets(self) -> list[SheetChoices]:
        """Return the columns with a few of their values, for the page."""
        return [
            SheetChoices(
                table.sheet.name,
                [
                    ColumnChoice(
                        heading.text,
                        _samples(table.sheet.rows, heading.column),
                        heading.doubtful,
                        self[f"s{number}c{heading.column}"],
                    )
                    for heading in table.table.headings
                ],
            )
            for number, table in enumerate(self.tables)
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned["mapping"] = [self._mapping_of(number, cleaned) for number in range(len(self.tables))]
        return cleaned

    def _mapping_of(self, number: int, cleaned: dict) -> dict[int, str]:
        table, mapping = self.tables[number], {}
        for heading in table.table.headings:
            key = cleaned.get(f"s{number}c{heading.column}")
            if key and key in mapping.values():
                self.add_error(
                    f"s{number}c{heading.column}", f"“{BY_KEY[key].label}”已对应另一栏，每项只能对应一栏。"
                )
            elif key:
                mapping[heading.column] = key
        if not {"problem", "title"} & set(mapping.values()):
            self.add_error(None, f"工作表“{table.sheet.name}”要有一栏对应“存在问题”。")
        return mapping


class LedgerAcceptForm(forms.Form):
    """How the rows are to be written."""

    leave_out_refused = forms.BooleanField(label="未通过的行不导入，其余照常导入", required=False)
    assign_now = forms.BooleanField(
        label="导入后立即交办",
        required=False,
        help_text="只交办有牵头单位和时限、且台账没有写明已完成的行；有“交办日期”的从那一天起计算时限。其余登记为待交办。",
    )


def _samples(rows, column: int) -> list[str]:
    """Return the first different values of a column."""
    values = dict.fromkeys(
        text for row in rows[:200] if (text := row.cell(column)) and column not in row.covered
    )
    return [text.replace("\n", " ")[:60] for text in list(values)[:_SAMPLES]]
