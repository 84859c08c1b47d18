"""Two people on one report, the way back, drafts of what was confirmed, and doubles."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from reports.intake import confirming, correcting, following, turns
from reports.models import Commitment, Match, Problem
from tests.factories import TODAY, SourceFactory, UnitFactory, make_draft, make_task
from tests.reports.documents import (
    TEXT,
    add,
    card,
    city_units,
    commitments,
    page,
    post,
    problems,
    read_report,
    seen,
    supervisor,
    undo,
    waiting_report,
)
from tracker import actions
from tracker.actions import Conflict, Refused
from tracker.models import Source, Standard, Task, User
from tracker.states import Status

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


# --- two people, and back ---------------------------------------------------------------------------------------------


def test_two_people_at_different_cards_do_not_meet(client, report, by):
    first, second, _ = problems(report)
    mine = seen(second)
    correcting.change(first, {}, correcting.drop, action="不采用", by=supervisor(by.unit), seen=seen(first))

    url = reverse("report_problem", args=[report.pk, second.pk])
    answer = client.post(url, {"seen": mine, "do": "confirm"} | card(second, title="我改的标题"))

    assert answer.status_code == 302
    second.refresh_from_db()
    assert (second.state, second.title) == ("confirmed", "我改的标题")


def test_of_two_people_at_one_card_the_second_sees_what_the_first_did_and_loses_nothing(client, report, by):
    first = problems(report)[0]
    mine, other = seen(first), supervisor(by.unit)
    correcting.change(first, {"title": "别人改的标题"}, action="修改：灌区", by=other, seen=mine)

    url = reverse("report_problem", args=[report.pk, first.pk])
    typed = {"do": "confirm"} | card(first, title="我改的标题")
    answer = client.post(url, {"seen": mine} | typed)

    assert answer.status_code == 409
    html = answer.content.decode()
    assert "刚刚被别人改动过" in html
    assert f"{other} {timezone.localtime():%H:%M} 修改：灌区" in html
    assert 'value="我改的标题"' in html
    assert "现在保存的是：别人改的标题" in html
    assert html.count("现在保存的是") == 1
    first.refresh_from_db()
    assert (first.state, first.title) == ("pending", "别人改的标题")
    # Having seen it, the person may insist.
    assert f'name="seen" value="{seen(first)}"' in html
    assert client.post(url, {"seen": seen(first)} | typed).status_code == 302


@pytest.mark.parametrize("what", ["match", "unit", "commitment of it"])
def test_what_hangs_on_a_card_counts_as_its_change(client, report, by, what):
    first = problems(report)[0]
    mine = seen(first)
    change = {
        "match": {"commitments": commitments(report)[1:2]},
        "unit": {"assisting_units": []},
        "commitment of it": {"commitments": []},
    }[what]
    correcting.change(first, change, action="修改", by=supervisor(by.unit), seen=mine)

    url = reverse("report_problem", args=[report.pk, first.pk])

    assert client.post(url, {"seen": mine, "do": "save"} | card(first)).status_code == 409


def test_what_another_put_aside_meanwhile_is_not_taken_up_by_accident(client, report, by):
    first, second, _ = problems(report)
    mine = seen(second)
    correcting.change(second, {}, correcting.drop, action="不采用", by=supervisor(by.unit), seen=mine)
    url = reverse("report_problem", args=[report.pk, second.pk])

    answer = client.post(url, {"seen": mine, "do": "confirm"} | card(second, title="我改的标题"))

    assert answer.status_code == 409
    html = answer.content.decode()
    for words in ("我改的标题", "标题", "回到核对", reverse("report_review", args=[report.pk])):
        assert words in html
    for name in ("rectification_type", ">do<", ">staged<"):
        assert name not in html
    assert "请先恢复" in post(client, report, second, "confirm").content.decode()
    post(client, report, first, "join", **card(first))
    taken_in = Problem.objects.get(state="joined")
    for do in ("restore", "confirm", "join", "save"):
        assert "已经并入" in post(client, report, taken_in, do).content.decode()


@pytest.mark.parametrize("do", ["drop", "undo", "add", "drafts", "source", "join"])
def test_a_refusal_leaves_the_person_in_the_review_with_the_reason(client, report, by, do):
    first, second, third = problems(report)
    other, mine = supervisor(by.unit), seen(second)
    post(client, report, third, "save", **card(third, title="节水宣传少"))
    last = following.last_of(report, by)
    correcting.change(second, {"title": "别人改的"}, action="修改", by=other, seen=mine)
    correcting.change(third, {}, correcting.drop, action="不采用", by=other, seen=seen(third))
    correcting.change(first, {}, _confirmed_by(other), action="确认", by=other, seen=seen(first))
    addresses = {
        "drop": reverse("report_problem", args=[report.pk, second.pk]),
        "join": reverse("report_problem", args=[report.pk, second.pk]),
        "undo": reverse("report_undo", args=[report.pk]),
        "add": reverse("report_add", args=[report.pk, 1]),
        "drafts": reverse("report_drafts", args=[report.pk]),
        "source": reverse("report_source", args=[report.pk]),
    }
    typed = {
        "seen": mine, "do": do, "kind": "problem", "text": "", "correction": last.pk, "ready": "",
        "source": SourceFactory(office=by.unit, created_by=by).pk,
    }  # fmt: skip
    if do == "join":
        typed |= {"seen": seen(second), "do": f"join:{third.pk}"}

    answer = client.post(addresses[do], typed)

    html = answer.content.decode()
    assert answer.status_code == (422 if do in ("add", "undo") else 409)
    assert {"add": "选中一段文字", "undo": "又改动了同一条"}.get(do, "刚刚被别人改动过") in html
    assert 'id="review"' in html
    assert [one.title for one in problems(report)] == ["灌区渠道渗漏严重", "别人改的"]


def test_whoever_meets_themselves_in_another_window_is_told_so(client, report, by):
    first = problems(report)[0]
    saw = seen(first)
    post(client, report, first, "save", **card(first, title="在另一个窗口改的"))

    url = reverse("report_problem", args=[report.pk, first.pk])
    answer = client.post(url, {"seen": saw, "do": "save"} | card(first))

    assert "您自己刚刚在另一个窗口里改动过" in answer.content.decode()


def test_joining_takes_what_the_person_saw_beside_it(client, report, by):
    first, second, third = problems(report)
    correcting.change(second, {}, correcting.drop, action="不采用", by=supervisor(by.unit), seen=seen(second))

    answer = post(client, report, first, f"join:{second.pk}", **card(first))

    assert answer.status_code == 409
    assert problems(report) == [first, third]


def _confirmed_by(user):
    return lambda item: correcting.confirm(item, by=user)


def test_a_stranger_cannot_take_a_turn(report):
    with pytest.raises(PermissionDenied, match="只有本督办机构"):
        correcting.change(
            problems(report)[0],
            {},
            correcting.drop,
            action="不采用",
            by=supervisor(),
            seen=seen(problems(report)[0]),
        )


def snapshot(report) -> list:
    rows = [
        list(model.objects.filter(part__report=report).order_by("pk").values())
        for model in (Problem, Commitment)
    ]
    through = Problem.assisting_units.through.objects.order_by("problem", "unit").values_list(
        "problem", "unit"
    )
    return [*rows, list(Match.objects.order_by("pk").values()), list(through)]


@pytest.mark.parametrize(
    "do",
    ["confirm", "drop", "join", "split", "detach", "rematch", "add"],
)
def test_undo_puts_everything_back(client, report, by, do):
    _, second, _ = problems(report)
    before = snapshot(report)
    point = second.inner.first()
    edited = card(second, title="改了", assisting_units="市财政局", due_on="2027-01-01")
    match do:
        case "add":
            add(client, report, kind="problem", text="柳溪灌区干渠有三处渗漏点")
        case "rematch":
            post(client, report, second, "save", **card(second, commitments=[commitments(report)[0].pk]))
        case "detach":
            post(client, report, second, f"detach:{point.pk}", **edited)
        case _:
            post(client, report, second, do, at=20, **edited)
    assert snapshot(report) != before

    answer = undo(client, report, by, follow=True)

    assert snapshot(report) == before
    assert "已撤销" in answer.content.decode()


def test_undo_takes_back_ones_own_step_and_leaves_those_of_others(client, report, by):
    first, second, _ = problems(report)
    other = supervisor(by.unit)
    post(client, report, first, "save", **card(first, title="我改的"))
    correcting.change(second, {"title": "别人改的"}, action="修改", by=other, seen=seen(second))

    undo(client, report, by)

    assert [one.title for one in problems(report)][:2] == ["灌区渠道渗漏严重", "别人改的"]
    assert "没有可以撤销" in undo(client, report, by).content.decode()
    assert following.last_of(report, other) is not None


@pytest.mark.parametrize("what", ["title", "made"])
def test_undo_is_refused_where_others_went_on_from_it(client, report, by, what):
    second, other = problems(report)[1], supervisor(by.unit)
    at = second.text.index("二是")
    post(client, report, second, "split", at=at, **card(second))
    item = problems(report)[1 if what == "title" else 2]
    correcting.change(item, {"title": "接着改的"}, action="修改：接着", by=other, seen=seen(item))
    before = snapshot(report)

    answer = undo(client, report, by)

    assert f"{other} 又改动了同一条（修改：接着）" in answer.content.decode()
    assert snapshot(report) == before


def test_undo_goes_back_to_the_card(client, report, by):
    second = problems(report)[1]
    post(client, report, second, "drop")

    assert undo(client, report, by).url.endswith(f"?problem={second.pk}#problem-{second.pk}")


def test_there_may_be_nothing_to_undo(client, report, by):
    answer = undo(client, report, by)

    assert "没有可以撤销的改动" in answer.content.decode()


def test_undo_stops_where_tasks_were_made(report, by):
    first = problems(report)[0]
    correcting.change(first, {}, _confirmed_by(by), action="确认", by=by, seen=seen(first))
    confirmed = following.last_of(report, by)
    confirming.make_drafts(report, by=by, seen=confirming.ready(report), on=dt.date(2026, 3, 2))

    with pytest.raises(Refused, match="已经生成任务"):
        turns.undo(report, by=by, correction=confirmed.pk)


# --- drafts -----------------------------------------------------------------------------------------------------------


def drafts(client, report):
    url = reverse("report_drafts", args=[report.pk])
    return client.post(url, {"ready": confirming.ready(report)}, follow=True)


def test_confirmed_problems_become_drafts_and_the_others_wait(client, report, by):
    first, second, third = problems(report)
    for problem in (first, second):
        post(client, report, problem, "confirm", **card(problem))

    answer = drafts(client, report)

    assert "已生成 2 项待交办任务" in answer.content.decode()
    one, two = Task.objects.order_by("pk")
    assert (one.status, one.source, one.created_by) == (Status.DRAFT, report.source, by)
    assert (one.title, one.problem, one.due_on) == (first.title, first.text, dt.date(2026, 4, 30))
    assert one.commitment == commitments(report)[0].text
    assert one.excerpt == f"{first.text}\n……\n{commitments(report)[0].text}"
    assert one.reading == first
    assert [(m.text, m.due_on) for m in two.measures.order_by("position")] == [
        ("一是补齐巡查台账，立行立改。", None),
        ("二是配备巡查终端，2026年9月底前实现夜间巡查拍照上传。", dt.date(2026, 9, 30)),
    ]
    report.refresh_from_db()
    assert report.status == "read"
    post(client, report, third, "drop")
    report.refresh_from_db()
    assert report.status == "confirmed"


@pytest.mark.parametrize("count", [1, 3])
def test_the_drafts_cost_the_same_for_one_and_for_three(client, report, count, django_assert_num_queries):
    for problem in problems(report)[:count]:
        post(client, report, problem, "confirm", **card(problem))
    drafts(client, report)

    with django_assert_num_queries(10):
        client.get(reverse("report_drafts", args=[report.pk]))


def test_without_a_source_or_anything_confirmed_there_are_no_drafts(client, report):
    assert "没有已确认" in drafts(client, report).content.decode()
    report.source = None
    report.save(update_fields=["source"])
    assert "请先选择问题来源" in drafts(client, report).content.decode()
    assert not Task.objects.exists()


def test_what_is_a_task_is_changed_there(client, report):
    first = problems(report)[0]
    post(client, report, first, "confirm", **card(first))
    drafts(client, report)

    answer = post(client, report, first, "drop")

    assert answer.status_code == 422
    assert Task.objects.get().number in answer.content.decode()
    assert Task.objects.get().number in page(client, report, problem=first.pk)


def test_a_category_brings_its_standard(client, report):
    standard = Standard.objects.create(name="水利工程认定标准", category="水利工程", criteria=["修好"])
    first = problems(report)[0]

    post(client, report, first, "save", **card(first, category="水利工程"))

    first.refresh_from_db()
    assert first.standard == standard


def test_a_source_is_chosen_or_registered(client, report, by):
    report.source = None
    report.save(update_fields=["source"])
    own, foreign = SourceFactory(office=by.unit, created_by=by), SourceFactory()
    url = reverse("report_source", args=[report.pk])

    client.post(url, {"source": foreign.pk})
    report.refresh_from_db()
    assert report.source is None
    client.post(url, {"source": own.pk})
    report.refresh_from_db()
    assert report.source == own
    new = {
        "new-title": "水利督查",
        "new-kind": "audit",
        "new-level": "city",
        "new-issued_on": "2026-01-05",
        "new-cycle": "monthly",
    }
    client.post(url, {"seen": own.pk, "new": "1"} | new)
    report.refresh_from_db()
    assert (report.source.title, report.source.office) == ("水利督查", by.unit)
    assert client.post(url, {"new": "1", "new-title": ""}).status_code == 422


def test_a_source_is_not_registered_for_an_outdated_page(client, report):
    new = {
        "new-title": "水利督查",
        "new-kind": "audit",
        "new-level": "city",
        "new-issued_on": "2026-01-05",
        "new-cycle": "monthly",
    }

    answer = client.post(reverse("report_source", args=[report.pk]), {"seen": 0, "new": "1"} | new)

    assert answer.status_code == 409
    assert not Source.objects.filter(title="水利督查").exists()


# --- doubles ----------------------------------------------------------------------------------------------------------


def test_the_same_words_and_a_like_task_are_pointed_out(client, by):
    earlier = read_report(by)
    first = problems(earlier)[0]
    post(client, earlier, first, "confirm", **card(first))
    drafts(client, earlier)
    report = read_report(by, TEXT.replace("水库巡查记录不全", "水库巡查的记录不够全"), source=earlier.source)
    make_draft(earlier.source, title="水库巡查记录不全", problem="水库巡查记录不全，台账缺页。")
    same, alike, other = problems(report)

    html = page(client, report, problem=same.pk)
    assert "同样的原文已经生成过任务" in html
    assert Task.objects.first().number in html
    assert "表述相近" in page(client, report, problem=alike.pk)
    assert "可能已有任务" not in page(client, report, problem=other.pk)

    answer = post(client, report, same, "confirm", **card(same))
    assert answer.status_code == 422
    assert "仍然新建" in answer.content.decode()
    assert post(client, report, same, "confirm", **card(same, again="on")).status_code == 302


def test_closed_tasks_and_those_of_other_offices_are_no_doubles(client, report):
    first = problems(report)[0]
    make_task(problem=first.text, title=first.title)

    assert post(client, report, first, "confirm", **card(first)).status_code == 302


def test_a_double_that_came_after_the_confirmation_is_held_back(client, report, by):
    first = problems(report)[0]
    post(client, report, first, "confirm", **card(first))
    make_draft(report.source, title=first.title, problem=first.text)

    answer = drafts(client, report)

    assert "可能已有任务" in answer.content.decode()
    assert Task.objects.count() == 1
    first.refresh_from_db()
    assert first.state == "pending"


def test_two_people_press_make_drafts_at_once(report, by):
    first = problems(report)[0]
    correcting.change(first, {}, _confirmed_by(by), action="确认", by=by, seen=seen(first))
    confirmed, today = confirming.ready(report), timezone.localdate()
    confirming.make_drafts(report, by=by, seen=confirmed, on=today)

    with pytest.raises(Conflict):
        confirming.make_drafts(report, by=by, seen=confirmed, on=today)

    assert Task.objects.count() == 1


def test_a_draft_of_a_whole_class_of_units_is_offered_as_a_shared_problem(client, report, by):
    office = by.unit
    office.parent = UnitFactory(kind="government")
    office.save()
    towns = [UnitFactory(parent=office.parent, kind="town") for _ in range(3)]
    first = problems(report)[0]
    post(client, report, first, "confirm", **card(first))
    drafts(client, report)
    draft = Task.objects.get()
    address = reverse("report_drafts", args=[report.pk])
    assert "作为共性问题" not in client.get(address).content.decode()

    actions.edit_draft(draft, by=by, version=draft.version, on=TODAY, assisting_units=towns[:2])
    assert "作为共性问题" not in client.get(address).content.decode()
    actions.edit_draft(draft, by=by, version=draft.version, on=TODAY, assisting_units=towns)
    page = client.get(address).content.decode()

    split = f"{reverse('task_split', args=[draft.pk])}?tick=town"
    assert f'href="{split}">作为共性问题交办给 3 家单位' in page
    assert sorted(client.get(split).context["form"]["units"].value()) == [town.pk for town in towns]


def test_the_page_of_drafts_lists_every_task_of_a_problem_that_was_split(client, report, by):
    first = problems(report)[0]
    post(client, report, first, "confirm", **card(first))
    drafts(client, report)
    draft = Task.objects.get()
    actions.split(
        draft, by=by, version=draft.version, on=timezone.localdate(), units=[UnitFactory() for _ in range(3)]
    )

    page = client.get(reverse("report_drafts", args=[report.pk]))

    assert [row.task.pk for row in page.context["rows"]] == list(
        Task.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert Task.objects.count() == 3


def test_a_report_that_is_not_read_yet_takes_no_turn(by):
    report = waiting_report(by)

    with pytest.raises(Conflict):
        turns.take_turn(report, by=by)
