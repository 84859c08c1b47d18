"""Every form that real reports take has a short text of its own in samples/forms, one file for each kind of form."""

import re
from pathlib import Path

import pytest

from reports.reader import read_text, to_json
from tests.reports.labelled import Sample, parsed
from tests.reports.reading_score import Score

FORMS = Path(__file__).parent / "samples" / "forms"
NAME = re.compile(r"^%% (.+)\n", re.M)
# What stands before a text that is no whole report: a title and work done.
OPENING = """河湾县水务局2023年工作总结

今年以来，全局上下干了不少实事。
一、主要工作
（一）管网改造。更换老旧管线，群众用水更稳。
（二）水质检测。每周取样化验，结果上墙。
"""
JUDGED = ("reports", "problems", "points", "commitments", "measures", "exact spans", "titles", "plan kinds")


def forms() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(FORMS.glob("*.txt")):
        _, *pieces = NAME.split(path.read_text(encoding="utf-8"))
        found += [(path.stem, name, words) for name, words in zip(pieces[::2], pieces[1::2], strict=True)]
    return found


def sample_of(name: str, words: str) -> Sample:
    """A whole report as it stands; any other text behind the usual opening."""
    return parsed(name, words if "{R " in words else f"{{R -/-:{OPENING}{words.rstrip()}}}\n")


@pytest.mark.parametrize(
    ("name", "words"), [pytest.param(name, words, id=f"{kind}: {name}") for kind, name, words in forms()]
)
def test_form(name, words):
    sample = sample_of(name, words)
    score = Score()
    score.add(sample, to_json(read_text(sample.text)))
    figures = score.figures()

    assert {name: figures[name] for name in JUDGED if score.wanted[name] + score.found[name]} == {
        name: 1.0 for name in JUDGED if score.wanted[name] + score.found[name]
    }, "\n".join(score.misses)
