"""The form by which the results of a rectification are told: the fields that the kind of source asks for."""

from decimal import Decimal

from django import forms

from tracker.amounts import written
from tracker.forms.action import OptionalNoteForm
from tracker.forms.fields import MoneyField, note_field
from tracker.models import Satisfaction, Task
from tracker.permissions import may_set_amount_involved
from tracker.results import AMOUNTS, FIELDS_OF_KIND, label_of

MOST = 30_000
"""rules or people of one task; what the column holds"""


def amount_involved_field() -> MoneyField:
    """How much money a problem is about."""
    return MoneyField(
        label=label_of("amount_involved"), help_text="填数额并选单位，按元精确到分。不涉及资金的不填。"
    )


def _count(name: str, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label_of(name), required=False, min_value=0, max_value=MOST, help_text=help_text
    )


def _settled_field(involved: Decimal | None) -> MoneyField:
    most = f"涉及金额 {written(involved)}，" if involved is not None else ""
    return MoneyField(label=label_of("amount_settled"), help_text=f"{most}填截至今天累计已整改的。")


def _field(name: str, task: Task) -> forms.Field:
    match name:
        case "amount_involved":
            return amount_involved_field()
        case "amount_settled":
            return _settled_field(task.amount_involved)
        case "rules_made":
            return _count(name, "累计制定或修订的制度，没有的填 0。")
        case "people_held":
            return _count(name, "累计问责的人数，没有的填 0。")
        case "satisfaction":
            choices = [("", "未评价"), *Satisfaction.choices]
            return forms.ChoiceField(label=label_of(name), required=False, choices=choices)
        case _:
            return note_field(label_of(name), required=False, rows=3, help_text="何时回访、对方怎样说。")


class ResultsForm(OptionalNoteForm):
    """The results of one task; the amount involved only for the office, whose word it is."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = self._asked()
        for name in names:
            self.fields[name] = _field(name, self.task)
            self.initial[name] = getattr(self.task, name)
        self.order_fields([*names, "note"])

    def _asked(self) -> tuple[str, ...]:
        """Return the fields that this person may fill in; where no money is known of, a unit is not asked for any."""
        asked = FIELDS_OF_KIND[self.task.source.kind]
        if may_set_amount_involved(self.user, self.task):
            return asked
        known = self.task.amount_involved is not None
        return tuple(name for name in asked if name not in AMOUNTS or (known and name == "amount_settled"))
