"""Values that no page of ours sends, in every query and every field: refused in words, never a fault of the program."""

import re

import lxml.html
import pytest
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.factories import SourceFactory, make_draft, make_task
from tests.test_every_address import ADDRESSES, url_of, world
from tracker.filters import TaskFilter
from tracker.models import Task
from tracker.permissions import allowed_actions
from tracker.reminder_filters import DigestFilter, ReminderFilter
from tracker.states import Action

pytestmark = pytest.mark.django_db
__all__ = ["world"]

ODD = ["\0", "²", "9" * 25, "9" * 5000, "0001-01-01"]
QUERIES = {
    "task_list": [*TaskFilter.base_filters, "page"],
    "task_export": [*TaskFilter.base_filters],
    "reminder_log": [*ReminderFilter.base_filters, "page"],
    "reminder_export": [*ReminderFilter.base_filters],
    "digest_list": [*DigestFilter.base_filters, "page"],
    "inbox": ["page"],
    "dashboard": ["on"],
    "shared_detail": ["on"],
    "shared_add": ["tick"],
    "task_create": ["source"],
    "task_bulk": ["pick"],
    "report_review": ["problem", "commitment", "part"],
    "ledger_review": ["outcome", "page"],
}


def test_no_query_breaks_a_page(client, world):
    people, keys = world
    client.force_login(people["supervisor"])
    for page, names in QUERIES.items():
        for name in names:
            for value in ODD:
                response = client.get(url_of(page, keys), {name: value})
                assert response.getvalue() is not None
                assert response.status_code < 500, (page, name, value[:30])


def test_no_number_in_an_address_breaks_a_page(client, world):
    people, keys = world
    client.force_login(people["supervisor"])
    for name in set(ADDRESSES) - {"healthz"}:  # whose 503 is an answer: no worker runs here
        for number in (0, 10**25, int("9" * 4000)):
            odd = {key: number if isinstance(value, int) else value for key, value in keys.items()}
            for ask in (client.get, client.post):
                response = ask(url_of(name, odd))
                assert response.getvalue() is not None
                assert response.status_code < 500, (name, number)


def pages(world) -> list[tuple[Client, str]]:
    """Return every page with a form, each with somebody who may open it: our addresses and one page per action."""
    people, keys = world
    office, handler = people["supervisor"].unit.sources.get(), people["lead"]
    make_draft(office, lead_unit=handler.unit)
    make_task(office, lead_unit=handler.unit)
    running = make_task(office, lead_unit=handler.unit, accepted_by=handler)
    running.measures.create(text="清查")
    found, actions = [], set()
    for person in ("supervisor", "lead", "leader"):
        client = Client()
        client.force_login(people[person])
        if person == "supervisor":
            found += [
                (client, url_of(name, keys))
                for name in ADDRESSES
                if name not in ("login", "logout", "task_export")
            ]
            found.append((client, f"{url_of('task_bulk', keys)}?pick={running.pk}"))
        for task in Task.objects.visible_to(people[person]):
            for action in set(allowed_actions(people[person], task)) - actions:
                actions.add(action)
                found.append((client, page_of(task, action)))
    return found


def page_of(task: Task, action: Action) -> str:
    own = {Action.EDIT: "task_edit", Action.SPLIT: "task_split"}
    return (
        reverse(own[action], args=[task.pk])
        if action in own
        else reverse("task_action", args=[task.pk, action])
    )


def forms_of(response: HttpResponseBase, address: str) -> list[tuple[str, dict[str, str]]]:
    """Return the forms that are posted: where to, and every field with a value that a person might send."""
    found, page = [], response.getvalue()
    is_page = response["Content-Type"].startswith("text/html") and page.strip()
    for form in lxml.html.fromstring(page).forms if is_page else ():
        if form.method != "POST" or form.action == reverse("logout"):
            continue
        values = {}
        for field in form.xpath(".//*[@name and not(@type='file')]"):
            chosen = (
                field.xpath("(.//option[@selected] | .//option[@value!=''])[1]/@value")
                if field.tag == "select"
                else []
            )
            text = field.text_content() if field.tag == "textarea" else field.get("value")
            values.setdefault(
                field.get("name"),
                "".join(chosen) or text or ("2027-03-01" if field.get("type") == "date" else "文字"),
            )
        values.pop("csrfmiddlewaretoken")
        found.append((form.action or address, values))
    return found


def test_no_field_breaks_a_form(world):
    broken, seen = [], set()
    for client, page in pages(world):
        response = client.get(page)
        for address, values in forms_of(response, page):
            for name in values:
                kind = (re.sub(r"\d+", "", address), re.sub(r"\d+", "", name))
                for odd in ODD if kind not in seen else ():
                    outcome = send(client, address, values | {name: odd})
                    broken += [(kind, odd[:20], outcome)] if outcome else []
                seen.add(kind)
    assert len(seen) > 60
    assert not broken


def send(client: Client, address: str, values: dict[str, str]) -> str:
    """Post and take back what it wrote; return what went wrong, if anything."""
    try:
        with transaction.atomic():
            client.post(address, values)
            connection.check_constraints()
            transaction.set_rollback(True)
    except Exception as error:
        return repr(error)[:200]
    return ""


def test_another_offices_rows_are_no_choice_in_any_form(world):
    """The key of a row of another office is refused wherever a form takes one."""
    foreign = SourceFactory()
    foreign_task = make_draft(foreign)
    for client, page in pages(world):
        response = client.get(page)
        for address, values in forms_of(response, page):
            for name in set(values) & {"source", "task", "pick"}:
                client.post(address, values | {name: foreign.pk if name == "source" else foreign_task.pk})
    foreign.refresh_from_db()
    assert list(foreign.tasks.all()) == [foreign_task]
    assert not foreign.reports.exists()
    assert foreign_task.steps.count() == 1
