"""Line breaks that are no ends of paragraphs: those of a text copied from a page, and single ones in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.outline.marks import STRUCTURAL, line_mark

STOPS = "。；;！!？?：:…"
INSIDE_A_SENTENCE = re.compile("[，。；]")
# Widths in Chinese characters. No page is wider; a line of this length that holds a sentence is no heading.
NARROWEST_PAGE = 24
WIDEST_PAGE = 60
LONGEST_HEADING = 44
# A full line may be shorter than the page by this much, where a mark or a figure did not fit.
SLACK = 3
LINE = re.compile(r"[^\n]*")
# What no paragraph goes on with: a subtitle, the next piece of a compilation, the words that close a report.
OPENER = re.compile(
    r"——|篇[0-9一二三四五六七八九十]|第[0-9一二三四五六七八九十]{1,3}篇|附件|以上|特此|妥否|同志们|各位|此致|[（(【]"
)
INDENT = re.compile(r"[\u3000\xa0]|[ \t]{2}")


def wraps_of(text: str) -> Iterator[int]:
    """Positions of the line breaks that only wrap a line, in order."""
    lines = [(match.start(), match.end()) for match in LINE.finditer(text) if match.end() > match.start()]
    widths = [_width(text[start:end].strip()) for start, end in lines]
    page = _page_width(text, lines, widths)
    indented = page > 0 and sum(bool(INDENT.match(text, start)) for start, _ in lines) * 10 > len(lines)
    for index, (start, end) in enumerate(lines[:-1]):
        following = lines[index + 1]
        if following[0] != end + 1 or not text[slice(*following)].strip():
            continue
        # Only where the stop itself fills the line may the next sentence have been wrapped.
        slack = 1 if text[end - 1] in STOPS else SLACK
        is_full = bool(page) and page - slack <= widths[index] <= page + SLACK
        if is_full:
            wrapped = _goes_on(
                text, end, following, is_short=widths[index + 1] < page - SLACK, indented=indented
            )
        else:
            wrapped = _is_broken(text, start, end, widths[index], following)
        if wrapped:
            yield end


def _width(words: str) -> float:
    """Signs of half width count half."""
    return len(words) - sum(char < "\x80" for char in words) / 2


def _page_width(text: str, lines: list[tuple[int, int]], widths: list[float]) -> float:
    """The width at which the text was wrapped: its longest lines hold no whole sentences; 0 when it was not."""
    if not lines:
        return 0
    page = sorted(widths)[len(widths) * 97 // 100]
    if not NARROWEST_PAGE <= page <= WIDEST_PAGE:
        return 0
    full = [
        text[line[1] - 1] not in STOPS and line_mark(text, *below) is None
        for line, below, width in zip(lines, lines[1:], widths, strict=False)
        if page - SLACK <= width <= page + SLACK
    ]
    return page if sum(full) > 1 and 2 * sum(full) > len(full) else 0


def _goes_on(text: str, end: int, following: tuple[int, int], *, is_short: bool, indented: bool) -> bool:
    """Does the paragraph of a full line go on in the line below?"""
    mark = line_mark(text, *following)
    if mark and (mark.kind in STRUCTURAL or text[end - 1] not in STOPS):
        return False  # a mark that no stop precedes opens its line
    if OPENER.match(text, following[0]):
        return False
    if indented:
        return not INDENT.match(text, following[0])
    if text[end - 1] not in STOPS:
        return True
    heads = is_short and text[following[1] - 1] not in STOPS
    return not heads


def _is_broken(text: str, start: int, end: int, width: float, following: tuple[int, int]) -> bool:
    """Was a single paragraph broken in the middle of its sentence?"""
    return (
        width > LONGEST_HEADING
        and text[end - 1] not in STOPS
        and not text[end - 1].isspace()
        and bool(INSIDE_A_SENTENCE.search(text, start, end))
        and line_mark(text, *following) is None
    )
