"""Small real files for the demo's evidence: a PDF with Chinese text, a PNG, a plain text."""

import struct
import zlib
from io import BytesIO

from tracker.uploads import Upload, inspect

MOST_BYTES = 1 << 20


def statement(name: str, lines: list[str]) -> Upload:
    """A one-page PDF. The font is one that readers bring themselves, so nothing is embedded."""
    rows = [f"<{line[:40].encode('utf-16-be').hex()}> Tj T*" for line in lines]
    stream = "\n".join(["BT /F1 14 Tf 72 760 Td 26 TL", *rows, "ET"]).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    body += (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(body),
        )
    )
    return _upload(body, name)


def picture(name: str, tone: int) -> Upload:
    """A small PNG that stands for a photograph: sky over ground, a little different for every `tone`."""
    width, height = 320, 200
    rows = bytearray()
    for y in range(height):
        sky = (120 + y // 2, 160 + y // 3, 215 - tone % 40)
        ground = (90 + tone % 60, 120 + (y * 3 + tone) % 40, 80)
        rows += b"\0" + bytes(sky if y < 110 else ground) * width
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b"")
    return _upload(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks), name)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def note(name: str, lines: list[str]) -> Upload:
    return _upload("\r\n".join(lines).encode(), name)


def _upload(content: bytes, name: str) -> Upload:
    """Through the same check as every upload."""
    return inspect(BytesIO(content), name, max_bytes=MOST_BYTES)
