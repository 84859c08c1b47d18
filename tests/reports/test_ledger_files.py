"""What may be opened as a ledger, and how a bad file is refused: in time, and with a sentence that says what to do."""

import contextlib
import io
import zipfile

import pytest
from openpyxl import Workbook

from reports.ledger import UnreadableLedger, opening, read_sheets, sheets
from reports.reading import archive
from tests.reports.workbooks import HEADER, book, saved, with_part

GOOD = book(HEADER, [1, "账目不清", "清理账目", "市财政局", "", "", "2026-06-30"])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SHEET = "xl/worksheets/sheet1.xml"


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"\0\0\0\n", "a.xlsx", "文件是空的"),
        (OLE, "a.xls", "旧版"),
        (OLE, "a.wps", "旧版"),
        (OLE, "renamed.xlsx", "旧版"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "已加密"),
        (b"%PDF-1.7 ...", "a.pdf", "不支持 .pdf"),
        (b"<html></html>", "a.xlsx", "内容却不是表格"),
        ("编号,问题".encode(), "a.csv", "不支持 .csv"),
        (b"text", "noname", "没有扩展名"),
        (GOOD, "a.docx", "不是 .xlsx"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "文件不完整"),
        (zipped(a=b"x"), "a.xlsx", "不是表格"),
        (zipped(**{"word__document.xml": b"x"}), "a.xlsx", "Word"),
        (zipped(**{"xl__workbook.xml": b"<workbook/>"}), "a.xlsx", "损坏"),
        (with_part(GOOD, "xl/vbaProject.bin", lambda _: b"x"), "a.xlsm", "宏"),
        (with_part(GOOD, SHEET, lambda content: content[:200]), "a.xlsx", "损坏"),
        (with_part(GOOD, "xl/workbook.xml", lambda content: b"not xml"), "a.xlsx", "损坏"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(data, name, sentence):
    with pytest.raises(UnreadableLedger, match=sentence) as refusal:
        read_sheets(data, name)

    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml"])
def test_entities_are_never_expanded(part):
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    attacked = with_part(
        GOOD,
        part,
        lambda content: content.replace(b"?>", b"?>" + bomb, 1) if b"?>" in content else bomb + content,
    )

    with contextlib.suppress(UnreadableLedger):
        assert read_sheets(attacked, "a.xlsx") == read_sheets(GOOD, "a.xlsx")


def test_an_outside_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'.encode()
    attacked = with_part(GOOD, SHEET, lambda content: doctype + content.replace("账目不清".encode(), b"&s;"))

    with pytest.raises(UnreadableLedger):
        read_sheets(attacked, "a.xlsx")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(opening, "MAX_OTHER_BYTES", 10_000)
    fat = with_part(GOOD, "xl/sharedStrings.xml", lambda content: content + b" " * 20_000)

    with pytest.raises(UnreadableLedger, match="展开后过大"):
        read_sheets(fat, "a.xlsx")


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)

    with pytest.raises(UnreadableLedger, match="内容过多"):
        read_sheets(GOOD, "a.xlsx")


def test_a_file_that_is_too_big_is_refused(monkeypatch):
    monkeypatch.setattr(opening, "MAX_BYTES", 100)

    with pytest.raises(UnreadableLedger, match="超过"):
        read_sheets(GOOD, "a.xlsx")


def test_an_empty_workbook_says_so():
    with pytest.raises(UnreadableLedger, match="没有内容"):
        read_sheets(saved(Workbook()), "a.xlsx")


def test_too_many_rows_are_refused_with_the_sheet_named():
    with pytest.raises(UnreadableLedger, match="“台账”超过 2 行"):
        read_sheets(book(*[[1]] * 3), "a.xlsx", max_rows=2)


def test_a_million_declared_and_styled_empty_rows_cost_nothing(monkeypatch):
    monkeypatch.setattr(sheets, "EMPTY_ROWS_TO_STOP", 50)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 60_000))

    def bloat(content: bytes) -> bytes:
        content = content.replace(
            b"</sheetData>", empty + b'<row r="60000"><c r="A60000"><v>7</v></c></row></sheetData>'
        )
        return content.replace(b'<dimension ref="A1:G2"', b'<dimension ref="A1:XFD1048576"')

    (sheet,) = read_sheets(with_part(GOOD, SHEET, bloat), "a.xlsx")

    assert [row.number for row in sheet.rows] == [1, 2]


def test_a_dimension_that_is_too_small_hides_nothing():
    lying = with_part(
        GOOD, SHEET, lambda content: content.replace(b'<dimension ref="A1:G2"', b'<dimension ref="A1"')
    )

    assert read_sheets(lying, "a.xlsx") == read_sheets(GOOD, "a.xlsx")


def test_a_lone_cell_at_the_far_end_is_beyond_the_ledger():
    def stray(content: bytes) -> bytes:
        return content.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )

    (sheet,) = read_sheets(with_part(GOOD, SHEET, stray), "a.xlsx")

    assert len(sheet.rows) == 2
