"""Which commitment answers which problem: by subject, weighting words by how rare they are; suggestions, never verdicts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.extraction import Commitment, Point, Report
from reports.subject_words import subjects_of

# The leading sentence of a problem or an answer says what it is about; the rest says how.
LEADING_WEIGHT = 2
# A subject in common (〔人员〕) tells less than a word in common.
SUBJECT_WEIGHT = 0.7
# The writers' own field, as the title names it, runs through all that they write.
FIELD_WEIGHT = 0.5
# Below this likeness a suggestion would mislead more often than help.
LEAST_SCORE = 0.06
# Further suggestions must come this close to the best one.
NEAR_BEST = 0.75
MOST_SUGGESTIONS = 3
REASONS_SHOWN = 4
# A whole item gives way to its own measure that is nearly as alike: the finest level that is right.
MEASURE_OVER_ITEM = 0.7
# Where the plan answers the problems one by one in their order, the answer at the problem's own place gains this much.
ORDER_FACTOR = 1.5
ORDER_BONUS = LEAST_SCORE
LEAST_IN_ORDER = 2
MOST_SPREAD = 300
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
# Answer id → likeness and the reason for it.
Likings = dict[str, tuple[float, str]]
NOTHING = (0.0, "")
OWN_ANSWER = "写在同一条问题之下"


def match(report: Report) -> tuple[Match, ...]:
    """Suggestions for every problem of the report, best first; a problem that nothing answers has none."""
    if not report.problems or not report.commitments:
        return ()
    answers = list(_answers(report.commitments))
    problems = [_subjects(problem.title, problem.text) for problem in report.problems]
    rarity = _rarity([*problems, *(answer.subjects for answer in answers)])
    rarity |= {
        subject: rarity[subject] * FIELD_WEIGHT for subject in subjects_of(report.title) if subject in rarity
    }
    index = _indexed({answer.id: _weighted(answer.subjects, rarity) for answer in answers})
    by_id = {answer.id: answer for answer in answers}
    likings = []
    for problem, subjects in zip(report.problems, problems, strict=True):
        questions = [subjects, *(_subjects(_leading(point), point.text) for point in problem.points)]
        likings.append(_likings([_weighted(question, rarity) for question in questions], index))
    likings = _in_order(report, by_id, likings)
    found: list[Match] = []
    for problem, liked in zip(report.problems, likings, strict=True):
        own = [one.id for one in report.commitments if one.answers == problem.id]
        found += [Match(problem.id, key, 1.0, OWN_ANSWER) for key in own]
        found += [
            Match(problem.id, key, round(min(1.0, liked[key][0]), 3), liked[key][1])
            for key in _chosen(by_id, liked)
            if not own
        ]
    return tuple(found)


def _in_order(report: Report, answers: dict[str, _Answer], likings: list[Likings]) -> list[Likings]:
    """The likings, with more weight on each problem's own place where most others are plainly answered there.

    A plan may go on to other things after its answers, but with fewer commitments than problems its order is its own.
    """
    if len(report.problems) > len(report.commitments):
        return likings
    own_places = [commitment.id for commitment in report.commitments[: len(likings)]]
    at_place = elsewhere = 0
    for place, liked in zip(own_places, likings, strict=True):
        best = max(liked, key=lambda key: liked[key][0], default="")
        if best and liked[best][0] >= LEAST_SCORE:
            at_place += answers[best].item == place
            elsewhere += answers[best].item != place
    if at_place < LEAST_IN_ORDER or elsewhere * 2 > at_place:
        return likings
    return [_favoured(liked, answers, place) for liked, place in zip(likings, own_places, strict=True)]


def _favoured(liked: Likings, answers: dict[str, _Answer], place: str) -> Likings:
    """The likings of one problem, those for the commitment at its place raised; order alone makes no likeness."""
    raised = {key: entry for key, entry in liked.items() if answers[key].item == place}
    return liked | {
        key: (score * ORDER_FACTOR + ORDER_BONUS, reason) for key, (score, reason) in raised.items()
    }


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
    """Weight of each subject: the fewer parts of this report speak of it, the more it tells.

    What hundreds of parts speak of tells nothing, and leaving it out keeps the work in proportion to the report.
    """
    spread: Counter[str] = Counter()
    for counts in texts:
        spread.update(counts.keys())
    return {s: math.log(1 + len(texts) / number) for s, number in spread.items() if number <= MOST_SPREAD}


def _weighted(counts: Counter[str], rarity: Vector) -> Vector:
    weights = {
        subject: (SUBJECT_WEIGHT if subject.startswith("〔") else 1) * (1 + math.log(n)) * rarity[subject]
        for subject, n in counts.items()
        if subject in rarity
    }
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {subject: weight / norm for subject, weight in weights.items()}


def _likings(questions: list[Vector], index: dict[str, list[tuple[str, float]]]) -> Likings:
    """For every answer that shares a subject: its best likeness to the problem or one of its points, and the reason."""
    liked: Likings = {}
    for question in questions:
        shared: dict[str, Vector] = {}
        for subject, weight in question.items():
            for key, strength in index.get(subject, ()):
                shared.setdefault(key, {})[subject] = weight * strength
        for key, products in shared.items():
            score = min(1.0, sum(products.values()))
            if score > liked.get(key, NOTHING)[0]:
                liked[key] = score, _reason(products)
    return liked


def _indexed(vectors: dict[str, Vector]) -> dict[str, list[tuple[str, float]]]:
    """Subject → the answers that speak of it, with its weight there."""
    index: dict[str, list[tuple[str, float]]] = {}
    for key, vector in vectors.items():
        for subject, weight in vector.items():
            index.setdefault(subject, []).append((key, weight))
    return index


def _reason(products: Vector) -> str:
    """“共同涉及：宣传、居民、社区”: the subjects that made the likeness, most telling first, each named once."""
    telling = sorted(products, key=lambda subject: -products[subject])
    named = dict.fromkeys(subject.strip("〔〕") for subject in telling)
    return "共同涉及：" + "、".join(list(named)[:REASONS_SHOWN])


def _chosen(answers: dict[str, _Answer], liked: Likings) -> list[str]:
    """The ids worth suggesting: the best one and those near it, an item or its measures but never both."""
    best_measure: dict[str, float] = {}
    for key in liked:
        answer = answers[key]
        if answer.is_measure:
            best_measure[answer.item] = max(best_measure.get(answer.item, 0.0), liked[key][0])
    candidates = []
    for key, (score, _) in liked.items():
        item = answers[key].item
        whole = liked.get(item, NOTHING)[0]
        finer = best_measure.get(item, 0.0) >= whole * MEASURE_OVER_ITEM
        if answers[key].is_measure == finer:
            # The best measure of an item stands for all that the item says.
            stands_for_item = answers[key].is_measure and score == best_measure[item]
            candidates.append((max(score, whole) if stands_for_item else score, key))
    candidates.sort(key=lambda candidate: -candidate[0])
    least = max(LEAST_SCORE, candidates[0][0] * NEAR_BEST) if candidates else 0.0
    return [key for score, key in candidates[:MOST_SUGGESTIONS] if score >= least]
