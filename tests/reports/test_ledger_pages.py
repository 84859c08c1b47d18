"""The pages of the ledger: upload, look, choose, accept, and the list as a file; who may, and who may not."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.importing import take_ledger
from reports.ledger import find_table, read_sheets
from reports.models import LedgerImport
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tests.reports.workbooks import HEADER, book
from tracker.models import Task
from tracker.states import Role

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def source():
    UnitFactory(name="市财政局")
    return SourceFactory(title="年度审计")


@pytest.fixture
def officer(client, source):
    client.force_login(source.created_by)
    return client


def line(number: int, problem: str, lead: str = "市财政局") -> list[object]:
    return [number, problem, "清理", lead, "", "", "2026-12-31"]


def upload(client, data: bytes, source=None, name: str = "某单位台账.xlsx", **kwargs):
    file = SimpleUploadedFile(name, data, content_type=XLSX)
    return client.post(
        reverse("ledger_import"), {"file": file, "source": source.pk if source else ""}, **kwargs
    )


def ledger_of(source, *rows) -> LedgerImport:
    data = book(HEADER, *(rows or [line(1, "账目不清")]))
    return take_ledger(data, "台账.xlsx", by=source.created_by, source=source, today=TODAY, max_rows=100)


def page_of(response) -> str:
    return response.content.decode()


def test_from_upload_to_drafts(officer, source):
    data = book(
        ["某市台账"], HEADER, line(1, "账目不清"), line(2, "超标准列支", "没有的局"), merges=("A1:G1",)
    )
    response = upload(officer, data, source, follow=True)
    ledger = LedgerImport.objects.get()

    page = page_of(response)
    assert response.redirect_chain == [(reverse("ledger_review", args=[ledger.pk]), 302)]
    assert "账目不清" in page
    assert "没有这个单位" in page
    assert not Task.objects.exists()

    apply = reverse("ledger_apply", args=[ledger.pk])
    refused = page_of(officer.post(apply, follow=True))
    assert "有 1 行未通过，没有导入任何内容" in refused
    assert not Task.objects.exists()

    done = page_of(officer.post(apply, {"leave_out_refused": "on", "assign_now": "on"}, follow=True))
    assert "新增 1 项，其中已交办 1 项，未通过的 1 行没有导入" in done
    assert Task.objects.get().number in done


def test_a_second_click_applies_nothing(officer, source):
    ledger = ledger_of(source)
    apply = reverse("ledger_apply", args=[ledger.pk])
    officer.post(apply)

    assert "已经导入过" in page_of(officer.post(apply, follow=True))
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "旧.xls", "另存为“.xlsx”"),
        (book(["姓名", "电话"], ["甲", "1"]), "通讯录.xlsx", "没有找到台账的表头"),
    ],
)
def test_a_bad_file_keeps_what_was_chosen(officer, source, data, name, sentence):
    response = upload(officer, data, source, name=name)

    page = page_of(response)
    assert response.status_code == 200
    assert sentence in page
    assert f'<option value="{source.pk}" selected>' in page
    assert not LedgerImport.objects.exists()


def test_somebody_elses_source_cannot_be_chosen(officer):
    response = upload(officer, book(HEADER, line(1, "甲")), SourceFactory())

    assert response.context["form"].errors["source"]
    assert not LedgerImport.objects.exists()


def test_columns_are_shown_with_samples_and_can_be_corrected(officer, source):
    data = book(
        ["存在问题", "牵头单位", "整改时限", "领导批示"], ["账目不清", "市财政局", "2026-12-31", "请抓紧"]
    )
    ledger = take_ledger(data, "台账.xlsx", by=source.created_by, source=source, today=TODAY, max_rows=9)
    page = page_of(officer.get(reverse("ledger_review", args=[ledger.pk])))
    assert "领导批示" in page
    assert "请抓紧" in page

    chosen = {"source": source.pk, "s0c0": "problem", "s0c1": "", "s0c2": "due_on", "s0c3": "commitment"}
    officer.post(reverse("ledger_columns", args=[ledger.pk]), chosen)

    proposal = ledger.rows.get().proposal
    assert (proposal["lead_unit"], proposal["commitment"], proposal["due_on"]) == (
        None,
        "请抓紧",
        "2026-12-31",
    )


def test_a_doubtful_column_is_asked_about_until_somebody_has_looked(officer, source):
    data = book(["存在问题", "牵头单位", "完成时间"], ["账目不清", "市财政局", "2026-12-31"])
    ledger = take_ledger(data, "台账.xlsx", by=source.created_by, source=source, today=TODAY, max_rows=9)
    review = reverse("ledger_review", args=[ledger.pk])
    assert "有两种可能" in page_of(officer.get(review))

    officer.post(reverse("ledger_columns", args=[ledger.pk]), {"s0c0": "problem", "s0c2": "closed_on"})

    page = page_of(officer.get(review))
    assert "有两种可能" not in page
    assert "不导入的栏：牵头单位" in page


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"s0c1": "problem", "s0c3": "problem"}, "只能对应一栏"),
        ({"s0c1": "", "s0c3": "lead_unit"}, "要有一栏对应“存在问题”"),
        ({"s0c1": "status_of_mine"}, "选择"),
    ],
)
def test_columns_that_make_no_sense_are_refused_with_what_was_chosen(officer, source, chosen, sentence):
    ledger = ledger_of(source)
    before = ledger.mapping
    response = officer.post(reverse("ledger_columns", args=[ledger.pk]), chosen)
    ledger.refresh_from_db()

    assert response.status_code == 400
    assert sentence in page_of(response)
    assert ledger.mapping == before


def test_a_discarded_ledger_is_not_applied(officer, source):
    ledger = ledger_of(source)
    officer.post(reverse("ledger_discard", args=[ledger.pk]))
    officer.post(reverse("ledger_apply", args=[ledger.pk]))
    officer.post(reverse("ledger_columns", args=[ledger.pk]), {"s0c1": "problem"})

    assert not Task.objects.exists()
    assert "已放弃" in page_of(officer.get(reverse("ledger_import")))


def test_an_applied_ledger_cannot_be_discarded(officer, source):
    ledger = ledger_of(source)
    officer.post(reverse("ledger_apply", args=[ledger.pk]))
    officer.post(reverse("ledger_discard", args=[ledger.pk]))
    ledger.refresh_from_db()

    assert ledger.applied_at
    assert ledger.discarded_at is None


def test_the_same_file_is_pointed_out(officer, source):
    data = book(HEADER, line(1, "账目不清"))
    upload(officer, data, source)
    officer.post(reverse("ledger_apply", args=[LedgerImport.objects.get().pk]))

    assert "同一个文件已于" in page_of(upload(officer, data, source, follow=True))


def test_looking_changes_nothing(officer, source):
    ledger = ledger_of(source)
    for name in ("ledger_columns", "ledger_apply", "ledger_discard"):
        assert officer.get(reverse(name, args=[ledger.pk])).status_code == 405
    officer.get(reverse("ledger_review", args=[ledger.pk]))
    ledger.refresh_from_db()

    assert ledger.is_open


@pytest.mark.parametrize("outcome", ["", "new", "refused", "same", "changed", "nonsense"])
def test_outcomes_can_be_looked_at_apart(officer, source, outcome):
    draft = make_draft(source, problem="旧问题")
    ledger = ledger_of(source, line(1, "账目不清"), line(2, "超标", "没有的局"), line(3, "旧问题"))
    page = page_of(officer.get(reverse("ledger_review", args=[ledger.pk]), {"outcome": outcome}))

    assert ("没有这个单位" in page) == (outcome in ("", "refused", "nonsense"))
    assert (draft.number in page) == (outcome in ("", "changed", "nonsense"))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_a_constant_number_of_questions(officer, source, count, django_assert_max_num_queries):
    for number in range(count):
        make_draft(source, problem=f"旧问题{number}")
        ledger = ledger_of(source, *(line(n, f"旧问题{n}") for n in range(count)))

    with django_assert_max_num_queries(12):
        officer.get(reverse("ledger_review", args=[ledger.pk]))
    with django_assert_max_num_queries(8):
        officer.get(reverse("ledger_import"))


# --- who may ---

PAGES = [
    "ledger_import",
    "ledger_template",
    "ledger_review",
    "ledger_columns",
    "ledger_apply",
    "ledger_discard",
]
POSTED = {"ledger_columns", "ledger_apply", "ledger_discard"}


def visit(client, name: str, ledger: LedgerImport):
    args = [ledger.pk] if name not in ("ledger_import", "ledger_template") else []
    return (client.post if name in POSTED else client.get)(reverse(name, args=args))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER, Role.ADMIN])
def test_only_supervisors_import(client, source, role, name):
    client.force_login(UserFactory(role=role, unit=source.office))
    ledger = ledger_of(source)

    assert visit(client, name, ledger).status_code == 403
    assert upload(client, book(HEADER, line(1, "甲"))).status_code == 403
    ledger.refresh_from_db()
    assert ledger.is_open


@pytest.mark.parametrize("name", PAGES[2:])
def test_another_offices_ledger_is_not_there(client, source, name):
    client.force_login(SourceFactory().created_by)

    assert visit(client, name, ledger_of(source)).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "task_export"])
def test_strangers_are_sent_to_the_login(client, source, name):
    ledger = ledger_of(source)
    response = client.get(reverse("task_export")) if name == "task_export" else visit(client, name, ledger)

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_an_admin_has_no_list_to_export(client):
    client.force_login(UserFactory(role=Role.ADMIN))

    assert client.get(reverse("task_export")).status_code == 403


# --- files out ---


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_export_holds_just_what_the_page_filters(officer, source):
    other = SourceFactory(office=source.office, created_by=source.created_by)
    wanted, _ = make_task(source), make_task(other)
    make_task()
    response = officer.get(reverse("task_export"), {"source": source.pk})
    sheet = openpyxl.load_workbook(io.BytesIO(body(response))).active

    assert response["Content-Type"] == XLSX
    assert "attachment" in response["Content-Disposition"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [wanted.number]


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER])
def test_a_unit_exports_only_its_own(client, role):
    unit = UnitFactory()
    mine = make_task(lead_unit=unit)
    make_task()
    client.force_login(UserFactory(role=role, unit=unit))
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(reverse("task_export"))))).active

    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [mine.number]


def test_a_filter_that_makes_no_sense_exports_nothing(officer):
    response = officer.get(reverse("task_export"), {"due_from": "某天"}, follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("task_list"))
    assert "没有导出" in page_of(response)


def test_the_template_can_be_read(officer):
    data = body(officer.get(reverse("ledger_template")))

    assert find_table(read_sheets(data, "模板.xlsx")[0]) is not None
