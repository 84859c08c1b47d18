"""Which commitment answers which problem: by subject, weighting words by how rare they are; suggestions, never verdicts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.extraction import Commitment, Point, Problem, Report
from reports.subject_words import subjects_of

# The leading sentence of a problem or an answer says what it is about; the rest says how.
LEADING_WEIGHT = 2
# Below this likeness a suggestion would mislead more often than help.
LEAST_SCORE = 0.07
# Further suggestions must come this close to the best one.
NEAR_BEST = 0.75
MOST_SUGGESTIONS = 3
# A whole item gives way to its own measure that is nearly as alike: the finest level that is right.
MEASURE_OVER_ITEM = 0.7
LEADING_SENTENCE = re.compile(r"[^。；;！？\n]*")


@dataclass(frozen=True)
class Match:
    """对应关系: problem id, commitment or measure id, likeness 0…1, and the shared subjects that made it."""

    problem: str
    commitment: str
    score: float
    reason: str


@dataclass(frozen=True)
class _Answer:
    """A commitment, or one measure of it, as something that may answer a problem."""

    id: str
    item: str
    subjects: Counter[str]

    @property
    def is_measure(self) -> bool:
        return self.id != self.item


Vector = dict[str, float]


def match(report: Report) -> tuple[Match, ...]:
    """Suggestions for every problem of the report, best first; a problem that nothing answers has none."""
    if not report.problems or not report.commitments:
        return ()
    answers = list(_answers(report.commitments))
    problems = [_subjects(problem.title, problem.text) for problem in report.problems]
    rarity = _rarity([*problems, *(answer.subjects for answer in answers)])
    vectors = {answer.id: _weighted(answer.subjects, rarity) for answer in answers}
    found: list[Match] = []
    for problem, subjects in zip(report.problems, problems, strict=True):
        questions = [subjects, *(_subjects(_leading(point), point.text) for point in problem.points)]
        liked = _likings([_weighted(question, rarity) for question in questions], vectors)
        found += [Match(problem.id, key, round(liked[key][0], 3), liked[key][1]) for key in _chosen(answers, liked)]
    return tuple(found)


def _answers(commitments: Iterable[Commitment]) -> Iterator[_Answer]:
    for commitment in commitments:
        yield _Answer(commitment.id, commitment.id, _subjects(commitment.title, commitment.text))
        for measure in commitment.measures:
            yield _Answer(measure.id, commitment.id, _subjects(_leading(measure), measure.text))


def _leading(point: Point) -> str:
    words = point.text[len(point.mark) :]
    found = LEADING_SENTENCE.match(words)
    return found.group() if found else words


def _subjects(leading: str, text: str) -> Counter[str]:
    counts = subjects_of(text)
    for subject, number in subjects_of(leading).items():
        counts[subject] += LEADING_WEIGHT * number
    return counts


def _rarity(texts: list[Counter[str]]) -> Vector:
    """Weight of each subject: the fewer parts of this report speak of it, the more it tells."""
    spread: Counter[str] = Counter()
    for counts in texts:
        spread.update(counts.keys())
    return {subject: math.log(1 + len(texts) / number) for subject, number in spread.items()}


def _weighted(counts: Counter[str], rarity: Vector) -> Vector:
    weights = {subject: (1 + math.log(number)) * rarity.get(subject, 0.0) for subject, number in counts.items()}
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {subject: weight / norm for subject, weight in weights.items()}


def _likings(questions: list[Vector], vectors: dict[str, Vector]) -> dict[str, tuple[float, str]]:
    """For every answer its best likeness to the problem as a whole or to one of its points, with the reason."""
    liked: dict[str, tuple[float, str]] = {}
    for key, answer in vectors.items():
        liked[key] = max((_likeness(question, answer) for question in questions), key=lambda found: found[0])
    return liked


def _likeness(question: Vector, answer: Vector) -> tuple[float, str]:
    shared = {subject: weight * answer[subject] for subject, weight in question.items() if subject in answer}
    words = sorted(shared, key=lambda subject: -shared[subject])[:4]
    return min(1.0, sum(shared.values())), "共同涉及" + "、".join(words)


def _chosen(answers: list[_Answer], liked: dict[str, tuple[float, str]]) -> list[str]:
    """The ids worth suggesting: the best one and those near it, an item or its measures but never both."""
    best_measure: dict[str, float] = {}
    for answer in answers:
        if answer.is_measure:
            best_measure[answer.item] = max(best_measure.get(answer.item, 0.0), liked[answer.id][0])
    candidates = []
    for answer in answers:
        score = liked[answer.id][0]
        measure = best_measure.get(answer.item, 0.0)
        own = liked[answer.item][0]
        finer = measure >= own * MEASURE_OVER_ITEM
        if answer.is_measure == (finer and answer.item in best_measure):
            candidates.append((max(score, own) if answer.is_measure and score == measure else score, answer.id))
    candidates.sort(key=lambda candidate: -candidate[0])
    best = candidates[0][0] if candidates else 0.0
    least = max(LEAST_SCORE, best * NEAR_BEST)
    return [key for score, key in candidates[:MOST_SUGGESTIONS] if score >= least]
