"""Evidence per criterion: what the unit gives for each of them, what the verdict page shows, what a decision judged."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    TODAY,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_submitted,
    make_task,
)
from tracker import actions
from tracker.models import Application, Evidence, Proof, Task, User
from tracker.states import Role, Status
from tracker.uploads import Upload, inspect

pytestmark = pytest.mark.django_db
CLAIMS = ["问题已经纠正", "材料齐全", "制度已经印发"]


def pdf(name: str, words: bytes = b"receipt") -> Upload:
    return inspect(io.BytesIO(b"%PDF-1.7 " + words), name, max_bytes=1000)


def sent(name: str, words: bytes = b"receipt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 " + words)


@pytest.fixture
def handler() -> User:
    return UserFactory(unit=UnitFactory(name="市财政局"))


@pytest.fixture
def task(handler) -> Task:
    """At work, with one file from a report of progress."""
    task = make_task(lead_unit=handler.unit, accepted_by=handler)
    evidence = [pdf("巡查记录.pdf", b"patrol")]
    actions.report_progress(
        task, by=handler, version=task.version, on=TODAY, note="已巡查", percent=50, evidence=evidence
    )
    return task


def judge(task: Task) -> User:
    return UserFactory(unit=task.source.office, role=Role.SUPERVISOR)


def submit(task: Task, by: User, proofs: dict, **more) -> Application:
    return actions.submit(
        task, by=by, version=task.version, on=TODAY, note="完成", claims=CLAIMS, proofs=proofs, **more
    )


def test_new_and_earlier_files_prove_criteria_and_each_file_is_kept_once(task, handler):
    patrol, receipt = task.evidence.get(), pdf("凭证.pdf")
    application = submit(
        task, handler, {0: [receipt], 1: [patrol, receipt]}, evidence=[pdf("总说明.pdf", b"all")]
    )

    found = {text: [file.name for file in files] for text, files in application.files_by_criterion().items()}
    first, second, _ = task.standard.criteria
    assert found == {first: ["凭证.pdf"], second: ["巡查记录.pdf", "凭证.pdf"]}
    assert [file.name for file in application.evidence.all()] == ["总说明.pdf", "凭证.pdf"]
    assert task.steps.last().data["proofs"] == {"0": [receipt.sha256], "1": [patrol.sha256, receipt.sha256]}


def test_a_file_of_another_task_or_one_taken_back_proves_nothing(task, handler):
    foreign = make_task(lead_unit=handler.unit, accepted_by=handler)
    actions.report_progress(
        foreign,
        by=handler,
        version=foreign.version,
        on=TODAY,
        note="x",
        percent=1,
        evidence=[pdf("别的.pdf")],
    )
    with pytest.raises(actions.Refused, match="不属于这项任务"):
        submit(task, handler, {0: [foreign.evidence.get()]})
    patrol = task.evidence.get()
    actions.withdraw_evidence(task, by=handler, version=task.version, on=TODAY, note="传错", evidence=patrol)
    with pytest.raises(actions.Refused, match="刚被撤回"):
        submit(task, handler, {0: [patrol]})
    with pytest.raises(actions.Refused, match="没有这一条"):
        submit(task, handler, {9: [pdf("凭证.pdf")]})
    assert not Proof.objects.exists()


def test_the_form_takes_files_per_criterion_and_the_verdict_page_shows_them_there(task, handler, client):
    client.force_login(handler)
    address = reverse("task_action", args=[task.pk, "submit"])
    assert "选用已上传的材料（1 份）" in client.get(address).text
    typed = {"version": task.version, "note": "完成", "files_0": sent("凭证.pdf")}
    typed |= {f"claim_{place}": text for place, text in enumerate(CLAIMS)}
    typed |= {"chosen_1": [task.evidence.get().pk]}
    assert client.post(address, typed).status_code == 302

    client.force_login(judge(task))
    page = client.get(reverse("task_action", args=[task.pk, "accept_closure"])).text
    criteria = [page.index(criterion) for criterion in task.standard.criteria]
    receipt, patrol = (Evidence.objects.get(name=name).pk for name in ("凭证.pdf", "巡查记录.pdf"))
    shown = reverse("evidence_show", args=[receipt])
    assert criteria[0] < page.index(CLAIMS[0]) < page.index(shown) < criteria[1]
    assert criteria[1] < page.index(reverse("evidence_show", args=[patrol])) < criteria[2]
    assert "这一条没有专门的佐证材料" in page[criteria[2] :]


def test_a_closure_without_any_file_is_refused_and_what_was_typed_stays(handler, client):
    task = make_task(lead_unit=handler.unit, accepted_by=handler)
    client.force_login(handler)
    typed = {"version": task.version, "note": "完成", **{f"claim_{n}": text for n, text in enumerate(CLAIMS)}}
    answer = client.post(reverse("task_action", args=[task.pk, "submit"]), typed).text

    assert "请至少上传一份" in answer
    assert CLAIMS[2] in answer


@pytest.mark.parametrize("key", ["0", "9" * 5000, "x"])
def test_a_file_that_is_none_of_the_task_is_no_choice(task, handler, client, key):
    client.force_login(handler)
    typed = {"version": task.version, "note": "完成", "chosen_0": [key]}
    typed |= {f"claim_{place}": text for place, text in enumerate(CLAIMS)}

    assert client.post(reverse("task_action", args=[task.pk, "submit"]), typed).status_code == 200
    assert not Application.objects.exists()


def test_who_applies_again_finds_the_words_and_files_of_the_last_time(task, handler, client):
    submit(task, handler, {1: [task.evidence.get()]})
    by = judge(task)
    actions.send_back(task, by=by, version=task.version, on=TODAY, note="缺验收单", grade=graded("partly"))
    client.force_login(handler)
    answer = client.get(reverse("task_action", args=[task.pk, "submit"]))

    assert "缺验收单" in answer.text
    form = answer.context["form"]
    assert [form[f"claim_{place}"].value() for place in range(3)] == CLAIMS
    assert form["chosen_1"].value() == [str(task.evidence.get().pk)]
    assert not form["chosen_0"].value()


def test_the_page_says_beforehand_who_has_not_confirmed(handler, client):
    helper = UnitFactory(name="市司法局")
    task = make_task(lead_unit=handler.unit, accepted_by=handler, assisting_units=[helper])
    client.force_login(handler)
    address = reverse("task_action", args=[task.pk, "submit"])
    assert "还不能申请：市司法局还没有确认" in client.get(address).text

    actions.confirm_part(
        task,
        by=UserFactory(unit=helper),
        version=task.version,
        on=TODAY,
        note="完成",
        assist=task.assists.get(),
    )
    assert "还不能申请" not in client.get(address).text


def test_the_decision_names_the_version_and_every_file_that_it_judged(task, handler):
    submit(task, handler, {0: [pdf("凭证.pdf")]})
    seen = task.version
    actions.accept_closure(
        task, by=judge(task), version=seen, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )

    decided = Application.objects.get()
    assert decided.judged_version == seen
    assert [file["sha256"] for file in decided.judged_evidence] == [
        file.sha256 for file in task.evidence.current()
    ]


def test_what_is_judged_cannot_change_while_it_is_judged(task, handler):
    submit(task, handler, {0: [pdf("凭证.pdf")]})
    known = {"by": handler, "version": task.version, "on": TODAY}
    with pytest.raises(PermissionDenied):
        actions.withdraw_evidence(task, note="传错", evidence=task.evidence.first(), **known)
    with pytest.raises(PermissionDenied):
        actions.report_progress(task, note="再补", percent=99, evidence=[pdf("补.pdf", b"x")], **known)
    assert task.evidence.current().count() == 2


def test_a_verdict_on_what_was_seen_before_a_change_is_void(task, handler):
    """Sent back, one file exchanged, applied again: who still has the first page open decides nothing."""
    submit(task, handler, {0: [pdf("凭证.pdf")]})
    by, seen = judge(task), task.version
    actions.send_back(task, by=judge(task), version=seen, on=TODAY, note="不清楚", grade=graded("partly"))
    file = task.evidence.get(name="凭证.pdf")
    actions.withdraw_evidence(
        task, by=handler, version=task.version, on=TODAY, note="换清晰的", evidence=file
    )
    submit(task, handler, {0: [pdf("清晰.pdf", b"clear")]})
    for action, said in (
        (actions.accept_closure, {"verdicts": all_met(task), "grade": graded("done")}),
        (actions.send_back, {"note": "不清楚", "grade": graded("partly")}),
    ):
        with pytest.raises(actions.Conflict):
            action(Task.objects.get(pk=task.pk), by=by, version=seen, on=TODAY, **said)
    assert Task.objects.get(pk=task.pk).status == Status.SUBMITTED
    assert Application.objects.first().decision == ""


def test_the_task_page_asks_the_same_number_of_questions_whatever_was_proved(
    handler, client, django_assert_max_num_queries
):
    task = make_submitted(by=handler)
    client.force_login(handler)
    address = reverse("task_detail", args=[task.pk])
    client.get(address)
    with django_assert_max_num_queries(200) as few:
        client.get(address)
    application = Application.objects.get()
    for number in range(6):
        (evidence,) = actions.attaching.attach(
            task, [pdf(f"{number}.pdf", str(number).encode())], by=handler, application=application
        )
        Proof.objects.create(application=application, position=number % 3, evidence=evidence)
    with django_assert_max_num_queries(len(few) + 2):
        client.get(address)
