"""A round in a real browser: planned with ticks, held screen by screen, one decision on many, settled, printed."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_task
from tracker.models import Decision, Measure, Round, Unit
from tracker.states import Role

DAY = dt.timedelta(days=1)


@pytest.fixture
def source(transactional_db):
    city = UnitFactory(name="云泽市人民政府", kind=Unit.Kind.GOVERNMENT)
    return SourceFactory(office=UnitFactory(name="市审计局", kind=Unit.Kind.OFFICE, parent=city))


@pytest.fixture
def handler(source):
    return UserFactory(unit=UnitFactory(name="市财政局", parent=source.office.parent))


def test_a_round_from_planning_to_settled_minutes(source, handler, sign_in):
    today = timezone.localdate()
    begun = {"lead_unit": handler.unit, "accepted_by": handler, "on": today - 60 * DAY}
    late = make_task(source, title="专项资金滞留", due_on=today - 9 * DAY, **begun)
    other = make_task(source, title="账目不清", due_on=today - 2 * DAY, **begun)
    make_task(source, title="整改期内的任务", due_on=today + 90 * DAY, **begun)
    page = sign_in(source.created_by)

    page.goto("/rounds/")
    page.get_by_role("link", name="安排督办机构调度").first.click()
    expect(page.locator("[data-picked]")).to_have_text("2")
    expect(page.get_by_text("整改期内的任务")).to_have_count(0)
    page.get_by_label("召开日期").fill(str(today))
    page.get_by_label("主持人").fill("张明")
    page.get_by_role("button", name="安排调度").click()
    expect(page.get_by_text("已安排")).to_be_visible()

    page.get_by_role("button", name="开始调度").click()
    page.get_by_role("link", name="逐项调度").click()
    expect(page.get_by_role("heading", name=late.number)).to_be_visible()
    page.get_by_label("新措施").fill("每周对账一次")
    page.get_by_label("完成时限").fill(str(today + 7 * DAY))
    page.get_by_role("button", name="记录决定").click()
    expect(page.locator("#decided")).to_contain_text("每周对账一次")
    page.get_by_label("议定意见").fill("主要负责人亲自抓")
    page.get_by_role("button", name="保存议定意见").click()
    page.get_by_role("link", name="下一项").click()
    expect(page.get_by_role("heading", name=other.number)).to_be_visible()
    page.get_by_role("link", name="回到议程").click()

    together = page.get_by_role("button", name="一并决定")
    expect(together).to_be_disabled()
    page.get_by_label("全选").check()
    together.click()
    page.get_by_role("link", name="提级督办").click()
    page.get_by_label("提级督办的理由").fill("久拖不决")
    page.get_by_role("button", name="记录决定").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name="已记录 2 项，未记录 0 项")).to_be_visible()
    page.get_by_role("link", name="回到议程").click()

    page.get_by_role("link", name="写纪要").click()
    page.get_by_label("纪要").fill("会议听取了汇报。")
    page.get_by_role("button", name="定稿").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("纪要已定稿")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="纪要 Word").click()
    assert download.value.suggested_filename.endswith("纪要.docx")
    page.emulate_media(media="print")
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.get_by_text("每周对账一次")).to_be_visible()

    assert Round.objects.get().status == Round.Status.CLOSED
    assert Decision.objects.count() == 3
    assert Measure.objects.get(task=late).text == "每周对账一次"


def test_a_head_plans_the_units_own_round_and_the_agenda_fits_the_screen(source, handler, sign_in):
    today = timezone.localdate()
    for _ in range(6):
        make_task(
            source, title="专项资金拨付不及时，" * 6, lead_unit=handler.unit, accepted_by=handler,
            on=today - 60 * DAY, due_on=today + 30 * DAY,
        )  # fmt: skip
    page = sign_in(UserFactory(unit=handler.unit, role=Role.HEAD))

    page.goto("/rounds/")
    page.get_by_role("link", name="安排单位调度").first.click()
    page.get_by_label("召开日期").fill(str(today))
    page.get_by_role("button", name="安排调度").click()

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("table.agenda tbody tr")).to_have_count(6)
