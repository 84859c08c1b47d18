"""Saved while it is typed: the same form and turn as a button, one step back for one stretch of typing, nothing half."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from reports.intake import correcting, following
from reports.models import Correction, Match
from tests.reports.documents import (
    TEXT,
    card,
    city_units,
    commitments,
    page,
    post,
    problems,
    read_report,
    seen,
    supervisor,
)
from tests.reports.documents import undo as press_undo
from tracker.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


@pytest.fixture
def report(by):
    city_units()
    return read_report(by)


def keep(client, report, item, **fields) -> dict:
    """Save as the page does while somebody types; return what it answers, with the status."""
    answer = post(client, report, item, "keep", **fields)
    return json.loads(answer.content) | {"status": answer.status_code}


def test_a_change_is_kept_without_a_button(client, report, by):
    first = problems(report)[0]

    said = keep(client, report, first, **card(first, title="干渠渗漏", due_on="2026-05-10"))

    first.refresh_from_db()
    assert (first.title, first.due_on, first.state) == ("干渠渗漏", dt.date(2026, 5, 10), "pending")
    assert (said["status"], said["title"], said["errors"]) == (200, "干渠渗漏", {})
    assert said["seen"] == seen(first)
    assert said["undo"] == following.last_of(report, by).pk


def test_what_is_right_is_kept_and_what_is_wrong_is_named_at_its_field(client, report):
    first = problems(report)[0]

    said = keep(
        client, report, first, **card(first, title="干渠渗漏", lead_unit="县渔业局", due_on="2026-13-01")
    )

    first.refresh_from_db()
    assert (first.title, first.lead_unit.name, first.due_on) == ("干渠渗漏", "市水利局", dt.date(2026, 4, 30))
    assert set(said["errors"]) == {"lead_unit", "due_on"}
    assert "县渔业局" in said["errors"]["lead_unit"][0]


def test_one_stretch_of_typing_is_one_step_back(client, report, by):
    first = problems(report)[0]
    for title in ("干", "干渠", "干渠渗"):
        keep(client, report, first, **card(first, title=title, commitments=[commitments(report)[1].pk]))
    keep(client, report, first, **card(first, title="干渠渗漏"))

    assert Correction.objects.count() == 1
    press_undo(client, report, by)

    first.refresh_from_db()
    assert first.title == "灌区渠道渗漏严重"
    assert list(first.matches.values_list("commitment", "dropped")) == [(commitments(report)[0].pk, False)]


def test_another_card_a_button_and_a_pause_begin_a_new_step(client, report, by):
    first, second, _ = problems(report)
    keep(client, report, first, **card(first, title="甲"))
    keep(client, report, second, **card(second, title="乙"))
    keep(client, report, first, **card(first, title="丙"))
    assert Correction.objects.count() == 3
    post(client, report, first, "save", **card(first, title="丁"))
    assert Correction.objects.count() == 4
    keep(client, report, first, **card(first, title="戊"))
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=30)):
        client.force_login(by)
        keep(client, report, first, **card(first, title="己"))
    assert Correction.objects.count() == 6


def test_nothing_changed_is_no_step(client, report):
    first = problems(report)[0]

    assert keep(client, report, first, **card(first))["undo"] == 0
    assert not Correction.objects.exists()


def test_what_would_change_other_cards_waits_for_a_button(client, report):
    first, second, _ = problems(report)
    type(second).objects.filter(pk=second.pk).update(lead_unit=None)

    keep(client, report, first, **card(first, lead_for_others="on"))

    second.refresh_from_db()
    assert second.lead_unit is None


def test_typing_into_a_card_that_another_changed_saves_nothing_and_says_who(client, report, by):
    first, other = problems(report)[0], supervisor(by.unit)
    saw = seen(first)
    correcting.change(first, {"title": "别人改的"}, action="修改：灌区", by=other, seen=saw)

    url = reverse("report_problem", args=[report.pk, first.pk])
    answer = client.post(url, {"seen": saw, "do": "keep"} | card(first, title="我改的"))

    assert answer.status_code == 409
    assert str(other) in json.loads(answer.content)["reason"]
    first.refresh_from_db()
    assert first.title == "别人改的"


def test_a_commitment_is_kept_alike(client, report):
    plan = commitments(report)[0]

    keep(client, report, plan, title="修渠", text="修渠。\r\n年底前完成。", plan_kind="recommendation")

    plan.refresh_from_db()
    assert (plan.title, plan.text, plan.plan_kind) == ("修渠", "修渠。\n年底前完成。", "recommendation")


def test_whoever_else_is_at_work_is_named(client, report, by):
    other = supervisor(by.unit)
    type(other).objects.filter(pk=other.pk).update(last_name="张三")
    first = problems(report)[0]
    assert "也在核对" not in page(client, report)
    correcting.change(first, {"title": "别人改的"}, action="修改", by=other, seen=seen(first))

    assert "张三 刚才也在核对" in page(client, report)
    Correction.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=3, seconds=5))
    assert "张三 3 分钟前也在核对" in page(client, report)
    Correction.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=20))
    assert "也在核对" not in page(client, report)


def test_words_of_the_original_take_the_place_of_an_item(client, report):
    second = problems(report)[1]
    start = report.text.index("一是部分水库")
    end = report.text.index("二是夜间巡查没有")

    answer = post(client, report, second, "take_words", start=start, end=end, **card(second))

    assert answer.status_code == 302
    second.refresh_from_db()
    assert (second.text, second.start, second.end) == ("一是部分水库巡查台账缺页。", start, end)
    assert (second.mark, second.title) == ("一是", "部分水库巡查台账缺页")
    assert [one.text for one in second.inner.live()] == ["一是部分水库巡查台账缺页。"]
    assert post(client, report, second, "take_words", **card(second)).status_code == 422


def test_a_split_at_a_place_of_the_original(client, report):
    second = problems(report)[1]
    place = report.text.index("二是夜间巡查没有")

    post(client, report, second, "split", place=place, **card(second))

    assert [one.text for one in problems(report)][2] == "二是夜间巡查没有照片。"
    for wrong in (1, 10**9):
        assert post(client, report, second, "split", place=wrong, **card(second)).status_code == 422


def test_join_with_the_one_before(client, report):
    first, second, third = problems(report)

    answer = post(client, report, second, f"join_before:{first.pk}", **card(second))

    assert answer.url.endswith(f"#problem-{first.pk}")
    assert problems(report) == [first, third]
    first.refresh_from_db()
    assert "夜间巡查没有照片" in first.text
    assert post(client, report, first, "join_before:0", **card(first)).status_code == 422


def test_a_request_of_the_page_gets_the_cards_and_the_original_only_if_it_changed(client, report):
    url = reverse("report_review", args=[report.pk])
    ask = {"HX-Request": "true", "HX-Target": "cards"}
    original = client.get(url).context["review"].original_key

    whole = client.get(url, headers=ask).content.decode()
    cards = client.get(url, headers=ask | {"X-Original": original}).content.decode()

    assert "<html" not in whole
    assert 'id="original"' in whole
    assert 'id="original"' not in cards
    assert 'id="review-foot" hx-swap-oob="true"' in cards
    second = problems(report)[1]
    post(client, report, second, "drop")
    assert 'id="original"' in client.get(url, headers=ask | {"X-Original": original}).content.decode()


def test_a_commitment_that_answers_several_problems_says_so(client, report, by):
    plan = commitments(report)[0]
    for problem in problems(report):
        Match.objects.get_or_create(problem=problem, commitment=plan, defaults={"by": by})

    html = page(client, report)

    assert "→ 问题1、问题2、问题3" in html
    assert "也对应问题2、问题3" in html


def test_what_was_passed_over_comes_last(client, by):
    city_units()
    report = read_report(by, f"水利工作总结汇编（2篇）\n\n{TEXT}\n\n\n{TEXT.replace('市水利局', '县水利局')}")
    first, second, third, *_ = problems(report)
    url = reverse("report_review", args=[report.pk])

    def ahead(problem) -> str:
        return client.get(url, {"problem": problem.pk}).context["next_url"]

    assert ahead(first).endswith(f"?problem={second.pk}")
    assert ahead(third).endswith("?part=2")
    for problem in problems(report)[3:]:
        post(client, report, problem, "drop")
    assert ahead(third).endswith(f"?problem={first.pk}")
    for problem in (first, second):
        post(client, report, problem, "drop")
    assert ahead(third) == ""
