"""Do two texts say nearly the same? Compares pairs of characters; knows no words, so it needs no dictionary.

Used to point out a problem that was read before, not to decide: a person has the last word.
"""

import hashlib
import re
import unicodedata

from reports.outline import line_mark

ALIKE = 0.6
"""Least likeness that is pointed out. On pairs of our own samples re-worded sentences lie above 0.65 and different
problems of one field below 0.45; a false alarm costs one tick, a missed one a second task."""

LEAST_CHARACTERS = 6
"""Shorter texts share too many pairs by chance and are alike only when they are equal."""

_NOISE = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_FRAGMENT = 4


def plain(text: str) -> str:
    """The text without its leading mark, punctuation, spaces and differences of width and case."""
    text = unicodedata.normalize("NFKC", text)
    mark = line_mark(text, 0, len(text))
    return _NOISE.sub("", text[mark.end if mark else 0 :].lower())


def fingerprint(text: str) -> str:
    """The same for texts that differ only in mark, punctuation, spaces or width."""
    return hashlib.sha256(plain(text).encode()).hexdigest()


def likeness(one: str, other: str) -> float:
    """0 (nothing shared) to 1 (the same): shared pairs of characters, of both texts or of the shorter one.

    A short text that a long one contains nearly whole counts as alike; a bare title inside a whole paragraph too.
    """
    one, other = sorted((plain(one), plain(other)), key=len)
    if one == other:
        return 1.0 if one else 0.0
    if len(one) < LEAST_CHARACTERS:
        return 0.0
    pairs, others = _pairs(one), _pairs(other)
    shared = len(pairs & others)
    both = 2 * shared / (len(pairs) + len(others))
    contained = shared / len(pairs)
    return max(both, contained if one in other or contained >= 0.9 else 0.0)


def fragments(text: str, most: int = 8) -> list[str]:
    """Pieces of four characters, spread over the text: a text that is alike very likely holds one of them."""
    runs = [run for run in re.split(r"[^\u3400-\u9fff]+", text) if len(run) >= _FRAGMENT]
    pieces = [
        run[at : at + _FRAGMENT] for run in runs for at in range(0, len(run) - _FRAGMENT + 1, _FRAGMENT)
    ]
    step = max(len(pieces) // most, 1)
    return list(dict.fromkeys(pieces[::step]))[:most]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
