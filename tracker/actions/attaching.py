"""Evidence: files that passed the check, kept beside the report or application that they prove."""

from collections.abc import Sequence

from django.core.files import File

from tracker.models import Application, Evidence, Progress, Task, User
from tracker.uploads import Upload


def attach(task: Task, uploads: Sequence[Upload], *, by: User, **to: Progress | Application) -> None:
    """Keep the files under their hash, so that no name that a person chose reaches the disk.

    Must run last inside the transaction of the action: a file outlives a rollback.
    """
    for upload in uploads:
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
