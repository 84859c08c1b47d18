"""Documents coming in: what is taken, who may, and that a lost bell or a lost reader only delays."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reports import jobs
from reports.intake import documents
from reports.models import NamedUnit, Problem, Report
from tests.factories import UnitFactory, UserFactory
from tests.reports.documents import (
    TEXT,
    city_units,
    part_of,
    problems,
    read_report,
    supervisor,
    waiting_report,
)
from tracker.models import Unit, User
from tracker.states import Role

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def silent_bell(monkeypatch) -> list[int]:
    """No broker: what would be rung for."""
    rung: list[int] = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    return rung


@pytest.fixture
def by(client) -> User:
    user = supervisor()
    client.force_login(user)
    return user


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- handing in -------------------------------------------------------------------------------------------------------


def test_a_file_waits_to_be_read(client, by, silent_bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("intake"), {"file": upload(TEXT.encode("gb18030"), "水利局总结.txt")})

    report = Report.objects.get()
    assert answer.url == reverse("report_review", args=[report.pk])
    assert (report.status, report.name, report.office, report.text) == (
        "pending",
        "水利局总结.txt",
        by.unit,
        TEXT,
    )
    assert silent_bell == [report.pk]
    page = client.get(answer.url).content.decode()
    assert "排队中" in page
    assert 'http-equiv="refresh"' in page


def test_pasted_text_is_named_by_its_first_line(client, by):
    client.post(reverse("intake"), {"text": TEXT})

    report = Report.objects.get()
    assert (report.name, report.text) == ("市水利局2025年工作总结", TEXT)


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.txt", "空"),
        (b"%PDF-1.7 ...", "a.txt", "PDF"),
        (b"\x00\x01\x02" * 50, "a.txt", "不是文字"),
        (b"PK\x03\x04 broken", "a.docx", ""),
        (TEXT.encode(), "a.docx", "不是 Word 文档"),
        (TEXT.encode(), "a.exe", "不支持"),
    ],
)
def test_a_file_is_judged_by_its_content(client, by, content, name, reason):
    answer = client.post(reverse("intake"), {"file": upload(content, name), "title": "留着的名称"})

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert "留着的名称" in answer.content.decode()
    assert not Report.objects.exists()


def test_a_file_over_the_limit_is_refused_unread(client, by, monkeypatch):
    monkeypatch.setattr("reports.forms.intake.MAX_BYTES", 1024 * 1024)

    answer = client.post(reverse("intake"), {"file": upload(b"a" * (1024 * 1024 + 1), "a.txt")})

    assert "文件超过 1 MB" in answer.content.decode()
    assert not Report.objects.exists()


def test_neither_or_both_are_refused(client, by):
    assert "请选择一个文件" in client.post(reverse("intake"), {}).content.decode()
    both = {"file": upload(TEXT.encode(), "a.txt"), "text": TEXT}
    assert "只能选一种" in client.post(reverse("intake"), both).content.decode()


def test_the_same_content_is_pointed_out(client, by):
    client.post(reverse("intake"), {"text": TEXT})

    answer = client.post(reverse("intake"), {"text": TEXT})
    assert "已经导入过" in answer.content.decode()
    assert Report.objects.count() == 1

    client.post(reverse("intake"), {"text": TEXT, "again": "on"})
    assert Report.objects.count() == 2


def test_another_offices_file_is_not_known(client, by):
    waiting_report(supervisor())

    client.post(reverse("intake"), {"text": TEXT})

    assert Report.objects.visible_to(by).count() == 1


def test_the_file_comes_back_as_an_attachment(client, by):
    report = waiting_report(by, name="../报告\u202e.txt")

    answer = client.get(reverse("report_file", args=[report.pk]))

    assert b"".join(answer.streaming_content).decode() == TEXT
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_date_in_the_promise_goes_before_one_in_the_problem(by):
    city_units()
    text = TEXT.replace("今年汛前没有修好", "原计划2027年12月底前修好，进度不理想")

    first, *_ = problems(read_report(by, text))

    assert first.due_on == dt.date(2026, 4, 30)


def test_what_is_found_stands_where_it_stands_in_the_text(by):
    units = city_units()

    report = read_report(by)

    assert (report.status, report.progress) == ("read", 100)
    part = part_of(report)
    assert (part.unit_name, part.year) == ("市水利局", 2025)
    first, second, third = problems(report)
    for problem in (first, second, third):
        assert report.text[problem.start : problem.end] == problem.text
    assert second.inner.count() == 2
    assert (first.lead_unit, first.due_on) == (units["water"], dt.date(2026, 4, 30))
    assert list(first.assisting_units.all()) == [units["finance"]]
    assert (second.due_on, second.rectification_type) == (dt.date(2026, 9, 30), "staged")
    # Nobody is charged: the body whose report it is acts itself.
    assert (third.lead_unit, third.due_on, third.matches.count()) == (units["water"], None, 0)
    assert set(NamedUnit.objects.values_list("unit__name", "role")) == {
        ("市水利局", "lead"),
        ("市财政局", "assist"),
    }


def test_a_class_of_units_assists_and_leads_nothing(by):
    units = city_units()
    towns = {UnitFactory(name=name, kind=Unit.Kind.TOWN) for name in ("柳溪镇", "城东街道")}
    text = TEXT.replace("由市水利局牵头、市财政局配合，", "督促各镇（街道）立即行动，")

    first = problems(read_report(by, text))[0]

    assert first.lead_unit == units["water"]
    assert set(first.assisting_units.all()) == towns


def test_what_is_put_right_at_once_and_kept_up_is_put_right_at_once(by):
    city_units()
    text = TEXT.replace("2026年4月底前", "立行立改，长期坚持，")

    first = problems(read_report(by, text))[0]

    assert (first.due_on, first.rectification_type) == (None, "immediate")


def test_of_several_levels_the_one_around_the_reporter_is_charged(by):
    units = city_units()
    county = UnitFactory(name="青山县人民政府", kind=Unit.Kind.GOVERNMENT)
    UnitFactory(name="青山县财政局", parent=county)
    text = TEXT.replace("市财政局配合", "财政局配合")

    first = problems(read_report(by, text))[0]

    assert list(first.assisting_units.all()) == [units["finance"]]


def test_a_government_is_not_taken_for_the_lead_unit(by):
    UnitFactory(name="市人民政府", kind=Unit.Kind.GOVERNMENT, aliases=["市政府"])
    text = TEXT.replace("市水利局", "市政府").replace("由市政府牵头、市财政局配合，", "")

    assert problems(read_report(by, text))[2].lead_unit is None


def test_the_job_reads_once_however_often_it_is_rung(by):
    report = waiting_report(by)

    for _ in range(3):
        jobs.read_report(report.pk)

    assert Problem.objects.filter(parent=None).count() == 3


def test_of_two_readers_one_gets_the_report(by):
    report = waiting_report(by)

    assert documents.claim(report.pk, now=NOW()) is not None
    assert documents.claim(report.pk, now=NOW()) is None


def test_the_sweep_takes_up_what_a_lost_reader_left(by):
    report = waiting_report(by)
    lost = documents.claim(report.pk, now=NOW() - documents.LEASE - dt.timedelta(seconds=1))

    jobs.sweep_reports()
    documents.read(lost)  # the lost one comes back late and must not write a second time

    report.refresh_from_db()
    assert report.status == "read"
    assert Problem.objects.filter(parent=None).count() == 3


def test_beat_knows_the_sweep(settings):
    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert jobs.sweep_reports.name in rung


def test_a_report_that_fails_its_readers_is_given_up_with_a_reason(client, by):
    report = waiting_report(by)
    for hours in range(documents.MOST_ATTEMPTS, 0, -1):
        assert documents.claim(report.pk, now=NOW() - dt.timedelta(hours=hours))

    jobs.sweep_reports()

    report.refresh_from_db()
    assert report.status == "failed"
    assert report.error in client.get(reverse("report_review", args=[report.pk])).content.decode()
    client.post(reverse("report_retry", args=[report.pk]))
    jobs.sweep_reports()
    report.refresh_from_db()
    assert report.status == "read"


def test_a_fault_of_the_reader_leaves_a_sentence(by, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(documents, "read_document", broken)
    report = waiting_report(by)

    jobs.read_report(report.pk)

    report.refresh_from_db()
    assert (report.status, "管理员" in report.error) == ("failed", True)


def test_a_missing_file_leaves_a_sentence(by):
    report = waiting_report(by)
    report.file.delete(save=False)

    jobs.read_report(report.pk)

    report.refresh_from_db()
    assert "重新导入" in report.error


def test_without_a_broker_the_page_still_takes_the_report(by, monkeypatch):
    from kombu.exceptions import OperationalError

    def unreachable(*args, **kwargs):
        raise OperationalError

    monkeypatch.undo()
    monkeypatch.setattr(jobs.read_report, "apply_async", unreachable)

    jobs.ring(1)


# --- who ----------------------------------------------------------------------------------------------------------------


def outsiders(office: Unit) -> dict[str, User]:
    admin = {"is_staff": True, "is_superuser": True}
    return {
        "supervisor of another office": supervisor(),
        "leader of the same office": UserFactory(unit=office, role=Role.LEADER),
        "handler of the same office": UserFactory(unit=office, role=Role.HANDLER),
        "admin": UserFactory(unit=None, role=Role.ADMIN, **admin),
    }


@pytest.mark.parametrize(
    "who",
    [
        "supervisor of another office",
        "leader of the same office",
        "handler of the same office",
        "admin",
    ],
)
def test_only_supervisors_of_the_same_office(client, who):
    report = read_report(supervisor())
    part, problem = part_of(report), problems(report)[0]
    client.force_login(outsiders(report.office)[who])
    before = (report.version, Problem.objects.count())

    for name in ("report_review", "report_file", "report_drafts"):
        assert client.get(reverse(name, args=[report.pk])).status_code == 404
    posts = [
        reverse(name, args=[report.pk])
        for name in ("report_retry", "report_source", "report_undo", "report_drafts")
    ]
    posts.append(reverse("report_problem", args=[report.pk, problem.pk]))
    posts.append(reverse("report_add", args=[report.pk, part.position]))
    for url in posts:
        assert (
            client.post(url, {"version": 1, "do": "drop", "kind": "problem", "text": "某事"}).status_code
            == 404
        )
    report.refresh_from_db()
    assert (report.version, Problem.objects.count()) == before


def test_only_supervisors_have_an_intake(client, by):
    assert client.get(reverse("intake")).status_code == 200
    for role in (Role.HANDLER, Role.HEAD, Role.LEADER):
        client.force_login(UserFactory(role=role))
        assert client.get(reverse("intake")).status_code == 403
        assert client.post(reverse("intake"), {"text": TEXT}).status_code == 403
    client.logout()
    assert client.get(reverse("intake")).status_code == 302
    assert not Report.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_report_and_for_three(client, by, count, django_assert_num_queries):
    for _ in range(count):
        read_report(by)
    with django_assert_num_queries(5):  # session, user and their unit, unread reminders, reports
        client.get(reverse("intake"))
