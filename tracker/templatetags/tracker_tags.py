"""How the words of the register look on a page: colours, statuses, days, page numbers."""

from dataclasses import dataclass

from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.amounts import written
from tracker.colours import Colour
from tracker.models import Application, Evidence, Step, Task, Unit
from tracker.results import FIELDS, in_words
from tracker.states import VERDICTS, Action, Status

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
register.filter("money", written)


@register.simple_tag(takes_context=True)
def sort_head(context: template.Context, key: str, label: str, css: str = "") -> SafeString:
    """Show a table head that sorts by `key`; chosen already, it turns the order round (not so the default order)."""
    data = context["request"].GET.copy()
    now = data.get("sort", "")
    data.pop("page", None)
    data.pop("sort", None)
    if now.lstrip("-") != key.lstrip("-"):
        following, direction, arrow = key, "", ""
    else:
        down = now.startswith("-")
        following = now.lstrip("-") if down else f"-{now}" if now else ""
        direction, arrow = ("descending", " ↓") if down else ("ascending", " ↑")
    if following:
        data["sort"] = following
    return format_html(
        '<th class="{}"{}><a href="?{}" title="按{}排序">{}{}</a></th>',
        css,
        format_html(' aria-sort="{}"', direction) if direction else "",
        data.urlencode(),
        label,
        label,
        arrow,
    )


@register.simple_tag
def options(field: forms.BoundField) -> SafeString:
    """Show the options of a choice; Django's own widget takes a template per option, too slow for 500 units."""
    chosen = str(field.value() or "")
    marked = ((key, " selected" if str(key) == chosen else "", label) for key, label in field.field.choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@register.filter
def lies_in(unit: Unit, above: Unit) -> bool:
    """Whether the unit is `above` or below it."""
    return unit.path.startswith(above.path)


@register.filter
def excerpt_adds(task: Task) -> bool:
    """Whether the excerpt says anything that problem and commitment do not; an excerpt leaves out with ……."""
    known = _solid(task.problem + task.commitment)
    return any(_solid(piece) not in known for piece in task.excerpt.split("……"))


def _solid(text: str) -> str:
    return "".join(text.split())


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def value_of(data: QueryDict, name: str) -> str:
    return data.get(name, "")


@register.filter
def label_of(form: forms.Form, name: str) -> str:
    return form.fields[name].label if name in form.fields else ""


# What a browser never fills in again.
_NOT_KEPT = {"file": "文件需要重新选择", "password": "密码需要重新输入"}


@register.filter
def not_kept(form: forms.Form) -> str:
    """What must be entered again after a refusal, in brackets: files and passwords are never sent back."""
    kinds = {getattr(field.widget, "input_type", "") for field in form.fields.values()}
    words = [word for kind, word in _NOT_KEPT.items() if kind in kinds]
    return f"（{'，'.join(words)}）" if words else ""


@register.filter
def moment(step: Step) -> str:
    """Return when a step happened: the hour only if it was entered on the day that it counts for."""
    entered = timezone.localtime(step.at)
    return f"{entered:%Y-%m-%d %H:%M}" if entered.date() == step.on else f"{step.on:%Y-%m-%d}"


@dataclass(frozen=True)
class Change:
    """One field that a step changed."""

    label: str
    before: str
    after: str


@register.filter
def changes(step: Step) -> list[Change]:
    """Return what a step of the trail changed, in the words of the page."""
    return [
        Change(_field_label(name), *(_in_words(name, value) for value in pair))
        for name, pair in step.data.items()
        if isinstance(pair, list) and len(pair) == 2 and not any(isinstance(value, dict) for value in pair)
    ]


_DETAILS = {
    "percent": ("完成比例", "{}%"),
    "new_due_on": ("申请延至", "{}"),
    "days": ("延长", "{} 天"),
    "reply_due_on": ("请于何日前反馈", "{}"),
    "reason": ("事由", "{}"),
    "basis": ("依据", "{}"),
}
"""What a step says beside the fields that it changed, and how it is put."""


@register.filter
def details(step: Step) -> list[tuple[str, str]]:
    """Return what a step says beside what it changed, as name and words: files with their hashes, findings, days."""
    said = [
        (label, form.format(step.data[name])) for name, (label, form) in _DETAILS.items() if name in step.data
    ]
    found = [
        (
            "认定条件",
            "；".join(filter(None, [one["criterion"], VERDICTS.get(one["verdict"], ""), one["remark"]])),
        )
        for one in step.data.get("verdicts", ())
    ]
    files = [("材料", f"{one['name']}（SHA-256 {one['sha256']}）") for one in step.data.get("evidence", ())]
    return said + found + files


def _field_label(name: str) -> str:
    return "整改措施" if name == "measures" else str(Task._meta.get_field(name).verbose_name)


def _in_words(name: str, value: str | None) -> str:
    if name in FIELDS:
        return in_words(name, value)
    if name == "raised":
        return "是" if value in ("True", True) else "否"
    choices = getattr(Task._meta.get_field(name), "choices", None)
    return dict(choices or ()).get(value) or (value or "")


@dataclass(frozen=True)
class Finding:
    """One criterion of a closure: what the unit said of it and proved it with, and what was found."""

    criterion: str
    claim: str
    files: list[Evidence]
    verdict: str
    met: bool
    remark: str


@register.filter
def findings(application: Application) -> list[Finding]:
    """Return criterion by criterion what was claimed and what was found; nothing is found before the decision."""
    claims = {one["criterion"]: one["text"] for one in application.claims}
    verdicts = {one["criterion"]: one for one in application.verdicts}
    files = application.files_by_criterion()
    return [
        _finding(criterion, claims.get(criterion, ""), files.get(criterion, []), verdicts)
        for criterion in claims | verdicts
    ]


def _finding(criterion: str, claim: str, files: list[Evidence], verdicts: dict[str, dict]) -> Finding:
    found = verdicts.get(criterion, {})
    verdict = found.get("verdict", "")
    word = VERDICTS.get(verdict, "")
    return Finding(criterion, claim, files, word, verdict != "not_met", found.get("remark", ""))


_LOOKS = {
    Action.DECLINE: "is-bad",
    Action.SEND_BACK: "is-bad",
    Action.HAND_BACK_CLOSURE: "is-bad",
    Action.HAND_BACK_EXTENSION: "is-bad",
    Action.RAISE: "is-bad",
    Action.REOPEN: "is-bad",
    Action.ACCEPT_CLOSURE: "is-good",
    Action.INSTRUCT: "is-told",
}


@register.filter
def step_look(action: str) -> str:
    """Return the css class of a step: setbacks, the closure and a leader's word stand out in the trail."""
    return _LOOKS.get(action, "")
