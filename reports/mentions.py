"""Does a later report say anything of an earlier commitment? Finds the passage that does, by the words that tell most."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reports.extraction.deadline_reckoning import Base
from reports.extraction.deadlines import find_deadlines
from reports.extraction.units import find_units
from reports.sameness import FIELD_WEIGHT, SAME, Subject, sameness, shared_words, subject_of

MENTIONED = SAME
"""Least sameness of a passage with the whole promise."""

PART_MENTIONED = SAME + 0.08
"""The same for one sentence of a longer promise: there are more of them to be met by chance."""

LEAST_TELLING = 4.0
"""A promise of less weight (将进一步加强组织领导) could be met by any sentence: it cannot be compared."""

PAIR_FACTOR = 0.85
"""Two sentences together must say clearly more of the promise than one of them alone."""

LONG_PROMISE = 60
LEAST_PASSAGE = 6
COMMON_SHARE = 0.06
COMMON_LEAST = 6
LEAST_SHARED = 2

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")


@dataclass(frozen=True)
class Mention:
    """A passage at [start, end) of the text that speaks of the promise, and the words that both have."""

    start: int
    end: int
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Passage:
    start: int
    end: int
    subject: Subject
    factor: float = 1.0


class Passages:
    """The sentences of one report, alone and two by two, ready to be asked."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        told = _without_frame(text[start:end]).rjust(end)
        sentences = [
            (start + found.start(), start + found.end())
            for found in _SENTENCE.finditer(text[start:end])
            if len(found.group().strip()) >= LEAST_PASSAGE
        ]
        spans = [*sentences, *self._neighbours(sentences)]
        subjects = {span: subject_of(told[slice(*span)]) for span in spans}
        spread = Counter(key for span in sentences for key in subjects[span].weights)
        most = max(COMMON_LEAST, COMMON_SHARE * len(sentences))
        # What runs through the whole report is the writers' field and tells little of a single promise.
        self._common = {key for key, count in spread.items() if count > most}
        self._passages = [
            _Passage(*span, self._weighed(subjects[span]), 1.0 if place < len(sentences) else PAIR_FACTOR)
            for place, span in enumerate(spans)
        ]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, passage in enumerate(self._passages):
            for key in passage.subject.weights:
                if key not in self._common:
                    self._holders[key].append(place)

    def mention_of(self, promise: str) -> Mention | None:
        """The passage that says most of the promise, or None where none does."""
        found = [
            (score, -place, part)
            for part, least in _parts(promise)
            for score, place in self._alike(self._weighed(subject_of(_without_frame(part))))
            if score >= least
        ]
        if not found:
            return None
        score, place, part = max(found)
        passage = self._passages[-place]
        said = self.text[passage.start : passage.end]
        head = len(said) - len(said.lstrip())
        words = tuple(shared_words(_without_frame(part), _without_frame(said)))
        return Mention(passage.start + head, passage.start + len(said.rstrip()), score, words)

    def _alike(self, promise: Subject) -> Iterator[tuple[float, int]]:
        shared = Counter(place for key in promise.weights for place in self._holders.get(key, ()))
        for place, count in shared.items():
            if count >= LEAST_SHARED:
                passage = self._passages[place]
                yield sameness(promise, passage.subject) * passage.factor, place

    def _weighed(self, subject: Subject) -> Subject:
        weights = {
            key: min(weight, FIELD_WEIGHT) if key in self._common else weight
            for key, weight in subject.weights.items()
        }
        return Subject(weights, sum(weights.values()))

    def _neighbours(self, sentences: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Two sentences of one paragraph together: what was done is often told in two."""
        return [
            (one[0], other[1])
            for one, other in pairwise(sentences)
            if "\n" not in self.text[one[1] : other[0]]
        ]


def promises_in(text: str, title: str) -> list[str]:
    """The single promises of a commitment or measure, sentence by sentence; its title is said again in them."""
    pieces = [found.group().strip() for found in _SENTENCE.finditer(text)]
    pieces = [piece for piece in pieces if len(piece) >= LEAST_PASSAGE]
    if len(pieces) > 1 and title and pieces[0].rstrip("。；;！!").endswith(title.rstrip("。；;！!")):
        pieces = pieces[1:]
    return pieces


def is_comparable(promise: str) -> bool:
    """Whether the promise names enough to be looked for at all."""
    return subject_of(_without_frame(promise)).total >= LEAST_TELLING


def _without_frame(text: str) -> str:
    """The text with blanks where it says who acts and until when: the same unit and month answer many promises."""
    frame = [(unit.start, unit.end) for unit in find_units(text, 0, len(text))]
    base = Base(plan_year=None, year=None, day=None)
    frame += [(limit.start, limit.end) for limit in find_deadlines(text, 0, len(text), base)]
    told = list(text)
    for start, end in frame:
        told[start:end] = "，" * (end - start)
    return "".join(told)


def _parts(promise: str) -> Iterator[tuple[str, float]]:
    """The promise, and each telling sentence of a longer one, with the sameness that it wants."""
    yield promise, MENTIONED
    if len(promise) > LONG_PROMISE:
        for found in _SENTENCE.finditer(promise):
            if is_comparable(found.group()):
                yield found.group(), PART_MENTIONED
