"""Word documents for tests, written part by part so that each shows one thing."""

import io
import zipfile

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def word_file(
    *blocks: str, numbering: str = "", styles: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """A .docx whose body holds these blocks."""
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": body(*blocks)}
    if numbering:
        parts["word/numbering.xml"] = f"<w:numbering {NAMESPACE}>{numbering}</w:numbering>"
    if styles:
        parts["word/styles.xml"] = f"<w:styles {NAMESPACE}>{styles}</w:styles>"
    return archive(parts | (extra or {}))


def archive(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def body(*blocks: str) -> str:
    return f"<w:document {NAMESPACE}><w:body>{''.join(blocks)}</w:body></w:document>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    runs = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def numbered(text: str, list_id: int, depth: int = 0) -> str:
    return paragraph(
        text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'
    )


def list_definition(definition: int, *levels: tuple[str, str], start: int = 1) -> str:
    """A list whose levels print so: (number format, text such as "（%1）")."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{definition}">{inner}</w:abstractNum>'


def list_use(list_id: int, definition: int, *, restart_at: int | None = None) -> str:
    restart = (
        ""
        if restart_at is None
        else (f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{restart_at}"/></w:lvlOverride>')
    )
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{definition}"/>{restart}</w:num>'
