"""One action on many tasks: each judged alone, who may, what is told of the rest."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, UserFactory, make_draft, make_submitted, make_task
from tracker import actions
from tracker.models import Policy, Task

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(days=90)


def bulk(action: str) -> str:
    return reverse("task_bulk", args=[action])


def picked(*tasks: Task, **typed: str) -> dict:
    """What the page sends of these tasks as they are now."""
    typed = {"pick": [task.pk for task in tasks]} | typed
    return typed | {f"version_{task.pk}": Task.objects.get(pk=task.pk).version for task in tasks}


def running(cast, **fields) -> Task:
    return make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler, **fields)


def asking(cast, *, by=None, **fields) -> Task:
    """A task of which a later deadline is asked for."""
    task = running(cast, **fields)
    actions.apply_extension(
        task, by=by or cast.handler, version=task.version, on=TODAY, note="设备到货晚", new_due_on=LATER
    )
    return task


def test_many_drafts_are_assigned_each_judged_alone(cast, browse):
    ready = make_draft(cast.source, lead_unit=cast.bureau)
    without_unit = make_draft(cast.source)
    stale = make_draft(cast.source, lead_unit=cast.bureau)
    going = make_task(cast.source, lead_unit=cast.bureau)
    foreign = make_draft()
    typed = picked(ready, without_unit, stale, going, foreign, due_on="2026-09-01")
    typed[f"version_{stale.pk}"] = stale.version + 7
    client = browse(cast.supervisor)

    shown = client.get(bulk("assign"), {"pick": typed["pick"]})
    assert [row.pk for row in shown.context["rows"]] == typed["pick"][:-1]
    assert [row.possible for row in shown.context["rows"]] == [True, True, True, False]

    answer = client.post(bulk("assign"), typed)

    assert answer.context["done"] == [ready]
    assert [task for task, _ in answer.context["refused"]] == [without_unit, stale, going]
    assert "还没有牵头单位" in answer.context["refused"][0][1]
    assert answer.context["missing"] == 1
    foreign.refresh_from_db()
    assert foreign.status == "draft"


def test_many_tasks_are_transferred(cast, browse):
    tasks = [make_task(cast.source, lead_unit=cast.bureau) for _ in range(2)]
    typed = picked(*tasks, lead_unit=str(cast.sibling.pk), note="职责调整")

    browse(cast.supervisor).post(bulk("transfer"), typed)

    assert {task.lead_unit for task in Task.objects.all()} == {cast.sibling}


def test_many_tasks_are_raised_with_one_reason_and_what_was_typed_is_kept_for_the_rest(cast, browse):
    tasks = [make_task(cast.source, lead_unit=cast.bureau) for _ in range(2)]
    raised = make_task(cast.source, lead_unit=cast.bureau)
    actions.raise_task(raised, by=cast.supervisor, version=raised.version, on=TODAY, note="久拖不决")
    client = browse(cast.supervisor)

    answer = client.post(bulk("raise"), picked(*tasks, raised, note="汛期前必须完成"))

    assert [task.steps.last().note for task in tasks] == ["汛期前必须完成"] * 2
    assert set(Task.objects.values_list("raised", flat=True)) == {True}
    assert answer.context["refused"] == [
        (raised, f"您现在不能对 {raised.number} 执行“提级督办”，它目前是“待签收”。")
    ]
    page = answer.content.decode()
    assert "汛期前必须完成" in page
    assert f"{bulk('raise')}?pick={raised.pk}" in page


def test_a_reason_that_is_missing_is_asked_for_before_anything_is_done(cast, browse):
    task = running(cast)

    answer = browse(cast.supervisor).post(bulk("raise"), picked(task))

    assert "note" in answer.context["form"].errors
    assert [row.pk for row in answer.context["rows"]] == [task.pk]
    assert not Task.objects.get(pk=task.pk).raised


def test_a_unit_asks_for_a_later_deadline_of_many_tasks(cast, browse):
    led, other = running(cast), running(cast)
    assisted = make_task(
        cast.source, lead_unit=cast.sibling, accepted_by=cast.outsider, assisting_units=[cast.bureau]
    )
    late = running(cast, due_on=TODAY + dt.timedelta(days=100))
    typed = picked(led, other, assisted, late, note="汛期停工", new_due_on=str(LATER))

    answer = browse(cast.handler).post(bulk("apply_extension"), typed)

    assert answer.context["done"] == [led, other]
    assert [task for task, _ in answer.context["refused"]] == [assisted, late]
    assert answer.context["refused"][0][1] == f"只有牵头单位可以对 {assisted.number} 执行“申请延期”。"
    assert "必须晚于现在的时限" in answer.context["refused"][1][1]
    assert [one.waiting_applications["extension"].new_due_on for one in (led, other)] == [LATER, LATER]
    assert Task.objects.get(pk=led.pk).due_on < LATER


def test_many_extensions_are_granted_each_to_its_own_day_and_never_ones_own(cast, browse):
    tasks = [asking(cast), asking(cast)]
    without = running(cast)
    own = running(cast)
    own.applications.create(
        kind="extension", by=cast.supervisor, on=TODAY, text="原为经办人时申请", new_due_on=LATER
    )
    changed = asking(cast)
    typed = picked(*tasks, without, own, changed, note="同意")
    actions.raise_task(
        changed,
        by=cast.second,
        version=Task.objects.get(pk=changed.pk).version,
        on=TODAY,
        note="久拖不决",
    )
    client = browse(cast.supervisor)

    shown = client.get(bulk("grant_extension"), {"pick": typed["pick"]})
    assert "本人申请，须由他人决定" in shown.content.decode()
    assert "设备到货晚" in shown.content.decode()
    answer = client.post(bulk("grant_extension"), typed)

    assert answer.context["done"] == tasks
    assert [task for task, _ in answer.context["refused"]] == [without, own, changed]
    assert {Task.objects.get(pk=task.pk).due_on for task in tasks} == {LATER}
    assert "刚刚被别人办理过" in answer.context["refused"][2][1]


def test_many_extensions_are_refused_with_one_reason(cast, browse):
    tasks = [asking(cast), asking(cast)]
    client = browse(cast.supervisor)

    assert "note" in client.post(bulk("refuse_extension"), picked(*tasks)).context["form"].errors
    answer = client.post(bulk("refuse_extension"), picked(*tasks, note="条件已经具备"))

    assert answer.context["done"] == tasks
    assert {task.applications.get().decision_note for task in tasks} == {"条件已经具备"}


def test_the_page_of_what_waits_offers_to_decide_on_many_extensions(cast, browse):
    task, own = asking(cast), running(cast)
    own.applications.create(kind="extension", by=cast.supervisor, on=TODAY, text="x", new_due_on=LATER)
    make_submitted(cast.source, by=cast.handler)

    page = browse(cast.supervisor).get(reverse("decide")).content.decode()

    assert page.count('form="extensions"') == 1
    assert f'value="{task.pk}" form="extensions"' in page


def test_a_unit_accepts_many_new_tasks_from_its_work_page(cast, browse):
    new = [make_task(cast.source, lead_unit=cast.bureau) for _ in range(2)]
    going = running(cast)
    client = browse(cast.handler)

    assert client.get(reverse("work")).content.decode().count('form="many-accept"') == 2
    answer = client.post(bulk("accept"), picked(*new, going, note="收到"))

    assert answer.context["done"] == new
    assert [task for task, _ in answer.context["refused"]] == [going]
    assert set(Task.objects.values_list("status", flat=True)) == {"in_progress"}


def test_a_head_lets_many_applications_leave_the_unit_and_never_ones_own(cast, browse):
    Policy.objects.update(head_approves=True)
    tasks = [asking(cast, due_on=TODAY + dt.timedelta(days=30)) for _ in range(2)]
    own = running(cast)
    own.applications.create(
        kind="extension", by=cast.head, on=TODAY, text="x", new_due_on=LATER, waits_for_head=True
    )
    closing = make_submitted(cast.source, by=cast.handler)
    client = browse(cast.head)

    page = client.get(reverse("work")).content.decode()
    assert page.count('form="many-endorse_extension"') == 2
    assert 'form="many-endorse_closure"' not in page  # a single one is looked at by itself
    shown = client.get(bulk("endorse_extension"), {"pick": [one.pk for one in (*tasks, own, closing)]})
    assert [row.possible for row in shown.context["rows"]] == [True, True, False, False]

    answer = client.post(bulk("endorse_extension"), picked(*tasks, own, closing, note="同意"))

    assert answer.context["done"] == tasks
    assert [task for task, _ in answer.context["refused"]] == [own, closing]
    assert {task.applications.get().endorsed_by for task in tasks} == {cast.head}


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("supervisor", "transfer raise grant_extension"),
        ("handler", "accept apply_extension"),
        ("head", "accept apply_extension"),
        ("leader", ""),
    ],
)
def test_a_list_offers_to_many_what_the_person_may_do(cast, browse, person, offered):
    running(cast)
    client = browse(getattr(cast, person))

    assert [one.action for one in client.get(reverse("task_list")).context["bulk"]] == offered.split()
    drafts = client.get(reverse("task_list"), {"status": "draft"}).context["bulk"]
    assert [one.action for one in drafts] == (["assign"] if person == "supervisor" else [])
    for action in ("assign", "transfer", "raise", "grant_extension", "refuse_extension"):
        status = 200 if person == "supervisor" else 403
        assert client.get(bulk(action)).status_code == status
    for action in ("accept", "apply_extension"):
        assert client.get(bulk(action)).status_code == (200 if action in offered else 403)
    for action in ("endorse_closure", "endorse_extension"):
        assert client.get(bulk(action)).status_code == (200 if person == "head" else 403)
    assert client.get(bulk("submit")).status_code == 404


def test_nobody_reaches_a_task_that_they_do_not_see(cast, browse):
    task = running(cast)
    typed = picked(task, note="理由", new_due_on=str(LATER))
    for person, action in ((cast.outsider, "apply_extension"), (cast.stranger, "raise")):
        client = browse(person)
        assert not client.get(bulk(action), {"pick": [task.pk]}).context["rows"]
        assert task.number not in client.post(bulk(action), typed).content.decode()
    assert Task.objects.get(pk=task.pk).version == typed[f"version_{task.pk}"]


def test_the_page_costs_the_same_for_one_and_thirty(cast, browse):
    client = browse(cast.supervisor)
    tasks = [asking(cast, by=UserFactory(unit=cast.bureau)) for _ in range(30)]

    def queries(count: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert (
                len(
                    client.get(bulk("grant_extension"), {"pick": [one.pk for one in tasks[:count]]}).context[
                        "rows"
                    ]
                )
                == count
            )
        return len(asked)

    assert queries(1) == queries(30)
