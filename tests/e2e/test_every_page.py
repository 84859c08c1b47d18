"""Every page that a person can reach from the rail, in a real browser: served by us alone, and whole without scripts."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from playwright.sync_api import Error, Page

from tests.factories import SourceFactory, UnitFactory, UserFactory, make_draft, make_task
from tracker.models import Unit, User
from tracker.states import Role


@pytest.fixture
def person(request: pytest.FixtureRequest, live_server) -> User:
    """Somebody of the given role who sees two tasks and, as a supervisor, a draft."""
    today = timezone.localdate()
    city = UnitFactory(name="示例市", kind=Unit.Kind.GOVERNMENT)
    office = UnitFactory(name="市审计局", kind=Unit.Kind.OFFICE, parent=city)
    unit = UnitFactory(name="市财政局", parent=city)
    home = {Role.SUPERVISOR: office, Role.LEADER: city, Role.ADMIN: None}.get(request.param, unit)
    supervisor = UserFactory(unit=office, role=Role.SUPERVISOR)
    source = SourceFactory(office=office, created_by=supervisor)
    make_draft(source, on=today)
    for days in (-5, 40):
        make_task(
            source, lead_unit=unit, on=today - dt.timedelta(days=30), due_on=today + dt.timedelta(days=days)
        )
    if request.param == Role.SUPERVISOR:
        return supervisor
    admin = {"is_staff": True, "is_superuser": True} if request.param == Role.ADMIN else {}
    return UserFactory(unit=home, role=request.param, **admin)


def rail(page: Page) -> list[str]:
    page.goto("/inbox/")  # the one page of ours that everybody has
    links = [link.get_attribute("href") for link in page.locator("nav a[href^='/']").all()]
    assert links, "the rail is empty"
    return links


def view_of(url: str) -> str | None:
    """The name of the view behind an address of ours; None for a file or a foreign address."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


@pytest.mark.parametrize("person", list(Role), indirect=True, ids=lambda role: role.value)
def test_no_page_calls_another_host(person, sign_in, live_server):
    """One page of every view that links lead to; the fixture refuses foreign calls and script errors."""
    page = sign_in(person)
    waiting, seen, pages = rail(page), set(), 0

    while waiting:
        url = waiting.pop(0)
        name = view_of(url)
        if name is None or name in seen or name.startswith("admin:") or "logout" in name:
            continue
        seen.add(name)
        try:
            response = page.goto(url)
        except Error as error:
            if "Download is starting" in error.message:  # a file is an answer, but no page
                continue
            raise
        pages += 1
        assert response.status < 400, f"{url}: {response.status}"
        links = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        waiting += [link.removeprefix(live_server.url) for link in links if link.startswith(live_server.url)]

    assert pages > 1


@pytest.mark.parametrize("person", list(Role), indirect=True, ids=lambda role: role.value)
def test_the_rail_pages_are_readable_without_scripts(person, open_context):
    page = open_context(person, java_script_enabled=False).new_page()

    for url in rail(page):
        if view_of(url).startswith("admin:"):
            continue
        response = page.goto(url)

        assert response.status == 200, url
        assert page.locator("h1").first.is_visible(), url
        assert page.locator("main").inner_text().strip(), url
