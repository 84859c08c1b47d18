"""Reading quality in real use: every kind of correction is counted once, shares are cut, nobody sees other offices."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reports.intake import confirming
from reports.models import Correction, Match, Report
from reports.quality.figures import Filled, Items, Matches, Quality, Share
from reports.quality.measuring import quality_of, sum_up
from tests.factories import UserFactory
from tests.reports.documents import (
    TEXT,
    add,
    card,
    city_units,
    commitments,
    part_of,
    post,
    problems,
    read_report,
    supervisor,
)
from tests.reports.documents import undo as press_undo
from tracker.models import User
from tracker.states import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


@pytest.fixture
def report(by) -> Report:
    city_units()
    return read_report(by)


def measured() -> Quality:
    return sum_up(quality_of(Report.objects.all()).values())


def confirm_all(client, report) -> None:
    for problem in problems(report):
        if problem.state == "pending":
            post(client, report, problem, "confirm", **card(problem))


def test_what_waits_has_no_verdict(client, report):
    assert measured() == Quality() + Quality()
    first, *rest = problems(report)
    post(client, report, first, "confirm", **card(first))
    assert (measured().parts, measured().under_review, measured().problems) == (0, 1, Items())
    for one in rest:
        post(client, report, one, "confirm", **card(one))
    assert (measured().parts, measured().under_review) == (1, 0)


def test_what_was_confirmed_as_it_is(client, report):
    confirm_all(client, report)

    found = measured()

    assert found.problems == Items(found=3, unchanged=3, final=3)
    assert found.commitments == Items(found=3, unchanged=3, final=3)
    assert str(found.problems.f1) == "100%（6/6）"
    assert found.matches == Matches(first=2, rightly_none=1)
    assert (found.lead_unit, found.due_on) == (Filled(kept=3), Filled(kept=2, empty=1))
    assert sum(found.accepted) == sum(found.suggested) == Match.objects.count()


def test_every_correction_is_counted_as_what_it_was(client, report):
    first, second, third = problems(report)
    post(client, report, first, "save", **card(first, title="干渠渗漏", text=first.text + "补一句。"))
    post(client, report, second, "split", at=second.text.index("二是"), **card(second))
    post(client, report, third, "drop")
    add(client, report, kind="problem", text="完成投资三亿元")
    plan, other, last = commitments(report)
    measure = other.inner.in_order().first()
    post(client, report, plan, f"join:{other.pk}", title=plan.title, text=plan.text, plan_kind=plan.plan_kind)
    post(client, report, last, "drop")
    plan.refresh_from_db()
    post(
        client,
        report,
        plan,
        f"detach:{measure.pk}",
        title=plan.title,
        text=plan.text,
        plan_kind=plan.plan_kind,
    )
    confirm_all(client, report)

    found = measured()

    assert found.problems == Items(
        found=3, edited=1, edited_title=1, edited_text=1, split=1, dropped=1, added=1, final=4
    )
    assert (found.problems.precision, found.problems.recall) == (Share(1, 3), Share(1, 4))
    assert str(found.problems.precision) == "33.3%（1/3）"
    assert found.commitments == Items(
        found=3, edited=1, edited_text=1, edited_span=1, joined=1, dropped=1, promoted=1, final=2
    )


def test_a_place_that_was_mended_is_an_edit_of_the_place(client, report):
    second = problems(report)[1]
    start = report.text.index("（二）水库巡查")
    end = report.text.index("二是夜间巡查没有")
    post(client, report, second, "take_words", start=start, end=end, **card(second))
    confirm_all(client, report)

    assert measured().problems == Items(found=3, unchanged=2, edited=1, edited_text=1, edited_span=1, final=3)


def test_matches_as_people_left_them(client, report):
    first, second, third = problems(report)
    suggested = list(second.matches.order_by("-score", "pk"))
    assert len(suggested) > 1
    post(client, report, first, "save", **card(first, commitments=[]))
    post(client, report, second, "save", **card(second, commitments=[suggested[1].commitment_id]))
    post(client, report, third, "save", **card(third, commitments=[commitments(report)[2].pk]))
    confirm_all(client, report)

    found = measured()

    assert found.matches == Matches(another=1, refused=1, wrongly_none=1)
    assert found.matches.none_right == Share(0, 1)
    assert (sum(found.suggested), sum(found.accepted)) == (1 + len(suggested), 1)


def test_a_suggestion_replaced_by_hand_and_fields_that_were_changed(client, report):
    first, _, third = problems(report)
    changed = card(first, commitments=[commitments(report)[2].pk], due_on="2027-01-01", assisting_units="")
    post(client, report, first, "save", **changed)
    post(client, report, third, "save", **card(third, due_on="2027-02-01"))
    confirm_all(client, report)

    found = measured()

    assert found.matches.by_hand == 1
    assert found.due_on == Filled(kept=1, changed=1, by_hand=1)
    assert found.assisting_units == Filled(changed=1, empty=2)


def test_what_was_undone_was_no_correction(client, report, by):
    third = problems(report)[2]
    post(client, report, third, "drop")
    press_undo(client, report, by)
    confirm_all(client, report)

    assert measured().problems == Items(found=3, unchanged=3, final=3)


def test_what_the_command_line_confirmed_as_a_whole_nobody_looked_at(report, by):
    confirming.confirm_suggested(part_of(report), by=by)

    assert quality_of(Report.objects.all()) == {}


def test_time_is_that_from_one_decision_to_the_next_without_pauses(client, report):
    confirm_all(client, report)
    moment = timezone.now() - dt.timedelta(hours=2)
    for correction, minutes in zip(Correction.objects.order_by("pk"), (0, 0.5, 60), strict=True):
        Correction.objects.filter(pk=correction.pk).update(at=moment + dt.timedelta(minutes=minutes))

    assert measured().seconds == (30,)
    assert measured().median_seconds == 30


def test_the_cost_does_not_grow_with_the_reports(client, by, django_assert_num_queries):
    city_units()
    for ending in ("", "\n完。", "\n完毕。"):
        confirm_all(client, read_report(by, TEXT + ending))

    with django_assert_num_queries(9):
        assert measured().parts == 3


def test_scores_are_counted_by_tenths():
    quality = (
        Quality(suggested=(0, 0, 3, 0, 0, 0, 0, 0, 0, 4), accepted=(0, 0, 1, 0, 0, 0, 0, 0, 0, 4)) + Quality()
    )

    assert [(words, str(share)) for words, share in quality.calibration] == [
        ("0.9–1.0", "100%（4/4）"),
        ("0.2–0.3", "33.3%（1/3）"),
    ]


# --- command and page ---------------------------------------------------------------------------------------------------


def test_the_command_says_it_in_words_and_in_json(client, report):
    confirm_all(client, report)
    out = StringIO()
    call_command("reading_quality", "--per-report", stdout=out)
    assert f"《总结.txt》（{report.pk}）" in out.getvalue()
    assert "准确率 100%（3/3），召回率 100%（3/3）" in out.getvalue()

    out = StringIO()
    call_command("reading_quality", "--json", "--per-report", stdout=out)
    said = json.loads(out.getvalue())
    assert said["total"]["problems"]["f1"] == {"n": 6, "of": 6, "percent": "100%"}
    assert [one["id"] for one in said["reports"]] == [report.pk]


@pytest.mark.parametrize(("since", "until", "parts"), [(0, 0, 1), (1, None, 0), (None, -1, 0), (-1, 1, 1)])
def test_the_days_are_those_of_handing_in(client, report, since, until, parts):
    confirm_all(client, report)
    today = timezone.localdate()
    options = [
        f"--{name}={today + dt.timedelta(days=days)}"
        for name, days in (("since", since), ("until", until))
        if days is not None
    ]
    out = StringIO()
    call_command("reading_quality", "--json", *options, stdout=out)

    assert json.loads(out.getvalue())["total"]["parts"] == parts


def test_the_page_shows_ones_own_office_only(client, report, by):
    confirm_all(client, report)
    url = reverse("reading_quality")
    assert report.name in client.get(url).content.decode()
    assert "100%（3/3）" in client.get(url).content.decode()
    assert url in client.get(reverse("intake")).content.decode()
    assert "不能晚于" in client.get(url, {"since": "2026-02-01", "until": "2026-01-01"}).content.decode()

    client.force_login(supervisor())
    assert report.name not in client.get(url).content.decode()
    assert "还没有核对完的报告" in client.get(url).content.decode()


def test_an_administrator_sees_figures_by_office_and_no_reports(client, report, by):
    confirm_all(client, report)
    client.force_login(UserFactory(role=Role.ADMIN))

    html = client.get(reverse("reading_quality")).content.decode()

    assert str(by.unit) in html
    assert report.name not in html
    assert "100%（3/3）" in html
