"""A sheet of days off is taken whole or not at all, by an administrator alone."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.ledger.day_lists import read_days
from reports.ledger.opening import UnreadableLedger
from tests.factories import UserFactory
from tests.reports.workbooks import book
from tracker.models import Holiday
from tracker.states import Role

HEAD = ["日期", "名称", "类别"]


def upload(client, *rows):
    file = SimpleUploadedFile("放假安排.xlsx", book(*rows))
    return client.post(reverse("holiday_import"), {"file": file}, follow=True)


@pytest.fixture
def administrator(client, db):
    user = UserFactory(unit=None, role=Role.ADMIN, is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_days_are_read_however_they_are_written():
    listed = read_days(
        book(
            ["2027年放假安排"],
            ["序号", "日 期", "节日", "类型"],
            [1, dt.date(2027, 10, 1), "国庆节", "放假"],
            [2, "2027年10月2日", "国庆节", "休"],
            [3, "2027-10-09", "国庆节", "补班"],
        ),
        "放假安排.xlsx",
    )
    assert [(day.on.day, day.works) for day in listed.days] == [(1, False), (2, False), (9, True)]
    assert listed.errors == []


def test_every_row_that_cannot_be_read_is_named():
    rows = [
        ["2027-02-30", "春节", "放假"],
        ["", "春节", "放假"],
        ["2027-02-06", "", "放假"],
        ["2027-02-07", "春节", "也许"],
        ["2027-02-08", "春节", "放假"],
        ["2027-02-08", "春节", "调休上班"],
    ]
    listed = read_days(book(HEAD, *rows), "放假安排.xlsx")
    assert [(error.row, error.column) for error in listed.errors] == [
        (2, "日期"),
        (3, "日期"),
        (4, "名称"),
        (5, "类别"),
        (7, "日期"),
    ]


def test_a_sheet_without_the_three_columns_is_refused():
    with pytest.raises(UnreadableLedger, match="没有找到表头"):
        read_days(book(["日期", "名称"], ["2027-10-01", "国庆节"]), "放假安排.xlsx")


def test_listed_days_are_written_and_others_stay(administrator):
    Holiday.objects.create(on=dt.date(2027, 1, 1), name="元旦")
    Holiday.objects.create(on=dt.date(2027, 10, 1), name="国庆", kind="work")

    page = upload(administrator, HEAD, ["2027-10-01", "国庆节", "放假"], ["2027-10-09", "国庆节", "调休上班"])

    assert "新增 1 天，改动 1 天，相同 0 天" in page.content.decode()
    assert list(Holiday.objects.order_by("on").values_list("name", "kind")) == [
        ("元旦", "off"),
        ("国庆节", "off"),
        ("国庆节", "work"),
    ]


def test_one_bad_row_writes_nothing(administrator):
    page = upload(administrator, HEAD, ["2027-10-01", "国庆节", "放假"], ["2027-13-01", "国庆节", "放假"])
    assert "第 3 行“日期”" in page.content.decode()
    assert not Holiday.objects.exists()


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_in_words(administrator, content):
    file = SimpleUploadedFile("放假安排.xlsx", content)
    page = administrator.post(reverse("holiday_import"), {"file": file})
    assert page.status_code == 200 and page.context["form"].errors["file"]


def test_the_list_of_days_says_which_year_is_missing(administrator):
    page = administrator.get(reverse("admin:tracker_holiday_changelist"))
    assert "年的放假和调休安排" in page.content.decode()
    assert reverse("holiday_import") in page.content.decode()
