"""Correcting a reading: what the page shows and what each of its buttons does."""

import datetime as dt

import pytest
from django.urls import reverse

from reports.intake import correcting, cutting
from reports.models import Match, Problem
from tests.factories import UnitFactory
from tests.reports.documents import (
    TEXT,
    add,
    card,
    city_units,
    commitments,
    page,
    part_of,
    post,
    problems,
    read_report,
    seen,
    supervisor,
)
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


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_whole_original_and_both_lists_of_what_stands_alone(client, report):
    answer = client.get(reverse("report_review", args=[report.pk]))

    assert (
        "".join(one.text for one in answer.context["original"])
        == TEXT[part_of(report).start : part_of(report).end]
    )
    review = answer.context["review"]
    assert [one.problem.title for one in review.unanswered()] == ["节水宣传进社区少"]
    assert [line.item.title for line in review.orphans()] == ["加强党建工作"]
    assert answer.context["opened"] == problems(report)[0]
    html = answer.content.decode()
    assert "2026年4月底前 → 2026-04-30" in html
    assert "共同涉及" in html


def test_text_of_the_report_is_never_markup(client, by):
    report = read_report(by, TEXT.replace("柳溪灌区", "<script>alert(1)</script>{{ 7 }}"))

    html = page(client, report)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_items_of_another_report_are_not_found(client, by, report):
    other = read_report(by, TEXT + "\n完。")

    assert post(client, other, problems(report)[0], "drop").status_code == 404
    assert (
        client.get(reverse("report_review", args=[other.pk]), {"problem": problems(report)[0].pk}).status_code
        == 404
    )
    assert client.get(reverse("report_review", args=[other.pk]), {"part": 9}).status_code == 404


def test_corrections_are_posted(client, report):
    problem = problems(report)[0]
    urls = [
        reverse("report_problem", args=[report.pk, problem.pk]),
        reverse("report_add", args=[report.pk, 1]),
    ]
    urls += [reverse(name, args=[report.pk]) for name in ("report_undo", "report_source", "report_retry")]

    assert {client.get(url).status_code for url in urls} == {405}


@pytest.mark.parametrize("count", [1, 30])
def test_page_and_saving_cost_the_same_for_one_and_for_thirty_problems(
    client, by, count, django_assert_max_num_queries
):
    city_units()
    items = "".join(f"（{number}）第{number}处泵站设施老化。需要更换。\n" for number in range(1, count + 1))
    promises = items.replace("老化。需要更换", "更换。由市水利局牵头，市财政局配合")
    report = read_report(by, f"市水利局2025年工作总结\n\n一、存在问题\n{items}\n二、下一步打算\n{promises}")
    first = problems(report)[0]
    assert len(problems(report)) == count
    fields = card(first, title="改过的标题")

    with django_assert_max_num_queries(33):
        page(client, report)
    with django_assert_max_num_queries(46):
        post(client, report, first, "keep", **fields)
    with django_assert_max_num_queries(50):
        post(client, report, first, "confirm", **fields)


# --- decide -----------------------------------------------------------------------------------------------------------


def test_confirm_saves_the_card_and_opens_the_next_that_waits(client, report, by):
    first, second, _ = problems(report)

    answer = post(
        client,
        report,
        first,
        "confirm",
        **card(first, title="干渠渗漏", lead_unit="财政局", due_on="2026-05-10"),
    )

    assert answer.url.endswith(f"?problem={second.pk}#problem-{second.pk}")
    first.refresh_from_db()
    assert (first.state, first.title, first.lead_unit.name) == ("confirmed", "干渠渗漏", "市财政局")
    assert (first.due_on, first.confirmed_by) == (dt.date(2026, 5, 10), by)
    assert first.suggestion["title"] == "灌区渠道渗漏严重"
    # It was an assisting unit before and cannot be both.
    assert not first.assisting_units.exists()


def test_a_lead_unit_may_serve_the_others_that_have_none(client, by):
    report = read_report(by)  # no unit of the text is ours
    UnitFactory(name="市水务中心")
    first, second, third = problems(report)
    post(client, report, third, "drop")

    post(client, report, first, "confirm", **card(first, lead_unit="市水务中心", lead_for_others="on"))

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.lead_unit.name, second.state, third.lead_unit) == ("市水务中心", "pending", None)


def test_an_unknown_unit_is_named_and_nothing_typed_is_lost(client, report):
    first = problems(report)[0]

    answer = post(client, report, first, "confirm", **card(first, title="改过的标题", lead_unit="县渔业局"))

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "单位库中没有“县渔业局”" in html
    assert 'value="改过的标题"' in html
    first.refresh_from_db()
    assert (first.state, first.title) == ("pending", "灌区渠道渗漏严重")


def test_match_anew_keeps_what_the_machine_suggested(client, report, by):
    first = problems(report)[0]
    suggested, other = commitments(report)[0], commitments(report)[2]

    post(client, report, first, "save", **card(first, commitments=[other.pk]))

    matches = {match.commitment_id: match for match in first.matches.all()}
    assert matches[suggested.pk].dropped
    assert (matches[other.pk].by, matches[other.pk].dropped) == (by, False)
    post(client, report, first, "save", **card(first, commitments=[suggested.pk]))
    assert list(first.matches.values_list("commitment", "dropped")) == [(suggested.pk, False)]


def test_a_commitment_of_another_report_cannot_be_matched(client, report, by):
    first, foreign = problems(report)[0], commitments(read_report(by, TEXT + "\n完。"))[0]

    answer = post(client, report, first, "save", **card(first, commitments=[foreign.pk]))

    assert answer.status_code == 422
    assert not Match.objects.filter(problem=first, commitment=foreign).exists()


def test_one_commitment_may_answer_many_problems(client, report):
    for problem in problems(report):
        post(client, report, problem, "save", **card(problem, commitments=[commitments(report)[0].pk]))

    assert commitments(report)[0].matches.filter(dropped=False).count() == 3


def test_drop_and_restore(client, report):
    third = problems(report)[2]

    post(client, report, third, "drop", **card(third))
    assert third not in problems(report)
    assert "恢复" in page(client, report)

    post(client, report, third, "restore")
    assert problems(report)[2] == third


def test_split_at_a_sentence(client, report):
    second = problems(report)[1]
    at = second.text.index("二是")

    post(client, report, second, "split", at=at, **card(second))

    _, head, tail, _ = problems(report)
    assert (head.text, tail.text) == (second.text[:at], second.text[at:])
    assert report.text[tail.start : tail.end] == tail.text
    assert (tail.mark, tail.title) == ("二是", "夜间巡查没有照片")
    assert [point.text for point in head.inner.all()] == ["一是部分水库巡查台账缺页。"]
    assert tail.matches.exists()


def test_split_needs_text_on_both_sides(client, report):
    first = problems(report)[0]
    for at in ("", "0", "9999"):
        assert post(client, report, first, "split", at=at, **card(first)).status_code == 422
    assert len(problems(report)) == 3


def test_split_of_a_rewritten_text_finds_its_place_by_its_words(by):
    report = read_report(by)
    first = problems(report)[0]
    text = "重写的开头。今年汛前没有修好，影响下游两千亩稻田用水。"
    correcting.change(
        first,
        {"text": text},
        lambda item: cutting.split(item, 6),
        action="拆分",
        by=by,
        seen=seen(first),
    )

    head, tail, *_ = problems(report)

    assert head.text == "重写的开头。"
    assert report.text[tail.start :].startswith("今年汛前没有修好")


def test_join_takes_text_points_and_matches_over(client, report):
    first, second, _ = problems(report)

    post(client, report, first, "join", **card(first))

    first, _third = problems(report)
    assert first.text == report.text[first.start : first.end]
    assert "夜间巡查没有照片" in first.text
    assert (first.inner.count(), first.matches.filter(dropped=False).count()) == (2, 3)
    second.refresh_from_db()
    assert second.state == "joined"


def differing(report) -> tuple[Problem, Problem]:
    first, second, _ = problems(report)
    units = UnitFactory(name="市审计局"), UnitFactory(name="市统计局")
    for problem, unit, day in zip((first, second), units, (20, 25), strict=True):
        Problem.objects.filter(pk=problem.pk).update(lead_unit=unit, due_on=dt.date(2030, 6, day))
        problem.refresh_from_db()
    return first, second


def opened(client, report, problem: Problem) -> str:
    url = reverse("report_review", args=[report.pk])
    return " ".join(client.get(f"{url}?problem={problem.pk}").content.decode().split())


@pytest.mark.parametrize("do", ["join", "join_before"])
def test_two_joined_that_differ_say_what_was_kept_and_what_the_other_had(client, report, do):
    first, second = differing(report)
    pressed = first if do == "join" else second

    post(client, report, pressed, do, **card(pressed))

    shown = opened(client, report, first)
    assert f"已并入“{second}”" in shown
    assert "牵头单位现为<strong>市审计局</strong>，并入的一条原为市统计局" in shown
    assert "整改时限现为<strong>2030-06-20</strong>，并入的一条原为2030-06-25" in shown


def test_a_difference_is_said_until_the_card_takes_the_other_word_and_undoing_takes_it_back(client, report):
    first, second = differing(report)
    post(client, report, first, "join", **card(first))
    first.refresh_from_db()
    post(client, report, first, "save", **card(first, lead_unit="市统计局"))

    assert "牵头单位现为" not in opened(client, report, first)
    assert "整改时限现为" in opened(client, report, first)

    for correction in report.corrections.order_by("-pk").values_list("pk", flat=True):
        client.post(reverse("report_undo", args=[report.pk]), {"correction": correction})
    second.refresh_from_db()
    assert (second.state, second.joined_to) == ("pending", None)


def test_what_the_first_leaves_open_it_takes_from_the_one_joined_to_it(client, report):
    first, _second = differing(report)
    Problem.objects.filter(pk=first.pk).update(due_on=None)
    first.refresh_from_db()

    post(client, report, first, "join", **card(first))

    first.refresh_from_db()
    assert (first.lead_unit.name, first.due_on) == ("市审计局", dt.date(2030, 6, 25))
    assert "整改时限现为" not in opened(client, report, first)


def test_what_was_joined_to_a_joined_one_goes_along(client, report):
    first, second = differing(report)
    third = problems(report)[2]
    post(client, report, second, "join", **card(second))
    post(client, report, first, "join", **card(first))

    assert set(first.taken_in.all()) == {second, third}


def test_the_last_one_has_nothing_to_join(client, report):
    third = problems(report)[2]

    answer = post(client, report, third, "join", **card(third))

    assert "后面没有可以合并的内容" in answer.content.decode()


def test_a_point_becomes_a_problem_of_its_own(client, report):
    second = problems(report)[1]
    point = second.inner.in_order().first()

    post(client, report, second, f"detach:{point.pk}", **card(second))

    point.refresh_from_db()
    assert (point.parent, point.title) == (None, "部分水库巡查台账缺页")
    assert point in problems(report)


def test_a_commitment_is_edited_split_and_dropped_alike(client, report):
    plan = commitments(report)[1]
    fields = {"title": plan.title, "text": plan.text, "plan_kind": "recommendation"}

    post(client, report, plan, "split", at=plan.text.index("二是"), **fields)
    post(client, report, commitments(report)[0], "drop")

    assert [one.title for one in commitments(report)] == [
        "规范水库巡查",
        "配备巡查终端，2026年9月底前实现夜间巡查拍照上传",
        "加强党建工作",
    ]
    assert commitments(report)[1].plan_kind == "recommendation"
    assert "没有承诺对应的问题 <b>2</b>" in page(client, report)


def test_a_commitment_that_stands_alone_is_given_a_problem(client, report, by):
    alone, third = commitments(report)[2], problems(report)[2]
    fields = {"title": alone.title, "text": alone.text, "plan_kind": alone.plan_kind}

    assert post(client, report, alone, "answer", **fields).status_code == 422
    post(client, report, alone, "answer", problem=third.pk, **fields)

    assert third.matches.get().by == by
    assert "没有问题对应的承诺 <b>0</b>" in page(client, report)


# --- add --------------------------------------------------------------------------------------------------------------


def test_a_selected_stretch_becomes_a_problem_at_its_place(client, report, by):
    start = TEXT.index("围绕防洪保供")
    end = TEXT.index("工作，") + 2

    add(client, report, kind="problem", start=start, end=end)

    first = problems(report)[0]
    assert (first.text, first.start, first.end) == (TEXT[start:end], start, end)
    assert (first.by, first.by_hand) == (by, True)


def test_pasted_words_are_found_in_the_text_and_suggested_an_answer(client, report):
    add(client, report, kind="problem", text=" 柳溪灌区干渠有三处渗漏点 ")

    added = Problem.objects.get(by__isnull=False)
    assert report.text[added.start : added.end] == "柳溪灌区干渠有三处渗漏点"
    assert added.matches.filter(by=None).exists()
    assert added.due_on == dt.date(2026, 4, 30)


def test_typed_words_have_no_place(client, report):
    add(client, report, kind="problem", text="现场检查时另外发现的问题")

    assert (problems(report)[-1].title, problems(report)[-1].start) == ("现场检查时另外发现的问题", None)
    assert page(client, report, problem=problems(report)[-1].pk)


def test_an_answer_is_added_and_matched_at_once(client, report, by):
    third = problems(report)[2]

    answer = add(client, report, kind="answer", text="每季度进社区宣传一次", problem=third.pk)

    assert answer.url.endswith(f"#problem-{third.pk}")
    assert third.matches.get().by == by
    assert add(client, report, kind="answer", text="又一项").status_code == 422


def test_nothing_to_add(client, report):
    for fields in (
        {"kind": "problem"},
        {"kind": "problem", "start": 5, "end": 5},
        {"kind": "problem", "start": 0, "end": 10**9},
    ):
        answer = add(client, report, **fields)
        assert answer.status_code == 422
        assert "选中一段文字" in answer.content.decode()
