"""The papers of a round as Word files: just what the person sees on its page."""

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.letters import AgendaItem, AgendaPaper, MinutesItem, MinutesPaper, day_words
from reports.views.papers import paper_answer
from tracker.agenda import Followed, Line, agenda
from tracker.colours import Colour
from tracker.models import Application, Decision, Round
from tracker.templatetags.tracker_tags import days_words
from tracker.views.access import visible_round


@require_GET
def round_agenda_file(request: HttpRequest, pk: int) -> FileResponse:
    """The agenda."""
    one = visible_round(request, pk)
    lines = agenda(one, request.user, timezone.localdate())
    paper = AgendaPaper(
        one.title,
        one.held_on,
        str(one.unit),
        one.chair,
        one.attendees,
        [_agenda_item(line) for line in lines],
    )
    return paper_answer(f"{one.title}议程.docx", paper)


@require_GET
def round_minutes_file(request: HttpRequest, pk: int) -> FileResponse:
    """The minutes of a round that was held."""
    one = visible_round(request, pk)
    if one.status == Round.Status.PLANNED:
        raise Http404("还没有召开，没有纪要。")
    lines = agenda(one, request.user, timezone.localdate())
    paper = MinutesPaper(
        one.title,
        one.held_on,
        str(one.unit),
        one.chair,
        one.attendees,
        one.minutes,
        one.status == Round.Status.CLOSED,
        [_minutes_item(line) for line in lines if line.decided or line.item.conclusion],
    )
    return paper_answer(f"{one.title}纪要.docx", paper)


def _agenda_item(line: Line) -> AgendaItem:
    task, report = line.task, line.progress
    assisting = "、".join(unit.name for unit in task.assisting_units.all())
    days = days_words(line.days)
    return AgendaItem(
        colour=Colour(task.colour).label if task.colour else "未交办",
        number=task.number,
        title=task.title,
        units=f"{line.lead or '牵头单位未定'}牵头" + (f"，{assisting}配合" if assisting else ""),
        due=day_words(task.due_then) + (f"（{days}）" if days else ""),
        reason=line.item.reason,
        next_actor=line.next_actor,
        progress=f"{day_words(report.on)}{report.unit}报送，完成 {report.percent}%：{report.text}"
        if report
        else "",
        last_decisions=[f"{_words(one)}（{one.became.words}）" for one in line.before],
    )


def _minutes_item(line: Line) -> MinutesItem:
    return MinutesItem(
        line.task.number,
        line.task.title,
        str(line.lead or ""),
        line.item.conclusion,
        [f"{_words(one)}。" for one in line.decided],
    )


def _words(one: Followed) -> str:
    """A decision in one line: kind, whom, what, by when."""
    decision = one.decision
    whom = decision.person or (str(decision.unit) if decision.unit else "")
    return f"{decision.get_kind_display()}{f'（{whom}）' if whom else ''}：{decision.text.rstrip('。')}{_by_when(decision)}"


def _by_when(decision: Decision) -> str:
    """The day in brackets. That of a new limit is in force only if an extension was granted, so the words say which."""
    if decision.due_on is None:
        return ""
    day = day_words(decision.due_on)
    if decision.kind != Decision.Kind.LIMIT:
        return f"（{day}）"
    if decision.application is None:
        return f"（同意考虑延至{day}，须由牵头单位按程序申请延期）"
    granted = decision.application.decision == Application.Decision.GRANTED
    return f"（{'同意' if granted else '不同意'}延至{day}）"
