"""One report in every format: the same problems, promises and matches; and each file goes out as what it came in."""

import io

import docx
import pytest
from django.urls import reverse

from reports.intake import documents
from reports.reader import Reading, read_document
from reports.reading import SUFFIXES
from tests.reports.documents import TEXT, supervisor
from tests.reports.ofd_files import ofd_file
from tests.reports.pdf_files import pdf_file
from tests.reports.test_reading_sheet import LEDGER

PROSE = {
    "总结.txt": TEXT.encode("gb18030"),
    "总结.pdf": pdf_file(TEXT, header="柳溪市水利局文件"),
    "总结.ofd": ofd_file(TEXT, header="柳溪市水利局文件"),
}


def word_document() -> bytes:
    file, document = io.BytesIO(), docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def found(reading: Reading) -> list:
    return [
        (
            entry.report.title, entry.report.unit, entry.report.year,
            [(one.mark, one.title, one.text) for one in entry.report.problems],
            [(one.mark, one.title, one.text, len(one.measures)) for one in entry.report.commitments],
            [(one.problem, one.commitment, one.score) for one in entry.matches],
            [(one.inside, one.phrase, one.date) for one in entry.report.deadlines],
            [(one.inside, one.phrase, one.role) for one in entry.report.units],
        )
        for entry in reading.reports
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["总结.docx", "总结.pdf", "总结.ofd"])
def test_the_same_report_says_the_same_in_every_format(name):
    typed = found(read_document(PROSE["总结.txt"], "总结.txt"))

    assert len(typed[0][3]) == len(typed[0][4]) == 3
    assert found(read_document((PROSE | {"总结.docx": word_document()})[name], name)) == typed


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*PROSE, "台账.xlsx"])
def test_the_file_goes_out_as_what_it_came_in(client, name):
    by = supervisor()
    client.force_login(by)
    report = documents.register(data=PROSE.get(name, LEDGER), name=name, by=by)

    answer = client.get(reverse("report_file", args=[report.pk]))

    assert answer["Content-Type"].startswith(SUFFIXES[f".{name.rpartition('.')[2]}"][1])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == PROSE.get(name, LEDGER)
