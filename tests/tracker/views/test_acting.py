"""Every action by its page: who may, what is written, what happens to what was typed when it is not."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import TODAY, graded, make_draft, make_submitted, make_task
from tracker import actions
from tracker.forms.acting import FORMS
from tracker.models import Application, Evidence, Progress, Standard, Step, Task
from tracker.states import Action

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def url(task, action) -> str:
    return reverse("task_action", args=[task.pk, action])


def pdf(name="凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 receipt")


def claims(task) -> dict:
    return {f"claim_{position}": "已经做到" for position in range(len(task.standard.criteria))}


def verdicts(task, verdict="met", counts_as="done") -> dict:
    found = {f"verdict_{position}": verdict for position in range(len(task.standard.criteria))}
    return found | {"grade": graded(counts_as).pk}


@pytest.fixture
def running(cast):
    return make_task(
        cast.source, lead_unit=cast.bureau, assisting_units=[cast.helping], accepted_by=cast.handler
    )


def test_a_draft_is_assigned_and_accepted(cast, browse):
    draft = make_draft(cast.source)
    browse(cast.supervisor).post(
        url(draft, "assign"),
        {
            "version": draft.version,
            "lead_unit": cast.bureau.pk,
            "due_on": "2026-08-01",
            "standard": Standard.objects.general().pk,
            "assisting_units": [cast.helping.pk],
        },
    )
    draft.refresh_from_db()
    assert (draft.status, draft.lead_unit, draft.due_on) == ("assigned", cast.bureau, dt.date(2026, 8, 1))
    assert list(draft.assisting_units.all()) == [cast.helping]

    response = browse(cast.handler).post(url(draft, "accept"), {"version": draft.version})

    assert response.url == reverse("task_detail", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.status == "in_progress"


def test_a_deadline_in_the_past_is_taken_only_when_confirmed(cast, browse):
    draft = make_draft(cast.source)
    typed = {
        "version": draft.version,
        "lead_unit": cast.bureau.pk,
        "due_on": "2026-05-01",
        "standard": Standard.objects.general().pk,
    }
    client = browse(cast.supervisor)

    warned = client.post(url(draft, "assign"), typed)
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert "请核对时限" in warned.content.decode()
    box = str(warned.context["form"]["past_due"])
    assert "required" not in box, "who corrects the day instead must not be stopped by the browser"

    client.post(url(draft, "assign"), typed | {"past_due": "on"})
    draft.refresh_from_db()
    assert draft.status == "assigned"


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_that_nothing_can_be_reckoned_from_is_refused(cast, browse, day):
    draft = make_draft(cast.source)
    typed = {
        "lead_unit": cast.bureau.pk,
        "due_on": day,
        "past_due": "on",
        "standard": Standard.objects.general().pk,
    }

    response = browse(cast.supervisor).post(url(draft, "assign"), typed | {"version": draft.version})

    assert "请填 2000 年至 2100 年之间的日期" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("version", ["-1", "0", "²", "99999999999", "9" * 5000])
def test_a_version_that_never_was_writes_nothing(cast, browse, version):
    task = make_submitted(cast.source, by=cast.handler)

    response = browse(cast.supervisor).post(
        url(task, "accept_closure"), {"version": version, "note": "", **verdicts(task)}
    )

    assert response.status_code in (200, 409)
    task.refresh_from_db()
    assert (task.status, Application.objects.get().decision) == ("submitted", "")


def test_progress_is_reported_with_measures_and_evidence(cast, browse):
    task = make_task(
        cast.source,
        lead_unit=cast.bureau,
        accepted_by=cast.handler,
        measures=[{"text": "清查"}, {"text": "修订制度"}],
    )
    first = task.measures.first()

    browse(cast.handler).post(
        url(task, "report_progress"),
        {
            "version": task.version,
            "note": "完成清查",
            "percent": 40,
            "measures_done": [first.pk],
            "evidence": [pdf("../../清查报告.pdf"), pdf("照片说明.pdf")],
        },
    )

    progress = Progress.objects.get(task=task)
    assert (progress.text, progress.percent) == ("完成清查", 40)
    first.refresh_from_db()
    assert first.done_on == TODAY
    assert [one.name for one in progress.evidence.all()] == ["清查报告.pdf", "照片说明.pdf"]
    assert "清查报告" not in progress.evidence.first().file.name


def test_measures_that_are_not_done_are_shown_to_who_applies_and_to_who_judges(cast, browse):
    task = make_task(
        cast.source,
        lead_unit=cast.bureau,
        accepted_by=cast.handler,
        measures=[{"text": "清查"}, {"text": "修订制度"}],
    )
    task.measures.filter(text="清查").update(done_on=TODAY)

    page = browse(cast.handler).get(url(task, "submit")).content.decode()
    assert "还没有记为完成的措施：修订制度。" in page

    actions.submit(
        task,
        by=cast.handler,
        version=task.version,
        on=TODAY,
        note="已整改",
        claims=["做到"] * len(task.standard.criteria),
    )
    page = browse(cast.supervisor).get(url(task, "accept_closure")).content.decode()
    assert "修订制度" in page
    assert f"{TODAY} 完成" in page


def test_a_measure_of_another_task_cannot_be_ticked(cast, browse, running):
    foreign = make_task(measures=[{"text": "别人的措施"}]).measures.get()
    make_task(cast.source, measures=[{"text": "自己的措施"}])

    browse(cast.handler).post(
        url(running, "report_progress"),
        {"version": running.version, "note": "x", "percent": 1, "measures_done": [foreign.pk]},
    )

    foreign.refresh_from_db()
    assert foreign.done_on is None


@pytest.mark.parametrize(
    ("name", "content"),
    [("页面.html", b"<html><script>alert(1)</script>"), ("图.svg", b"<svg/>"), ("假.pdf", b"<html>")],
)
def test_a_harmful_file_is_refused_and_the_rest_of_the_form_is_kept(cast, browse, running, name, content):
    response = browse(cast.handler).post(
        url(running, "report_progress"),
        {
            "version": running.version,
            "note": "已完成第一阶段",
            "percent": 40,
            "evidence": SimpleUploadedFile(name, content),
        },
    )

    assert response.status_code == 200
    page = response.content.decode()
    assert "不是可用的格式" in page
    assert "已完成第一阶段" in page
    assert not Progress.objects.exists()
    assert not Evidence.objects.exists()


def test_a_file_above_the_limit_is_refused(cast, browse, running, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    big = SimpleUploadedFile("大.pdf", b"%PDF-" + b"0" * 1024 * 1024)

    response = browse(cast.handler).post(
        url(running, "report_progress"),
        {"version": running.version, "note": "x", "percent": 1, "evidence": big},
    )

    assert "超过 1 MB" in response.content.decode()


def test_a_closure_needs_every_claim_and_some_evidence(cast, browse, running):
    actions.confirm_part(
        running,
        by=cast.assistant,
        version=running.version,
        on=TODAY,
        note="配合完成",
        assist=running.assists.get(),
    )
    client, typed = browse(cast.handler), {"version": running.version, "note": "已全部整改"} | claims(running)

    assert "请至少上传一份" in client.post(url(running, "submit"), typed).content.decode()
    assert client.post(url(running, "submit"), typed | {"claim_1": " ", "evidence": pdf()}).status_code == 200
    assert not Application.objects.exists()

    client.post(url(running, "submit"), typed | {"evidence": pdf()})

    application = Application.objects.get()
    assert [claim["text"] for claim in application.claims] == ["已经做到"] * 3
    assert application.evidence.count() == 1


def test_the_verdict_page_shows_the_claims_and_closes(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    client = browse(cast.supervisor)

    page = client.get(url(task, "accept_closure")).content.decode()
    assert page.count("已经做到") == len(task.standard.criteria)

    typed = {"version": task.version, "note": "", **verdicts(task)}
    assert (
        "有不符合的条件"
        in client.post(url(task, "accept_closure"), typed | {"verdict_0": "not_met"}).content.decode()
    )
    client.post(url(task, "accept_closure"), typed)

    task.refresh_from_db()
    assert task.status == "closed"


def test_sending_back_needs_a_reason_but_no_verdicts(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    client = browse(cast.supervisor)

    assert client.post(url(task, "send_back"), {"version": task.version}).status_code == 200
    short = {"version": task.version, "note": "缺少凭证", "grade": graded("not").pk}
    client.post(url(task, "send_back"), short)

    task.refresh_from_db()
    assert (task.status, task.returned_on) == ("in_progress", TODAY)


@pytest.mark.parametrize(
    ("decision", "due_on"), [("grant_extension", "2026-10-01"), ("refuse_extension", "2026-07-19")]
)
def test_an_extension_is_applied_for_and_decided(cast, browse, running, decision, due_on):
    browse(cast.handler).post(
        url(running, "apply_extension"),
        {"version": running.version, "note": "招标流标", "new_due_on": "2026-10-01"},
    )
    running.refresh_from_db()
    assert "招标流标" in browse(cast.supervisor).get(url(running, decision)).content.decode()

    browse(cast.supervisor).post(url(running, decision), {"version": running.version, "note": "按程序办理"})

    running.refresh_from_db()
    assert str(running.due_on) == due_on


def test_an_impossible_date_is_refused_with_what_was_typed(cast, browse, running):
    response = browse(cast.handler).post(
        url(running, "apply_extension"),
        {"version": running.version, "note": "招标流标，重新组织", "new_due_on": "2026-06-01"},
    )

    page = response.content.decode()
    assert "必须晚于现在的时限" in page
    assert "招标流标，重新组织" in page


def test_pressure_transfer_reopening_and_instruction(cast, browse, running):
    supervisor, leader = browse(cast.supervisor), browse(cast.leader)

    def act(client, action, **typed):
        running.refresh_from_db()
        client.post(url(running, action), {"version": running.version, "note": "按会议要求", **typed})
        running.refresh_from_db()

    act(leader, "instruct")
    act(supervisor, "raise")
    assert running.raised
    act(supervisor, "lower")
    assert not running.raised
    act(supervisor, "transfer", lead_unit=cast.sibling.pk)
    assert (running.status, running.lead_unit) == ("assigned", cast.sibling)

    closed = make_submitted(cast.source, by=cast.handler)
    supervisor.post(
        url(closed, "accept_closure"), {"version": closed.version, "note": "", **verdicts(closed)}
    )
    closed.refresh_from_db()
    supervisor.post(
        url(closed, "reopen"), {"version": closed.version, "note": "现场反弹", "due_on": "2026-09-01"}
    )
    closed.refresh_from_db()
    assert closed.status == "in_progress"
    assert Step.objects.filter(action=Action.INSTRUCT).count() == 1


def test_a_second_look_is_kept_as_holding_or_leads_to_reopening_which_keeps_the_first_deadline(cast, browse):
    closed, supervisor = make_submitted(cast.source, by=cast.handler), browse(cast.supervisor)
    first = closed.due_on
    supervisor.post(
        url(closed, "accept_closure"), {"version": closed.version, "note": "", **verdicts(closed)}
    )
    page = supervisor.get(url(closed, "reinspect")).content.decode()
    assert "没有反弹，记下情况" in page
    assert url(closed, "reopen") in page

    closed.refresh_from_db()
    supervisor.post(
        url(closed, "reopen"), {"version": closed.version, "note": "现场反弹", "due_on": "2026-09-01"}
    )
    page = supervisor.get(reverse("task_detail", args=[closed.pk])).content.decode()
    assert f"<dt>原定时限</dt>\n        <dd>{first}</dd>" in page


def test_a_stale_version_is_told_and_what_was_typed_comes_back(cast, browse, running):
    seen = running.version
    actions.raise_task(running, by=cast.supervisor, version=seen, on=TODAY, note="督办")

    response = browse(cast.handler).post(
        url(running, "report_progress"), {"version": seen, "note": "写了很久的进展", "percent": 55}
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "写了很久的进展" in page
    assert "55" in page
    assert "提级督办" in page
    assert not Progress.objects.exists()


def test_who_declines_a_task_loses_sight_of_it_and_lands_on_the_first_page(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau)

    response = browse(cast.handler).post(
        url(task, "decline"), {"version": task.version, "note": "不属于本单位职责"}
    )

    assert response.url == reverse("home")
    task.refresh_from_db()
    assert task.status == "draft"


def test_a_conflict_gives_an_amount_back_with_its_unit_and_no_unit_without_an_amount(cast, browse, running):
    stale = {"version": running.version - 1, "amount_involved_unit": "元"}
    typed = {"amount_settled_number": "12.5", "amount_settled_unit": "万元"}

    page = browse(cast.supervisor).post(url(running, "record_results"), stale | typed).text

    assert "12.5 万元" in page
    assert "涉及金额" not in page


def test_a_conflict_names_choices_by_their_words(cast, browse, running):
    seen = running.version
    actions.raise_task(running, by=cast.supervisor, version=seen, on=TODAY, note="督办")

    response = browse(cast.supervisor).post(
        url(running, "transfer"), {"version": seen, "note": "调整", "lead_unit": cast.sibling.pk}
    )

    assert "市教育局" in response.content.decode()
    assert "按最新情况重新办理" in response.content.decode()


def test_two_people_on_the_verdict_page_the_second_is_told(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    typed = {"version": task.version, "note": "同意", **verdicts(task)}

    assert browse(cast.supervisor).post(url(task, "accept_closure"), typed).status_code == 302
    second = browse(cast.second).post(
        url(task, "send_back"), typed | {"note": "我认为材料不足", "grade": graded("partly").pk}
    )

    assert second.status_code == 409
    assert "我认为材料不足" in second.content.decode()
    task.refresh_from_db()
    assert task.status == "closed"


@pytest.mark.parametrize("action", [action.value for action in FORMS])
def test_who_may_not_see_finds_nothing_and_who_may_not_act_is_refused(cast, browse, running, action):
    before = Task.objects.values().get(pk=running.pk)
    typed = {"version": running.version, "note": "x", "percent": 1}

    for who, status in [("stranger", 404), ("outsider", 404), ("admin", 404)]:
        client = browse(getattr(cast, who))
        assert client.get(url(running, action)).status_code == status
        assert client.post(url(running, action), typed).status_code == status
    if action not in ("report_progress", "confirm_part", "withdraw_evidence"):
        assert browse(cast.assistant).post(url(running, action), typed).status_code == 403
    assert browse(cast.assistant).get(url(running, action)).status_code in (200, 403)
    assert Task.objects.values().get(pk=running.pk) == before


@pytest.mark.parametrize("action", ["create", "edit", "no_such_action"])
def test_an_unknown_action_is_not_found(cast, browse, running, action):
    expected = 404
    if action == "edit":  # a page of its own
        expected = 403
    assert browse(cast.supervisor).get(url(running, action)).status_code == expected


def test_a_post_without_a_version_writes_nothing(cast, browse, running):
    response = browse(cast.handler).post(url(running, "report_progress"), {"note": "x", "percent": 1})

    assert response.status_code == 200
    assert not Progress.objects.exists()


def test_what_is_accepted_from_the_work_page_leads_back_to_it(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau)
    client = browse(cast.handler)
    assert 'name="back" value="work"' in client.get(reverse("work")).content.decode()

    response = client.post(url(task, "accept"), {"version": task.version, "back": "work"})

    assert response.url == reverse("work")
    task.refresh_from_db()
    assert task.status == "in_progress"
