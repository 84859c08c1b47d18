"""OFD documents for tests, set line by line as a layout program would."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.reports.paged import HEIGHT, SIZE, WIDTH, paged
from tests.reports.word_files import archive

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
IMAGE = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="3"/>'


def ofd_file(text: str, *, header: str = "", numbered: bool = True) -> bytes:
    """An OFD of paragraphs, broken into lines and pages."""
    pages = paged(text, header=header, numbered=numbered)
    return ofd_of(
        [
            page(*(text_object(one.words, one.left, one.top, size=one.size) for one in lines))
            for lines in pages
        ]
    )


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
