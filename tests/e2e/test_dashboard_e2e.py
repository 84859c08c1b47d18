"""The dashboard in a browser: charts over their tables, a click that leads to the list, the sentence copied."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import SourceFactory, UnitFactory, make_task
from tracker.models import User


@pytest.fixture
def supervisor(live_server) -> User:
    """Sees three tasks of one unit: two late, one on its way."""
    today = timezone.localdate()
    source = SourceFactory(issued_on=today)
    unit = UnitFactory(name="市财政局")
    for days in (-5, -40, 60):
        make_task(
            source, lead_unit=unit, on=today - dt.timedelta(days=80), due_on=today + dt.timedelta(days=days)
        )
    return source.created_by


def test_charts_stand_over_closed_tables_and_speak_to_screen_readers(supervisor, sign_in):
    page = sign_in(supervisor)
    page.goto("/")
    for name in ("units", "trend", "sources"):
        chart = page.locator(f"#{name}-chart")
        expect(chart.locator("canvas")).to_be_visible()
        expect(chart).to_have_attribute(
            "aria-label", chart.get_attribute("data-label") + "。各项数见下面的数据表。"
        )
    expect(page.locator("table.figures").first).to_be_hidden()
    page.locator("details.chart-table summary").first.click()
    expect(page.locator("table.figures").first).to_be_visible()


def test_without_scripts_the_tables_stand_open_and_no_button_is_dead(supervisor, open_context):
    page = open_context(supervisor, java_script_enabled=False).new_page()
    page.goto("/")
    assert page.locator("table.figures:visible").count() == 3
    assert page.locator(".chart:visible, [data-copy]:visible").count() == 0


def test_a_click_on_the_red_bar_opens_the_red_tasks_of_the_unit(supervisor, sign_in):
    page = sign_in(supervisor)
    page.goto("/")
    box = page.locator("#units-chart").bounding_box()
    page.locator("#units-chart").click(position={"x": box["width"] * 0.4, "y": 82})
    page.wait_for_url(re.compile(r"/tasks/\?lead=\d+&colour=red&on="))
    assert page.locator("tbody tr").count() == 2


@pytest.mark.parametrize("with_https", [True, False])
def test_the_sentence_is_copied_with_and_without_the_clipboard_api(supervisor, open_context, with_https):
    context = open_context(supervisor, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/")
    if not with_https:
        page.evaluate(
            "Object.defineProperty(navigator.clipboard, 'writeText', {value: () => Promise.reject()})"
        )
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#sentence").inner_text()


def test_a_day_is_chosen_by_preset_and_by_date(supervisor, sign_in):
    page = sign_in(supervisor)
    page.goto("/")
    page.get_by_role("link", name="上月末").click()
    first = timezone.localdate().replace(day=1)
    expect(page.locator("h1")).to_contain_text(f"截至 {first - dt.timedelta(days=1)}")
    day = timezone.localdate() - dt.timedelta(days=10)
    page.get_by_label("截至日期").fill(day.isoformat())
    page.get_by_role("button", name="查看").click()
    expect(page.locator("h1")).to_contain_text(f"截至 {day}")
    expect(page.locator(".tile.is-red .tile-number")).to_have_text("1")
