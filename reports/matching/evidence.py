"""What speaks for an answer: how its words meet those of the problem. Plain numbers, 0 (nothing) to 1."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reports.matching.parts import Part, Vector

# A meeting of few and weak words must not look like one of many: added to the weight of both sides.
TEXT_DAMPING = 0.5
TITLE_DAMPING = 1.0
# A shared term counts as telling from this product of its weights; a pair of characters never reaches it.
TELLING = 0.15
# Beyond so many answers only those that share most with the problem are compared …
MOST_COMPARED = 60
# … and fewer where there are hundreds of problems, so that time and memory have a bound.
MOST_PAIRS = 30_000
FEWEST_COMPARED = 10


@dataclass(frozen=True)
class Evidence:
    """One answer for one problem.

    `texts`: the likeness of what both say; `shared`: how many telling words and subjects it is made of, as a logarithm;
    `asked`: how much of the problem's title the answer takes up;
    `answered`: how much of the answer's title the problem had named; `item_title`: the likeness of the titles of the
    problem and of the commitment that a measure belongs to (0 for a commitment).
    """

    answer: Part
    texts: float
    shared: float
    asked: float
    answered: float
    item_title: float


def evidence_for(problems: list[Part], answers: list[Part]) -> list[list[Evidence]]:
    """For every problem, the answers worth a look with what speaks for them, in the order of the text."""
    places = {answer.item: place for place, answer in enumerate(answers) if not answer.is_measure}
    most = max(FEWEST_COMPARED, min(MOST_COMPARED, MOST_PAIRS // max(1, len(problems))))
    index = _indexed(answers) if len(answers) > most else None
    found = []
    for problem in problems:
        compared = _most_shared(problem, answers, places, index, most) if index is not None else answers
        found.append([_evidence(problem, answer, answers[places[answer.item]]) for answer in compared])
    return found


def _evidence(problem: Part, answer: Part, item: Part) -> Evidence:
    products = _products(problem.text, answer.text)
    return Evidence(
        answer,
        texts=_damped(sum(products), problem.text, answer.text),
        shared=math.log(1 + sum(product > TELLING for product in products)),
        asked=_taken_up(problem.title, answer.text),
        answered=_taken_up(answer.title, problem.text),
        item_title=_damped(sum(_products(problem.title, item.title)), problem.title, item.title)
        if answer.is_measure
        else 0.0,
    )


def _products(one: Vector, other: Vector) -> list[float]:
    """The products of the weights of the terms that both have."""
    few, many = sorted((one.weights, other.weights), key=len)
    return [weight * many[term] for term, weight in few.items() if term in many]


def _damped(product: float, one: Vector, other: Vector) -> float:
    return product / math.sqrt((one.length**2 + TEXT_DAMPING) * (other.length**2 + TEXT_DAMPING))


def _taken_up(title: Vector, text: Vector) -> float:
    shared = sum(weight for term, weight in title.weights.items() if term in text.weights)
    return shared / (title.total + TITLE_DAMPING)


def _indexed(answers: Iterable[Part]) -> dict[str, list[int]]:
    """Term → the answers that speak of it."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        for term in answer.text.weights:
            index[term].append(place)
    return index


def _most_shared(
    problem: Part, answers: list[Part], places: dict[int, int], index: dict[str, list[int]], most: int
) -> list[Part]:
    """The `most` answers that share most with the problem, with their whole items, and the item at its own place."""
    shared: dict[int, float] = defaultdict(float)
    for term, weight in problem.text.weights.items():
        for place in index.get(term, ()):
            shared[place] += weight * answers[place].text.weights[term]
    best = sorted(shared, key=lambda place: (-shared[place], place))[:most]
    kept = set(best) | {places[answers[place].item] for place in best}
    if problem.item in places:
        kept.add(places[problem.item])
    return [answers[place] for place in sorted(kept)]
