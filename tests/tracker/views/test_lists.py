"""The list, my work, to decide: what they show to whom, in how many queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, all_met, graded, make_draft, make_submitted, make_task
from tracker import actions
from tracker.models import Task

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def numbers(response) -> list[str]:
    return [row.task.number for row in response.context["rows"]]


def test_the_list_shows_what_is_visible_and_the_counts_of_its_filter(cast, browse):
    late = make_task(
        cast.source, lead_unit=cast.bureau, on=TODAY - 60 * DAY, due_on=TODAY - 3 * DAY, title="欠缴租金"
    )
    green = make_task(cast.source, lead_unit=cast.sibling, due_on=TODAY + 90 * DAY)
    make_draft(cast.source)
    url = reverse("task_list")

    everything = browse(cast.supervisor).get(url)
    red = browse(cast.supervisor).get(url, {"colour": "red"})

    assert numbers(everything) == [late.number, green.number]
    assert "逾期 3 天" in everything.content.decode()
    assert numbers(red) == [late.number]
    for response in (everything, red):
        assert [tab.count for tab in response.context["tabs"]] == [2, 1, 0, 1, 0, 1]
    assert numbers(browse(cast.handler).get(url)) == [late.number]
    assert numbers(browse(cast.outsider).get(url)) == [green.number]
    assert numbers(browse(cast.stranger).get(url)) == []


@pytest.mark.parametrize("who", ["supervisor", "handler", "head", "assistant", "leader"])
def test_the_number_of_queries_does_not_grow_with_the_rows(cast, browse, who):
    def task():
        return make_task(cast.source, lead_unit=cast.bureau, assisting_units=[cast.helping])

    client, counts = browse(getattr(cast, who)), []
    pages = [reverse("task_list"), reverse("task_list") + f"?on={TODAY - DAY}&q=拨付"]
    pages += {"supervisor": [reverse("decide"), reverse("source_list")], "leader": []}.get(
        who, [reverse("work")]
    )
    for more in (1, 2):
        for _ in range(more):
            task()
            make_submitted(cast.source, by=cast.handler, assisting_units=[cast.helping])
            make_draft(cast.source, lead_unit=cast.bureau)
        counts.append([])
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            counts[-1].append(len(queries))

    assert counts[0] == counts[1]


def test_pages_follow_each_other_without_repeating_a_row(cast, browse, monkeypatch):
    monkeypatch.setattr("tracker.views.lists.PER_PAGE", 2)
    tasks = [make_task(cast.source, due_on=TODAY + 90 * DAY) for _ in range(5)]
    client, seen = browse(cast.supervisor), []

    for page in (1, 2, 3):
        response = client.get(reverse("task_list"), {"page": page, "colour": "green"})
        seen += numbers(response)

    assert seen == [task.number for task in tasks]
    assert (
        "?page=2&amp;colour=green"
        in client.get(reverse("task_list"), {"page": 1, "colour": "green"}).content.decode()
    )


def test_red_with_time_left_says_why(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau, due_on=TODAY + 90 * DAY)
    actions.raise_task(task, by=cast.supervisor, version=task.version, on=TODAY, note="领导批示")

    response = browse(cast.handler).get(reverse("task_list"))

    assert response.context["rows"][0].raised
    assert "提级督办" in response.content.decode()


@pytest.mark.parametrize(
    ("moment", "colour"), [("2026-05-20T15:59:59+00:00", "yellow"), ("2026-05-20T16:00:00+00:00", "red")]
)
def test_the_day_turns_at_midnight_here_whatever_the_clock_of_the_server(cast, browse, moment, colour):
    """The due day itself is in time; one second later it is tomorrow in Shanghai, though not yet in UTC."""
    make_task(cast.source, lead_unit=cast.bureau, due_on=TODAY, on=TODAY - 30 * DAY, accepted_by=cast.handler)

    with time_machine.travel(dt.datetime.fromisoformat(moment), tick=False):
        listed = browse(cast.handler).get(reverse("task_list"))
        figures = browse(cast.leader).get(reverse("dashboard")).context["figures"]

    assert [row.task.colour for row in listed.context["rows"]] == [colour]
    assert figures.totals.of(colour) == 1


def test_an_impossible_filter_is_said_and_shows_nothing(cast, browse):
    make_task(cast.source)

    response = browse(cast.supervisor).get(reverse("task_list"), {"unit": "999999"})

    assert numbers(response) == []
    assert "筛选条件有误" in response.content.decode()


def test_a_past_day_shows_what_was_true_then(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau, on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    actions.transfer(
        task, by=cast.supervisor, version=task.version, on=TODAY, lead_unit=cast.sibling, note="职责调整"
    )

    row = browse(cast.supervisor).get(reverse("task_list"), {"on": TODAY - 12 * DAY}).context["rows"][0]

    assert (row.lead, row.days, row.task.colour) == (cast.bureau, 2, "yellow")


def test_a_past_day_shows_nothing_of_what_was_reported_or_relapsed_since(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau, on=TODAY - 30 * DAY, accepted_by=cast.handler)
    actions.report_progress(task, by=cast.handler, version=task.version, on=TODAY, note="推进", percent=73)
    Task.objects.filter(pk=task.pk).update(relapsed_times=1)
    client = browse(cast.supervisor)
    now, before = (client.get(reverse("task_list"), {"on": day}).text for day in (TODAY, TODAY - DAY))

    assert "73%" in now and ">反弹</span>" in now
    assert "73%" not in before and ">反弹</span>" not in before


def test_the_handler_finds_each_task_in_the_list_of_what_it_needs(cast, browse):
    def accepted(**fields):
        return make_task(
            cast.source, lead_unit=cast.bureau, on=TODAY - 30 * DAY, accepted_by=cast.handler, **fields
        )

    to_accept = make_task(cast.source, lead_unit=cast.bureau)
    make_task(cast.source, lead_unit=cast.sibling, assisting_units=[cast.bureau])
    returned = make_submitted(cast.source, by=cast.handler)
    actions.send_back(
        returned, by=cast.second, version=returned.version, on=TODAY, note="缺少凭证", grade=graded("partly")
    )
    red = accepted(due_on=TODAY - DAY)
    yellow = accepted(due_on=TODAY)
    accepted(due_on=TODAY + 90 * DAY)
    waiting = make_submitted(cast.source, by=cast.handler)

    sections = browse(cast.handler).get(reverse("work")).context["sections"]

    assert [(s.title, [row.task.pk for row in s.rows]) for s in sections] == [
        ("待签收", [to_accept.pk]),
        ("被退回整改", [returned.pk]),
        ("红色督办", [red.pk]),
        ("黄色预警", [yellow.pk]),
        ("待确认的配合事项", []),
        ("等待督办机构决定", [waiting.pk]),
    ]


def test_a_long_section_says_how_many_are_left_out(cast, browse, monkeypatch):
    monkeypatch.setattr("tracker.views.lists.SHOWN", 1)
    for _ in range(3):
        make_task(cast.source, lead_unit=cast.bureau)

    section = browse(cast.handler).get(reverse("work")).context["sections"][0]

    assert (section.count, len(section.rows)) == (3, 1)


def test_the_supervisor_sees_applications_by_waiting_days_and_why_a_task_was_declined(cast, browse):
    young = make_submitted(cast.source, by=cast.handler)
    old = make_submitted(cast.source, by=cast.handler, on=TODAY - 9 * DAY)
    closed = make_submitted(cast.source, by=cast.handler)
    actions.accept_closure(
        closed,
        by=cast.second,
        version=closed.version,
        on=TODAY,
        verdicts=all_met(closed),
        grade=graded("done"),
    )
    declined = make_task(cast.source, lead_unit=cast.bureau)
    actions.decline(declined, by=cast.handler, version=declined.version, on=TODAY, note="不属于本单位职责")
    draft = make_draft(cast.source)

    response = browse(cast.supervisor).get(reverse("decide"))

    waiting = response.context["waiting"]
    assert [(item.application.task_id, item.days) for item in waiting] == [(old.pk, 9), (young.pk, 0)]
    assert [row.task.pk for row in response.context["declined"]] == [declined.pk]
    assert [row.task.pk for row in response.context["drafts"]] == [draft.pk]
    assert "不属于本单位职责" in response.content.decode()


@pytest.mark.parametrize(
    ("page", "who", "status"),
    [
        ("work", "handler", 200),
        ("work", "head", 200),
        ("work", "supervisor", 403),
        ("work", "leader", 403),
        ("work", "admin", 403),
        ("decide", "supervisor", 200),
        ("decide", "handler", 403),
        ("decide", "leader", 403),
        ("task_list", "leader", 200),
        ("task_list", "admin", 403),
        ("source_list", "supervisor", 200),
        ("source_list", "head", 403),
        ("task_create", "handler", 403),
    ],
)
def test_each_page_is_for_its_roles(cast, browse, page, who, status):
    assert browse(getattr(cast, who)).get(reverse(page)).status_code == status


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("supervisor", "dashboard"),
        ("leader", "dashboard"),
        ("handler", "work"),
        ("head", "work"),
        ("admin", "admin:index"),
    ],
)
def test_everybody_lands_on_the_page_of_their_role(cast, browse, who, page):
    assert browse(getattr(cast, who)).get(reverse("home")).url == reverse(page)


def test_a_verdict_belongs_to_the_page_of_decisions(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    answer = browse(cast.supervisor).get(reverse("task_action", args=[task.pk, "accept_closure"]))

    assert [entry.label for entry in answer.context["rail"] if entry.active] == ["待我审核"]
