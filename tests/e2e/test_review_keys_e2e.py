"""An officer goes through a report with the keyboard; what is typed is saved meanwhile, whatever happens to the connection."""

import pytest
from playwright.sync_api import Page, expect

from reports.intake import correcting
from reports.models import Report
from tests.e2e.conftest import session_cookie
from tests.reports.documents import TEXT, city_units, commitments, problems, read_report, seen, supervisor
from tracker.models import User

COMPILATION = "水利工作总结汇编（2篇）\n\n" + TEXT + "\n\n\n" + TEXT.replace("市水利局", "县水利局")


@pytest.fixture
def by(live_server, settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path / "media"
    city_units()
    return supervisor()


@pytest.fixture
def report(by) -> Report:
    return read_report(by)


def open_review(page: Page, report: Report) -> None:
    page.goto(f"/reports/{report.pk}/")
    expect(page.locator(".card.is-open")).to_be_focused()


def opened(page: Page):
    return page.locator(".card.is-open .tag").first


def kept(page: Page):
    return page.locator(".card.is-open [data-kept]")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_one_key_for_each_item_through_the_parts_of_a_compilation(by, sign_in):
    report = read_report(by, COMPILATION)
    page = sign_in(by)
    open_review(page, report)
    waiting = 6
    assert len(problems(report)) == waiting

    for left in range(waiting - 1, -1, -1):
        press(page, "Enter")
        expect(page.locator("#review-foot")).to_contain_text(f"待核对 {left}")
        expect(page.locator(".card.is-open")).to_be_focused()

    expect(page.locator("#review-foot")).to_contain_text("全部核对完了")
    expect(page.locator("#review-parts .done")).to_have_count(2)
    assert {one.state for one in problems(report)} == {"confirmed"}


def test_the_next_that_waits_is_found_and_the_original_is_not_drawn_again(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.locator(".source").evaluate("one => { one.dataset.mine = 'yes'; }")
    press(page, "Enter")
    expect(opened(page)).to_have_text("问题2")
    press(page, "ArrowUp")
    expect(opened(page)).to_have_text("问题1")
    press(page, "n")
    expect(opened(page)).to_have_text("问题2")

    expect(page.locator(".source[data-mine=yes] .is-here").first).to_contain_text("水库巡查记录不全")
    answering = page.locator(".source .is-answering")
    expect(answering.filter(has_text="补齐巡查台账")).to_have_count(1)
    press(page, "?")
    expect(page.get_by_role("dialog", name="按键")).to_be_visible()


def test_what_is_typed_is_saved_without_a_button_and_is_one_step_back(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    press(page, "e")
    page.keyboard.type("干渠渗漏")
    expect(kept(page)).to_contain_text("已保存")
    page.keyboard.type("三处")
    press(page, "Escape")
    expect(page.locator(".card.is-open .card-title")).to_have_text("干渠渗漏三处")
    assert problems(report)[0].title == "干渠渗漏三处"

    press(page, "u")
    expect(page.get_by_label("标题").first).to_have_value("灌区渠道渗漏严重")


def test_an_error_stands_at_its_field_and_the_rest_is_saved(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    page.get_by_label("牵头单位").fill("县渔业局")
    page.get_by_label("整改时限").fill("2027-03-01")
    press(page, "Tab")

    expect(page.locator(".field", has=page.get_by_label("牵头单位"))).to_contain_text(
        "单位库中没有“县渔业局”"
    )
    expect(kept(page)).to_contain_text("有 1 处没有保存")
    first = problems(report)[0]
    assert (str(first.due_on), first.lead_unit.name) == ("2027-03-01", "市水利局")
    page.get_by_label("牵头单位").fill("财政局")
    press(page, "Tab")
    expect(page.locator(".card.is-open .error")).to_have_count(0)
    expect(kept(page)).to_contain_text("已保存")


def test_answers_are_changed_by_a_few_letters_and_by_digits(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    press(page, "m")
    page.keyboard.type("党建")
    expect(page.locator(".others .choice:visible")).to_have_count(1)
    press(page, "Enter", "Escape", "1")
    expect(kept(page)).to_contain_text("已保存")
    expect(page.locator(".source .is-answering").first).to_contain_text("加强党建工作")
    press(page, "Enter")
    expect(opened(page)).to_have_text("问题2")

    first = problems(report)[0]
    assert [match.commitment for match in first.matches.filter(dropped=False)] == [commitments(report)[2]]


def test_split_at_a_click_in_the_original_and_join_again(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    press(page, "ArrowDown")
    expect(opened(page)).to_have_text("问题2")
    page.locator(".source span[data-at]", has_text="二是夜间巡查没有照片").evaluate(
        """node => {
            getSelection().collapse(node.firstChild, 0);
            node.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )
    expect(page.locator(".cut-here")).to_have_count(1)

    press(page, "s")
    expect(page.locator(".card-line", has_text="夜间巡查没有照片")).to_be_visible()
    assert problems(report)[2].text == "二是夜间巡查没有照片。"
    press(page, "j")
    expect(page.locator("#review-foot")).to_contain_text("待核对 3")
    press(page, "Shift+J")
    expect(page.locator("#review-foot")).to_contain_text("待核对 2")
    expect(opened(page)).to_have_text("问题1")
    assert "夜间巡查没有照片" in problems(report)[0].text


def test_selected_words_take_the_place_of_the_open_item(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.locator(".source .is-here").first.evaluate(
        """node => {
            getSelection().setBaseAndExtent(node.firstChild, 3, node.firstChild, 12);
            node.dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
        }"""
    )

    page.locator(".pick-box").get_by_role("button", name="按选中的原文修改").click()

    expect(page.locator(".card.is-open summary", has_text="内容 9 字")).to_be_visible()
    first = problems(report)[0]
    assert first.text == TEXT[first.start : first.end] == "灌区渠道渗漏严重。"


def test_of_two_at_one_card_the_second_sees_both_and_may_insist(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    first = problems(report)[0]
    correcting.change(
        first, {"title": "别人改的"}, action="修改：灌区", by=supervisor(by.unit), seen=seen(first)
    )

    page.get_by_label("标题").first.fill("我改的")

    expect(page.get_by_text("这一条刚刚被别人改动过")).to_be_visible()
    expect(page.get_by_text("现在保存的是：别人改的")).to_be_visible()
    expect(page.get_by_label("标题").first).to_have_value("我改的")
    press(page, "Control+Enter")
    expect(opened(page)).to_have_text("问题2")
    assert problems(report)[0].title == "我改的"


def test_two_at_different_cards_do_not_disturb_each_other(by, report, open_context):
    one, other = open_context(by).new_page(), open_context(supervisor(by.unit)).new_page()
    open_review(one, report)
    open_review(other, report)
    press(other, "ArrowDown")
    expect(opened(other)).to_have_text("问题2")

    one.get_by_label("标题").first.fill("甲改的")
    other.get_by_label("标题").first.fill("乙改的")
    expect(kept(one)).to_contain_text("已保存")
    expect(kept(other)).to_contain_text("已保存")
    press(one, "Escape", "Enter")

    expect(one.locator(".at-work")).to_contain_text("也在核对")
    assert [problem.title for problem in problems(report)][:2] == ["甲改的", "乙改的"]


def test_a_lost_session_loses_nothing(by, report, sign_in, live_server):
    page = sign_in(by)
    open_review(page, report)
    page.context.clear_cookies()

    page.get_by_label("标题").first.fill("登录过期时写的")
    expect(kept(page)).to_contain_text("登录已过期")
    expect(page.get_by_role("link", name="在新窗口登录")).to_be_visible()
    press(page, "Control+Enter")
    expect(page.get_by_label("标题").first).to_have_value("登录过期时写的")

    page.context.add_cookies([session_cookie(by, live_server.url)])
    expect(kept(page)).to_contain_text("已保存")
    assert problems(report)[0].title == "登录过期时写的"


def test_what_was_not_sent_is_offered_when_the_page_comes_back(by, report, sign_in, live_server):
    page = sign_in(by)
    open_review(page, report)
    page.context.clear_cookies()
    page.get_by_label("标题").first.fill("没有发出去的")
    expect(kept(page)).to_contain_text("登录已过期")
    page.context.add_cookies([session_cookie(by, live_server.url)])

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="填回").click()

    expect(kept(page)).to_contain_text("已保存")
    assert problems(report)[0].title == "没有发出去的"


def test_a_link_out_of_the_page_takes_along_what_was_just_typed(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.get_by_label("标题").first.fill("刚刚写的")

    page.get_by_role("link", name="问题来源").click()

    expect(page.get_by_role("heading", name="问题来源")).to_be_visible()
    assert problems(report)[0].title == "刚刚写的"


def test_enter_goes_on_where_there_is_nothing_to_confirm(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    press(page, "Enter")
    expect(opened(page)).to_have_text("问题2")
    press(page, "ArrowUp")
    expect(opened(page)).to_have_text("问题1")

    press(page, "Enter")

    expect(opened(page)).to_have_text("问题2")
    assert [one.state for one in problems(report)] == ["confirmed", "pending", "pending"]


def test_what_was_typed_into_a_card_that_another_put_aside_is_shown(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    first = problems(report)[0]
    other = supervisor(by.unit)
    correcting.change(first, {}, correcting.drop, action="不采用：灌区", by=other, seen=seen(first))

    page.get_by_label("标题").first.fill("写给已经不在的卡片")

    expect(page.get_by_role("heading", name="没有保存")).to_be_visible()
    expect(page.get_by_text("写给已经不在的卡片")).to_be_visible()
    page.get_by_role("link", name="回到核对").click()
    expect(opened(page)).to_have_text("问题1")


def test_unit_and_day_are_filled_in_without_the_mouse(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)

    press(page, "l")
    page.keyboard.type("财政局")
    press(page, "Enter")
    expect(kept(page)).to_contain_text("已保存")
    press(page, "Enter")

    expect(opened(page)).to_have_text("问题2")
    first = problems(report)[0]
    assert (first.lead_unit.name, first.state) == ("市财政局", "confirmed")


def test_an_addition_in_the_making_outlives_the_card_beside_it(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    page.locator("#add summary").click()
    page.locator("#add-form [name=text]").fill("另外发现的问题")
    press(page, "Escape")

    press(page, "ArrowDown")

    expect(opened(page)).to_have_text("问题2")
    expect(page.locator("#add-form [name=text]")).to_have_value("另外发现的问题")
    page.locator("#add-form").get_by_role("button", name="添加").click()
    expect(page.locator(".card-line", has_text="另外发现的问题")).to_be_visible()
    expect(page.locator("#add-form [name=text]")).to_have_value("")


def test_the_panes_are_widened_by_keys_and_stay_so(by, report, sign_in):
    page = sign_in(by)
    open_review(page, report)
    divider = page.get_by_role("separator", name="原文与核对的宽度")
    divider.focus()
    press(page, "ArrowRight", "ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "52")
    expect(opened(page)).to_have_text("问题1")

    page.reload()

    expect(divider).to_have_attribute("aria-valuenow", "52")
