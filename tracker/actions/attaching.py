"""Evidence: files that passed the check, kept beside the report or application that they prove."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from tracker.actions.writing import Refused, write
from tracker.models import Application, Evidence, Progress, Step, Task, User
from tracker.permissions import require
from tracker.states import Action
from tracker.uploads import Upload


def named(files: Iterable[Upload | Evidence]) -> dict[str, list[dict[str, str]]]:
    """The files as a step of the trail names them, so that its digest covers what they held; nothing for no files."""
    names = [{"name": file.name, "sha256": file.sha256} for file in files]
    return {"evidence": names} if names else {}


def attach(
    task: Task, uploads: Sequence[Upload], *, by: User, **to: Progress | Application
) -> list[Evidence]:
    """Keep the files under their hash, so that no name that a person chose reaches the disk.

    Must run last inside the transaction of the action: a file outlives a rollback.
    """
    return [
        Evidence.objects.create(
            task=task,
            by=by,
            file=File(upload.file, name=f"{upload.sha256[:20]}{upload.suffix}"),
            name=upload.name,
            size=upload.size,
            sha256=upload.sha256,
            content_type=upload.content_type,
            **to,
        )
        for upload in uploads
    ]


@transaction.atomic
def withdraw_evidence(
    task: Task, *, by: User, version: int, on: dt.date, note: str, evidence: Evidence
) -> Step:
    """Take back a file that was given by mistake. It counts no more, but file and reason stay readable."""
    require(by, task, Action.WITHDRAW_EVIDENCE)
    taken = task.evidence.withdrawable_by(by).filter(pk=evidence.pk)
    step = write(
        task, Action.WITHDRAW_EVIDENCE, by=by, version=version, on=on, note=note, data=named([evidence])
    )
    if taken.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason=note.strip()) != 1:
        raise Refused("只能撤回本单位上传、还没有撤回的材料。请刷新页面核对。")
    return step
