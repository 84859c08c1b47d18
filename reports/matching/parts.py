"""The parts of a report that ask and answer, as weighted terms: problems, commitments, and measures by themselves."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from reports.extraction import Point, Report
from reports.subject_words import Terms, general_rarity, terms_of

# What hundreds of parts speak of tells nothing, and leaving it out keeps the work in proportion to the report.
MOST_SPREAD = 300
LEAST_RARITY = 0.15
# The writers' own field, as the title names it, runs through all that they write.
FIELD_WEIGHT = 0.3
# A leading sentence is read this far: what follows says how.
LONGEST_TITLE = 60
LEADING_SENTENCE = re.compile(r"[^。；;！？\n]*")


@dataclass(frozen=True)
class Vector:
    """Weighted terms with their length (the root of the sum of squares) and their sum."""

    weights: Terms
    length: float
    total: float


@dataclass(frozen=True)
class Part:
    """A problem, a commitment (`item` is its place among them) or one measure of it; `terms` are those of its text."""

    id: str
    item: int
    title: Vector
    text: Vector
    terms: Terms
    is_measure: bool = False
    has_measures: bool = False


def parts_of(report: Report) -> tuple[list[Part], list[Part]]:
    """The problems, and all that may answer them: every commitment followed by its measures."""
    asked = [_terms(problem.title, problem.text) for problem in report.problems]
    answered = [
        (_terms(one.title, one.text), [_terms(_leading(measure), measure.text) for measure in one.measures])
        for one in report.commitments
    ]
    texts = [text for _, text in asked]
    texts += [text for whole, measures in answered for _, text in (whole, *measures)]
    rarity = _rarity(texts, report.title)

    def part(key: str, item: int, terms: tuple[Terms, Terms], **kind: bool) -> Part:
        title, text = terms
        return Part(key, item, _weighed(title, rarity), _weighed(text, rarity), text, **kind)

    problems = [
        part(problem.id, place, terms)
        for place, (problem, terms) in enumerate(zip(report.problems, asked, strict=True))
    ]
    answers: list[Part] = []
    for place, (commitment, (whole, measures)) in enumerate(zip(report.commitments, answered, strict=True)):
        answers.append(part(commitment.id, place, whole, has_measures=bool(measures)))
        answers += [
            part(measure.id, place, terms, is_measure=True)
            for measure, terms in zip(commitment.measures, measures, strict=True)
        ]
    return problems, answers


def _terms(title: str, text: str) -> tuple[Terms, Terms]:
    return terms_of(title[:LONGEST_TITLE]), terms_of(text)


def _leading(point: Point) -> str:
    words = point.text[len(point.mark) :]
    found = LEADING_SENTENCE.match(words)
    return found.group() if found and found.group() else words


def _rarity(texts: list[Terms], title: str) -> Terms:
    """Weight of each term: the fewer parts of this report, and the fewer texts in general, speak of it, the more."""
    spread: Counter[str] = Counter()
    for terms in texts:
        spread.update(terms.keys())
    whole = math.log(len(texts) + 1)
    rarity = {
        term: max(LEAST_RARITY, math.log((len(texts) + 1) / (number + 0.5)) / whole) * general_rarity(term)
        for term, number in spread.items()
        if number <= MOST_SPREAD
    }
    for term in terms_of(title):
        if term in rarity:
            rarity[term] *= FIELD_WEIGHT
    return rarity


def _weighed(terms: Terms, rarity: Terms) -> Vector:
    weights = {
        term: (1 + math.log(count) if count > 1 else count) * rarity[term]
        for term, count in terms.items()
        if term in rarity
    }
    return Vector(
        weights, math.sqrt(sum(weight * weight for weight in weights.values())), sum(weights.values())
    )
