"""The reminder log as a workbook: the rows of the page and no others, no text for whom it is not."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UserFactory, make_task
from tracker.models import Channel, Digest
from tracker.reminders import plan_reminders, send_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _morning(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(dt.datetime(2026, 5, 20, 2, tzinfo=dt.UTC), tick=False):  # 10:00 here
        yield


@pytest.fixture
def handler():
    return UserFactory(last_name="周", first_name="测")


@pytest.fixture
def task(handler):
    return overdue_task(SourceFactory(), handler)


def overdue_task(source, handler):
    on, due_on = TODAY - 40 * DAY, TODAY - 3 * DAY
    return make_task(
        source, lead_unit=handler.unit, title="=河道\x0b保洁", due_on=due_on, on=on, accepted_by=handler
    )


def sheet(client, user, **query) -> list[dict]:
    client.force_login(user)
    answer = client.get(reverse("reminder_export"), query)
    assert answer.status_code == 200
    header, *rows = (
        openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].iter_rows(values_only=True)
    )
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_says_who_was_told_what_when_by_which_way(client, task, handler):
    plan_reminders(TODAY)
    send_reminders(TODAY)
    group = Channel.objects.create(kind="wecom", name="工作群", unit=handler.unit, address="https://x/")
    digest = Digest.objects.create(group=group, on=TODAY, channel="wecom", state="failed", error="地址无效")
    digest.told.set(handler.reminders.all())
    [row] = sheet(client, task.source.created_by, person="周测")
    assert row == {
        "提醒日": "2026-05-20",
        "提醒类别": "逾期督办",
        "接收人": "周测",
        "单位": handler.unit.name,
        "任务编号": task.number,
        "问题": "=河道保洁",
        "时限或日期": "2026-05-17",
        "站内阅读": None,
        "渠道": "电子邮件",
        "结果": "已发出",
        "发出时间": "2026-05-20 10:00",
        "原因": None,
        "群消息": "工作群 2026-05-20 未送达",
    }


def test_has_the_rows_of_the_page(client, task):
    plan_reminders(TODAY)
    supervisor = task.source.created_by
    assert len(sheet(client, supervisor)) == 2
    assert sheet(client, supervisor, rule="due") == []
    assert sheet(client, SourceFactory().created_by) == []


def test_an_admin_reads_nothing_of_what_it_was_about(client, task):
    plan_reminders(TODAY)
    rows = sheet(client, UserFactory(role=Role.ADMIN, unit=None, is_staff=True))
    assert len(rows) == 2
    assert "问题" not in rows[0]
    assert "保洁" not in str(rows)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER])
def test_others_may_not(client, task, role):
    client.force_login(UserFactory(unit=task.lead_unit, role=role))
    assert client.get(reverse("reminder_export")).status_code == 403


def test_a_filter_that_is_none_exports_nothing(client, task):
    client.force_login(task.source.created_by)
    answer = client.get(reverse("reminder_export"), {"planned_to": "昨天"})
    assert answer.status_code == 302


def test_costs_the_same_for_two_and_thirty(client, task):
    user = task.source.created_by

    def cost() -> int:
        plan_reminders(TODAY)
        with CaptureQueriesContext(connection) as queries:
            sheet(client, user)
        return len(queries)

    sheet(client, user)  # signs in
    few = cost()
    for _ in range(30):
        overdue_task(task.source, UserFactory())
    assert cost() == few
