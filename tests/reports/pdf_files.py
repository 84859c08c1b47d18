"""PDF documents for tests, written object by object; their font is named, not embedded, its codes are Unicode."""

from collections.abc import Sequence

from tests.reports.paged import HEIGHT, SIZE, WIDTH, Placed, paged

POINTS = 72 / 25.4
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
)
IMAGE = "q 400 0 0 600 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
"""drawing operators of one picture that fills a page"""


def pdf_file(text: str, *, header: str = "", numbered: bool = True) -> bytes:
    """A PDF of paragraphs, broken into lines and pages."""
    pages = paged(text, header=header, numbered=numbered)
    return pdf_of(["\n".join(shown(one) for one in page) for page in pages])


def shown(placed: Placed, *, matrix: str = "") -> str:
    """Operators that draw words, upright unless a matrix says otherwise."""
    size = placed.size * POINTS
    at = f"1 0 0 1 {placed.left * POINTS:.2f} {(HEIGHT - placed.top - 0.88 * placed.size) * POINTS:.2f}"
    return f"BT /F1 {size:.2f} Tf {matrix or at} Tm <{placed.words.encode('utf-16-be').hex()}> Tj ET"


def pdf_of(pages: Sequence[str], *, page_entries: str = "", trailer_entries: str = "") -> bytes:
    """The file around the drawing operators of its pages."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    box = f"[0 0 {WIDTH * POINTS:.2f} {HEIGHT * POINTS:.2f}]"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>", FONT]
    for number, drawing in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Resources<</Font<</F1 3 0 R>>>>{page_entries}/Contents {5 + 2 * number} 0 R>>"
        )
        objects.append(f"<</Length {len(drawing.encode())}>>stream\n{drawing}\nendstream")
    return _written(objects, trailer_entries)


def _written(objects: list[str], trailer_entries: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer_entries}>>"
    return (
        data
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(data)}\n%%EOF\n".encode()
    )


ENCRYPTION = (
    "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -1"
    f"/O<{'41' * 32}>/U<{'42' * 32}>>>/ID[<{'43' * 16}><{'43' * 16}>]"
)
"""trailer entries of a file whose password is not the empty one"""

__all__ = ["ENCRYPTION", "IMAGE", "SIZE", "Placed", "pdf_file", "pdf_of", "shown"]
