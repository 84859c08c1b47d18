"""Mark and title of a piece of text that a person cut out or typed."""

import re

from reports.outline import line_mark

LONGEST_TITLE = 60
_STOP = re.compile(r"[。；;！？!?：:\n]")
_EDGES = " \t\u3000\xa0。；;，,：:"


def mark_and_title(text: str) -> tuple[str, str]:
    """（一）, 一是 … and the leading sentence after it; a sentence without an early stop is cut at a comma."""
    mark = line_mark(text, 0, len(text))
    body = text[mark.end :] if mark else text
    title = _STOP.split(body.strip(_EDGES), maxsplit=1)[0].strip(_EDGES)
    if len(title) > LONGEST_TITLE:
        comma = title.rfind("，", 0, LONGEST_TITLE)
        title = title[: comma if comma > 0 else LONGEST_TITLE]
    return (text[mark.start : mark.end].strip() if mark else ""), title


def breaks(text: str) -> list[tuple[int, str]]:
    """Where a text may be cut: the beginnings of its sentences, with their first words, but not its own beginning."""
    places = [match.end() for match in re.finditer(r"[。；;！？!?\n]+[”’）)\s]*", text)]
    return [(at, text[at : at + 24].strip()) for at in places if text[at:].strip()]
