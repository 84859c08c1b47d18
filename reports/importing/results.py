"""What a record says of the results of a rectification: amounts, counts, what petitioners say. Nothing is rounded or guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from reports.ledger import BY_KEY, Record
from tracker.amounts import AmountError, read_amount
from tracker.models import Satisfaction
from tracker.results import AMOUNTS, COUNTS, FIELDS, FIELDS_OF_KIND, label_of

_COUNT = re.compile(r"(\d{1,4})(?:项|个|部|件|份|人次|人|名)?")
_NONE_AT_ALL = {"无", "没有", "零"}
_NOT_TOLD = re.compile(r"[/\\—\-]+|不涉及|未评价")
_VOICES = (
    (re.compile(r"不满意|差"), Satisfaction.NOT),
    (re.compile(r"(?:基本|比较|较)满意|一般"), Satisfaction.BASICALLY),
    (re.compile(r"(?:非常|很)?满意|好"), Satisfaction.SATISFIED),
)


@dataclass
class SaidResults:
    values: dict[str, Decimal | int | str] = field(default_factory=dict)
    """by the names of the task's fields; what is not said is missing"""
    errors: dict[str, str] = field(default_factory=dict)
    """field → why its cell is wrong"""
    notes: list[str] = field(default_factory=list)


def results_said(record: Record, kind: str | None) -> SaidResults:
    """Return what the record says; `kind` is that of its source, None while it is not known."""
    said = SaidResults()
    said.notes += [
        f"{label_of(name)}与上面的问题合并在一格，只记在上面一项" for name in FIELDS if name in record.shared
    ]
    for name in FIELDS:
        text = record.get(name)
        if not text:
            continue
        if kind is not None and name not in FIELDS_OF_KIND[kind]:
            said.notes.append(f"这类来源不填{label_of(name)}，“{text[:20]}”没有采用")
        elif name in AMOUNTS:
            _amount(said, name, text)
        elif name in COUNTS:
            _count(said, name, text)
        elif name == "satisfaction":
            _voice(said, text)
        else:
            said.values[name] = text
    return said


def _amount(said: SaidResults, name: str, text: str) -> None:
    if "\n" in text:
        said.errors[name] = "一个问题有几个不同的金额，请合计成一个"
        return
    try:
        said.values[name] = read_amount(text)
    except AmountError as error:
        said.errors[name] = str(error)
        return
    if not text.endswith(("元", "万", "亿", "整")):
        said.notes.append(f"{label_of(name)}“{text}”没有写明单位，按元计算")


def _count(said: SaidResults, name: str, text: str) -> None:
    counted = _COUNT.fullmatch(text)
    if counted or text in _NONE_AT_ALL:
        said.values[name] = int(counted[1]) if counted else 0
    elif not _NOT_TOLD.fullmatch(text):
        said.notes.append(f"“{BY_KEY[name].label}”一栏“{text[:20]}”不是数目，没有采用")


def _voice(said: SaidResults, text: str) -> None:
    known = next((value for words, value in _VOICES if words.fullmatch(text)), None)
    if known:
        said.values["satisfaction"] = known.value
    elif not _NOT_TOLD.fullmatch(text):
        said.notes.append(f"满意情况“{text[:20]}”不是满意、基本满意、不满意之一，没有采用")
