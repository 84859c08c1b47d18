"""Why an answer is suggested, in a few Chinese words: what both name, what the trouble is and what meets it, the order."""

from __future__ import annotations

from reports.subject_words import Terms, general_rarity, subject_words_in, terms_of

MOST_SHARED = 4
MOST_REMEDIES = 2
IN_ORDER = "次序相同"
NO_WORDS = "所在条目对应"


def reason_for(problem: str, answer: str, *, in_order: bool) -> str:
    """“共同涉及：停车、小区；问题说“人手”，措施说“招录”；次序相同”: only what the likeness was made of."""
    mine, its = terms_of(problem), terms_of(answer)
    both = [term for term in mine if term in its]
    words = _most_telling([term for term in both if _is_word(term)], mine)
    parts = ["共同涉及：" + "、".join(words)] if words else []
    parts += _remedies(problem, answer, [term for term in both if term.endswith("〕")])
    if in_order:
        parts.append(IN_ORDER)
    return "；".join(parts) or NO_WORDS


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


def _remedies(problem: str, answer: str, subjects: list[str]) -> list[str]:
    """“问题说“人手”，措施说“招录””: where one subject is named by different words, the subject that says most first."""
    asked, answered = subject_words_in(problem), subject_words_in(answer)
    found: list[tuple[int, str, str]] = []
    for subject in subjects:
        mine = [word for word in asked[subject] if word not in answer]
        its = [word for word in answered[subject] if word not in problem]
        if mine and its:
            found.append((len(mine) + len(its), "、".join(mine[:2]), "、".join(its[:2])))
    found.sort(key=lambda entry: -entry[0])
    said: list[str] = []
    for _, mine_named, its_named in found:
        words = f"问题说“{mine_named}”，措施说“{its_named}”"
        if words not in said:
            said.append(words)
    return said[:1]
