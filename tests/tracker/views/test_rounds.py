"""The pages of a round: planned with ticks, held screen by screen, settled with minutes, looked back at by the next."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, UnitFactory, make_task
from tracker import actions
from tracker.models import Decision, Measure, Round, Task, Unit
from tracker.states import Action

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
DATES = {"held_on": TODAY, "chair": "张明"}


@pytest.fixture
def city(cast):
    cast.city.kind = Unit.Kind.GOVERNMENT
    cast.city.save()
    return cast.city


@pytest.fixture
def running(cast):
    """`running(days_left)` is a task of the bureau at work."""

    def make(days_left: int, **fields) -> Task:
        fields = {"lead_unit": cast.bureau, "accepted_by": cast.handler} | fields
        due_on = TODAY + days_left * DAY
        return make_task(cast.source, on=TODAY - 100 * DAY, due_on=due_on, **fields)

    return make


def plan(person, *tasks: Task, level: str = "office", held_on: dt.date = TODAY) -> Round:
    return actions.plan_round(by=person, on=TODAY, level=level, held_on=held_on, chair="张明", tasks=tasks)


def hold(person, *tasks: Task, **how) -> Round:
    one = plan(person, *tasks, **how)
    actions.hold_round(one, by=person, version=one.version, on=TODAY)
    return one


def screen(one: Round, kind: str = "") -> str:
    url = reverse("round_item", args=[one.pk, one.items.first().pk])
    return url + (f"?kind={kind}" if kind else "")


def decide(by, one: Round, kind: str, text: str = "抓紧办理", **fields) -> Decision:
    item = one.items.first()
    version = Task.objects.get(pk=item.task_id).version
    wanted = actions.Wanted(kind, text, **fields)
    return actions.decide_in_round(item, wanted, by=by, version=version, on=TODAY)


# --- planning ---------------------------------------------------------------------------------------------------------


def test_the_rule_fills_the_agenda_and_people_tick_and_add(cast, browse, running):
    late, yellow, green = running(-3), running(1), running(80)
    client, url = browse(cast.supervisor), reverse("round_plan")

    page = client.get(url)
    assert [line.task for line in page.context["candidates"]] == [late, yellow]
    assert page.content.decode().count("checked") == 3  # both, and the box that ticks all
    answer = client.post(url, DATES | {"pick": [late.pk], "numbers": green.number.lower()}, follow=True)

    one = Round.objects.get()
    assert [item.task for item in one.items.all()] == [late, green]
    assert (one.level, one.unit, one.chair) == ("office", cast.office, "张明")
    html = answer.content.decode()
    assert "逾期 3 天" in html
    assert "已安排" in html


def test_what_was_typed_and_ticked_stays_when_planning_is_refused(cast, browse, running):
    late, foreign = running(-3), make_task()
    running(-4)
    answer = browse(cast.supervisor).post(
        reverse("round_plan"), DATES | {"pick": [late.pk], "numbers": foreign.number}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["numbers"]
    assert answer.context["picks"] == [late.pk]
    assert "张明" in answer.content.decode()
    assert not Round.objects.exists()


def test_a_forged_tick_brings_no_foreign_task(cast, browse):
    foreign = make_task()
    browse(cast.supervisor).post(reverse("round_plan"), DATES | {"pick": [foreign.pk, "²", "9" * 40]})
    assert not Round.objects.get().items.exists()


@pytest.mark.parametrize(
    ("who", "level", "status"),
    [
        ("supervisor", "office", 200),
        ("supervisor", "government", 200),
        ("supervisor", "unit", 404),
        ("handler", "unit", 200),
        ("head", "unit", 200),
        ("head", "office", 404),
        ("leader", "government", 403),
        ("admin", "office", 403),
        ("supervisor", "nonsense", 404),
    ],
)
def test_each_person_plans_their_own_level(cast, city, browse, who, level, status):
    url = reverse("round_plan") + f"?level={level}"
    assert browse(getattr(cast, who)).get(url).status_code == status


# --- reading ----------------------------------------------------------------------------------------------------------


def test_everybody_sees_just_their_rounds(cast, city, browse, running):
    task = running(-3)
    rounds = {
        "unit": plan(cast.head, task, level="unit"),
        "office": plan(cast.supervisor, task),
        "government": plan(cast.supervisor, task, level="government"),
    }
    expected = {
        "supervisor": {"office", "government"},
        "second": {"office", "government"},
        "handler": {"unit"},
        "head": {"unit"},
        "leader": {"unit", "office", "government"},
        "assistant": set(),
        "outsider": set(),
        "stranger": set(),
    }
    for who, levels in expected.items():
        client = browse(getattr(cast, who))
        listed = {one.level for one in client.get(reverse("round_list")).context["page"]}
        assert listed == levels, who
        for level, one in rounds.items():
            status = client.get(reverse("round_detail", args=[one.pk])).status_code
            assert status == (200 if level in levels else 404), (who, level)


def test_a_leader_reads_and_instructs_and_decides_nothing(cast, browse, running):
    task = running(-3)
    one = hold(cast.supervisor, task)
    client = browse(cast.leader)

    html = client.get(reverse("round_detail", args=[one.pk])).content.decode()
    assert reverse("task_action", args=[task.pk, "instruct"]) in html
    assert "写纪要" not in html
    item = client.get(screen(one))
    assert item.status_code == 200
    assert ">记录决定<" not in item.content.decode()
    assert client.post(screen(one, "raise"), {"text": "提级"}).status_code == 403
    for name in ("round_edit", "round_minutes", "round_decide"):
        assert client.get(reverse(name, args=[one.pk])).status_code == 403
    assert not Decision.objects.exists()


def test_a_reader_learns_nothing_of_tasks_that_they_may_not_see(cast, browse, running):
    ours = running(-3)
    secret = running(-4, lead_unit=UnitFactory(), accepted_by=None, title="不可外传的事项")
    one = hold(cast.supervisor, ours, secret)
    decide(cast.supervisor, one, "raise", text="不可外传的决定")
    hidden = one.items.get(task=secret)
    client = browse(cast.leader)

    page = client.get(reverse("round_detail", args=[one.pk]))
    assert [line.task for line in page.context["lines"]] == [ours]
    assert "不可外传" not in page.content.decode()
    assert client.get(reverse("round_item", args=[one.pk, hidden.pk])).status_code == 404


# --- the meeting ------------------------------------------------------------------------------------------------------


def test_a_meeting_from_the_first_screen_to_the_minutes(cast, browse, running):
    first, second = running(-9), running(-3)
    one = plan(cast.supervisor, first, second)
    client, detail = browse(cast.supervisor), reverse("round_detail", args=[one.pk])

    client.post(reverse("round_hold", args=[one.pk]), {"version": one.version})
    page = client.get(screen(one, "measure"))
    assert page.context["next"].task_id == second.pk
    answer = client.post(
        screen(one, "measure"),
        {"text": "每周对账", "due_on": TODAY + 9 * DAY, f"version_{first.pk}": first.version},
        follow=True,
    )
    assert "已记录：新措施" in answer.content.decode()
    assert Measure.objects.get(task=first).text == "每周对账"
    one.refresh_from_db()
    item = one.items.first()
    conclude = reverse("round_conclude", args=[one.pk, item.pk])
    client.post(conclude, {"text": "主要负责人亲自抓", "version": one.version})
    one.refresh_from_db()
    minutes = reverse("round_minutes", args=[one.pk])
    assert "主要负责人亲自抓" in client.get(minutes).content.decode()
    client.post(minutes, {"minutes": "会议听取了汇报。", "version": one.version, "do": "close"})

    one.refresh_from_db()
    assert one.status == Round.Status.CLOSED
    html = client.get(detail).content.decode()
    for words in ("会议听取了汇报。", "每周对账", "主要负责人亲自抓", "已定稿"):
        assert words in html
    assert client.get(screen(one)).context["form"] is None


@pytest.mark.parametrize(
    ("kind", "fields", "action"),
    [
        ("raise", {}, Action.RAISE),
        ("interview", {"person": "主要负责人", "due_on": TODAY + DAY}, Action.DECIDE),
        ("transfer", {"unit": "SIBLING"}, Action.TRANSFER),
        ("demand", {"unit": "SIBLING", "due_on": TODAY + DAY}, Action.DECIDE),
        ("limit", {"due_on": TODAY + 90 * DAY}, Action.DECIDE),
    ],
)
def test_each_kind_has_its_form_and_leaves_its_step(cast, browse, running, kind, fields, action):
    task = running(5)
    one = hold(cast.supervisor, task)
    typed = {name: cast.sibling.pk if value == "SIBLING" else value for name, value in fields.items()}
    url = screen(one, kind)

    answer = browse(cast.supervisor).post(
        url, typed | {"text": "会议这样定", f"version_{task.pk}": task.version}
    )

    assert answer.status_code == 302
    step = task.steps.last()
    assert (step.action, step.decision.kind) == (action, kind)
    assert one.title in step.note


def test_an_extension_that_waits_is_decided_on_its_screen(cast, browse, running):
    task = running(5)
    wished = TODAY + 40 * DAY
    actions.apply_extension(
        task, by=cast.handler, version=task.version, on=TODAY, note="设备晚到", new_due_on=wished
    )
    one = hold(cast.supervisor, task)
    client = browse(cast.supervisor)

    html = client.get(screen(one, "limit")).content.decode()
    assert "设备晚到" in html
    client.post(
        screen(one, "limit"), {"grant": "yes", "text": "情况属实", f"version_{task.pk}": task.version}
    )
    assert Task.objects.get().due_on == wished


def test_a_refusal_keeps_what_was_typed(cast, browse, running):
    task = running(-3)
    one = hold(cast.supervisor, task)
    client = browse(cast.supervisor)
    stale = {"text": "写了很久的理由", f"version_{task.pk}": task.version}
    actions.raise_task(task, by=cast.second, version=task.version, on=TODAY, note="同时有人提级")

    answer = client.post(screen(one, "measure"), stale | {"due_on": TODAY + DAY})

    html = answer.content.decode()
    assert "刚刚被别人办理过" in html
    assert "写了很久的理由" in html
    assert not Decision.objects.exists()


def test_a_decision_that_comes_after_the_minutes_is_told_and_shown_back(cast, browse, running):
    task = running(-3)
    one = hold(cast.supervisor, task)
    actions.close_round(one, by=cast.second, version=one.version, minutes="完")
    html = (
        browse(cast.supervisor)
        .post(screen(one, "raise"), {"text": "晚了一步", f"version_{task.pk}": task.version})
        .content.decode()
    )
    assert "晚了一步" in html
    assert "没有保存" in html
    assert not Decision.objects.exists()


def test_one_decision_on_many_says_which_were_refused_and_why(cast, browse, running):
    fine, raised = running(-3), running(-4)
    actions.raise_task(raised, by=cast.supervisor, version=raised.version, on=TODAY, note="已经提级")
    one = hold(cast.supervisor, fine, raised)
    picks = {"pick": [item.pk for item in one.items.all()]}
    versions = {f"version_{task.pk}": task.version for task in (fine, raised)}
    client, url = browse(cast.supervisor), reverse("round_decide", args=[one.pk]) + "?kind=raise"

    assert fine.number in client.get(url, picks | {"kind": "raise"}).content.decode()
    html = client.post(url, picks | versions | {"text": "久拖不决"}).content.decode()

    assert "已记录 1 项，未记录 1 项" in html
    assert "已经提级督办，不用重复决定" in html
    assert Decision.objects.get().item.task == fine


def test_a_unit_meets_about_its_own_and_binds_itself(cast, browse, running):
    task = running(20)
    one = hold(cast.head, task, level="unit")
    client = browse(cast.handler)

    kinds = [kind.value for kind in client.get(screen(one)).context["kinds"]]
    assert kinds == ["measure", "demand"]
    assert client.get(screen(one, "raise")).status_code == 404
    client.post(
        screen(one, "measure"),
        {"text": "自己加的措施", "due_on": TODAY + DAY, f"version_{task.pk}": task.version},
    )
    assert Decision.objects.get().by == cast.handler
    seen = browse(cast.supervisor).get(reverse("task_detail", args=[task.pk])).content.decode()
    assert "自己加的措施" in seen
    assert reverse("round_detail", args=[one.pk]) not in seen


def test_tasks_come_and_go_while_it_is_planned_and_the_plan_can_be_given_up(cast, browse, running):
    first, second = running(-3), running(-9)
    one = plan(cast.supervisor, first)
    client = browse(cast.supervisor)

    client.post(reverse("round_add", args=[one.pk]), {"numbers": second.number, "version": one.version})
    assert [item.task for item in one.items.all()] == [second, first]
    one.refresh_from_db()
    remove = reverse("round_remove", args=[one.pk, one.items.last().pk])
    assert "刚刚被别人改动" in client.post(remove, {"version": 1}, follow=True).content.decode()
    client.post(remove, {"version": one.version})
    assert [item.task for item in one.items.all()] == [second]
    one.refresh_from_db()
    edit = reverse("round_edit", args=[one.pk])
    client.post(edit, {"held_on": TODAY + DAY, "chair": "李华", "title": "", "version": one.version})
    one.refresh_from_db()
    assert (one.chair, one.held_on, one.title) == ("李华", TODAY + DAY, "市审计局2026年5月21日整改调度会")
    client.post(reverse("round_cancel", args=[one.pk]), {"version": one.version})
    assert not Round.objects.exists()
    assert Task.objects.count() == 2


@pytest.mark.parametrize(
    "typed", [{}, {"numbers": "ZG1999-00001", "version": 1}, {"numbers": "", "version": "²"}]
)
def test_a_wrong_number_is_told(cast, browse, running, typed):
    one = plan(cast.supervisor, running(-3))
    answer = browse(cast.supervisor).post(reverse("round_add", args=[one.pk]), typed, follow=True)
    assert "没有加入" in answer.content.decode()
    assert one.items.count() == 1


# --- afterwards -------------------------------------------------------------------------------------------------------


def test_the_next_round_shows_what_became_of_the_last_ones_decisions(cast, browse, running):
    task = running(-3)
    first = hold(cast.supervisor, task, held_on=TODAY - 7 * DAY)
    decide(cast.supervisor, first, "measure", text="每周对账", due_on=TODAY - DAY)
    later = plan(cast.supervisor, task)

    page = browse(cast.supervisor).get(reverse("round_detail", args=[later.pk]))

    assert page.context["last"] == first
    html = page.content.decode()
    assert "上次决定的落实" in html
    assert html.count("逾期 1 天没有完成") == 2  # in the row of the task, and in the list of the last round


def test_the_task_shows_what_rounds_decided_to_those_who_see_it(cast, browse, running):
    task = running(-3, assisting_units=[cast.helping])
    one = hold(cast.supervisor, task)
    decide(cast.supervisor, one, "interview", person="主要负责人", due_on=TODAY)
    url = reverse("task_detail", args=[task.pk])

    for who in ("supervisor", "handler", "head", "assistant", "leader"):
        html = browse(getattr(cast, who)).get(url).content.decode()
        assert "调度决定" in html
        assert "待约谈" in html
        opens = reverse("round_detail", args=[one.pk]) in html
        assert opens is (who in ("supervisor", "leader")), who


def test_the_result_of_an_interview_is_entered_once_by_who_runs_the_round(cast, browse, running):
    one = hold(cast.supervisor, running(-3))
    made = decide(cast.supervisor, one, "interview", person="主要负责人", due_on=TODAY)
    url = reverse("decision_result", args=[made.pk])
    typed = {"done_on": TODAY, "result": "表态月底前完成"}

    assert browse(cast.handler).get(url).status_code == 404
    assert browse(cast.leader).post(url, typed).status_code == 403
    html = browse(cast.supervisor).post(url, typed, follow=True).content.decode()
    assert "2026-05-20 已约谈：表态月底前完成" in html
    again = browse(cast.supervisor).post(url, typed | {"result": "改口"})
    assert "刚刚已经登记" in again.content.decode()
    made.refresh_from_db()
    assert made.result == "表态月底前完成"


# --- cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "level"),
    [("supervisor", "office"), ("supervisor", "government"), ("leader", "office"), ("head", "unit")],
)
def test_pages_cost_the_same_with_one_task_and_with_thirty(cast, city, browse, running, who, level):
    keeper = cast.head if level == "unit" else cast.supervisor
    client, counts = browse(getattr(cast, who)), []
    for count in (1, 29):
        tasks = [running(-3, assisting_units=[cast.helping]) for _ in range(count)]
        before = hold(keeper, *tasks, level=level, held_on=TODAY - 7 * DAY)
        _decide_on_all(before, keeper)
        one = hold(keeper, *Task.objects.all(), level=level)
        _decide_on_all(one, keeper)
        names = ["round_detail", "round_agenda_file", "round_minutes_file"]
        pages = [reverse(name, args=[one.pk]) for name in names] + [reverse("round_list"), screen(one)]
        if who != "leader":
            pages += [reverse("round_plan"), reverse("round_minutes", args=[one.pk])]
            pages.append(
                reverse("round_decide", args=[one.pk])
                + "?"
                + "&".join(f"pick={i.pk}" for i in one.items.all())
            )
        counts.append([_queries(client, page) for page in pages])
    assert counts[0] == counts[1]


def test_the_task_page_costs_the_same_with_one_decision_and_with_many(cast, browse, running):
    task, counts = running(-3), []
    one = hold(cast.supervisor, task)
    client = browse(cast.supervisor)
    for more in (1, 4):
        for _ in range(more):
            decide(cast.supervisor, one, "demand", unit=cast.sibling, due_on=TODAY)
        counts.append(_queries(client, reverse("task_detail", args=[task.pk])))
    assert counts[0] == counts[1]


def _decide_on_all(one: Round, by) -> None:
    for item in one.items.all():
        actions.report_progress(
            Task.objects.get(pk=item.task_id),
            by=_handler_of(item.task),
            version=Task.objects.get(pk=item.task_id).version,
            on=TODAY,
            note="有进展",
            percent=10,
        )
    items = list(one.items.all())
    versions = dict(Task.objects.values_list("pk", "version"))
    wanted = actions.Wanted("measure", "每周对账", due_on=TODAY)
    assert not actions.decide_for_each(items, wanted, by=by, versions=versions, on=TODAY).refused


def _handler_of(task: Task):
    return task.steps.get(action=Action.ACCEPT).by


def _queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
        assert response.status_code == 200, page
        assert response.getvalue() is not None
    return len(queries)
