"""批示 and the reply to it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from tracker.actions.attaching import attach, named
from tracker.actions.writing import Conflict, Refused, write
from tracker.models import Instruction, Task, User
from tracker.permissions import require
from tracker.states import Action
from tracker.uploads import Upload


@transaction.atomic
def instruct(
    task: Task, *, by: User, version: int, on: dt.date, note: str, reply_due_on: dt.date | None = None
) -> Instruction:
    """Write a leader's instruction, with the day by which a reply is wanted, if any. Status and deadline stay."""
    require(by, task, Action.INSTRUCT)
    if reply_due_on is not None and reply_due_on < on:
        raise Refused("反馈时限不能早于今天。")
    data = {"reply_due_on": reply_due_on.isoformat()} if reply_due_on else {}
    write(task, Action.INSTRUCT, by=by, version=version, on=on, note=note, data=data)
    return Instruction.objects.create(task=task, by=by, on=on, text=note.strip(), reply_due_on=reply_due_on)


@transaction.atomic
def reply_instruction(
    task: Task,
    *,
    by: User,
    version: int,
    on: dt.date,
    note: str,
    instruction: Instruction,
    evidence: Sequence[Upload] = (),
) -> Instruction:
    """Tell the leader what became of an instruction, once."""
    require(by, task, Action.REPLY_INSTRUCTION)
    data = {"instruction": instruction.pk} | named(evidence)
    write(task, Action.REPLY_INSTRUCTION, by=by, version=version, on=on, note=note, data=data)
    open_ones = Instruction.objects.unanswered().filter(pk=instruction.pk, task=task)
    if open_ones.update(replied_on=on, replied_by=by, reply=note.strip()) != 1:
        raise Conflict("这条批示刚刚已经反馈，您填写的没有保存。请核对。")
    attach(task, evidence, by=by)
    instruction.refresh_from_db()
    return instruction
