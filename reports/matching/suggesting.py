"""A report → suggestions: for each problem the answers worth showing, with the probability that a person agrees, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.extraction import Commitment, Report
from reports.matching.evidence import evidence_for
from reports.matching.judging import Judged, judge
from reports.matching.parts import parts_of
from reports.matching.reasons import Said, reason_for

# Below this probability "no answer" is the better answer; a further suggestion must be surer than the first.
LEAST_FOR_FIRST = 0.6
LEAST_FOR_MORE = 0.7
MOST_SUGGESTIONS = 3
# Only what a person wrote under a problem is certain; a likelihood never is, however high.
MOST_CERTAIN = 0.99
# No office writes so many problems into one report: its items are listed, and none is matched.
MOST_PROBLEMS = 3_000
OWN_ANSWER = "写在同一条问题之下"


@dataclass(frozen=True)
class Match:
    """对应关系: problem id, commitment or measure id, the probability 0…1 that a person agrees, and why."""

    problem: str
    commitment: str
    score: float
    reason: str


def match(report: Report) -> tuple[Match, ...]:
    """Suggestions for every problem of the report, best first; a problem that nothing answers has none."""
    if not report.problems or not report.commitments or len(report.problems) > MOST_PROBLEMS:
        return ()
    return tuple(_matches(report))


def _matches(report: Report) -> Iterator[Match]:
    own: dict[str, list[Commitment]] = {}
    for commitment in report.commitments:
        if commitment.answers:
            own.setdefault(commitment.answers, []).append(commitment)
    problems, parts = parts_of(report)
    judged = judge(evidence_for(problems, parts), items=len(report.commitments))
    texts = _texts(report)
    said = {part.id: Said(texts[part.id], part.terms) for part in parts}
    for problem, part, answers in zip(report.problems, problems, judged, strict=True):
        if problem.id in own:
            yield from (Match(problem.id, commitment.id, 1.0, OWN_ANSWER) for commitment in own[problem.id])
            continue
        asked = Said(problem.text, part.terms)
        for suggestion, score in chosen(answers):
            key = suggestion.answer.id
            reason = reason_for(asked, said[key], in_order=suggestion.in_order)
            yield Match(problem.id, key, round(min(score, MOST_CERTAIN), 3), reason)


def chosen(answers: list[Judged]) -> list[tuple[Judged, float]]:
    """The answers worth showing with their scores, best first; never an item together with a measure of it.

    The first is the one that ranks highest, at the finest level; those after it are shown no surer than it is.
    """
    if not answers:
        return []
    first = _finest(max(answers, key=_by_rank), answers)
    if first.probability < LEAST_FOR_FIRST:
        return []
    picked = [(first, first.probability)]
    for answer in sorted(answers, key=lambda answer: (-answer.probability, -answer.rank)):
        if len(picked) == MOST_SUGGESTIONS or answer.probability < LEAST_FOR_MORE:
            break
        if not any(_same_words(answer, other) for other, _ in picked):
            picked.append((answer, min(answer.probability, picked[-1][1])))
    return picked


def _finest(first: Judged, answers: list[Judged]) -> Judged:
    """An item gives way to the best of its own measures that are worth showing."""
    if not first.answer.has_measures:
        return first
    measures = [
        answer
        for answer in answers
        if answer.answer.is_measure
        and answer.answer.item == first.answer.item
        and answer.probability >= LEAST_FOR_FIRST
    ]
    return max(measures, key=_by_rank, default=first)


def _by_rank(answer: Judged) -> float:
    return answer.rank


def _same_words(one: Judged, other: Judged) -> bool:
    """The same answer, or an item and a measure of it."""
    mine, its = one.answer, other.answer
    return mine.id == its.id or (mine.item == its.item and mine.is_measure != its.is_measure)


def _texts(report: Report) -> dict[str, str]:
    texts = {commitment.id: commitment.text for commitment in report.commitments}
    texts |= {
        measure.id: measure.text for commitment in report.commitments for measure in commitment.measures
    }
    return texts
