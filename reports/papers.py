"""What a notice says on paper: its tasks in words, and the .docx that is frozen when it is issued."""

import io

from reports.letters import NoticeItem, NoticePaper, day_words
from tracker.models import Notice, Task


def notice_paper(notice: Notice) -> NoticePaper:
    """Return the notice as its paper says it; a draft says what stands now."""
    tasks = Task.objects.filter(notice_items__notice=notice).order_by("notice_items__position")
    tasks = tasks.select_related("source", "lead_unit").prefetch_related("assisting_units")
    return NoticePaper(
        kind=notice.get_kind_display(),
        number=notice.number,
        document_number=notice.document_number,
        office=str(notice.office),
        unit=str(notice.unit),
        opening=notice.opening,
        items=[_item(task) for task in tasks],
        demand=notice.demand,
        reply_by=notice.reply_by,
        contact=notice.contact,
        issued_on=notice.issued_on,
    )


def render_notice(notice: Notice) -> bytes:
    """Return the .docx of the notice."""
    stream = io.BytesIO()
    notice_paper(notice).write(stream)
    return stream.getvalue()


def _item(task: Task) -> NoticeItem:
    assisting = "、".join(unit.name for unit in task.assisting_units.all())
    due = day_words(task.due_on)
    if task.original_due_on != task.due_on:
        due += f"（原定{day_words(task.original_due_on)}）"
    return NoticeItem(
        number=task.number,
        title=task.title,
        source=str(task.source),
        problem=task.problem,
        commitment=task.commitment,
        units=f"{task.lead_unit}牵头" + (f"，{assisting}配合" if assisting else ""),
        due=due,
    )
