"""Rows of a ledger against the register: new, changed, same or refused, with every difference cell by cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.importing.content import Content, content_of, derived_title
from reports.importing.register import Register
from reports.ledger import BY_KEY, WRITTEN, MeasureLine, Record, clean, render_measures
from reports.likeness import fingerprint
from reports.models import LedgerImport, LedgerRow
from tracker.amounts import written
from tracker.models import Measure, Task, User
from tracker.results import FIELDS, excess, in_words
from tracker.states import CLEARED, Status

_Outcome = LedgerRow.Outcome
_ASSIGNED = {
    "lead_unit": "已交办，不能通过台账修改；改由其他单位牵头请用“转办”",
    "due_on": "已交办，不能通过台账修改；改变时限请走延期申请",
}
_ASSIGNED |= dict.fromkeys(FIELDS, "已交办，不能通过台账修改；请在任务页“填报整改成效”")
_ASSIGNED_TEXT = "已交办，不能通过台账修改"


def propose_rows(
    ledger: LedgerImport, records: Sequence[Record], *, by: User, today: dt.date
) -> Iterator[LedgerRow]:
    """Yield one unsaved row per record, in order. Asks the database a constant number of questions."""
    register = Register(ledger, records, by=by)
    seen: dict[object, Record] = {}
    shared = _shared_words(records)
    for position, record in enumerate(records, start=1):
        said = content_of(record, register, today=today)
        task = _task_of(record, said, register, shared)
        _refuse_double(record, said, task, seen)
        row = _against(task, said, register) if task else _new(said, register)
        row.ledger, row.position, row.sheet, row.row = ledger, position, record.sheet, record.row
        yield row


def _shared_words(records: Sequence[Record]) -> set[str]:
    """Problems that the ledger names more than once: the same finding for several units (共性问题)."""
    once: set[str] = set()
    more: set[str] = set()
    for record in records:
        words = fingerprint(record.get("problem") or record.get("title"))
        (more if words in once else once).add(words)
    return more


def _task_of(record: Record, said: Content, register: Register, shared: set[str]) -> Task | None:
    """Return the task that the record is about: by our number, else by the same words in the same source."""
    number = record.get("number")
    if number and (task := register.numbered(number)):
        return task
    if number and register.is_foreign(number):
        said.refuse("number", number, "不是本机构的任务编号；如果是新问题，请把编号留空")
        return None
    if said.source is None or not said.problem:
        return None
    alike = register.alike(said.source, said.problem)
    for task in alike:
        if said.lead_unit is None or task.lead_unit_id == said.lead_unit:
            return task
    if len(alike) == 1 and fingerprint(said.problem) not in shared:
        return alike[0]
    if alike:
        said.notes.append(f"已有文字相同的任务 {alike[0].number}，牵头单位不同，请确认不是重复登记")
    return None


def _refuse_double(record: Record, said: Content, task: Task | None, seen: dict[object, Record]) -> None:
    """Two rows about one thing: the later one is refused, because which of them is right only a person knows."""
    source = said.source.pk if said.source else None
    key: object = task.pk if task else (source, fingerprint(said.problem or ""), said.lead_unit)
    first = seen.setdefault(key, record)
    if first is not record and said.problem:
        where = (
            f"工作表“{first.sheet}”第 {first.row} 行" if first.sheet != record.sheet else f"第 {first.row} 行"
        )
        said.refuse(
            "number" if task else "problem", record.get("number") or said.problem[:40], f"与{where}重复"
        )


def _refuse_excess(said: Content, task: Task | None) -> None:
    """No more can be settled than is involved, whichever of the two the sheet says and whichever is there already."""
    settled = said.amount_settled if said.amount_settled is not None else task and task.amount_settled
    involved = said.amount_involved if said.amount_involved is not None else task and task.amount_involved
    wrong = (said.amount_settled, said.amount_involved) != (None, None) and excess(involved, settled)
    if wrong and not any(error["column"] == BY_KEY["amount_involved"].label for error in said.errors):
        said.refuse("amount_settled", written(settled), wrong.rstrip("。"))


def _new(said: Content, register: Register) -> LedgerRow:
    _refuse_excess(said, None)
    if not said.problem:
        said.refuse("problem", "", "没有填写")
    if said.source is None and not any(error["column"] == BY_KEY["source"].label for error in said.errors):
        said.refuse("source", "", "没有填写，请在上方选定问题来源")
    if said.claims_closed:
        said.notes.append("台账写明已完成或已销号。导入不能销号：登记为待交办，请按程序认定")
    if said.lead_unit is None and not said.errors:
        said.notes.append("没有牵头单位，交办前请补上")
    title = said.title or derived_title(said.problem or "")
    return LedgerRow(
        outcome=_Outcome.REFUSED if said.errors else _Outcome.NEW,
        title=title[:300],
        proposal={} if said.errors else _draft(said, title),
        differences=_written(said, register),
        errors=said.errors,
        notes=said.notes,
    )


def _written(said: Content, register: Register) -> list[dict[str, str]]:
    """Return every field that the sheet fills, in words; there is nothing yet that it could differ from."""
    return [
        {
            "key": column.key,
            "column": column.label,
            "ours": "",
            "theirs": str(value) if column.key == "source" else _in_words(column.key, value, register),
        }
        for column in WRITTEN
        if (value := getattr(said, column.key)) is not None
    ]


def _draft(said: Content, title: str) -> dict[str, Any]:
    """Return the content of a new draft as JSON; keys are those of `create_draft`."""
    assert said.source is not None
    return {
        "source": said.source.pk,
        "title": title,
        "problem": said.problem,
        "commitment": said.commitment or "",
        "excerpt": said.excerpt or "",
        "category": said.category or "",
        "responsible": said.responsible or "",
        "rectification_type": said.rectification_type or Task.RectificationType.STAGED,
        "lead_unit": said.lead_unit,
        "assisting_units": list(said.assisting_units or ()),
        "due_on": _iso(said.due_on),
        "amount_involved": _to_json(said.amount_involved),
        "amount_settled": _to_json(said.amount_settled),
        "rules_made": said.rules_made,
        "people_held": said.people_held,
        "satisfaction": said.satisfaction or "",
        "callback": said.callback or "",
        "measures": [_measure(line) for line in said.measures or ()],
        "assigned_on": _iso(said.assigned_on),
        "assignable": bool(said.lead_unit and said.due_on and not said.claims_closed),
    }


def _against(task: Task, said: Content, register: Register) -> LedgerRow:
    """Return the row of a task that exists. Only a draft may be changed, and only where the sheet says something."""
    _refuse_excess(said, task)
    proposal, differences = _differences(task, said, register)
    if said.source is not None and said.source != register.default_source and said.source != task.source:
        said.refuse(
            "source", str(said.source), f"任务 {task.number} 的来源是“{task.source}”，不能通过台账改动"
        )
    if differences and task.dropped_on:
        said.refuse("number", task.number, "已经不再交办，要修改请先在系统里恢复待交办")
    if differences and task.status != Status.DRAFT:
        for difference in differences:
            reason = _ASSIGNED.get(difference["key"], _ASSIGNED_TEXT)
            said.refuse(difference["key"], difference["theirs"], f"{_now(difference['ours'])}{reason}")
    if said.claims_closed and task.status not in CLEARED:
        said.notes.append(
            f"台账写明已完成或已销号，系统里是“{task.get_status_display()}”。导入不改变状态，请按程序认定"
        )
    if said.errors:
        outcome = _Outcome.REFUSED
    else:
        outcome = _Outcome.CHANGED if differences else _Outcome.SAME
    return LedgerRow(
        outcome=outcome,
        title=task.title,
        task=task,
        version=task.version,
        proposal=proposal if outcome == _Outcome.CHANGED else {},
        differences=differences,
        errors=said.errors,
        notes=said.notes if outcome != _Outcome.SAME else [note for note in said.notes if "台账写明" in note],
    )


def _now(ours: str) -> str:
    """Say what the register has, as far as it can be taken in at a glance."""
    return f"现为“{ours}”，" if ours and len(ours) <= 40 else ""


def _differences(
    task: Task, said: Content, register: Register
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return what would be written, and each difference in words. A blank cell says nothing and clears nothing."""
    proposal: dict[str, Any] = {}
    found: list[dict[str, str]] = []
    for column in WRITTEN:
        theirs = getattr(said, column.key)
        if theirs is None or column.key == "source":
            continue
        if column.key == "problem" and said.problem_is_title and clean(task.title) == said.title:
            continue
        ours = _ours(task, column.key)
        if _same(column.key, ours, theirs, said):
            continue
        proposal[column.key] = _to_json(theirs)
        words = {
            "ours": _in_words(column.key, ours, register),
            "theirs": _in_words(column.key, theirs, register),
        }
        found.append({"key": column.key, "column": column.label} | words)
    new_lead = proposal.get("lead_unit")
    if new_lead and "assisting_units" not in proposal and new_lead in _ours(task, "assisting_units"):
        proposal["assisting_units"] = [unit for unit in _ours(task, "assisting_units") if unit != new_lead]
    return proposal, found


def _ours(task: Task, key: str) -> Any:
    match key:
        case "lead_unit":
            return task.lead_unit_id
        case "assisting_units":
            return tuple(unit.pk for unit in task.assisting_units.all())
        case "measures":
            return tuple(_line(measure) for measure in task.measures.all())
        case _:
            return getattr(task, key)


def _line(measure: Measure) -> MeasureLine:
    return MeasureLine(measure.text, measure.due_on, measure.done_on)


def _same(key: str, ours: Any, theirs: Any, said: Content) -> bool:
    match key:
        case "assisting_units":
            return set(ours) == set(theirs)
        case "measures":
            # Read back, a measure may fall apart at numbers inside its text: what the cell shows is what counts.
            return ours == theirs or clean(render_measures(ours)) == said.measures_cell
        case _:
            return clean(ours) == theirs if isinstance(ours, str) else ours == theirs


def _in_words(key: str, value: Any, register: Register) -> str:
    match key:
        case "lead_unit":
            return str(register.units[value]) if value else ""
        case "assisting_units":
            return "、".join(str(register.units[unit]) for unit in value)
        case "measures":
            return render_measures(value)
        case "rectification_type":
            return Task.RectificationType(value).label
        case _ if key in FIELDS:
            return in_words(key, value)
        case _:
            return "" if value is None else str(value)


def _to_json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_measure(one) if isinstance(one, MeasureLine) else one for one in value]
    return value


def _measure(line: MeasureLine) -> Mapping[str, str | None]:
    return {"text": line.text, "due_on": _iso(line.due_on), "done_on": _iso(line.done_on)}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
