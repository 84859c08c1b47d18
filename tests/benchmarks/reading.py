"""Reading reports and matching their items beside merely getting the text out of the file."""

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from django.conf import settings
from lxml import etree

from reports.reader import read_document
from tests.benchmarks.timing import Line, compare, compare_memory
from tests.reports.labelled import load

# As long as a real compilation of a city's bureaus; then ten times ten, to see that the cost grows with the length alone.
USUAL = 40
COMPILATIONS = (10, 100, 1_000)
SAMPLES = Path(__file__).parents[1] / "reports" / "samples" / "reading"


def lines() -> Iterator[Line]:
    for path in sorted((settings.BASE_DIR / "seeds" / "reports").glob("*.docx")):
        data = path.read_bytes()
        yield _timed(f"读报告 .docx {len(bare_docx(data)):,} 字", data, path.name, bare_docx)
    reports = _single_reports()
    for number in (USUAL, *COMPILATIONS):
        text = _compilation(reports, number)
        yield _timed(f"读汇编并匹配 {number} 篇 {len(text):,} 字", text.encode(), "汇编.txt", bare_text)
    for number in COMPILATIONS[:2]:
        data = _compilation(reports, number).encode()
        what = f"读汇编并匹配 {number} 篇，内存峰值"
        yield compare_memory(what, partial(read_document, data, "汇编.txt"), partial(bare_text, data))


def _timed(what: str, data: bytes, name: str, bare: Callable[[bytes], str]) -> Line:
    rounds = 7 if len(data) < 500_000 else 3
    return compare(what, partial(read_document, data, name), partial(bare, data), rounds=rounds)


def _single_reports() -> list[str]:
    samples = [load(path) for path in sorted(SAMPLES.glob("*.txt"))]
    return [sample.text.strip() for sample in samples if len(sample.reports) == 1]


def _compilation(reports: list[str], number: int) -> str:
    body = "\n\n\n\n".join(islice(cycle(reports), number))
    return f"各部门工作总结汇编（{number}篇）\n\n\n\n{body}\n"


def bare_text(data: bytes) -> str:
    return "".join(data.decode("utf-8-sig").splitlines(keepends=True))


def bare_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(etree.fromstring(package.read("word/document.xml")).itertext())
