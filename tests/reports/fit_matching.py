"""Fit the numbers of reports/matching/judging.py on labelled reports, and say how they do on reports left out.

    python -m tests.reports.fit_matching [FOLDER…]     folders hold NAME.txt beside NAME.gold.json

Besides the folders it reads our own samples and, where it is present, ../shared/corpus. Everything is fitted on the
labelled items, so that mistakes in cutting a report do not disturb. Plain Python, and the same on every machine.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.extraction import Commitment, Point, Problem, Report
from reports.matching import judging
from reports.matching.evidence import Evidence, evidence_for
from reports.matching.parts import parts_of
from reports.matching.suggesting import chosen
from reports.outline import line_mark
from tests.reports.labelled import PLAN_KINDS, Label, load

SAMPLES = Path(__file__).parent / "samples" / "reading"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
LIKENESS_MARKS = ("texts", "shared", "asked", "answered", "item_title", "measure", "divided_item")
CHOICE_MARKS = (*LIKENESS_MARKS, "in_order", "claimed")
AGREEMENT_MARKS = (
    "likeness",
    "item_likeness",
    "item_share",
    "rival",
    "behind",
    "measure",
    "in_order",
    "claimed",
)
# Labels name the measure and tolerate its item; where the two are close, the finer one is wanted.
AGAINST_DIVIDED_ITEMS = -1.0
# The answers of a problem on which the probability is fitted: users never see the others.
MOST_JUDGED = 6
RIDGE = 0.15
ROUNDS = 15
FOLDS = 6
# Reports that an office wrote weigh more than ours; ours answer in order more often than offices do.
REAL, OURS, OURS_IN_ORDER = 1.5, 1.0, 0.3
Weights = dict[str, float]


@dataclass(frozen=True)
class Question:
    """A labelled problem: what answers it best, what is acceptable; `strength` full, weak or none."""

    problem: str
    best: frozenset[str]
    acceptable: frozenset[str]
    strength: str


@dataclass(frozen=True)
class Case:
    """A labelled report with commitments, as extraction would give it."""

    name: str
    report: Report
    questions: dict[str, Question]
    weight: float


@dataclass
class Compared:
    """A case with the evidence for each of its problems."""

    case: Case
    found: list[list[Evidence]]

    def judged(self) -> list[list[judging.Judged]]:
        return judging.judge(self.found, items=len(self.case.report.commitments))

    def asked(self) -> Iterator[tuple[int, Question]]:
        for place, problem in enumerate(self.case.report.problems):
            if problem.id in self.case.questions:
                yield place, self.case.questions[problem.id]


# --- labelled reports ---------------------------------------------------------------------------------------------


def our_cases(folder: Path = SAMPLES) -> Iterator[Case]:
    """The samples in the notation of tests/reports/labelled.py."""
    for path in sorted(folder.glob("*.txt")):
        sample = load(path)
        for number, label in enumerate(sample.reports):
            questions = {
                link.problem: _question(link.problem, link.primary, link.tolerable, link.strength)
                for link in sample.links
                if link.report == number
            }
            report = _report_of(label, sample.text)
            if questions and report.commitments:
                in_order = all(key[1:] == one[1:] for key, q in questions.items() for one in q.best)
                yield Case(path.stem, report, questions, OURS_IN_ORDER if in_order else OURS)


def gold_cases(folder: Path) -> Iterator[Case]:
    """The reports of a folder of NAME.gold.json beside NAME.txt."""
    for path in sorted(folder.glob("*.gold.json")):
        for gold in json.loads(path.read_text(encoding="utf-8"))["reports"]:
            parents = {
                m["id"]: m.get("parent") or c["id"]
                for c in gold["commitments"]
                for m in c.get("measures", [])
            }
            questions = {}
            for link in gold["links"]:
                roots = {parents.get(key) for key in link["primary"]}
                roots |= {parents.get(root) for root in roots}
                tolerable = frozenset(link["acceptable"]) | frozenset(root for root in roots if root)
                strength = link["strength"] if link["strength"] in {"none", "weak"} else "full"
                questions[link["problem"]] = Question(
                    link["problem"],
                    frozenset(link["primary"]),
                    frozenset(link["primary"]) | tolerable,
                    strength,
                )
            if questions and gold["commitments"]:
                yield Case(f"{folder.name}/{path.stem}", _report_in(gold), questions, REAL)


def _question(problem: str, best: frozenset[str], tolerable: frozenset[str], strength: str) -> Question:
    roots = {key.rsplit(".", depth)[0] for key in best for depth in range(1, key.count(".") + 1)}
    return Question(problem, best, best | tolerable | roots, strength)


def _report_of(label: Label, text: str) -> Report:
    def points(item: Label) -> tuple[Point, ...]:
        return tuple(
            Point(m.key, _mark(text[m.start : m.end]), text[m.start : m.end], m.start, m.end)
            for m in item.below("m")
        )

    problems = tuple(
        Problem(p.key, "", text[slice(*p.bars[:2])], text[p.start : p.end], p.start, p.end, points(p))
        for p in label.below("P")
    )
    commitments = tuple(
        Commitment(
            c.key, "", text[slice(*c.bars[:2])], text[c.start : c.end], c.start, c.end, PLAN_KINDS[c.kind], points(c)
        )
        for c in label.below("CAT")
    )  # fmt: skip
    title = text[slice(*label.bars[:2])] if label.bars else text[label.start : label.end].splitlines()[0]
    return Report(title, "", None, None, label.start, label.end, problems, commitments, (), ())


def _report_in(gold: dict[str, Any]) -> Report:
    def points(item: dict[str, Any], inner: str) -> tuple[Point, ...]:
        return tuple(
            Point(m["id"], m.get("mark") or _mark(m["text"]), m["text"], m["start"], m["end"])
            for m in item.get(inner, [])
        )

    problems = tuple(
        Problem(p["id"], "", p["title"], p["text"], p["start"], p["end"], points(p, "points"))
        for p in gold["problems"]
    )
    commitments = tuple(
        Commitment(
            c["id"], "", c["title"], c["text"], c["start"], c["end"], c.get("plan_kind", "commitment"),
            points(c, "measures"),
        )
        for c in gold["commitments"]
    )  # fmt: skip
    return Report(gold["title"], "", None, None, gold["start"], gold["end"], problems, commitments, (), ())


def _mark(words: str) -> str:
    mark = line_mark(words, 0, len(words))
    return words[: mark.end] if mark else ""


# --- fitting --------------------------------------------------------------------------------------------------------


def fit(compared: list[Compared]) -> None:
    """Set LIKENESS, CHOICE and AGREEMENT of `judging` to what fits these reports best, one after the other."""
    judging.LIKENESS = fit_choice(compared, LIKENESS_MARKS, _likeness_rows)
    judging.CHOICE = fit_choice(compared, CHOICE_MARKS, _choice_rows)
    judging.CHOICE["divided_item"] += AGAINST_DIVIDED_ITEMS
    judging.AGREEMENT = fit_agreement(compared)


def _likeness_rows(one: Compared) -> list[list[Weights]]:
    return [[judging.likeness_marks(evidence) for evidence in answers] for answers in one.found]


def _choice_rows(one: Compared) -> list[list[Weights]]:
    marks = _likeness_rows(one)
    liked = [[judging.weigh(judging.LIKENESS, mark) for mark in part] for part in marks]
    return judging.choice_marks(one.found, marks, liked, items=len(one.case.report.commitments))


def fit_choice(
    compared: list[Compared], names: tuple[str, ...], rows_of: Callable[[Compared], list[list[Weights]]]
) -> Weights:
    """Weights under which the best answers, or none where nothing answers, get the greatest share."""
    asked = []
    for one in compared:
        rows = rows_of(one)
        for place, question in one.asked():
            keys = [evidence.answer.id for evidence in one.found[place]]
            best = _best(question, keys)
            if any(best):
                vectors = [[mark[name] for name in names] + [0.0] for mark in rows[place]]
                asked.append(([*vectors, [0.0] * len(names) + [1.0]], best, one.case.weight))
    weights = [1.0] * (len(names) + 1)
    for _ in range(ROUNDS):
        slope = [-RIDGE * 2 * weight for weight in weights]
        curve = [[RIDGE * 2 if i == j else 0.0 for j in range(len(weights))] for i in range(len(weights))]
        for vectors, best, weight in asked:
            shares = judging.shares_of([_dot(weights, vector) for vector in vectors])
            _add_slope(slope, curve, vectors, shares, _within(shares, best), weight)
        weights = [old + step for old, step in zip(weights, solved(curve, slope), strict=True)]
    return dict(zip([*names, "nothing"], weights, strict=True))


def _best(question: Question, keys: list[str]) -> list[bool]:
    """For each answer, and at the end for none of them, whether it may be ranked first."""
    if question.strength == "none":
        return [False] * len(keys) + [True]
    if question.strength == "weak":
        return [*[key in question.acceptable for key in keys], True]
    return [*[key in question.best for key in keys], False]


def _within(shares: list[float], wanted: list[bool]) -> list[float]:
    total = sum(share for share, want in zip(shares, wanted, strict=True) if want) or 1e-9
    return [share / total if want else 0.0 for share, want in zip(shares, wanted, strict=True)]


def _add_slope(
    slope: list[float],
    curve: list[list[float]],
    vectors: list[list[float]],
    shares: list[float],
    wanted: list[float],
    weight: float,
) -> None:
    size = range(len(slope))
    mean = [sum(share * vector[i] for share, vector in zip(shares, vectors, strict=True)) for i in size]
    for share, want, vector in zip(shares, wanted, vectors, strict=True):
        for i in size:
            if vector[i]:
                slope[i] += weight * (want - share) * vector[i]
                for j in size:
                    curve[i][j] += weight * share * vector[i] * vector[j]
    for i in size:
        for j in size:
            curve[i][j] -= weight * mean[i] * mean[j]


def fit_agreement(compared: list[Compared]) -> Weights:
    """Weights of the probability that an answer, among the first of its problem, is acceptable."""
    rows: list[tuple[list[float], bool]] = []
    for one in compared:
        marks = _likeness_rows(one)
        liked = [[judging.weigh(judging.LIKENESS, mark) for mark in part] for part in marks]
        choices = _choice_rows(one)
        for place, question in one.asked():
            answers = one.found[place]
            ranks = [judging.weigh(judging.CHOICE, mark) for mark in choices[place]]
            certain = judging.agreement_marks(answers, choices[place], liked[place], ranks)
            first = sorted(range(len(ranks)), key=lambda i: -ranks[i])[:MOST_JUDGED]
            for i in first:
                right = question.strength != "none" and answers[i].answer.id in question.acceptable
                rows.append(([certain[i][name] for name in AGREEMENT_MARKS] + [1.0], right))
    weights = [0.0] * (len(AGREEMENT_MARKS) + 1)
    for _ in range(ROUNDS):
        slope = [-RIDGE * weight for weight in weights]
        curve = [[RIDGE if i == j else 0.0 for j in range(len(weights))] for i in range(len(weights))]
        for vector, right in rows:
            share = judging.logistic(_dot(weights, vector))
            for i, value in enumerate(vector):
                slope[i] += (right - share) * value
                for j, other in enumerate(vector):
                    curve[i][j] += share * (1 - share) * value * other
        weights = [old + step for old, step in zip(weights, solved(curve, slope), strict=True)]
    return dict(zip([*AGREEMENT_MARKS, "constant"], weights, strict=True))


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """x of matrix·x = right, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(len(rows)):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [value - factor * own for value, own in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]


def _dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


# --- how well it does -------------------------------------------------------------------------------------------------


class Tally:
    """Shares by name, and how often a suggestion of each tenth of the score is right."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.right: Counter[int] = Counter()
        self.shown: Counter[int] = Counter()
        self.scores: dict[int, float] = defaultdict(float)

    def judge(self, name: str, right: bool) -> None:
        self.all[name] += 1
        self.hits[name] += right

    def add(self, one: Compared) -> None:
        judged = one.judged()
        for place, question in one.asked():
            picked = chosen(judged[place])
            keys = [suggestion.answer.id for suggestion, _ in picked]
            if question.strength == "none":
                self.judge("rightly none", not keys)
            elif question.strength == "weak":
                self.judge("first is acceptable", not keys or keys[0] in question.acceptable)
            else:
                self.judge("first is best", bool(keys) and keys[0] in question.best)
                self.judge("first is acceptable", bool(keys) and keys[0] in question.acceptable)
            for suggestion, score in picked:
                right = question.strength != "none" and suggestion.answer.id in question.acceptable
                self.judge("suggestions acceptable", right)
                tenth = min(9, int(score * 10))
                self.shown[tenth] += 1
                self.right[tenth] += right
                self.scores[tenth] += score

    def table(self) -> str:
        rows = [
            f"{name:24} {self.hits[name]} of {self.all[name]} = {self.hits[name] / self.all[name]:.3f}"
            for name in self.all
        ]
        rows += [
            f"score {tenth / 10:.1f}…   shown {self.shown[tenth]:4}  mean {self.scores[tenth] / self.shown[tenth]:.2f}"
            f"  right {self.right[tenth] / self.shown[tenth]:.2f}"
            for tenth in sorted(self.shown)
        ]
        return "\n".join(rows)


def left_out(compared: list[Compared]) -> dict[str, Tally]:
    """Figures by origin, each document judged with numbers that were fitted without it."""
    names = sorted({one.case.name for one in compared})
    tallies: dict[str, Tally] = defaultdict(Tally)
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        fit([one for one in compared if one.case.name not in out])
        for one in compared:
            if one.case.name in out:
                tallies["all"].add(one)
                tallies[one.case.name.rpartition("/")[0] or "ours"].add(one)
    return tallies


def compared_cases(folders: list[Path]) -> list[Compared]:
    cases = list(our_cases())
    for folder in folders:
        cases += our_cases(folder) if not list(folder.glob("*.gold.json")) else gold_cases(folder)
    return [Compared(case, evidence_for(*parts_of(case.report))) for case in cases]


def main() -> None:
    folders = [CORPUS] if CORPUS.is_dir() else []
    compared = compared_cases(folders + [Path(name) for name in sys.argv[1:]])
    for name, tally in left_out(compared).items():
        print(f"--- {name}\n{tally.table()}")  # noqa: T201
    fit(compared)
    for name in ("LIKENESS", "CHOICE", "AGREEMENT"):
        rounded = {mark: round(weight, 2) for mark, weight in getattr(judging, name).items()}
        print(f"{name} = {rounded}")  # noqa: T201
    problems = sum(len(one.case.questions) for one in compared)
    print(f"fitted on {len(compared)} reports, {problems} problems")  # noqa: T201


if __name__ == "__main__":
    main()
