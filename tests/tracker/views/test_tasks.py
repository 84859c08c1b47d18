"""One task's page, drafts, sources and downloads: what they show and keep, within whose scope."""

import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.factories import TODAY, SourceFactory, graded, make_draft, make_submitted, make_task
from tracker import actions
from tracker.forms.registering import SourceForm
from tracker.models import Source, Task
from tracker.uploads import inspect

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def formset(*measures: tuple[str, str]) -> dict:
    typed = {"measures-TOTAL_FORMS": len(measures), "measures-INITIAL_FORMS": 0}
    for position, (text, due_on) in enumerate(measures):
        typed |= {f"measures-{position}-text": text, f"measures-{position}-due_on": due_on}
    return typed


def draft_typed(source, **changes) -> dict:
    return {
        "source": source.pk,
        "title": "租金收缴不及时",
        "problem": "国有房产租金收缴不及时。",
        "rectification_type": "staged",
        **formset(("清查", "2026-06-30"), ("", ""), ("追缴", "")),
        **changes,
    }


def test_the_whole_story_of_a_task(cast, browse):
    task = make_task(
        cast.source,
        lead_unit=cast.bureau,
        on=TODAY - 30 * DAY,
        due_on=TODAY + 5 * DAY,
        accepted_by=cast.handler,
        commitment="六月底前全部追缴",
        excerpt="（三）租金收缴不及时",
        measures=[{"text": "开展清查", "due_on": TODAY}],
    )
    actions.apply_extension(
        task, by=cast.handler, version=task.version, on=TODAY, note="合同纠纷", new_due_on=TODAY + 40 * DAY
    )
    actions.grant_extension(task, by=cast.second, version=task.version, on=TODAY, note="同意")

    page = browse(cast.supervisor).get(reverse("task_detail", args=[task.pk])).content.decode()

    for words in (
        task.number,
        "下一步：牵头单位整改",
        "剩 40 天",
        "六月底前全部追缴",
        "（三）租金收缴不及时",
        "开展清查",
        "已延期 1 次，共 35 天",
        "合同纠纷",
        "待签收 → 整改中",
        "整改时限：2026-05-25 → 2026-06-29",
    ):
        assert words in page, words


def test_buttons_are_the_allowed_actions_and_the_two_verdicts_share_one(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)

    def labels(user):
        response = browse(user).get(reverse("task_detail", args=[task.pk]))
        return [button["label"] for button in response.context["buttons"]]

    assert labels(cast.supervisor) == ["审核销号申请", "提请特殊销号", "提级督办"]
    assert labels(cast.handler) == []
    assert labels(cast.leader) == ["批示"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("supervisor", 200),
        ("second", 200),
        ("handler", 200),
        ("head", 200),
        ("assistant", 200),
        ("leader", 200),
        ("outsider", 404),
        ("stranger", 404),
        ("admin", 404),
    ],
)
def test_a_task_and_its_evidence_are_seen_by_the_same_people(cast, browse, who, status):
    task = make_task(
        cast.source, lead_unit=cast.bureau, assisting_units=[cast.helping], accepted_by=cast.handler
    )
    upload = inspect(io.BytesIO(b"%PDF-1.7 receipt"), "凭 证.pdf", max_bytes=1000)
    actions.report_progress(
        task, by=cast.handler, version=task.version, on=TODAY, note="x", percent=1, evidence=[upload]
    )
    client = browse(getattr(cast, who))

    assert client.get(reverse("task_detail", args=[task.pk])).status_code == status
    download = client.get(reverse("evidence_download", args=[task.evidence.get().pk]))
    assert download.status_code == status
    if status == 200:
        assert b"".join(download.streaming_content) == b"%PDF-1.7 receipt"
        assert download["Content-Disposition"].startswith("attachment;")
        assert download["X-Content-Type-Options"] == "nosniff"
        assert download["Content-Type"] == "application/pdf"


def test_evidence_whose_file_is_gone_is_said_in_words(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau, accepted_by=cast.handler)
    upload = inspect(io.BytesIO(b"%PDF-1.7 receipt"), "凭证.pdf", max_bytes=1000)
    actions.report_progress(
        task, by=cast.handler, version=task.version, on=TODAY, note="x", percent=1, evidence=[upload]
    )
    evidence = task.evidence.get()
    evidence.file.storage.delete(evidence.file.name)

    response = browse(cast.supervisor).get(reverse("evidence_download", args=[evidence.pk]))

    assert response.status_code == 404


def test_a_draft_is_seen_by_its_office_alone(cast, browse):
    draft = make_draft(cast.source, lead_unit=cast.bureau)

    for who, status in [("supervisor", 200), ("handler", 404), ("leader", 404), ("stranger", 404)]:
        assert (
            browse(getattr(cast, who)).get(reverse("task_detail", args=[draft.pk])).status_code == status
        ), who


def test_a_draft_is_registered_with_its_measures_and_changed(cast, browse):
    client = browse(cast.supervisor)

    client.post(
        reverse("task_create"),
        draft_typed(cast.source, lead_unit=cast.bureau.pk, assisting_units=[cast.helping.pk]),
    )
    task = Task.objects.get()
    assert [(one.text, one.due_on) for one in task.measures.all()] == [
        ("清查", dt.date(2026, 6, 30)),
        ("追缴", None),
    ]
    assert task.created_by == cast.supervisor

    edit = reverse("task_edit", args=[task.pk])
    assert "租金收缴不及时" in client.get(edit).content.decode()
    client.post(edit, draft_typed(cast.source, title="租金长期拖欠", version=task.version, **formset()))
    task.refresh_from_db()
    assert (task.title, task.lead_unit, task.measures.count()) == ("租金长期拖欠", None, 0)

    stale = client.post(edit, draft_typed(cast.source, title="旧页面上的改动", version=1))
    assert stale.status_code == 409
    assert "旧页面上的改动" in stale.content.decode()


def test_a_form_sent_twice_makes_one_draft(cast, browse):
    client, typed = browse(cast.supervisor), draft_typed(cast.source, lead_unit=cast.bureau.pk)

    first, second = (client.post(reverse("task_create"), typed) for _ in range(2))
    assert first.url == second.url
    assert "没有重复登记" in client.get(second.url).content.decode()

    client.post(reverse("task_create"), typed | {"lead_unit": cast.helping.pk})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5), tick=False):
        client.post(reverse("task_create"), typed)
    assert Task.objects.count() == 3


def test_a_text_without_end_is_refused(cast, browse):
    response = browse(cast.supervisor).post(
        reverse("task_create"), draft_typed(cast.source, problem="长" * 100_001)
    )

    assert response.context["form"].errors["problem"]
    assert not Task.objects.exists()


def test_a_source_registered_meanwhile_is_said_in_words(cast, browse, monkeypatch):
    typed = {
        "title": cast.source.title,
        "kind": "audit",
        "level": "city",
        "issued_on": "2026-05-01",
        "cycle": "weekly",
    }
    monkeypatch.setattr(SourceForm, "clean_title", lambda form: form.cleaned_data["title"])

    response = browse(cast.supervisor).post(reverse("source_create"), typed)

    assert response.status_code == 400
    assert "已经登记过同名的来源" in response.content.decode()


def test_what_was_typed_stays_when_a_field_is_missing(cast, browse):
    response = browse(cast.supervisor).post(
        reverse("task_create"), draft_typed(cast.source, title="", problem="写了很长的问题描述")
    )

    page = response.content.decode()
    assert "写了很长的问题描述" in page
    assert "追缴" in page
    assert not Task.objects.exists()


def test_a_draft_takes_only_sources_of_the_own_office(cast, browse):
    foreign = SourceFactory()

    browse(cast.supervisor).post(reverse("task_create"), draft_typed(foreign))

    assert not Task.objects.exists()


def test_only_a_draft_can_be_edited_and_only_by_its_office(cast, browse):
    draft, assigned = make_draft(cast.source), make_task(cast.source, lead_unit=cast.bureau)

    assert browse(cast.supervisor).get(reverse("task_edit", args=[assigned.pk])).status_code == 403
    assert browse(cast.handler).get(reverse("task_edit", args=[assigned.pk])).status_code == 403
    assert browse(cast.stranger).get(reverse("task_edit", args=[draft.pk])).status_code == 404


def test_a_source_belongs_to_the_office_of_who_registers_it(cast, browse):
    typed = {
        "title": "专项检查",
        "kind": "audit",
        "level": "city",
        "issued_on": "2026-05-01",
        "cycle": "monthly",
        "office": 1,
    }
    client = browse(cast.supervisor)

    client.post(reverse("source_create"), typed)
    source = Source.objects.get(title="专项检查")
    assert (source.office, source.created_by) == (cast.office, cast.supervisor)

    assert "已经登记过同名的来源" in client.post(reverse("source_create"), typed).content.decode()
    client.post(reverse("source_edit", args=[source.pk]), typed | {"cycle": "weekly"})
    source.refresh_from_db()
    assert source.cycle == "weekly"


def test_sources_of_others_are_out_of_reach(cast, browse):
    foreign = SourceFactory(title="别处的检查")
    client = browse(cast.supervisor)

    assert "别处的检查" not in client.get(reverse("source_list")).content.decode()
    assert client.get(reverse("source_edit", args=[foreign.pk])).status_code == 404
    assert browse(cast.handler).get(reverse("source_edit", args=[cast.source.pk])).status_code == 403


def test_reading_a_page_changes_nothing(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    before = Task.objects.values().get(pk=task.pk)

    for name in ("task_detail", "task_edit"):
        browse(cast.supervisor).get(reverse(name, args=[task.pk]))
    for action in ("accept_closure", "send_back", "raise"):
        browse(cast.supervisor).get(reverse("task_action", args=[task.pk, action]))

    assert Task.objects.values().get(pk=task.pk) == before
    assert task.steps.count() == 4


def test_text_of_users_is_never_markup(cast, browse):
    task = make_task(cast.source, title="<script>alert(1)</script>", problem="<img src=x onerror=alert(1)>")

    for address in (reverse("task_detail", args=[task.pk]), reverse("task_list")):
        page = browse(cast.supervisor).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_numbers_of_a_source_are_those_of_its_lists(cast, browse):
    make_task(cast.source, lead_unit=cast.bureau)
    make_submitted(cast.source, by=cast.handler)
    make_draft(cast.source)
    client = browse(cast.supervisor)

    source = client.get(reverse("source_list")).context["sources"][0]

    for number, query in ((source.counted, {}), (source.open, {"status": "open"})):
        page = client.get(reverse("task_list"), {"source": cast.source.pk, **query}).context["page"]
        assert page.paginator.count == number == 2


@pytest.mark.parametrize(
    ("excerpt", "shown"),
    [
        ("", False),
        ("租金收缴\n不及时。", False),
        ("租金收缴不及时。\n……\n六月底前 全部追缴", False),
        ("（三）租金收缴不及时。", True),
        ("租金收缴不及时。\n……\n下一步另有打算", True),
    ],
)
def test_an_excerpt_is_shown_where_it_adds_something(cast, browse, excerpt, shown):
    task = make_task(cast.source, problem="租金收缴不及时。", commitment="六月底前全部追缴", excerpt=excerpt)
    page = browse(cast.supervisor).get(reverse("task_detail", args=[task.pk])).content.decode()
    assert ("原文摘录" in page) == shown


def test_what_was_claimed_and_found_stays_readable_after_the_verdict(cast, browse):
    task = make_submitted(cast.source, by=cast.handler)
    found = [{"criterion": one, "verdict": "met", "remark": ""} for one in task.standard.criteria]
    found[0] |= {"verdict": "not_met", "remark": "缺现场照片"}
    actions.send_back(
        task,
        by=cast.supervisor,
        version=task.version,
        on=TODAY,
        note="请补照片",
        verdicts=found,
        grade=graded("partly"),
    )

    page = browse(cast.handler).get(reverse("task_detail", args=[task.pk])).content.decode()

    assert page.count("已经做到") == len(found)
    for words in ("不符合", "认定备注：缺现场照片", "符合"):
        assert words in page


def test_a_draft_has_no_colour_and_a_closed_task_no_next_step(cast, browse):
    client, draft = browse(cast.supervisor), make_draft(cast.source)
    assert "未交办" not in client.get(reverse("task_detail", args=[draft.pk])).content.decode()

    task = make_submitted(cast.source, by=cast.handler)
    met = [{"criterion": one, "verdict": "met", "remark": ""} for one in task.standard.criteria]
    actions.accept_closure(
        task, by=cast.supervisor, version=task.version, on=TODAY, note="", verdicts=met, grade=graded("done")
    )
    page = client.get(reverse("task_detail", args=[task.pk])).content.decode()
    assert "已办结" in page
    assert "下一步：" not in page
