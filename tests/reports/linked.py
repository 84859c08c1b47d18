"""Figures on a page and the lists behind them."""

import re
from html import unescape

from django.http import HttpResponse, QueryDict

from tests.factories import TODAY
from tracker.filters import TaskFilter


def linked_figures(response: HttpResponse) -> dict[str, set[int]]:
    """Return, per address, the numbers that the page says it counts."""
    found: dict[str, set[int]] = {}
    for tag in re.findall(r"<a [^>]*data-figure=[^>]*>", response.content.decode()):
        href = unescape(re.search(r'href="([^"]*)"', tag)[1])
        found.setdefault(href, set()).add(int(re.search(r'data-figure="(-?\d+)"', tag)[1]))
    return found


def check_figures(response: HttpResponse, least: int) -> None:
    """Hold every figure of a page to the filter behind its link, and ask that there are so many at least."""
    figures = linked_figures(response)
    assert len(figures) >= least
    for href, numbers in figures.items():
        query = QueryDict(href.partition("?")[2])
        found = TaskFilter(query, request=response.wsgi_request, today=TODAY)
        assert found.form.is_valid(), href
        assert numbers == {found.qs.count()}, href
