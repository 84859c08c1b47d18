"""A text → its terms: words, subjects and pairs of characters, counted; and how alike in subject two texts are."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import rjieba

from reports.subject_words.officialese import (
    ABSTRACT,
    FRAMES,
    GENERAL_HEADS,
    OFFICIALESE,
    PEOPLE,
    PEOPLE_ENDINGS,
)
from reports.subject_words.thesaurus import SUBJECTS, known_words, subject_name

__all__ = ["Terms", "alike", "general_rarity", "subject_name", "subject_words_in", "terms_of"]

Terms = dict[str, float]
"""Term → how often it occurs: a word as it is, a subject as “事〔停车〕”, a pair of characters as “·停车”."""

PAIR = "·"
# They stand between words and make no pair with either.
PARTICLES = frozenset("的了和与及或等在对把被将向从由于以之其这那也都就又而且是让给并却因如则")
# 第二, 首先, 二次, 万元: they count what is spoken of.
NUMERAL = re.compile(
    r"^(?:第?[一二三四五六七八九十两百千万亿几]{1,3}[次个件项是要级类年月日元人户名批条章]?|首先|其次|再次|最后|此外|月底|年底|年内|今年|明年|近年来?)$"
)
WORD = re.compile(r"^(?:[\u4e00-\u9fff]{2,}|[A-WYZa-wyz]{2,})$")
HAN = re.compile(r"[\u4e00-\u9fff]+")
# A download site's markers, masked characters, line breaks.
NOISE = re.compile(r"##[a-z]+##|[\sxX×*]")
# From this length on the parts of a word are counted beside it: 监督检查 is also 监督 and 检查.
LONG_WORD = 4

# How far a word tells what a text is about, by how rare it is in the general language: the dictionary's own counts,
# on a logarithmic scale from the whole of its text down to a word that is rare enough to tell all it can.
DICTIONARY_TOTAL = math.log(60_000_000)
RARE = math.log(200)
LEAST_RARITY = 0.35
OF_ABSTRACT_NOUNS = 0.3
# A side of the work (管理, 合力, 投入) is found in nearly every plan; a matter, a duty and a field are not.
OF_SIDES = 0.4
OF_GENERAL_HEADS = 0.35
OF_PAIRS = 0.3


def terms_of(text: str) -> Terms:
    """What the text is about. A word that stands for several subjects counts for each of them less."""
    text = NOISE.sub("", text)
    cut = rjieba.cut(text)
    terms: Terms = dict(Counter(_telling(cut)))
    for word in known_words(text):
        told = OF_GENERAL_HEADS if word in PEOPLE else 1.0
        for subject, part in SUBJECTS[word].items():
            terms[subject] = terms.get(subject, 0.0) + part * told
    for pair in _pairs(cut):
        terms[pair] = terms.get(pair, 0.0) + 1
    return terms


def subject_words_in(text: str) -> dict[str, list[str]]:
    """Subject → the words of the text that stand for it, each once, in order."""
    found: dict[str, list[str]] = {}
    for word in known_words(NOISE.sub("", text)):
        for subject in SUBJECTS[word]:
            words = found.setdefault(subject, [])
            if word not in words:
                words.append(word)
    return found


@lru_cache(maxsize=50_000)
def general_rarity(term: str) -> float:
    """0…1: how much a term tells by itself, whatever the report."""
    if term.startswith(PAIR):
        return OF_PAIRS
    if term.endswith("〕"):
        return OF_SIDES if term.startswith("面") else 1.0
    if term in ABSTRACT:
        return OF_ABSTRACT_NOUNS
    if term.endswith(PEOPLE_ENDINGS) or term in GENERAL_HEADS:
        return OF_GENERAL_HEADS
    count = max(rjieba.suggest_freq(term), 20)
    return min(1.0, max(LEAST_RARITY, (DICTIONARY_TOTAL - math.log(count)) / (DICTIONARY_TOTAL - RARE)))


def alike(one: str, other: str) -> float:
    """0 (no subject in common) to 1 (the same words): how alike in subject two texts are, by general rarity alone."""
    mine, theirs = (
        {term: _times(count) * general_rarity(term) for term, count in terms_of(text).items()}
        for text in (one, other)
    )
    product = sum(weight * theirs[term] for term, weight in mine.items() if term in theirs)
    return product / (_length(mine) * _length(theirs)) if product else 0.0


def _times(count: float) -> float:
    return 1 + math.log(count) if count > 1 else count


def _length(weights: Terms) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


def _telling(cut: list[str]) -> Iterator[str]:
    for word in cut:
        yield from (part for part in _with_parts(word) if _tells(part))


def _with_parts(word: str) -> Iterator[str]:
    """A long word and its parts; one that is put together of officialese alone (继续加强) tells as little."""
    if len(word) < LONG_WORD or word in PEOPLE:
        yield word
        return
    parts = [part for part in rjieba.cut_for_search(word) if part != word]
    if not parts or not all(part in OFFICIALESE for part in parts):
        yield word
    yield from parts


def _tells(word: str) -> bool:
    return word not in FRAMES and bool(WORD.match(word)) and not NUMERAL.match(word)


def _pairs(cut: list[str]) -> Iterator[str]:
    """Neighbouring characters, officialese left out: they see 停车 in 停车位 where the words differ."""
    kept = "".join(_without_head(word) for word in cut)
    for run in HAN.findall(kept):
        yield from (PAIR + run[at : at + 2] for at in range(len(run) - 1))


def _without_head(word: str) -> str:
    """The word, without the head that says only whom it is about; " " where nothing is left that could pair."""
    if word in OFFICIALESE or word in PARTICLES or word in PEOPLE or NUMERAL.match(word):
        return " "
    return f"{word[:-2]} " if word.endswith(PEOPLE_ENDINGS) else word
