"""Evidence: what is taken back stays readable, the same file for two tasks is pointed out, pictures can be looked at."""

import io

import pytest
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UserFactory, all_met, graded, make_submitted, make_task
from tracker import actions
from tracker.models import Evidence, Task
from tracker.states import Action
from tracker.uploads import inspect

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def upload(name: str = "照片.png", content: bytes = PNG):
    return inspect(io.BytesIO(content), name, max_bytes=1000)


def report(task: Task, by, *files) -> Evidence:
    actions.report_progress(
        task, by=by, version=task.version, on=TODAY, note="已清理", percent=50, evidence=files or [upload()]
    )
    return task.evidence.last()


@pytest.fixture
def running(cast) -> Task:
    return make_task(
        cast.source, lead_unit=cast.bureau, assisting_units=[cast.helping], accepted_by=cast.handler
    )


def withdraw(task: Task) -> str:
    return reverse("task_action", args=[task.pk, "withdraw_evidence"])


# --- in the trail ---------------------------------------------------------------------------------------------------


def test_the_trail_names_the_files_that_were_given_and_judged(cast):
    task = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    claims = ["做到"] * len(task.standard.criteria)
    actions.submit(
        task, by=cast.handler, version=task.version, on=TODAY, note="完成", claims=claims, evidence=[upload()]
    )
    actions.accept_closure(
        task, by=cast.supervisor, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )

    file = {"name": "照片.png", "sha256": task.evidence.get().sha256}
    assert [step.data["evidence"] for step in task.steps.filter(action__in=["submit", "accept_closure"])] == [
        [file],
        [file],
    ]
    assert task.applications.get().judged_evidence == [file]


# --- taken back -----------------------------------------------------------------------------------------------------


def test_a_file_given_by_mistake_is_taken_back_and_stays_readable(cast, browse, running):
    evidence = report(running, cast.handler)
    client = browse(cast.handler)
    assert withdraw(running) in client.get(reverse("task_detail", args=[running.pk])).text

    client.post(
        withdraw(running),
        {"version": running.version, "evidence": evidence.pk, "note": "传成了别的项目的照片"},
    )

    page = browse(cast.supervisor).get(reverse("task_detail", args=[running.pk])).text
    assert "撤回：传成了别的项目的照片" in page
    assert browse(cast.supervisor).get(reverse("evidence_download", args=[evidence.pk])).getvalue() == PNG
    assert not running.evidence.current().exists()
    assert running.steps.last().action == Action.WITHDRAW_EVIDENCE


def test_what_was_taken_back_is_not_judged(cast, running):
    evidence = report(running, cast.handler)
    actions.withdraw_evidence(
        running, by=cast.handler, version=running.version, on=TODAY, note="传错", evidence=evidence
    )
    report(running, cast.handler, upload("完工.png", PNG + b"1"))
    part = running.assists.get()
    actions.confirm_part(
        running, by=cast.assistant, version=running.version, on=TODAY, note="配合完成", assist=part
    )
    claims = ["做到"] * len(running.standard.criteria)
    actions.submit(running, by=cast.handler, version=running.version, on=TODAY, note="完成", claims=claims)
    actions.accept_closure(
        running,
        by=cast.supervisor,
        version=running.version,
        on=TODAY,
        verdicts=all_met(running),
        grade=graded("done"),
    )

    assert [file["name"] for file in running.applications.get().judged_evidence] == ["完工.png"]


def test_a_closure_cannot_rest_on_what_was_taken_back(cast, browse, running):
    evidence = report(running, cast.handler)
    actions.withdraw_evidence(
        running, by=cast.handler, version=running.version, on=TODAY, note="传错", evidence=evidence
    )
    typed = {"version": running.version, "note": "完成"}
    typed |= {f"claim_{place}": "做到" for place in range(len(running.standard.criteria))}

    answer = browse(cast.handler).post(reverse("task_action", args=[running.pk, "submit"]), typed)

    assert "还没有任何佐证材料" in answer.text


def test_nobody_takes_back_another_units_file_or_one_of_another_task(cast, running):
    others = report(running, cast.assistant)
    elsewhere = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    own = report(elsewhere, cast.handler)
    for evidence in (others, own):
        version = Task.objects.get(pk=running.pk).version
        with pytest.raises(actions.Refused, match="本单位上传"):
            actions.withdraw_evidence(
                running, by=cast.handler, version=version, on=TODAY, note="传错", evidence=evidence
            )
    assert not Evidence.objects.exclude(withdrawn_at=None).exists()


def test_who_gave_nothing_is_not_asked_what_to_take_back(cast, browse, running):
    report(running, cast.handler)
    detail = reverse("task_detail", args=[running.pk])

    assert withdraw(running) in browse(cast.handler).get(detail).text
    assert withdraw(running) not in browse(cast.assistant).get(detail).text


def test_while_a_closure_waits_nothing_is_taken_back(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)

    assert browse(cast.handler).get(withdraw(task)).status_code == 403


# --- the same file --------------------------------------------------------------------------------------------------


def test_the_same_file_given_for_two_tasks_is_pointed_out(cast, browse, running, django_assert_num_queries):
    other = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    for task in (running, other):
        report(task, cast.handler)

    page = browse(cast.supervisor).get(reverse("task_detail", args=[running.pk])).text

    assert "同一文件还用于" in page
    assert other.number in page


def test_a_task_that_got_the_same_file_twice_is_named_once(cast, browse, running):
    other = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    for task in (running, other, other):
        report(Task.objects.get(pk=task.pk), cast.handler)

    page = browse(cast.supervisor).get(reverse("task_detail", args=[running.pk])).text

    assert page.count(other.number) == 1


def test_progress_tells_which_of_its_files_was_taken_back(cast, browse, running):
    evidence, version = report(running, cast.handler), running.version
    detail = reverse("task_detail", args=[running.pk])
    assert "已撤回" not in browse(cast.handler).get(detail).text

    actions.withdraw_evidence(
        running, by=cast.handler, version=version, on=TODAY, note="传错文件", evidence=evidence
    )

    assert "已撤回" in browse(cast.handler).get(detail).text


def test_a_file_taken_back_from_the_wrong_task_is_no_second_use(cast, browse, running):
    wrong = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    evidence = report(wrong, cast.handler)
    report(running, cast.handler)
    version = Task.objects.get(pk=wrong.pk).version
    actions.withdraw_evidence(
        wrong, by=cast.handler, version=version, on=TODAY, note="传错任务", evidence=evidence
    )

    page = browse(cast.supervisor).get(reverse("task_detail", args=[running.pk])).text

    assert "同一文件还用于" not in page


def test_a_task_out_of_sight_is_not_betrayed_by_its_file(cast, browse, running):
    stranger = UserFactory(unit=cast.sibling)
    other = make_task(SourceFactory(), lead_unit=cast.sibling, accepted_by=stranger)
    report(running, cast.handler)
    report(other, stranger)

    for person in (cast.handler, cast.supervisor):
        page = browse(person).get(reverse("task_detail", args=[running.pk])).text
        assert "同一文件还用于" not in page
        assert other.number not in page


# --- looked at ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor", 200), ("handler", 200), ("leader", 200), ("stranger", 404), ("outsider", 404)],
)
def test_a_picture_is_shown_to_those_who_see_the_task(cast, browse, running, who, status):
    evidence = report(running, cast.handler)

    answer = browse(getattr(cast, who)).get(reverse("evidence_show", args=[evidence.pk]))

    assert answer.status_code == status
    if status == 200:
        assert answer.getvalue() == PNG
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
        assert answer["Content-Disposition"].startswith("inline")
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]


def test_what_a_browser_might_run_is_only_handed_out(cast, browse, running):
    evidence = report(running, cast.handler, upload("说明.txt", "情况说明".encode()))
    client = browse(cast.handler)

    assert client.get(reverse("evidence_show", args=[evidence.pk])).status_code == 404
    assert (
        reverse("evidence_show", args=[evidence.pk])
        not in client.get(reverse("task_detail", args=[running.pk])).text
    )
