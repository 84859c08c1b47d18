"""Reports of our own for the tests of intake and review, read through the real reader, and the buttons of their page."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.intake import documents
from reports.intake.following import last_of
from reports.intake.seen import seen_of
from reports.models import Commitment, Found, Part, Problem, Report
from tests.factories import SourceFactory, UnitFactory, UserFactory
from tracker.models import Source, Unit, User
from tracker.states import Role

TEXT = """市水利局2025年工作总结

2025年，市水利局围绕防洪保供做了大量工作，完成投资三亿元。

一、存在问题
（一）灌区渠道渗漏严重。柳溪灌区干渠有三处渗漏点，今年汛前没有修好，影响下游两千亩稻田用水。
（二）水库巡查记录不全。一是部分水库巡查台账缺页。二是夜间巡查没有照片。
（三）节水宣传进社区少。全年只办了两场，居民知晓度不高。

二、下一步打算
（一）抓紧修复灌区渠道。由市水利局牵头、市财政局配合，2026年4月底前完成柳溪灌区干渠渗漏点修复。
（二）规范水库巡查。一是补齐巡查台账，立行立改。二是配备巡查终端，2026年9月底前实现夜间巡查拍照上传。
（三）加强党建工作。坚持每月学习，提高干部能力。
"""


def supervisor(office: Unit | None = None) -> User:
    office = office or UnitFactory(kind=Unit.Kind.OFFICE)
    return UserFactory(unit=office, role=Role.SUPERVISOR)


def city_units() -> dict[str, Unit]:
    """The two units that TEXT names."""
    return {
        "water": UnitFactory(name="市水利局"),
        "finance": UnitFactory(name="市财政局", aliases=["财政局"]),
    }


def waiting_report(by: User, text: str = TEXT, name: str = "总结.txt") -> Report:
    return documents.register(data=text.encode(), name=name, by=by)


def read_report(by: User, text: str = TEXT, *, source: Source | None = None) -> Report:
    """A report of the user's office, read; with a source where one is given or the office has none."""
    report = waiting_report(by, text)
    documents.read(documents.claim(report.pk, now=timezone.now()))
    report.refresh_from_db()
    report.source = source or SourceFactory(office=by.unit, created_by=by)
    report.save(update_fields=["source"])
    return report


def part_of(report: Report) -> Part:
    part = report.parts.get()
    part.report = report
    return part


def problems(report: Report) -> list[Problem]:
    return list(Problem.objects.filter(part__report=report, parent=None).live().in_order())


def commitments(report: Report) -> list[Commitment]:
    return list(Commitment.objects.filter(part__report=report, parent=None).live().in_order())


def post(client: Client, report: Report, item: Found, do: str, **fields) -> HttpResponse:
    """Press a button of an item's open card; without fields only the button, as from a closed one."""
    name = "problem" if isinstance(item, Problem) else "commitment"
    report.refresh_from_db()
    url = reverse(f"report_{name}", args=[report.pk, item.pk])
    return client.post(url, {"seen": seen(item), "do": do} | fields)


def seen(item: Found) -> str:
    """What a person sees of the item who opens its card now."""
    return seen_of(type(item).objects.get(pk=item.pk))


def card(problem: Problem, **changes) -> dict:
    """The fields of a problem's card as the page shows them."""
    kept = problem.matches.filter(dropped=False).values_list("commitment_id", flat=True)
    fields = {
        "title": problem.title,
        "text": problem.text,
        "rectification_type": problem.rectification_type,
        "lead_unit": problem.lead_unit.name if problem.lead_unit else "",
        "assisting_units": "、".join(unit.name for unit in problem.assisting_units.all()),
        "due_on": problem.due_on or "",
        "category": problem.category,
        "standard": "",
        "commitments": list(kept),
    }
    return fields | changes


def page(client: Client, report: Report, **query) -> str:
    return client.get(reverse("report_review", args=[report.pk]), query).content.decode()


def add(client: Client, report: Report, **fields) -> HttpResponse:
    """Add by hand."""
    return client.post(reverse("report_add", args=[report.pk, 1]), fields)


def undo(client: Client, report: Report, by: User, **options) -> HttpResponse:
    """Press the button that takes the person's own last step back."""
    last = last_of(report, by)
    url = reverse("report_undo", args=[report.pk])
    return client.post(url, {"correction": last.pk if last else ""}, **options)
