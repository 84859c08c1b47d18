"""A real Chromium on a live server. Every page that a test opens is watched: no call leaves the server, no script fails."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, expect, sync_playwright

from tests import needs
from tracker.models import User

PATIENCE = 20_000  # milliseconds; nothing waits that long but on a busy machine
expect.set_options(timeout=PATIENCE)
# What keeps Chromium from calling anybody by itself, and lets root run it.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = needs.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        # Playwright's loop runs in this thread, which Django takes for async code and refuses the database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        yield browser
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        browser.close()


@dataclass
class Watch:
    """What happened behind the pages of one context."""

    origin: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._console)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type in (
            "stylesheet",
            "script",
            "image",
            "font",
        ):
            self.errors.append(f"{response.status} {response.url}")

    def _console(self, message) -> None:
        # The content security policy speaks here, too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)


@pytest.fixture
def open_context(chromium: Browser, live_server) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(user, java_script_enabled=False)` is a browser of its own, signed in as the user if given."""
    watch = Watch(live_server.url)
    contexts: list[BrowserContext] = []

    def open_one(user: User | None = None, **options: object) -> BrowserContext:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": 1366, "height": 768},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.foreign, "calls to other hosts"
    assert not watch.errors, "errors in the browser's console"


def session_cookie(user: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """Nobody is signed in yet."""
    return open_context().new_page()


@pytest.fixture
def sign_in(open_context: Callable[..., BrowserContext]) -> Callable[[User], Page]:
    """`sign_in(user)` is a page of a browser in which the user has signed in."""
    return lambda user: open_context(user).new_page()
