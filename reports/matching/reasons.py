"""Why an answer is suggested, in a few Chinese words: what both name, what the trouble is and what meets it, the order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reports.subject_words import Terms, general_rarity, subject_words_in

MOST_SHARED = 4
MOST_WORDS = 2
IN_ORDER = "次序相同"
# A matter or a duty has its troubles and remedies; words of one field of work only stand side by side.
TROUBLES = ("事〔", "责〔")
NO_WORDS = "所在条目对应"


@dataclass(frozen=True)
class Said:
    """A text with its terms and its subjects' words: worked out once for all the pairs that it is in."""

    text: str
    terms: Terms

    @cached_property
    def subject_words(self) -> dict[str, list[str]]:
        return subject_words_in(self.text)


def reason_for(problem: Said, answer: Said, *, in_order: bool) -> str:
    """“共同涉及：停车、小区；问题说“人手”，措施说“招录”；次序相同”: only what the likeness was made of."""
    mine, its = problem.terms, answer.terms
    both = [term for term in mine if term in its]
    words = _most_telling([term for term in both if _is_word(term)], mine)
    parts = ["共同涉及：" + "、".join(words)] if words else []
    parts.append(_remedy(problem, answer, [term for term in both if term.endswith("〕")]))
    parts.append(IN_ORDER if in_order else "")
    return "；".join(part for part in parts if part) or NO_WORDS


def _is_word(term: str) -> bool:
    return not term.endswith("〕") and not term.startswith("·")


def _most_telling(words: list[str], counts: Terms) -> list[str]:
    """The rarest and most used words, none inside another."""
    ranked = sorted(words, key=lambda word: (-general_rarity(word) * counts[word], word))
    kept: list[str] = []
    for word in ranked:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept[:MOST_SHARED]


def _remedy(problem: Said, answer: Said, subjects: list[str]) -> str:
    """“问题说“人手”，措施说“招录””: one subject named by different words, that which says most; "" where none is."""
    asked, answered = problem.subject_words, answer.subject_words
    most, said = 0, ""
    for subject in (subject for subject in subjects if subject.startswith(TROUBLES)):
        mine = [word for word in asked[subject] if word not in answer.text]
        its = [word for word in answered[subject] if word not in problem.text]
        if mine and its and len(mine) + len(its) > most:
            most = len(mine) + len(its)
            said = f"问题说“{'、'.join(mine[:MOST_WORDS])}”，措施说“{'、'.join(its[:MOST_WORDS])}”"
    return said
