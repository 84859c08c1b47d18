"""How the words of the register look on a page: colours, statuses, days, page numbers."""

from django import template
from django.core.paginator import Page

from tracker.colours import Colour
from tracker.states import Status

register = template.Library()


@register.inclusion_tag("tracker/_colour.html")
def colour(value: str | None, words: str = "", full: bool = False) -> dict[str, str]:
    """Show a colour as shape and word; None (a draft) as a plain dash. `full` writes 红色督办 instead of 红."""
    if not value:
        return {"value": "", "shape": "", "label": "未交办" if full else "—", "words": words}
    it = Colour(value)
    return {"value": it.value, "shape": it.shape, "label": it.label if full else it.short, "words": words}


@register.inclusion_tag("tracker/_status.html")
def status(value: str) -> dict[str, str]:
    """Show a status by its Chinese word."""
    return {"value": value, "label": Status(value).label}


@register.inclusion_tag("tracker/_pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, object]:
    """Show the links to the other pages, keeping the rest of the query string."""
    around = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {"page": page, "pages_around": list(around), "request": context["request"]}


def days_words(days: int | None) -> str:
    """Return the days left (negative: overdue) in words."""
    if days is None:
        return ""
    if days < 0:
        return f"逾期 {-days} 天"
    return "今天到期" if days == 0 else f"剩 {days} 天"


register.filter("days_words", days_words)
