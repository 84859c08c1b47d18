"""What one record says, in terms of the register: units, days, type; every wrong cell named, nothing guessed silently."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reports.importing.register import Register
from reports.importing.results import results_said
from reports.ledger import BY_KEY, MeasureLine, Record, charged_units, day_of, is_vague
from tracker.models import Source, Task

TITLE_LENGTH = 300
_DERIVED_TITLE = 80
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DONE = re.compile(
    r"^(?:是|√|✓|✔|Y)$|已(?:经)?(?:全部|按期|如期)?(?:完成|整改|办结|销号|清零)"
    r"|^(?:全部|按期|如期)?(?:完成|整改完成|完成整改|整改到位|办结|销号|(?:白色)?清零)$",
)
_NOT_YET = re.compile(r"未|没有|部分|正在|基本|阶段|拟|预计|计划|将|(?<!100)[%％]")
_Type = Task.RectificationType
_TYPES: tuple[tuple[str, str], ...] = (
    (r"立行立改|立即|即知即改|马上", _Type.IMMEDIATE),
    (r"持续|长期|常态", _Type.CONTINUOUS),
    (r"阶段|分步|分期|限期|中期", _Type.STAGED),
)
_LIMITS = {"category": 50, "responsible": 50, "title": TITLE_LENGTH}


@dataclass
class Content:
    """A record in terms of the register. A field that the sheet leaves blank is None: nothing is said about it."""

    title: str | None = None
    problem: str | None = None
    commitment: str | None = None
    excerpt: str | None = None
    category: str | None = None
    responsible: str | None = None
    rectification_type: str | None = None
    source: Source | None = None
    lead_unit: int | None = None
    assisting_units: tuple[int, ...] | None = None
    due_on: dt.date | None = None
    assigned_on: dt.date | None = None
    measures: tuple[MeasureLine, ...] | None = None
    problem_is_title: bool = False
    """the sheet gives only a title, which stands for the problem"""
    measures_cell: str = ""
    """the measures as the sheet writes them"""
    amount_involved: Decimal | None = None
    amount_settled: Decimal | None = None
    rules_made: int | None = None
    people_held: int | None = None
    satisfaction: str | None = None
    callback: str | None = None
    claims_closed: bool = False
    errors: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, key: str, value: str, reason: str) -> None:
        """Note what is wrong with a cell; the row will be refused."""
        self.errors.append({"column": BY_KEY[key].label, "value": value[:200], "reason": reason})


def content_of(record: Record, register: Register, *, today: dt.date) -> Content:
    """Return what the record says; what is wrong stands in `errors`, what a person should know in `notes`."""
    said = Content()
    said.errors += [{"column": one.column, "value": one.value, "reason": one.reason} for one in record.errors]
    _texts(said, record)
    _source(said, record, register)
    _units(said, record, register)
    _days(said, record, register, today)
    _type(said, record)
    _results(said, record)
    said.measures, said.measures_cell = record.measures or None, record.get("measures")
    closed = day_of(record.get("closed_on"), base=today, epoch_1904=record.epoch_1904).on
    told = any(_is_done(record.get(key)) for key in ("status", "grade"))
    said.claims_closed = told or (closed is not None and closed <= today)
    if record.hidden:
        said.notes.append("该行在表格里是隐藏的，请确认是否需要导入")
    return said


def _is_done(status: str) -> bool:
    return bool(_DONE.search(status)) and not _NOT_YET.search(status)


def derived_title(problem: str) -> str:
    """Return the first sentence of a problem as its title."""
    first = next((part.strip() for part in _SENTENCE.split(problem) if part.strip()), problem)
    return first if len(first) <= _DERIVED_TITLE else first[: _DERIVED_TITLE - 1] + "…"


def _texts(said: Content, record: Record) -> None:
    for key in ("title", "problem", "commitment", "excerpt", "category", "responsible"):
        text = record.get(key)
        if not text:
            continue
        limit = _LIMITS.get(key)
        if key == "title" and not record.get("problem"):
            limit = None  # a lone 问题 column holds the whole text; the title is made from it
        if limit and len(text) > limit:
            said.refuse(key, text[:40] + "…", f"超过 {limit} 字，请精简")
        else:
            setattr(said, key, text)
    if said.problem is None and said.title:
        said.problem, said.problem_is_title = said.title, True
        said.title = said.title if len(said.title) <= _DERIVED_TITLE else None


def _source(said: Content, record: Record, register: Register) -> None:
    title = record.get("source")
    said.source = register.source(title)
    if said.source is None and title:
        said.refuse("source", title, "本机构没有登记这个问题来源，请先登记，或把这一栏改为“不导入”并选定来源")


def _units(said: Content, record: Record, register: Register) -> None:
    lead_text, assist_text = record.get("lead_unit"), record.get("assisting_units")
    whole = register.names.find(lead_text) if lead_text else None
    charged = charged_units(lead_text)
    leads: Sequence[str] = (lead_text,) if whole else charged.lead
    helpers: list[str] = [] if whole else list(charged.assist)
    if leads:
        said.lead_unit = _lead(said, leads[0], lead_text, register)
    if len(leads) > 1:
        helpers = [*leads[1:], *helpers]
        said.notes.append(f"“{lead_text}”有多个单位：按“{leads[0]}”牵头、其余配合处理")
    if assist_text:
        in_one = register.names.find(assist_text) is not None
        charged = charged_units(assist_text)
        helpers += [assist_text] if in_one else [*charged.lead, *charged.assist]
    if not helpers:
        return
    found: dict[int, None] = {}
    for name in helpers:
        units = register.names.find_all(name)
        if not units and is_vague(name):
            said.notes.append(f"配合单位“{name}”没有写明是哪些单位，没有列入")
        elif not units:
            said.refuse("assisting_units", name, _UNKNOWN_UNIT)
        found |= dict.fromkeys(units)
    found.pop(said.lead_unit, None)  # type: ignore[arg-type]
    said.assisting_units = tuple(found)


_UNKNOWN_UNIT = "没有这个单位，或叫法不止对应一个单位，请写登记的全称，或请管理员补登单位和别名"


def _lead(said: Content, name: str, written: str, register: Register) -> int | None:
    unit = register.names.find(name)
    if unit is None:
        vague = is_vague(name) or register.names.find_all(name)
        reason = "牵头单位要写明一个具体的单位" if vague else _UNKNOWN_UNIT
        said.refuse("lead_unit", written, reason)
    return unit


def _days(said: Content, record: Record, register: Register, today: dt.date) -> None:
    assigned = day_of(record.get("assigned_on"), epoch_1904=record.epoch_1904)
    if record.get("assigned_on") and assigned.on is None:
        said.refuse("assigned_on", record.get("assigned_on"), assigned.error or "请写明日期，如 2026-03-01")
    elif assigned.on and assigned.on > today:
        said.refuse("assigned_on", record.get("assigned_on"), "交办日期不能晚于今天")
    else:
        said.assigned_on = assigned.on
    text = record.get("due_on")
    base = said.assigned_on or (said.source.issued_on if said.source else today)
    due = day_of(text, base=base, epoch_1904=record.epoch_1904, working_days=register.working_days)
    if due.on and due.on < base and due.note and not _YEAR.search(text):
        # 三月底前 in a paper of December means the next March.
        later = dt.date(base.year + 1, base.month, min(base.day, 28))
        due = day_of(text, base=later, epoch_1904=record.epoch_1904)
    if due.error:
        said.refuse("due_on", text, due.error)
    if due.note:
        said.notes.append(f"整改时限{due.note}")
    if due.kind in ("immediate", "long_term"):
        said.rectification_type = _Type.IMMEDIATE if due.kind == "immediate" else _Type.CONTINUOUS
    if due.on and said.assigned_on and due.on < said.assigned_on:
        said.notes.append("整改时限早于交办日期，请核对")
    said.due_on = due.on


def _type(said: Content, record: Record) -> None:
    text = record.get("rectification_type")
    if not text:
        return
    known = next((value for words, value in _TYPES if re.search(words, text)), None)
    if known is None:
        said.notes.append(f"整改类型“{text}”不在三类之中，没有采用")
    else:
        said.rectification_type = known


def _results(said: Content, record: Record) -> None:
    found = results_said(record, said.source.kind if said.source else None)
    for name, value in found.values.items():
        setattr(said, name, value)
    for name, reason in found.errors.items():
        said.refuse(name, record.get(name), reason)
    said.notes += found.notes
