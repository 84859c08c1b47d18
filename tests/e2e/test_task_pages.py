"""One task from draft to cleared, by three people in a real browser; and the conveniences that need scripts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker.models import Task
from tracker.states import Role

DAY = dt.timedelta(days=1)


@pytest.fixture
def source(live_server):
    return SourceFactory(office=UnitFactory(name="市审计局"))


@pytest.fixture
def handler(source):
    return UserFactory(unit=UnitFactory(name="市财政局"))


def test_a_task_lives_from_draft_to_cleared(source, handler, sign_in, tmp_path):
    today = timezone.localdate()
    task = make_draft(source, on=today, lead_unit=handler.unit, measures=[{"text": "清查账户"}])
    receipt = tmp_path / "缴款凭证.pdf"
    receipt.write_bytes(b"%PDF-1.7 receipt")

    office = sign_in(source.created_by)
    office.goto(f"/tasks/{task.pk}/")
    office.get_by_role("link", name="交办", exact=True).click()
    office.get_by_label("整改时限").fill((today + 60 * DAY).isoformat())
    office.get_by_role("button", name="交办").click()
    expect(office.get_by_text("下一步：牵头单位签收")).to_be_visible()

    unit = sign_in(handler)
    unit.goto(reverse("work"))
    unit.get_by_role("button", name="签收").click()
    expect(unit.get_by_text("已签收")).to_be_visible()
    unit.get_by_role("link", name="本单位全部任务").click()
    unit.get_by_role("link", name=task.number).click()
    unit.get_by_role("link", name="报送进展").click()
    unit.get_by_label("进展情况").fill("账户已清查完毕")
    unit.get_by_label("完成比例").fill("60")
    unit.get_by_label("清查账户").check()
    unit.get_by_role("button", name="报送进展").click()
    expect(unit.get_by_text("完成 60%")).to_be_visible()
    unit.get_by_role("link", name="申请销号").click()
    unit.get_by_label("整改结果").fill("资金全部上缴")
    for box in unit.get_by_label("对照第 ").all():
        box.fill("已做到，附凭证")
    unit.locator("[name=evidence]").set_input_files(receipt)
    unit.get_by_role("button", name="申请销号").click()
    expect(unit.get_by_text("下一步：督办机构认定")).to_be_visible()

    office.goto("/decide/")
    office.get_by_role("link", name="审核", exact=True).click()
    expect(office.get_by_role("link", name="缴款凭证.pdf")).to_be_visible()
    for met in office.get_by_label("符合", exact=True).all():
        met.check()
    office.get_by_label("认定结果").select_option(label="已整改到位（可以销号）")
    office.get_by_role("button", name="认定销号").click()
    office.get_by_role("dialog").get_by_role("button", name="返回").click()
    assert Task.objects.get(pk=task.pk).status == "submitted"  # asked, and the answer was no
    office.get_by_role("button", name="认定销号").click()
    office.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(office.get_by_text("白色清零")).to_be_visible()
    assert Task.objects.get(pk=task.pk).status == "closed"


def test_many_are_picked_and_filters_send_themselves(source, handler, sign_in):
    today = timezone.localdate()
    for _ in range(3):
        make_task(source, lead_unit=handler.unit, on=today - 30 * DAY, due_on=today - DAY)
    page = sign_in(source.created_by)
    page.goto("/tasks/")

    transfer = page.get_by_role("button", name="批量转办")
    expect(transfer).to_be_disabled()
    page.get_by_label("全选本页").check()
    expect(page.locator("[data-picked]")).to_have_text("3")
    transfer.click()
    expect(page.get_by_role("heading", name="批量转办 3 项")).to_be_visible()

    page.goto("/tasks/")
    page.get_by_label("状态").select_option("整改中")
    page.wait_for_url("**status=in_progress**")
    expect(page.get_by_text("没有符合这些条件的任务")).to_be_visible()


def test_what_was_typed_is_not_lost_by_a_wrong_click(source, handler, sign_in):
    task = make_task(source, lead_unit=handler.unit, accepted_by=handler, on=timezone.localdate())
    page = sign_in(handler)
    page.goto(f"/tasks/{task.pk}/report_progress/")
    page.get_by_label("进展情况").fill("写了很久")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.get_by_role("link", name="我的事项").click(no_wait_after=True)
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    expect(page.get_by_label("进展情况")).to_have_value("写了很久")


def test_twelve_rows_stand_on_a_small_screen(source, sign_in):
    today = timezone.localdate()
    for _ in range(15):
        make_task(source, on=today, due_on=today + 30 * DAY, title="专项资金拨付不及时，" * 6)
    page = sign_in(source.created_by)

    page.goto("/tasks/")

    boxes = [row.bounding_box() for row in page.locator("tbody tr").all()]
    assert sum(box["y"] + box["height"] <= 768 for box in boxes) >= 12
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.HANDLER])
def test_signing_in_and_out(source, sign_in, page, role):
    person = UserFactory(unit=source.office, role=role, username=f"somebody-{role}")
    person.set_password("correct horse battery")
    person.save()

    page.goto("/tasks/")
    page.get_by_label("用户名").fill(person.username)
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码").fill("correct horse battery")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="任务台账")).to_be_visible()

    page.locator(".topbar summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("用户名")).to_be_visible()
