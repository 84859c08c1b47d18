"""The review page in a browser: left and right follow each other, keys decide, selected text is added; and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports import jobs
from reports.intake import documents
from reports.models import Problem, Report
from tests.factories import SourceFactory
from tests.reports.documents import TEXT, city_units, problems, read_report, supervisor
from tracker.models import Task, User


@pytest.fixture
def by(live_server, settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path / "media"
    city_units()
    user = supervisor()
    SourceFactory(office=user.unit, created_by=user, title="水利专项督查")
    return user


@pytest.fixture
def report(by) -> Report:
    return read_report(by)


def open_review(page: Page, report: Report) -> None:
    page.goto(f"/reports/{report.pk}/")
    expect(page.locator(".card.is-open")).to_be_visible()


def opened(page: Page):
    return page.locator(".card.is-open .tag").first


def test_the_page_turns_from_waiting_to_review_by_itself(by, sign_in, monkeypatch):
    monkeypatch.setattr(jobs, "ring", lambda pk: None)
    page = sign_in(by)
    page.goto("/reports/")
    page.get_by_label("或者粘贴全文").fill(TEXT)
    page.get_by_role("button", name="导入并读取").click()
    expect(page.get_by_text("排队中")).to_be_visible()

    documents.read(documents.claim(Report.objects.get().pk, now=timezone.now()))

    expect(page.locator(".card.is-open")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(opened(page)).to_have_text("问题2")


def test_a_report_is_decided_by_keys(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    page.keyboard.press("Enter")
    expect(opened(page)).to_have_text("问题2")
    page.keyboard.press("ArrowDown")
    expect(opened(page)).to_have_text("问题3")
    page.keyboard.press("x")
    expect(opened(page)).to_have_text("问题2")
    page.keyboard.press("u")
    expect(page.get_by_text("已撤销：不采用")).to_be_visible()

    states = {problem.title: problem.state for problem in problems(report)}
    assert states == {
        "灌区渠道渗漏严重": "confirmed",
        "水库巡查记录不全": "pending",
        "节水宣传进社区少": "pending",
    }


def test_keys_do_nothing_while_somebody_types(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    page.get_by_label("标题").first.press_sequentially("xuj")

    expect(opened(page)).to_have_text("问题1")
    assert Problem.objects.filter(parent=None, state="pending").count() == 3


def test_the_original_and_the_cards_follow_each_other(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    expect(page.locator(".source .is-here").first).to_contain_text("灌区渠道渗漏严重")

    page.locator(".source [data-items]", has_text="夜间巡查没有照片").click()

    expect(opened(page)).to_have_text("问题2")
    expect(page.locator(".source .is-here").first).to_contain_text("水库巡查记录不全")


def test_what_was_typed_is_saved_before_another_card_opens(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.get_by_label("标题").first.fill("干渠三处渗漏")

    page.locator(".card-line", has_text="节水宣传").click()

    expect(opened(page)).to_have_text("问题3")
    assert problems(report)[0].title == "干渠三处渗漏"


def test_a_refusal_leaves_what_was_typed(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.get_by_label("牵头单位").fill("县渔业局")

    page.get_by_role("button", name="确认").click()

    expect(page.get_by_text("单位库中没有“县渔业局”")).to_be_visible()
    expect(page.get_by_label("牵头单位")).to_have_value("县渔业局")
    page.reload()  # the address is that of the card, not of its POST
    expect(opened(page)).to_have_text("问题1")


def test_the_way_goes_on_from_a_refusal_without_scripts(by, report, open_context):
    page = open_context(by, java_script_enabled=False).new_page()
    open_review(page, report)
    page.get_by_label("牵头单位").fill("县渔业局")
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("单位库中没有“县渔业局”")).to_be_visible()

    page.locator(".card-line", has_text="节水宣传").click()

    expect(opened(page)).to_have_text("问题3")


def test_selected_text_is_added_where_it_stands(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    place = page.locator(".source [data-at]", has_text="完成投资三亿元").first
    place.evaluate(
        """node => {
            const at = node.firstChild.data.indexOf("围绕防洪保供");
            getSelection().setBaseAndExtent(node.firstChild, at, node.firstChild, at + 6);
            node.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )

    page.locator(".pick-box").get_by_role("button", name="存在问题").click()

    title = page.locator(".card.is-open .card-title", has_text="围绕防洪保供")
    expect(title).to_be_visible()  # the card that it replaces is open, too, for a moment
    added = problems(report)[0]
    assert (added.text, added.start) == ("围绕防洪保供", TEXT.index("围绕防洪保供"))


def test_from_paper_to_drafts_without_scripts(by, report, open_context):
    page = open_context(by, java_script_enabled=False).new_page()
    open_review(page, report)

    page.get_by_role("button", name="确认").click()
    expect(opened(page)).to_have_text("问题2")
    page.locator(".others summary").click()
    page.locator(".choice", has_text="抓紧修复").locator("input").check()
    page.get_by_role("button", name="确认").click()
    expect(opened(page)).to_have_text("问题3")
    page.get_by_role("button", name="不采用").click()
    page.locator(".review-foot summary").first.click()
    page.get_by_label("问题来源").select_option(label="水利专项督查")
    page.get_by_role("button", name="选用", exact=True).click()
    page.get_by_role("button", name="生成待交办任务").click()

    expect(page.get_by_text("已生成 2 项待交办任务")).to_be_visible()
    assert Task.objects.count() == 2
    assert "抓紧修复" in Task.objects.last().commitment
