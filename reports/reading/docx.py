from reports.reading.document import Source
def read_docx(data: bytes, name: str) -> Source:
    raise NotImplementedError
