"""What a notice says on paper: its tasks in words, and the .docx that is frozen when it is issued."""

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from reports.letters import NoticeItem, NoticePaper, day_words
from tracker.models import Notice
from tracker.notice_words import said_of


def notice_paper(notice: Notice) -> NoticePaper:
    """Return the notice as its paper says it: a draft what stands now, an issued one what stood when it was issued."""
    return NoticePaper(
        kind=notice.get_kind_display(),
        number=notice.number,
        document_number=notice.document_number,
        office=str(notice.office),
        unit=str(notice.unit),
        opening=notice.opening,
        items=[_item(item.said or said_of(item.task)) for item in notice.matters],
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


def _item(said: Mapping[str, Any]) -> NoticeItem:
    assisting = "、".join(said["assisting"])
    due = _day(said["due_on"])
    if said["original_due_on"] != said["due_on"]:
        due += f"（原定{_day(said['original_due_on'])}）"
    return NoticeItem(
        number=said["number"],
        title=said["title"],
        source=said["source"],
        problem=said["problem"],
        commitment=said["commitment"],
        units=f"{said['lead']}牵头" + (f"，{assisting}配合" if assisting else ""),
        due=due,
    )


def _day(written: str) -> str:
    return day_words(dt.date.fromisoformat(written))
