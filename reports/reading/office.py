"""Old office documents (.doc, .wps, .rtf) → .docx by LibreOffice where it is installed, then read as Word documents."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from reports.reading.child import ChildFailed, Limits, run
from reports.reading.document import Source, UnreadableFile
from reports.reading.docx import read_docx

LIMITS = Limits(seconds=90, cpu_seconds=60, memory=6 * 1024**3, file_size=128 * 1024**2)
PROGRAMS = ("soffice", "libreoffice")

MISSING = "这台服务器没有安装 LibreOffice，读不了 .doc、.wps、.rtf 文件，请用 Word 或 WPS 打开后另存为 .docx 再上传。"
FAILED = (
    "这个旧版文件转换失败（可能已损坏、设有密码或内容过多），请用 Word 或 WPS 打开后另存为 .docx 再上传。"
)

# No macros, no links out of the document: a proxy that nobody serves stands before everything that is not a file.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetNoProxy"><value></value></prop></item>
</oor:items>
"""


def read_office(data: bytes, name: str) -> Source:
    """The text of a .doc, .wps or .rtf. Raises UnreadableFile where LibreOffice is missing or cannot convert it."""
    return read_docx(_converted(data, check_converter()), name)


def check_converter() -> str:
    """The program that converts old office documents. Raises UnreadableFile where this machine has none."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnreadableFile(MISSING)
    return program


def _converted(data: bytes, program: str) -> bytes:
    """The document as .docx; everything that the program writes lies in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="zhenggai-office-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        settings = home / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        paper = home / "paper.doc"
        paper.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--nolockcheck", "--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(paper),
        ]  # fmt: skip
        environment = {
            "HOME": folder,
            "TMPDIR": folder,
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
        }
        try:
            run(command, limits=LIMITS, env=environment)
            return (home / "out" / "paper.docx").read_bytes()
        except (ChildFailed, OSError) as error:
            raise UnreadableFile(FAILED) from error
