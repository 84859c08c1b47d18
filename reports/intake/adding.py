"""Add what the machine missed, and ask it again for what answers that."""

from collections.abc import Iterator

from reports import extraction
from reports.intake.correcting import refresh_fingerprints
from reports.intake.documents import fill_in
from reports.intake.headlines import mark_and_title
from reports.intake.turns import turn
from reports.intake.worksheet import Worksheet, unit_names
from reports.matching import match as suggest
from reports.models import Found, Match, Part, Problem
from tracker.actions import Refused
from tracker.models import Unit, User


def add(
    model: type[Found],
    part: Part,
    text: str = "",
    *,
    selected: tuple[int, int] | None = None,
    answers: Problem | None = None,
    by: User,
) -> Found:
    """Add what the machine missed: a stretch of the source that a person selected, or a text that they typed or pasted.

    A commitment may be added as an answer to a problem at once.
    """
    source = part.report.text
    if selected is not None:
        text = source[slice(*selected)]
    start: int | None = source.find(text.strip(), selected[0] if selected else part.start, part.end)
    text = text.strip()
    if not text:
        raise Refused("请先在原文中选中一段文字，或者把内容填写在框里。")
    if start == -1:
        start = None
    mark, title = mark_and_title(text)
    end = None if start is None else start + len(text)
    item = model(part=part, mark=mark[:20], title=title, text=text, by=by, start=start, end=end)
    with turn(part, f"添加：{title}", by=by):
        _refuse_again(item)
        refresh_fingerprints(item)
        item.save()
        if isinstance(item, Problem):
            suggest_answers(item)
        elif answers is not None:
            Match.objects.create(problem=answers, commitment=item, by=by)
    return item


def _refuse_again(item: Found) -> None:
    same = type(item).objects.filter(part=item.part, start=item.start, end=item.end).live()
    if item.start is not None and same.exists():
        raise Refused(f"这段原文已经有一条了：{same.first()}。")


def suggest_answers(problem: Problem) -> None:
    """Ask the machine again for a problem that it did not see, and fill in what the text says about its task."""
    sheet = Worksheet(problem.part)
    points = tuple(extraction.Point(str(one.pk), one.mark, one.text, 0, 0) for one in sheet.inner(problem))
    asked = extraction.Problem(str(problem.pk), problem.mark, problem.title, problem.text, 0, 0, points)
    report = extraction.Report("", "", None, None, 0, 0, (asked,), tuple(_as_read(sheet)), (), ())
    Match.objects.bulk_create(
        Match(problem=problem, commitment_id=int(one.commitment), score=one.score, reason=one.reason[:300])
        for one in suggest(report)
    )
    fill_in(Worksheet(problem.part), reporting_unit(problem.part), only=problem)


def _as_read(sheet: Worksheet) -> Iterator[extraction.Commitment]:
    for one in sheet.commitments:
        measures = tuple(
            extraction.Point(str(inner.pk), inner.mark, inner.text, 0, 0) for inner in sheet.inner(one)
        )
        yield extraction.Commitment(str(one.pk), one.mark, one.title, one.text, 0, 0, one.plan_kind, measures)


def reporting_unit(part: Part) -> Unit | None:
    """The body whose report it is, where it is one of our units."""
    return Unit.objects.filter(pk=unit_names().find(part.unit_name, near=part.report.office_id)).first()
