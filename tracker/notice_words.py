"""What a new draft of a notice says, by its kind, and of its tasks; the officer who checks it may change the words of the former."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.models import Task


@dataclass(frozen=True)
class Words:
    opening: str
    demand: str
    reply_days: int | None
    """the reply is due so many days later; none: no reply is asked"""


WORDS = {
    "assign": Words(
        "现将下列整改事项交由你单位牵头办理。",
        "请收到后及时签收，对照认定标准制定整改措施，在时限以内完成整改并申请销号；配合单位要主动配合。"
        "不属于本单位职责的，请说明理由退回。",
        5,
    ),
    "hint": Words(
        "下列整改事项已进入提示期，现提示你单位。",
        "请对照整改措施逐项检查进度，如实报送进展，确保按期完成。",
        None,
    ),
    "warn": Words(
        "下列整改事项临近时限、尚未完成，现予预警。",
        "请主要负责同志过问，倒排工期，抓紧整改；确实不能按期完成的，请在时限以内说明理由申请延期。",
        5,
    ),
    "press": Words(
        "下列整改事项已超过时限，至今没有完成，现予督办。",
        "请立即整改，书面说明未按期完成的原因、目前进展和完成时间。逾期不回复或者整改仍无进展的，将按规定提请约谈。",
        5,
    ),
    "clear": Words(
        "下列整改事项经对照认定标准审核，已经完成整改，现予销号。",
        "请巩固整改成效，举一反三，防止问题反弹；有关材料请妥善保存，以备回头看。",
        None,
    ),
}


def reply_day(kind: str, on: dt.date) -> dt.date | None:
    """Return the day by which a notice of this kind, drafted on `on`, usually asks for a reply."""
    days = WORDS[kind].reply_days
    return None if days is None else on + dt.timedelta(days=days)


def said_of(task: "Task") -> dict[str, Any]:
    """Return what a notice says of a task, fit for JSON: frozen with the paper, because the task goes on."""
    return {
        "number": task.number,
        "title": task.title,
        "source": str(task.source),
        "problem": task.problem,
        "commitment": task.commitment,
        "lead": str(task.lead_unit),
        "assisting": [unit.name for unit in task.assisting_units.all()],
        "due_on": task.due_on.isoformat(),
        "original_due_on": task.original_due_on.isoformat(),
    }
