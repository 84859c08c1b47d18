"""How well a reading agrees with labels: found and made-up items, titles, limits, units, and matches."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from tests.reports.labelled import PLAN_KINDS, Label, Link, Sample

# A download site's markers belong to an item's text, but not to its title.
DEBRIS = re.compile(r"##[a-z]+##")
LEAST_OF_ITEM = 0.9
LEAST_OF_REPORT = 0.95


class Score:
    """Hits, labels and findings by name; shares are kept with as many findings as labels."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.wanted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.misses: list[str] = []

    def count(self, name: str, hits: int, wanted: int, found: int) -> None:
        self.hits[name] += hits
        self.wanted[name] += wanted
        self.found[name] += found

    def judge(self, name: str, right: bool) -> None:
        self.count(name, int(right), 1, 1)

    def figures(self) -> dict[str, float]:
        """F1 of what is found, share of what is judged."""
        return {
            name: round(2 * self.hits[name] / (self.wanted[name] + self.found[name] or 1), 4)
            for name in self.wanted
        }

    def table(self) -> str:
        rows = [
            f"{name:30} {figure:.3f}  ({self.hits[name]} of {self.wanted[name]}, {self.found[name]} found)"
            for name, figure in self.figures().items()
        ]
        return "\n".join(rows)

    def add(self, sample: Sample, reading: dict[str, Any]) -> None:
        """Judge what `reports.reader.to_json` gives for the sample's text."""
        pairs = paired(sample.reports, reading["reports"], LEAST_OF_REPORT)
        self.count("reports", len(pairs), len(sample.reports), len(reading["reports"]))
        got_for = {id(label): got for label, got in pairs}
        for number, label in enumerate(sample.reports):
            got = got_for.get(id(label)) or defaultdict(list)
            if not got:
                self.misses.append(f"{sample.name}: report missed at {label.start}")
            links = [link for link in sample.links if link.report == number]
            _ReportScore(self, sample, label, got).judge(links)


class _ReportScore:
    """One labelled report against one that was read."""

    def __init__(self, score: Score, sample: Sample, label: Label, got: dict[str, Any]) -> None:
        self.score, self.sample, self.label, self.got = score, sample, label, got
        self.ids: dict[str, str] = {}

    def judge(self, links: list[Link]) -> None:
        if self.got:
            self._judge_head()
        self._judge_items("problems", "points", "P")
        self._judge_items("commitments", "measures", "CAT")
        self._judge_phrases("deadlines", "d", lambda label, got: (got["date"] or "-") == label.value)
        self._judge_phrases("units", "ua", lambda label, got: got["role"] == ROLES[label.kind])
        if self.label.below("CAT"):
            for link in links:
                self._judge_link(link)

    def miss(self, words: str) -> None:
        self.score.misses.append(f"{self.sample.name}: {words}")

    def _judge_head(self) -> None:
        unit, _, year = self.label.value.partition("/")
        expected = (unit.replace("-", ""), int(year) if year != "-" else None)
        right = (self.got["unit"], self.got["year"]) == expected
        self.score.judge("unit and year", right)
        text = self.sample.text[self.label.start : self.label.end]
        title = self.sample.text[slice(*self.label.bars)] if self.label.bars else text.splitlines()[0]
        self.score.judge("report titles", squeezed(self.got["title"]) == squeezed(title))
        if squeezed(self.got["title"]) != squeezed(title):
            self.miss(f"report title {self.got['title']!r}")
        if not right:
            self.miss(f"unit and year {self.got['unit']!r} {self.got['year']}, not {expected}")

    def _judge_items(self, name: str, inner_name: str, kinds: str) -> None:
        wanted, got = self.label.below(kinds), self.got[name]
        pairs = paired(wanted, got, LEAST_OF_ITEM)
        self.score.count(name, len(pairs), len(wanted), len(got))
        self._tell(name, wanted, got, pairs)
        for label, item in pairs:
            self.ids[item["id"]] = label.key
            self._judge_item(label, item)
        wanted_inner = [part for label in wanted for part in label.below("m")]
        got_inner = [part for item in got for part in item[inner_name]]
        inner_pairs = paired(wanted_inner, got_inner, LEAST_OF_ITEM)
        self.ids |= {part["id"]: label.key for label, part in inner_pairs}
        self.score.count(inner_name, len(inner_pairs), len(wanted_inner), len(got_inner))
        self._tell(inner_name, wanted_inner, got_inner, inner_pairs)

    def _judge_item(self, label: Label, item: dict[str, Any]) -> None:
        text = self.sample.text
        exact = squeezed(text[label.start : label.end]) == squeezed(item["text"])
        title = squeezed(DEBRIS.sub("", text[slice(*label.bars[:2])])) == squeezed(item["title"])
        self.score.judge("exact spans", exact)
        self.score.judge("titles", title)
        if label.kind in PLAN_KINDS:
            self.score.judge("plan kinds", item["plan_kind"] == PLAN_KINDS[label.kind])
        if not (exact and title):
            self.miss(f"{label.key} cut as {item['title']!r} in …{item['text'][-24:]!r}")

    def _tell(
        self,
        name: str,
        wanted: Sequence[Label],
        got: list[dict[str, Any]],
        pairs: list[tuple[Label, dict[str, Any]]],
    ) -> None:
        right = {id(label) for label, _ in pairs} | {id(item) for _, item in pairs}
        for label in wanted:
            if id(label) not in right:
                self.miss(f"{name} missed: {self.sample.text[label.start : label.end][:48]!r}")
        for item in got:
            if id(item) not in right:
                self.miss(f"{name} made up: {item['text'][:48]!r} … {item['text'][-16:]!r}")

    def _judge_phrases(self, name: str, kinds: str, agrees: Any) -> None:
        wanted, got = self.label.below(kinds), self.got[name]
        used: set[int] = set()
        hits = 0
        for label in (label for label in wanted if not label.optional):
            free = (
                i for i, x in enumerate(got) if i not in used and overlap(label, x) > 0 and agrees(label, x)
            )
            index = next(free, None)
            if index is None:
                self.miss(
                    f"{name} missed: {self.sample.text[label.start : label.end]!r} {label.value or label.kind}"
                )
            else:
                used.add(index)
                hits += 1
        tolerated = [label for label in wanted if label.optional]
        extra = [
            x
            for i, x in enumerate(got)
            if i not in used and not any(overlap(label, x) > 0 for label in tolerated)
        ]
        for found in extra:
            self.miss(f"{name} made up: {found['phrase']!r} {found.get('date') or found.get('role') or '-'}")
        self.score.count(name, hits, len(wanted) - len(tolerated), hits + len(extra))

    def _judge_link(self, link: Link) -> None:
        mine = [m for m in self.got["matches"] if self.ids.get(m["problem"]) == link.problem]
        keys = [self.ids.get(m["commitment"]) for m in sorted(mine, key=lambda m: -m["score"])]
        roots = {key.rsplit(".", depth)[0] for key in link.primary for depth in range(1, key.count(".") + 1)}
        tolerable = link.primary | link.tolerable | roots
        if link.strength == "none":
            self.score.judge("match: rightly none", not keys)
        elif link.strength == "weak":
            self.score.judge("match: first is acceptable", not keys or keys[0] in tolerable)
        else:
            self.score.judge("match: first is best", bool(keys) and keys[0] in link.primary)
            self.score.judge("match: first is acceptable", bool(keys) and keys[0] in tolerable)
        for key in keys:
            self.score.judge("match: suggestions acceptable", key in tolerable)
        if (link.strength == "full" and not keys) or any(key not in tolerable for key in keys):
            scores = sorted((m["score"] for m in mine), reverse=True)
            self.miss(
                f"report {link.report + 1} {link.problem} wants {sorted(link.primary)} got {keys} {scores}"
            )


ROLES = {"u": "lead", "a": "assist"}


def squeezed(words: str) -> str:
    return "".join(words.split()).strip("。；;，,：:.")


def overlap(label: Label, item: dict[str, Any]) -> float:
    """Intersection over union."""
    shared = min(label.end, item["end"]) - max(label.start, item["start"])
    return max(0, shared) / (max(label.end, item["end"]) - min(label.start, item["start"]) or 1)


def paired(
    labels: Sequence[Label], got: list[dict[str, Any]], least: float
) -> list[tuple[Label, dict[str, Any]]]:
    """One-to-one pairs, the best overlaps first."""
    ranked = sorted(
        ((overlap(label, item), i, j) for i, label in enumerate(labels) for j, item in enumerate(got)),
        reverse=True,
    )
    pairs, labels_used, got_used = [], set(), set()
    for value, i, j in ranked:
        if value >= least and i not in labels_used and j not in got_used:
            labels_used.add(i)
            got_used.add(j)
            pairs.append((labels[i], got[j]))
    return pairs
