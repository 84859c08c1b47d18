"""Reading a report beside merely getting its text out of the file."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from lxml import etree

from reports.reader import read_document
from tests.benchmarks.timing import Line, compare

TIMES = 20  # a long compilation is the longest sample so many times over


def lines() -> Iterator[Line]:
    samples = sorted(
        (settings.BASE_DIR / "seeds" / "reports").iterdir(), key=lambda path: path.stat().st_size
    )
    texts = [path for path in samples if path.suffix == ".txt"]
    for path in [texts[-1], *(path for path in samples if path.suffix == ".docx")]:
        data = path.read_bytes()
        bare = bare_text if path.suffix == ".txt" else bare_docx
        size = f"{len(bare(data)):,} 字"
        yield compare(
            f"读报告 {path.suffix} {size}", partial(read_document, data, path.name), partial(bare, data)
        )
    data = texts[-1].read_bytes() * TIMES
    size = f"{len(bare_text(data)):,} 字"
    yield compare(
        f"读报告 .txt {size}", lambda: read_document(data, "long.txt"), lambda: bare_text(data), rounds=3
    )


def bare_text(data: bytes) -> str:
    return "".join(data.decode("utf-8-sig").splitlines(keepends=True))


def bare_docx(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(etree.fromstring(package.read("word/document.xml")).itertext())
