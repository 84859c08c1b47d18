"""Take a document in: register it, read it once however often the bell rings, keep what was found."""

import datetime as dt
import hashlib
import logging

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reports.intake.worksheet import Defaults, Worksheet, unit_names
from reports.likeness import fingerprint
from reports.models import Commitment, Deadline, Found, Match, NamedUnit, Part, Problem, Report
from reports.reader import Reading, ReadReport, first_look, read_document
from reports.reading import UnreadableFile
from reports.unit_names import UnitNames
from tracker.models import Holiday, Unit, User
from tracker.permissions import may_register

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=5)
"""A reader that has not ended by then is taken for lost, and the report is read again."""

MOST_ATTEMPTS = 3


def register(*, data: bytes, name: str, title: str = "", text: str | None = None, by: User) -> Report:
    """Keep a document that waits to be read. Raises UnreadableFile for what can never be read.

    `text` spares a second look at a file that `first_look` has been at.
    """
    if not may_register(by):
        raise PermissionDenied("只有督办人员可以导入报告。")
    if text is None:
        text = first_look(data, name)
    report = Report(
        name=(title.strip() or name)[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        office=by.unit,
        uploaded_by=by,
    )
    report.file.save(name, ContentFile(data), save=False)
    report.save()
    return report


def claim(pk: int, *, now: dt.datetime) -> Report | None:
    """Take a report that waits to be read; of two who try, one gets it. A report that fails its readers is given up."""
    taken = (
        Report.objects.unread(now)
        .filter(pk=pk)
        .update(status=Report.Status.READING, lease_until=now + LEASE, attempts=F("attempts") + 1, progress=5)
    )
    if taken != 1:
        return None
    report = Report.objects.get(pk=pk)
    if report.attempts > MOST_ATTEMPTS:
        _fail(report, f"读取了 {MOST_ATTEMPTS} 次都中途停止，请把文件拆分后重新导入，或联系管理员。")
        return None
    return report


def read(report: Report) -> None:
    """Read a claimed report and keep what was found; a file that cannot be read leaves its reason on the report."""

    def show(done: int, total: int) -> None:
        percent = 40 + 50 * done // total if done else 20
        Report.objects.filter(pk=report.pk, lease_until=report.lease_until).update(progress=percent)

    try:
        with report.file.open("rb") as file:
            data = file.read()
    except OSError:
        _fail(report, "找不到导入的文件，请重新导入。")
        return
    try:
        reading = read_document(data, report.file.name, show=show, working_days=Holiday.objects.counting())
    except UnreadableFile as refusal:
        _fail(report, str(refusal))
        return
    except Exception:
        logger.exception("Reading report %s failed", report.pk)
        _fail(report, "读取时程序出错，已记入日志。请联系管理员，或改为粘贴文字再试。")
        return
    keep(report, reading)


def try_again(report: Report) -> bool:
    """Queue a report once more whose reading failed."""
    return bool(
        Report.objects.filter(pk=report.pk, status=Report.Status.FAILED).update(
            status=Report.Status.PENDING, attempts=0, progress=0, error="", lease_until=None
        )
    )


def _fail(report: Report, reason: str) -> None:
    Report.objects.filter(pk=report.pk, lease_until=report.lease_until).update(
        status=Report.Status.FAILED, error=reason[:500], lease_until=None, progress=0
    )


@transaction.atomic
def keep(report: Report, reading: Reading) -> None:
    """Write what was found, unless another reader was faster: then nothing is written."""
    mine = Report.objects.filter(pk=report.pk, status=Report.Status.READING, lease_until=report.lease_until)
    now = timezone.now()
    if (
        mine.update(
            status=Report.Status.READ,
            text=reading.text,
            progress=100,
            read_at=now,
            lease_until=None,
            error="",
        )
        != 1
    ):
        return
    report.refresh_from_db()
    names = unit_names()
    units = Unit.objects.in_bulk()
    for position, entry in enumerate(reading.reports, start=1):
        _keep_part(report, position, entry, names, units)


def _keep_part(
    report: Report,
    position: int,
    entry: ReadReport,
    names: UnitNames,
    units: dict[int, Unit],
) -> None:
    found = entry.report
    part = Part.objects.create(
        report=report, position=position, title=found.title[:300], unit_name=found.unit[:200], year=found.year,
        start=found.start, end=found.end,
    )  # fmt: skip
    problems = _keep_items(Problem, part, found.problems, "points")
    commitments = _keep_items(Commitment, part, found.commitments, "measures")
    Match.objects.bulk_create(
        Match(
            problem=problems[one.problem],
            commitment=commitments[one.commitment],
            score=one.score,
            reason=one.reason[:300],
        )
        for one in entry.matches
    )
    Deadline.objects.bulk_create(
        Deadline(
            part=part, start=one.start, end=one.end, phrase=one.phrase[:200], date=one.date, kind=one.kind,
            rule=one.rule[:200],
        )
        for one in _each_once(found.deadlines)
    )  # fmt: skip
    reporter = names.find(part.unit_name, near=report.office_id)
    NamedUnit.objects.bulk_create(
        NamedUnit(
            part=part,
            start=one.start,
            end=one.end,
            phrase=one.phrase[:200],
            role=one.role,
            unit=units.get(key),
        )
        for one in _each_once(found.units)
        for key in names.find_all(one.phrase, near=reporter) or [None]
    )
    _fill_in_from_rows(entry, problems, names, units)
    fill_in(Worksheet(part), units.get(reporter))


def _fill_in_from_rows(
    entry: ReadReport, problems: dict[str, Found], names: UnitNames, units: dict[int, Unit]
) -> None:
    """Write the task fields that stand beside an item: in columns of a ledger, or on lines of their own below it."""
    found = entry.report
    spans = {item.id: item for item in (*found.problems, *found.commitments)}

    def beside(said: tuple, owners: set[str]) -> list:
        own = [one for one in said if one.inside in owners]
        return [one for one in own if not spans[one.inside].start <= one.start < spans[one.inside].end]

    for problem in found.problems:
        owners = {problem.id} | {one.commitment for one in entry.matches if one.problem == problem.id}
        owners &= set(spans)
        row = problems[problem.id]
        days = [one.date for one in beside(found.deadlines, owners) if one.date]
        named = [(one.role, units.get(names.find(one.phrase))) for one in beside(found.units, owners)]
        leads = [unit for role, unit in named if unit and role == NamedUnit.UnitRole.LEAD]
        row.due_on = max(days, default=None)
        row.lead_unit = leads[0] if leads else None
        if row.due_on or row.lead_unit:
            row.save(update_fields=["due_on", "lead_unit"])
        row.assisting_units.add(*(unit for _, unit in named if unit and unit != row.lead_unit))


def _each_once(found: tuple) -> list:
    """A phrase inside a point is also inside its item; its place in the text says whose it is, so once is enough."""
    return list({(one.start, one.end, getattr(one, "role", "")): one for one in found}.values())


def _keep_items(model: type[Found], part: Part, found: tuple, inner: str) -> dict[str, Found]:
    """Write the items and what is inside them; returns them by the reader's names (p1, p1.2, …)."""
    kept: dict[str, Found] = {}
    for item in found:
        kept[item.id] = _keep_item(model, part, item, None)
        for point in getattr(item, inner):
            parent = kept[point.id.rpartition(".")[0]]
            kept[point.id] = _keep_item(model, part, point, parent)
    return kept


def _keep_item(model: type[Found], part: Part, item: object, parent: Found | None) -> Found:
    words = {name: getattr(item, name, "") for name in ("mark", "title", "text", "start", "end")}
    fields = {
        "mark": words["mark"][:20],
        "title": words["title"][:300],
        "text": words["text"],
        "start": words["start"],
        "end": words["end"],
    }
    if model is Problem:
        fields["fingerprint"] = fingerprint(words["text"])
    else:
        fields["plan_kind"] = getattr(item, "plan_kind", parent.plan_kind if parent else "commitment")
    suggestion = words if parent is None else words | {"is_inner": True}
    return model.objects.create(part=part, parent=parent, suggestion=suggestion, **fields)


def fill_in(sheet: Worksheet, reporting_unit: Unit | None, only: Problem | None = None) -> None:
    """Write the task fields that the text suggests into the problems, or into `only` where it has none yet."""
    for problem in sheet.problems if only is None else [only]:
        defaults = sheet.defaults(problem, reporting_unit)
        problem.lead_unit = problem.lead_unit or defaults.lead_unit
        problem.due_on = problem.due_on or defaults.due_on
        if problem.rectification_type == Problem._meta.get_field("rectification_type").default:
            problem.rectification_type = defaults.rectification_type
        others = [one for one in defaults.assisting_units if one != problem.lead_unit]
        if problem.suggestion is not None:
            problem.suggestion = problem.suggestion | {"filled": _as_filled(defaults, others)}
        problem.save(update_fields=["lead_unit", "due_on", "rectification_type", "suggestion"])
        if defaults.assisting_units and not problem.assisting_units.exists():
            problem.assisting_units.set(others)


def _as_filled(defaults: Defaults, others: list[Unit]) -> dict[str, object]:
    """What the text suggested for the task, kept beside what people will make of it."""
    return {
        "lead_unit": defaults.lead_unit and defaults.lead_unit.pk,
        "assisting_units": sorted(unit.pk for unit in others),
        "due_on": defaults.due_on and defaults.due_on.isoformat(),
        "rectification_type": defaults.rectification_type,
    }
