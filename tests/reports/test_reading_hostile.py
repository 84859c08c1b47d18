"""Files made or broken to do harm: a reading or one Chinese sentence, never another exception, and an end."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.reader import Reading, read_document
from reports.reading import UnreadableFile, read_source
from tests.reports.documents import TEXT
from tests.reports.ofd_files import ofd_file, ofd_of, page, text_object
from tests.reports.pdf_files import pdf_file, pdf_of
from tests.reports.test_reading_docx import text_box
from tests.reports.test_reading_sheet import LEDGER
from tests.reports.word_files import (
    archive,
    body,
    list_definition,
    list_use,
    numbered,
    paragraph,
    run,
    word_file,
)

WORD = word_file(
    *(paragraph(line) for line in TEXT.splitlines()),
    numbered("自动编号", 1),
    paragraph("框", text_box(paragraph("框里"))),
    f"<w:tbl><w:tr><w:tc>{paragraph('格')}</w:tc></w:tr></w:tbl>",
    numbering=list_definition(0, ("chineseCounting", "%1、")) + list_use(1, 0),
    styles='<w:style w:styleId="A"><w:name w:val="正文"/></w:style>',
)
FILES = {"a.docx": WORD, "a.ofd": ofd_file(TEXT), "a.xlsx": LEDGER}
PDF = pdf_file(TEXT)

Change = Callable[[bytes], bytes]


@st.composite
def damage(draw) -> Change:
    """Bytes flipped, cut out, put in, doubled, or the end cut off; places are shares of the length."""
    kind = draw(st.sampled_from(["flip", "cut", "insert", "double", "truncate"]))
    at, length = draw(st.floats(0, 1)), draw(st.integers(1, 200))
    junk = draw(
        st.binary(min_size=1, max_size=20)
        | st.sampled_from([b"<", b">", b'"', b"&#0;", b"<w:p>", b"9" * 400, b"\xff"])
    )

    def change(data: bytes) -> bytes:
        start = int(at * len(data))
        middle, rest = data[start : start + length], data[start + length :]
        match kind:
            case "flip":
                return data[:start] + bytes(255 - byte for byte in middle[:3]) + middle[3:] + rest
            case "cut":
                return data[:start] + rest
            case "insert":
                return data[:start] + junk + middle + rest
            case "double":
                return data[:start] + middle * 3 + rest
            case _:
                return data[:start]

    return change


DAMAGES = st.lists(damage(), min_size=1, max_size=4)


def applied(changes: list[Change], data: bytes) -> bytes:
    for change in changes:
        data = change(data)
    return data


def outcome(data: bytes, name: str) -> Reading | str:
    try:
        return read_document(data, name)
    except UnreadableFile as refusal:
        return str(refusal)


def is_fit_for_a_person(result: Reading | str) -> bool:
    return isinstance(result, Reading) or (result.endswith("。") and result[-2] >= "\u4e00")


@settings(max_examples=150, deadline=None)
@given(DAMAGES, st.sampled_from(sorted(FILES)))
def test_a_damaged_container_is_read_or_refused(changes, name):
    assert is_fit_for_a_person(outcome(applied(changes, FILES[name]), name))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAMAGES, st.sampled_from(sorted(FILES)), st.data())
def test_a_sound_container_of_damaged_parts_is_read_or_refused(changes, name, data):
    parts = {}
    with zipfile.ZipFile(io.BytesIO(FILES[name])) as packed:
        parts = {entry: packed.read(entry) for entry in packed.namelist()}
    part = data.draw(st.sampled_from(sorted(parts)))

    assert is_fit_for_a_person(outcome(archive(parts | {part: applied(changes, parts[part])}), name))


@settings(max_examples=40, deadline=None)
@given(DAMAGES)
def test_a_damaged_pdf_is_read_or_refused(changes):
    assert is_fit_for_a_person(outcome(applied(changes, PDF), "a.pdf"))


HEADERS = [
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF-1.7\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<html>",
]
NAMES = ["a.txt", "a.docx", "a.ofd", "a.xlsx", "a.doc", "a.wps", "a.zip", "a", "a.et", "a.docm"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HEADERS), st.binary(max_size=300), st.sampled_from(NAMES))
def test_any_bytes_behind_any_header_are_read_or_refused(header, rest, name):
    assert is_fit_for_a_person(outcome(header + rest, name))


LONGEST = "水" * 200_000


def unpacked(data: bytes) -> bytes:
    """The same container with its parts as they are; anything else as it is."""
    if not data.startswith(b"PK"):
        return data
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as packed,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as stored,
    ):
        for entry in packed.namelist():
            stored.writestr(entry, packed.read(entry))
    return file.getvalue()


def nested(opening: str, closing: str, inner: str, times: int) -> str:
    return opening * times + inner + closing * times


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word_file(paragraph(LONGEST)), "a.docx"),
        (word_file(paragraph(*([run("水"), "<w:r><w:br/></w:r>"] * 50_000))), "a.docx"),
        (word_file(*[paragraph("框", text_box(paragraph("里")))] * 10_000), "a.docx"),
        (word_file(*[f"<w:tbl><w:tr><w:tc>{paragraph('格')}</w:tc></w:tr></w:tbl>"] * 10_000), "a.docx"),
        (word_file(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", paragraph("格"), 80)), "a.docx"),
        (word_file(nested("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", paragraph("框"), 60)), "a.docx"),
        (word_file(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 10_000 + run("水"))), "a.docx"),
        (word_file(*[numbered("甲", 1, depth) for depth in range(9)] * 1_100, numbering=list_definition(0, *[("chineseCounting", "%1、")] * 9) + list_use(1, 0)), "a.docx"),
        (ofd_of([page(text_object(LONGEST, 0, 0))]), "a.ofd"),
        (ofd_of([page(*[text_object("水", 30, row % 200) for row in range(20_000)])]), "a.ofd"),
        (ofd_of([page(text_object("水利", 0, 0).replace("g 1 ", "g 999999999 "))]), "a.ofd"),
        (ofd_of([page(text_object("水利", 0, 0).replace('ID="1"', 'CTM="1e5 0 0 1e5 1e5 1e5"'))]), "a.ofd"),
        (pdf_of(["BT /F1 1 Tf <6c34> Tj ET " * 20_000]), "a.pdf"),
        (pdf_of(["q " * 100_000]), "a.pdf"),
    ],
    ids=[
        "long paragraph", "soft breaks", "text boxes", "tables", "tables in tables", "boxes in boxes", "fields", "lists",
        "long line", "one page of many", "count", "matrix", "pdf characters", "pdf nesting",
    ],
)  # fmt: skip
def test_a_hostile_file_comes_to_an_end(data, name):
    """Work in proportion to the file: with anything worse these would not come back. Unpacked, so that no limit helps."""
    result = outcome(unpacked(data), name)

    assert isinstance(result, Reading) or "文字" in result


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
LOCAL_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BILLION, LOCAL_FILE], ids=["billion", "local file"])
@pytest.mark.parametrize("name", ["a.docx", "a.ofd", "a.xlsx"])
def test_entities_are_refused_in_every_container(name, declaration):
    entity = "&i;" if declaration is BILLION else "&a;"
    parts = {
        "a.docx": {"word/document.xml": declaration + body(paragraph(entity))},
        "a.ofd": {"OFD.xml": f"{declaration}<OFD>{entity}</OFD>"},
        "a.xlsx": {"xl/workbook.xml": f"{declaration}<workbook>{entity}</workbook>"},
    }[name]

    result = outcome(archive({"[Content_Types].xml": "<Types/>"} | parts), name)
    assert isinstance(result, str) and "root:" not in result and is_fit_for_a_person(result)


@pytest.mark.parametrize("name", ["a.docx", "a.ofd", "a.xlsx"])
@pytest.mark.parametrize("kind", ["ratio", "entries", "declared"])
def test_bombs_are_refused_before_they_go_off(name, kind):
    main = {"a.docx": "word/document.xml", "a.ofd": "OFD.xml", "a.xlsx": "xl/workbook.xml"}[name]
    more = {
        "ratio": {f"x/{number}.xml": b"\0" * 40_000_000 for number in range(2)},
        "entries": {f"x/{number}.xml": b"" for number in range(2_001)},
        "declared": {f"x/{number}.xml": b"<a/>" * 1_600_000 for number in range(11)},
    }[kind]
    data = archive({main: "<x/>"} | more)

    assert len(data) < 2_000_000
    result = outcome(data, name)
    assert isinstance(result, str) and ("过大" in result or "过多" in result)


def test_a_zip_in_which_sizes_lie_is_no_bomb():
    data = bytearray(word_file(paragraph("水" * 3_000_000)))
    # Both the local header and the directory are made to declare one byte.
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            data[place + at : place + at + 4] = (1).to_bytes(4, "little")

    with pytest.raises(UnreadableFile):
        read_source(bytes(data), "a.docx")
