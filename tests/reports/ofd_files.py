"""OFD documents for tests, set line by line as a layout program would."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.reports.word_files import archive

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT, MARGIN, SIZE, STEP = 210.0, 297.0, 28.0, 5.6, 10.0
COLUMNS = int((WIDTH - 2 * MARGIN) / SIZE)
"""characters in a full line"""
LINES = 24


def ofd_file(text: str, *, header: str = "", numbered: bool = True) -> bytes:
    """Each line of the text as a paragraph, indented by two characters, its lines broken and paged."""
    laid = [line for paragraph in text.splitlines() if paragraph for line in _broken(paragraph)]
    pages = [laid[first : first + LINES] for first in range(0, len(laid), LINES)]
    contents = []
    for number, lines in enumerate(pages, start=1):
        objects = [
            text_object(words, MARGIN + indent * SIZE, 40 + row * STEP)
            for row, (indent, words) in enumerate(lines)
        ]
        if header:
            objects.insert(0, text_object(header, 80, 20, size=4))
        if numbered:
            objects.append(text_object(f"— {number} —", 98, 285, size=4))
        contents.append(page(*objects))
    return ofd_of(contents)


def _broken(paragraph: str) -> list[tuple[int, str]]:
    """(indent, words) of the lines of one paragraph."""
    first, rest = paragraph[: COLUMNS - 2], paragraph[COLUMNS - 2 :]
    return [(2, first)] + [(0, rest[at : at + COLUMNS]) for at in range(0, len(rest), COLUMNS)]


def text_object(words: str, left: float, top: float, *, size: float = SIZE, attributes: str = "") -> str:
    """One TextObject whose characters follow each other by their full width."""
    deltas = f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{left} {top} {WIDTH} {size}" Font="1" Size="{size}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{size * 0.88}"{deltas}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str, layer: str = "Body") -> str:
    return (
        f"<ofd:Page {NAMESPACE}><ofd:Area><ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="1" Type="{layer}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd_of(pages: Sequence[str], extra: dict[str, str | bytes] | None = None) -> bytes:
    """The container around the contents of pages."""
    places = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:Pages>{places}</ofd:Pages></ofd:Document>",
    }
    parts |= {f"Doc_0/Pages/Page_{number}/Content.xml": content for number, content in enumerate(pages)}
    return archive(parts | (extra or {}))
