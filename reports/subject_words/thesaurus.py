"""Which subjects a text touches: the longest known words in it, each under the subjects it stands for."""

from __future__ import annotations

import math
from collections.abc import Iterator

from reports.subject_words.duties import DUTIES
from reports.subject_words.everyday import EVERYDAY
from reports.subject_words.fields import FIELDS
from reports.subject_words.matters import MATTERS
from reports.subject_words.sides import SIDES
from reports.subject_words.workplace import WORKPLACE

# Before a subject's name: a subject is never taken for a word, nor for the subject of that name in another list.
SHEETS = {"责〔": DUTIES, "业〔": FIELDS, "事〔": MATTERS + WORKPLACE + EVERYDAY, "面〔": SIDES}
# The headline of a duty or field is a word of it; that of a matter is only our name for it.
NAMED_BY_A_WORD = {"责〔", "业〔"}
# A word that holds another is of its matters; its field and side may be others: 审批 and 审批人员.
INHERITED = ("事〔", "责〔")


# From this length on a word may hold others, which count beside it, but less: 电信网络诈骗 is also a matter of 诈骗.
LONG_WORD = 4
OF_INNER_WORDS = 0.5


def _read() -> dict[str, dict[str, float]]:
    """Word → the subjects that it stands for, each for so much: one that stands for several counts for each less."""
    subjects: dict[str, list[str]] = {}
    for prefix, sheet in SHEETS.items():
        for line in sheet.splitlines():
            name, colon, words = line.partition(":")
            if not colon:
                continue
            subject = f"{prefix}{name}〕"
            for word in [*([name] if prefix in NAMED_BY_A_WORD else []), *words.split()]:
                known = subjects.setdefault(word, [])
                if subject not in known:
                    known.append(subject)
    return {
        word: _inner(word, subjects) | dict.fromkeys(known, 1 / math.sqrt(len(known)))
        for word, known in subjects.items()
    }


def _inner(word: str, subjects: dict[str, list[str]]) -> dict[str, float]:
    """The matters and duties of the words inside a long one."""
    if len(word) < LONG_WORD:
        return {}
    found: dict[str, float] = {}
    for start in range(len(word) - 1):
        for end in range(start + 2, len(word) + 1):
            known = subjects.get(word[start:end], [])
            for subject in known:
                if subject.startswith(INHERITED):
                    found[subject] = max(OF_INNER_WORDS / math.sqrt(len(known)), found.get(subject, 0.0))
    return found


SUBJECTS = _read()


def _lengths_by_beginning() -> dict[str, list[int]]:
    lengths: dict[str, set[int]] = {}
    for word in SUBJECTS:
        lengths.setdefault(word[:2], set()).add(len(word))
    return {beginning: sorted(found, reverse=True) for beginning, found in lengths.items()}


# The first two characters of a word → how long such words are, the longest first.
LENGTHS = _lengths_by_beginning()


def known_words(text: str) -> Iterator[str]:
    """The words of the thesaurus in the text, the longest at each place: 党风廉政建设 is one word, not three."""
    start = 0
    while start < len(text) - 1:
        step = 1
        for length in LENGTHS.get(text[start : start + 2], ()):
            word = text[start : start + length]
            if word in SUBJECTS:
                yield word
                step = length
                break
        start += step


def subject_name(subject: str) -> str:
    """“停车” of “事〔停车〕”."""
    return subject[2:-1]
