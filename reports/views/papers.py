"""Word files as answers."""

import io
from typing import IO, Protocol

from django.http import FileResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Writable(Protocol):
    def write(self, stream: IO[bytes]) -> None: ...


def paper_answer(name: str, paper: Writable) -> FileResponse:
    """Send a paper as a download of this name."""
    stream = io.BytesIO()
    paper.write(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=DOCX)
