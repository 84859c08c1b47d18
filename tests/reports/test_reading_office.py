"""Old office documents: converted where LibreOffice is installed, refused with a way out where it is not."""

import http.server
import os
import subprocess
import threading
from pathlib import Path

import pytest

from reports.reader import first_look
from reports.reading import UnreadableFile, office, read_source
from tests import needs
from tests.reports.word_files import paragraph, word_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PARAGRAPHS = ["河湾县水务局工作总结", "一、存在问题", "（一）抢修人手偏紧。"]
RICH = (
    "{\\rtf1\\ansi " + "\\par ".join("".join(f"\\u{ord(c)}?" for c in words) for words in PARAGRAPHS) + "}"
).encode()


def compound(*streams: str, word_flags: int | None = None) -> bytes:
    """The outline of a compound file: its directory names these streams, its Word stream has these flags."""
    head = b"" if word_flags is None else b"\xec\xa5" + b"\0" * 8 + word_flags.to_bytes(2, "little")
    return (
        OLE + head.ljust(512, b"\0") + b"".join(name.encode("utf-16-le").ljust(64, b"\0") for name in streams)
    )


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (compound("WordDocument", word_flags=0x0100), "a.doc", "加密"),
        (compound("EncryptedPackage"), "a.docx", "加密"),
        (compound("Workbook"), "a.et", "另存为 .xlsx"),
        (compound("PowerPoint Document"), "a.dps", "演示文稿"),
        (compound("Unknown"), "a.wps", "旧版"),
        (compound("WordDocument", word_flags=0), "a.docx", "改为 .doc"),
        (RICH, "a.txt", "改为 .rtf"),
        (word_file(paragraph("甲")), "a.doc", "改为 .docx"),
        (b"<html><body>x</body></html>", "a.doc", "网页"),
        (b"MIME-Version: 1.0\r\n\r\nx", "a.doc", "网页"),
        ("文字".encode(), "a.doc", "不是 旧版"),
    ],
)
def test_content_and_name_are_judged_before_anything_is_converted(data, name, says, monkeypatch):
    monkeypatch.setattr(office, "run", None)

    with pytest.raises(UnreadableFile) as refusal:
        read_source(data, name)

    assert says in str(refusal.value) and str(refusal.value).count("。") == 1


@pytest.mark.parametrize("read", [read_source, first_look])
def test_without_libreoffice_the_sentence_names_the_way_out(read, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(UnreadableFile, match=r"没有安装 LibreOffice.*另存为 \.docx"):
        read(RICH, "总结.rtf")


def test_a_page_does_not_wait_for_a_conversion(monkeypatch):
    needs.soffice()
    monkeypatch.setattr(office, "run", None)

    assert first_look(RICH, "总结.rtf") == ""


def converted(tmp_path: Path, extension: str, form: str) -> bytes:
    """Our rich text as LibreOffice saves it in another old format."""
    (tmp_path / "paper.rtf").write_bytes(RICH)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [needs.soffice(), profile, "--headless", "--convert-to", f"{extension}:{form}", "--outdir", tmp_path, tmp_path / "paper.rtf"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (tmp_path / f"paper.{extension}").read_bytes()


@pytest.mark.parametrize("name", ["总结.rtf", "总结.doc", "总结.wps"])
def test_rich_text_is_read_under_each_of_its_names(name):
    needs.soffice()

    assert read_source(RICH, name).text.split() == PARAGRAPHS


@pytest.mark.parametrize("name", ["总结.doc", "总结.wps"])
def test_an_old_word_document_is_read(tmp_path, name):
    data = converted(tmp_path, "doc", "MS Word 97")

    assert read_source(data, name).text.split() == PARAGRAPHS


def test_a_damaged_old_document_is_refused(tmp_path):
    needs.soffice()

    with pytest.raises(UnreadableFile, match="转换失败"):
        read_source(compound("WordDocument", word_flags=0), "总结.doc")


def test_a_conversion_that_hangs_is_ended_with_all_its_children(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "LIMITS", office.Limits(1, 1, 2**30, 2**20))

    with pytest.raises(UnreadableFile, match="转换失败"):
        read_source(RICH, "总结.rtf")

    child = int((tmp_path / "child").read_text())
    assert "sleep" not in _command_of(child)


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_links_of_a_document_are_not_followed():
    needs.soffice()
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        fields = "".join(
            f'{{\\field{{\\*\\fldinst {{ {code} "{at}/{code}" }}}}{{\\fldrslt x}}}}'
            for code in ("INCLUDEPICTURE", "INCLUDETEXT")
        )
        read_source(RICH[:-1] + fields.encode() + b"}", "总结.rtf")
        server.shutdown()

    assert asked == []
