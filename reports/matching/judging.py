"""How much the evidence weighs, by fixed numbers fitted on labelled reports; and the probability that a person agrees.

Three steps, each a weighted sum. *Likeness* adds up the evidence of one answer. *Choice* adds its place and how
strongly it is claimed by another problem, and ranks the answers of a problem. *Agreement* turns this into the
probability that the answer is acceptable, which is the score that users see. `python -m tests.reports.fit_matching`
fits the numbers anew and prints them in this form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.matching.evidence import Evidence
from reports.matching.parts import Part

Weights = dict[str, float]

# Fitted on 163 labelled reports with 661 problems: our own samples, and reports that offices had published. Judged by
# numbers fitted without the report in question, the first suggestion was best for 92 problems of 100 and acceptable
# for 94, 95 suggestions of 100 were acceptable, and of the problems that nothing answers 87 of 100 got none.
LIKENESS: Weights = {
    "texts": 6.46,
    "shared": 2.83,
    "asked": 4.79,
    "answered": 4.85,
    "item_title": 0.85,
    "measure": 0.16,
    "divided_item": -4.38,
    "nothing": 3.17,
}
CHOICE: Weights = {
    "texts": 4.19,
    "shared": 3.35,
    "asked": 4.55,
    "answered": 4.0,
    "item_title": 0.17,
    "measure": 0.95,
    "divided_item": -4.96,
    "in_order": 0.25,
    "claimed": -4.61,
    "nothing": 1.97,
}
AGREEMENT: Weights = {
    "likeness": 4.39,
    "item_likeness": -3.41,
    "item_share": 0.06,
    "rival": -0.37,
    "behind": 3.48,
    "measure": 0.82,
    "in_order": 0.57,
    "claimed": -4.32,
    "constant": -1.13,
}


@dataclass(frozen=True)
class Judged:
    """An answer with its rank value and the probability that it is acceptable; `in_order`: it stands at the place."""

    answer: Part
    rank: float
    probability: float
    in_order: bool


def likeness_marks(evidence: Evidence) -> Weights:
    """The marks that LIKENESS weighs."""
    return {
        "texts": evidence.texts,
        "shared": evidence.shared,
        "asked": evidence.asked,
        "answered": evidence.answered,
        "item_title": evidence.item_title,
        "measure": float(evidence.answer.is_measure),
        "divided_item": float(evidence.answer.has_measures),
    }


def judge(found: list[list[Evidence]], *, items: int) -> list[list[Judged]]:
    """The answers of every problem, judged. `items` is the number of commitments in the report."""
    marks = [[likeness_marks(evidence) for evidence in answers] for answers in found]
    liked = [[weigh(LIKENESS, one) for one in answers] for answers in marks]
    choices = choice_marks(found, marks, liked, items=items)
    judged = []
    for answers, chosen, likings in zip(found, choices, liked, strict=True):
        ranks = [weigh(CHOICE, one) for one in chosen]
        certain = agreement_marks(answers, chosen, likings, ranks)
        judged.append(
            [
                Judged(evidence.answer, rank, logistic(weigh(AGREEMENT, one)), one["in_order"] > 0)
                for evidence, rank, one in zip(answers, ranks, certain, strict=True)
            ]
        )
    return judged


def choice_marks(
    found: list[list[Evidence]], marks: list[list[Weights]], liked: list[list[float]], *, items: int
) -> list[list[Weights]]:
    """The marks that CHOICE weighs: those of likeness, the place in the order, and what other problems claim.

    A plan may go on to other things after its answers, but with fewer commitments than problems its order is its own.
    """
    ordered = items >= len(found)
    shares = [shares_of([*likings, LIKENESS["nothing"]])[:-1] for likings in liked]
    by_item = [_sums(answers, part_shares) for answers, part_shares in zip(found, shares, strict=True)]
    claims = _claims(by_item)
    # Where the answers are fewer than the problems, some must answer several.
    one_each = min(1.0, items / len(found)) if found else 1.0
    return [
        [
            mark
            | {
                "in_order": float(ordered and evidence.answer.item == place),
                "claimed": one_each * _claimed_elsewhere(claims.get(evidence.answer.item, ()), place),
            }
            for evidence, mark in zip(answers, part_marks, strict=True)
        ]
        for place, (answers, part_marks) in enumerate(zip(found, marks, strict=True))
    ]


def agreement_marks(
    answers: list[Evidence], chosen: list[Weights], liked: list[float], ranks: list[float]
) -> list[Weights]:
    """The marks that AGREEMENT weighs.

    How strong the likeness is, what share of the choice falls to the whole item (the rest to others, or to none), and
    how far the answer stands `behind` the best of its own item: a measure must not live by its neighbours alone.
    """
    by_item = _sums(answers, shares_of([*ranks, CHOICE["nothing"]])[:-1])
    leading: dict[int, float] = {}
    for evidence, rank in zip(answers, ranks, strict=True):
        leading[evidence.answer.item] = max(rank, leading.get(evidence.answer.item, rank))
    best: dict[int, float] = {}
    for evidence, liking in zip(answers, liked, strict=True):
        best[evidence.answer.item] = max(liking, best.get(evidence.answer.item, liking))
    strongest = sorted(best.values(), reverse=True)[:2]
    marks = []
    for evidence, mark, liking, rank in zip(answers, chosen, liked, ranks, strict=True):
        item = evidence.answer.item
        others = strongest[1:] if best[item] == strongest[0] else strongest
        marks.append(
            {
                "likeness": liking,
                "item_likeness": best[item],
                "item_share": math.log(by_item[item] + 1e-4),
                "rival": max([0.0, *others[:1]]),
                "behind": leading[item] - rank,
                "measure": mark["measure"],
                "in_order": mark["in_order"],
                "claimed": mark["claimed"],
            }
        )
    return marks


def weigh(weights: Weights, marks: Weights) -> float:
    """The weighted sum of the marks, and the constant where there is one."""
    return weights.get("constant", 0.0) + sum(weights[name] * mark for name, mark in marks.items())


def shares_of(values: Sequence[float]) -> list[float]:
    """Shares that add up to 1, each e times greater for every unit that its value is greater."""
    if not values:
        return []
    highest = max(values)
    raised = [math.exp(value - highest) for value in values]
    total = sum(raised)
    return [value / total for value in raised]


def logistic(value: float) -> float:
    """A weighted sum as a probability."""
    return 1 / (1 + math.exp(-value))


def _sums(answers: list[Evidence], shares: Sequence[float]) -> dict[int, float]:
    sums: dict[int, float] = {}
    for evidence, share in zip(answers, shares, strict=True):
        sums[evidence.answer.item] = sums.get(evidence.answer.item, 0.0) + share
    return sums


def _claims(by_item: list[dict[int, float]]) -> dict[int, list[tuple[float, int]]]:
    """Commitment → the two problems that claim it most, with their shares."""
    claims: dict[int, list[tuple[float, int]]] = {}
    for place, sums in enumerate(by_item):
        for item, share in sums.items():
            claims[item] = sorted([*claims.get(item, ()), (share, place)], reverse=True)[:2]
    return claims


def _claimed_elsewhere(claims: Sequence[tuple[float, int]], place: int) -> float:
    return max((share for share, claimant in claims if claimant != place), default=0.0)
