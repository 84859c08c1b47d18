"""Links between tasks in a real browser: suggestions arrive by themselves, and without scripts they are one click away."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_task
from tracker.models import Matter, Task, User
from tracker.states import Role


@pytest.fixture
def tasks(live_server) -> list[Task]:
    """Two open tasks of one unit in which two sources ask the same."""
    office, unit = UnitFactory(name="市审计局"), UnitFactory(name="市财政局")
    by = UserFactory(unit=office, role=Role.SUPERVISOR)
    return [
        make_task(
            SourceFactory(office=office, created_by=by),
            lead_unit=unit,
            on=timezone.localdate(),
            title=title,
            problem=title,
        )
        for title in ("质量保证金到期后没有及时退还施工企业", "部分施工企业的质量保证金到期仍未返还")
    ]


@pytest.fixture
def supervisor(tasks: list[Task]) -> User:
    return tasks[0].source.created_by


def test_a_suggestion_is_loaded_taken_and_shown_and_the_title_stays(supervisor, tasks, sign_in):
    page: Page = sign_in(supervisor)
    page.goto(f"/tasks/{tasks[0].pk}/")
    title = page.title()

    linked = page.locator("#linked")
    expect(linked).to_contain_text(tasks[1].number)
    assert page.title() == title
    linked.get_by_role("button", name="列为同一事项", exact=True).click()

    expect(page.locator("#linked h3").first).to_have_text("同一事项")
    assert Matter.objects.get().members.count() == 2


def test_without_scripts_the_suggestions_have_a_page(supervisor, tasks, open_context):
    page = open_context(supervisor, java_script_enabled=False).new_page()
    page.goto(f"/tasks/{tasks[0].pk}/")

    page.get_by_role("link", name="查找以往同类问题和疑似重复的任务").click()
    expect(page.locator("#similar")).to_contain_text(tasks[1].number)
    page.get_by_role("button", name="不是同一事项").click()

    expect(page.get_by_role("status")).to_contain_text("已标为不是同一事项")


def test_doubles_of_the_office_are_linked_from_their_page(supervisor, tasks, sign_in):
    page = sign_in(supervisor)
    page.goto("/similar/")

    page.get_by_role("button", name="所选列为同一事项").click()

    expect(page.locator("main")).to_contain_text("没有发现疑似重复的问题")
    assert Matter.objects.get().members.count() == 2
