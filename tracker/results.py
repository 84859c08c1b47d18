"""What a rectification came to (整改成效): which kind of source asks for which figures, in one table.

Forms, the task's page, the list, the ledger and the figures all read `FIELDS_OF_KIND`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.amounts import written
from tracker.models import Source, Task

AMOUNTS = ("amount_involved", "amount_settled")
COUNTS = ("rules_made", "people_held")
_VOICES = ("satisfaction", "callback")
FIELDS = (*AMOUNTS, *COUNTS, *_VOICES)
"""the fields of a task that hold results, in the order of every page"""

NOTHING_TOLD = dict.fromkeys((*AMOUNTS, *COUNTS)) | dict.fromkeys(_VOICES, "")
"""the results of a task of which nobody has told any"""

_Kind = Source.Kind
FIELDS_OF_KIND: dict[str, tuple[str, ...]] = {
    _Kind.AUDIT: (*AMOUNTS, *COUNTS),
    _Kind.INSPECTION: (*AMOUNTS, *COUNTS),
    _Kind.ENVIRONMENT: COUNTS,
    _Kind.GOVERNMENT: (*AMOUNTS, *COUNTS),
    _Kind.CONGRESS: ("rules_made", *_VOICES),
    _Kind.PETITION: ("people_held", *_VOICES),
    _Kind.REPORT: (*AMOUNTS, *COUNTS),
    _Kind.OTHER: FIELDS,
}

_MEASURED = {"rules_made": "项", "people_held": "人"}


@dataclass(frozen=True)
class Result:
    """One result of a task as a page shows it; no words while it is not known."""

    name: str
    label: str
    words: str


def label_of(name: str) -> str:
    """Return the Chinese name of a result."""
    return str(Task._meta.get_field(name).verbose_name)


def in_words(name: str, value: object) -> str:
    """Return a result as a page shows it; nothing for one that is not known. 0 is an answer."""
    if value in (None, ""):
        return ""
    if name in AMOUNTS:
        return written(Decimal(str(value)))
    if name in COUNTS:
        return f"{value} {_MEASURED[name]}"
    return str(dict(Task._meta.get_field(name).choices or ()).get(value, value))


def results_of(task: Task) -> list[Result]:
    """Return the results that the task's kind of source asks for, and any other one that is known all the same."""
    asked = FIELDS_OF_KIND[task.source.kind]
    found = [Result(name, label_of(name), in_words(name, getattr(task, name))) for name in FIELDS]
    return [result for result in found if result.name in asked or result.words]


def still_empty(task: Task) -> list[str]:
    """Return the labels of what the lead unit has not told yet; no amount is owed where none is involved."""
    asked = [name for name in FIELDS_OF_KIND[task.source.kind] if name != "amount_involved"]
    if not task.amount_involved:
        asked = [name for name in asked if name != "amount_settled"]
    return [label_of(name) for name in asked if getattr(task, name) in (None, "")]


def strangers(kind: str, results: Mapping[str, object]) -> str:
    """Return a sentence that names the known results that this kind of source does not ask for, or nothing."""
    strange = [name for name in FIELDS if name not in FIELDS_OF_KIND[kind]]
    named = [label_of(name) for name in strange if results.get(name) not in (None, "")]
    return f"“{_Kind(kind).label}”来源不填{'、'.join(named)}，请清空。" if named else ""


def excess(involved: Decimal | None, settled: Decimal | None) -> str:
    """Return a sentence that says why so much cannot be settled, or nothing."""
    if settled is None:
        return ""
    if involved is None:
        return "还没有登记涉及金额，不能填已整改金额。涉及金额由督办机构登记。"
    if settled > involved:
        return (
            f"已整改金额 {written(settled)}超过涉及金额 {written(involved)}，请核对；"
            "涉及金额有误的，请督办机构先更正。"
        )
    return ""
