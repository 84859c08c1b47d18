"""上年承诺对照: which earlier report is taken, what is found of its promises, who may look."""

import pytest
from django.urls import reverse

from reports.intake import confirming, correcting
from reports.intake.worksheet import unit_names
from reports.models import Part
from reports.repeats.last_year import earlier_parts
from tests.factories import TODAY, SourceFactory, UnitFactory
from tests.reports.documents import (
    TEXT,
    city_units,
    commitments,
    problems,
    read_report,
    supervisor,
    waiting_report,
)
from tracker.models import Task, User

pytestmark = pytest.mark.django_db
NEXT = """市水利局2026年工作总结

2026年，市水利局完成投资四亿元。柳溪灌区干渠三处渗漏点全部修复，稻田用水有了保障。

一、存在问题
（一）夜间巡查终端配备不足。水库巡查终端只到位一半，夜间巡查拍照上传没有实现。

二、下一步打算
（一）加强人才培养。2027年引进技术人员5名。
"""


@pytest.fixture
def by(client) -> User:
    city_units()
    user = supervisor()
    client.force_login(user)
    return user


def shown(client, report, **query):
    return client.get(reverse("report_last_year", args=[report.pk, 1]), query)


def texts(promises) -> list[str]:
    return [one.text[:10] for one in promises]


def test_every_promise_is_mentioned_forgotten_or_too_vague(client, by):
    earlier = read_report(by, TEXT.replace("台账，立行立改", "台账，重新装订编号"))
    answer = shown(client, read_report(by, NEXT))

    found = answer.context["found"]
    assert answer.context["earlier"].report == earlier
    assert texts(found.mentioned) == ["由市水利局牵头、市财", "二是配备巡查终端，2"]
    assert [one.place.where for one in found.mentioned] == ["工作情况", "存在问题"]
    assert found.mentioned[0].place.text.startswith("柳溪灌区干渠三处渗漏点全部修复")
    assert texts(found.forgotten) == ["一是补齐巡查台账，重"]
    assert texts(found.vague) == ["坚持每月学习，提高干"]
    html = answer.content.decode()
    for words in ("未再提及", "都提到", "承诺笼统，无从对照"):
        assert words in html


def test_the_nearest_earlier_year_is_taken_and_another_can_be_chosen(client, by):
    oldest = read_report(by, TEXT.replace("2025", "2023"))
    nearest = read_report(by, TEXT.replace("2025", "2024"))
    read_report(by, TEXT.replace("2025", "2027"))
    read_report(by, TEXT.replace("市水利局", "市教育局"))
    this = read_report(by, NEXT)

    assert shown(client, this).context["earlier"].report == nearest
    chosen = shown(client, this, **{"with": oldest.parts.get().pk})
    assert chosen.context["earlier"].report == oldest
    assert [one.report for one in chosen.context["choices"]] == [nearest, oldest]


def test_a_body_is_known_by_its_aliases(by):
    UnitFactory(name="市卫生健康委", aliases=["市卫健委"])
    read_report(by, TEXT.replace("市水利局", "市卫健委"))
    part = read_report(by, NEXT.replace("市水利局", "市卫生健康委")).parts.get()

    assert [one.unit_name for one in earlier_parts(part, by, unit_names())] == ["市卫健委"]


def test_reports_of_another_office_and_unread_ones_are_not_used(client, by):
    read_report(supervisor())
    waiting_report(by, TEXT)
    this = read_report(by, NEXT)

    answer = shown(client, this)

    assert answer.context["found"] is None
    assert "没有导入过这个单位更早年度的报告" in answer.content.decode()
    client.force_login(supervisor())
    assert shown(client, this).status_code == 404


def test_without_a_year_the_page_says_why_it_is_empty(client, by):
    this = read_report(by, NEXT)
    Part.objects.update(year=None)

    assert "没有识别出这份报告的单位或年度" in shown(client, this).content.decode()


def test_a_promise_names_the_tasks_that_it_became(client, by):
    earlier = read_report(by, source=SourceFactory(office=by.unit, created_by=by))
    correcting.confirm(problems(earlier)[0], by=by)
    confirming.make_drafts(earlier, by=by, seen=confirming.ready(earlier), on=TODAY)

    answer = shown(client, read_report(by, NEXT))

    assert answer.context["found"].mentioned[0].tasks == [Task.objects.get()]
    assert Task.objects.get().number in answer.content.decode()


@pytest.mark.parametrize("copies", [1, 3])
def test_the_page_costs_the_same_for_few_and_many_promises(client, by, copies, django_assert_num_queries):
    more = "".join(
        f"（{mark}）新建{what}。新建{what}12座。\n" for mark, what in zip("四五六", "泵闸堤", strict=True)
    )
    read_report(by, TEXT + more * (copies - 1))
    this = read_report(by, NEXT)
    assert len(commitments(this)) == 1

    with django_assert_num_queries(14):
        shown(client, this)


def test_the_review_leads_there(client, by):
    this = read_report(by, NEXT)

    html = client.get(reverse("report_review", args=[this.pk])).content.decode()

    assert reverse("report_last_year", args=[this.pk, 1]) in html
