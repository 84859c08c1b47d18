"""Every address with every person: what a look (GET) and an empty form (POST) get, and that neither changes the register.

The expected answers stand here once. An address that this table does not name fails, so that its place gets decided.
"""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from reports import walls
from reports.importing import take_ledger
from reports.intake import documents
from reports.models import Commitment, LedgerImport, Problem
from reports.papers import render_notice
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    make_draft,
    make_submitted,
    make_task,
)
from tests.reports.workbooks import HEADER, book
from tracker import actions
from tracker.models import Decision, Evidence, Notice, Period, Round, RoundTask, Step, Task, Unit, User
from tracker.states import Role

pytestmark = pytest.mark.django_db

PEOPLE = ("supervisor", "other_supervisor", "lead", "head", "assist", "leader", "stranger", "admin", "nobody")
TEXT = """云川市财政局2025年工作总结
一、存在的问题
（一）预算执行偏慢。部分项目年底才开工。
二、下一步打算
（一）加快预算执行。每月通报项目进度。
"""


@pytest.fixture
def world():
    city = UnitFactory(name="云川市")
    lead, helper = UnitFactory(parent=city, name="市财政局"), UnitFactory(parent=city)
    source = SourceFactory(office=UnitFactory(parent=city, kind=Unit.Kind.OFFICE))
    handler = UserFactory(unit=lead)
    task = make_submitted(source, by=handler, assisting_units=[helper])
    evidence = Evidence.objects.create(
        task=task,
        file=ContentFile(b"ok", "proof.txt"),
        name="证明.txt",
        size=2,
        sha256="0" * 64,
        content_type="text/plain",
        by=handler,
    )
    report = documents.register(data=TEXT.encode(), name="总结.txt", by=source.created_by)
    documents.read(documents.claim(report.pk, now=timezone.now()))
    ledger = take_ledger(
        book(HEADER, [1, "账目不清", "清理", "市财政局", "", "", "2026-12-31"]),
        "台账.xlsx",
        by=source.created_by,
        source=source,
        today=TODAY,
        max_rows=100,
    )
    draft = make_draft(source)
    shared = actions.split(
        draft,
        by=source.created_by,
        version=1,
        on=TODAY,
        units=[lead, UnitFactory()],
        due_on=TODAY,
        at_once=True,
    )
    meeting = hold_meeting(task, by=source.created_by)
    notice = send_notice(make_task(source, lead_unit=lead), by=source.created_by)
    people = {
        "supervisor": source.created_by,
        "other_supervisor": UserFactory(role=Role.SUPERVISOR),
        "lead": handler,
        "head": UserFactory(unit=lead, role=Role.HEAD),
        "assist": UserFactory(unit=helper),
        "leader": UserFactory(unit=city, role=Role.LEADER),
        "stranger": UserFactory(unit=UnitFactory(parent=city)),
        "admin": UserFactory(unit=city, role=Role.ADMIN, is_staff=True, is_superuser=True),
        "nobody": None,
    }
    keys = {
        "evidence": evidence.pk,
        "source": source.pk,
        "report": report.pk,
        "ledger": ledger.pk,
        "task": task.pk,
        "shared": shared.pk,
        "round": meeting.pk,
        "item": meeting.items.get().pk,
        "decision": Decision.objects.get().pk,
        "notice": notice.pk,
        "part": report.parts.get().position,
        "problem": Problem.objects.get().pk,
        "commitment": Commitment.objects.get().pk,
        "action": "accept_closure",
        "wall": walls.make_link("三楼调度室", by=source.created_by)[0].pk,
        "token": "x" * 32,
    }
    return people, keys


def hold_meeting(task: Task, *, by: User) -> Round:
    """A round that decided that somebody be interviewed."""
    one = actions.plan_round(by=by, on=TODAY, level="office", held_on=TODAY, chair="张明", tasks=[task])
    actions.hold_round(one, by=by, version=one.version, on=TODAY)
    wanted = actions.Wanted("interview", "进展缓慢", due_on=TODAY, person="主要负责人")
    version = Task.objects.get(pk=task.pk).version
    actions.decide_in_round(one.items.get(), wanted, by=by, version=version, on=TODAY)
    return one


def send_notice(task: Task, *, by: User) -> Notice:
    """A notice to the lead unit of a new task, issued."""
    (notice,) = actions.draft_notices([task], kind="assign", by=by, on=TODAY)
    actions.issue_notice(notice, by=by, version=notice.version, on=TODAY, render=render_notice)
    return notice


# Who gets an answer, who is told 403 (a role that has no such page) and who 404 (what is not theirs does not exist).
OFFICE, OTHER, UNITS = {"supervisor"}, {"other_supervisor"}, {"lead", "head", "assist"}
SUPERVISORS, OUTSIDE, ADMIN = OFFICE | OTHER, {"stranger", "admin"}, {"admin"}
SIGNED_IN = set(PEOPLE) - {"nobody"}


def only(allowed: set[str], missing: set[str] = frozenset()) -> dict[str, int]:
    """Return the refusals: 404 for `missing`, 403 for everybody else who is signed in and not `allowed`."""
    return {person: 404 if person in missing else 403 for person in SIGNED_IN - allowed}


FREE = only(SIGNED_IN)
ADDRESSES = {
    **dict.fromkeys(["healthz", "login", "logout", "password_change", "password_change_done", "home", "dashboard", "inbox", "contact"], FREE),
    "work": only(UNITS | {"stranger"}),
    **dict.fromkeys(["task_list", "task_export"], only(SIGNED_IN - ADMIN)),
    **dict.fromkeys(["task_detail", "task_history", "task_record_file", "evidence_download"], only(OFFICE | UNITS | {"leader"}, OTHER | OUTSIDE)),
    **dict.fromkeys(
        ["task_join_matter", "task_leave_matter", "task_similar", "task_judge_similar"], only(OFFICE, OTHER | OUTSIDE)
    ),
    "evidence_show": dict.fromkeys(SIGNED_IN, 404),  # a plain text is only handed out
    **dict.fromkeys(["task_edit", "task_split"], only(set(), OTHER | OUTSIDE)),  # it is no draft any more
    "shared_detail": only(OFFICE | {"leader", "lead", "head"}, OTHER | OUTSIDE | {"assist"}),
    "shared_add": only(OFFICE, OTHER | OUTSIDE | {"assist"}),
    "task_action": only(OFFICE, OTHER | OUTSIDE),
    **dict.fromkeys(
        ["decide", "reinspection_draw", "similar_tasks", "task_create", "task_bulk", "source_list", "source_create", "intake", "ledger_import", "ledger_template"],
        only(SUPERVISORS),
    ),
    **dict.fromkeys(["reminder_log", "reminder_export", "digest_list", "digest_retry", "health_page", "reading_quality", "policy_trial"], only(SUPERVISORS | ADMIN)),
    **dict.fromkeys(["holiday_import", "ladder_preview"], only(ADMIN)),
    **dict.fromkeys(["wall_list", "wall_print"], only(SUPERVISORS | {"leader"})),
    "wall_revoke": dict.fromkeys(SIGNED_IN - OFFICE, 404),
    "wall": dict.fromkeys(SIGNED_IN, 404),  # no link has this token
    **dict.fromkeys(["statistics", "statistics_compare", "statistics_outcomes", "statistics_movement"], only(SUPERVISORS | {"leader"})),
    **dict.fromkeys(["round_list", "instruction_list", "standard_list"], only(SIGNED_IN - ADMIN)),
    "round_plan": only(SUPERVISORS | UNITS | {"stranger"}),
    **dict.fromkeys(
        ["round_detail", "round_agenda_file", "round_minutes_file"],
        only(OFFICE | {"leader"}, UNITS | OTHER | OUTSIDE),
    ),
    "round_item": only(OFFICE | {"leader"}, UNITS | OTHER | OUTSIDE),
    **dict.fromkeys(
        [f"round_{page}" for page in "edit add remove cancel hold minutes decide conclude".split()]
        + ["decision_result"],
        only(OFFICE, UNITS | OTHER | OUTSIDE),
    ),
    "notice_list": only(SIGNED_IN - ADMIN),
    "notice_owed": only(SUPERVISORS),
    **dict.fromkeys(["notice_detail", "notice_file"], only(OFFICE | {"lead", "head", "leader"}, OTHER | OUTSIDE | {"assist"})),
    **dict.fromkeys(["notice_receive", "notice_reply"], only({"lead", "head"}, OTHER | OUTSIDE | {"assist"})),
    "notice_void": only(OFFICE, OTHER | OUTSIDE | {"assist"}),
    **dict.fromkeys(  # it is no draft any more
        ["notice_edit", "notice_issue", "notice_drop"], only(set(), OFFICE | OTHER | OUTSIDE | {"assist"})
    ),
    **dict.fromkeys(
        ["source_edit", "ledger_review", "ledger_columns", "ledger_apply", "ledger_discard"], only(OFFICE, OTHER)
    ),
    **dict.fromkeys(
        [f"report_{page}" for page in "review file retry source undo drafts add problem commitment last_year".split()],
        only(OFFICE, SIGNED_IN - OFFICE),
    ),
    "inbox_read": dict.fromkeys(SIGNED_IN, 404),  # marks one's own reminders, and here nobody has any
}  # fmt: skip


def addresses() -> dict[str, str]:
    """Return every address of our own by name, with its pattern; Django's administration has its test below."""
    parts = [part for part in get_resolver().url_patterns if getattr(part, "namespace", None) != "admin"]
    patterns = [pattern for part in parts for pattern in getattr(part, "url_patterns", [part])]
    return {pattern.name: str(pattern.pattern) for pattern in patterns}


def url_of(name: str, keys: dict) -> str:
    owner = name.partition("_")[0]
    known = (
        keys | {"pk": keys.get(owner, keys["task"])} | ({"action": "assign"} if name == "task_bulk" else {})
    )
    return reverse(name, kwargs={key: known[key] for key in re.findall(r":(\w+)>", addresses()[name])})


def register() -> tuple:
    """Return all that must not change: the tasks and their history."""
    return tuple(
        list(model.objects.order_by("pk").values())
        for model in (Task, Step, Period, Problem, LedgerImport, Round, RoundTask, Decision, Notice)
    )


def test_the_table_names_every_address():
    assert set(ADDRESSES) == set(addresses())


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_what_is_theirs_and_no_look_changes_anything(person, client, world):
    people, keys = world
    before = register()
    for name, refusals in ADDRESSES.items():
        client.logout()
        if people[person]:
            client.force_login(people[person])
        response = client.get(url_of(name, keys))
        assert response.getvalue() is not None  # read a file to its end, so that it is closed
        if person == "nobody":
            public = name in ("healthz", "wall") or (response.status_code == 200 and name == "login")
            assert public or response.url.startswith(f"{reverse(settings.LOGIN_URL)}?next="), name
        elif response.status_code != 405:
            assert response.status_code == refusals.get(person, response.status_code), name
            assert person in refusals or response.status_code in (200, 302) or name == "healthz", name
    assert register() == before


@pytest.mark.parametrize("person", ["supervisor", "lead", "leader", "admin"])
def test_a_look_sends_the_database_no_change(person, client, world):
    people, keys = world
    client.force_login(people[person])
    written = []

    def read_only(execute, sql, params, many, context):
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(read_only):
        for name in set(ADDRESSES) - {"login", "logout"}:
            assert client.get(url_of(name, keys)).getvalue() is not None
    assert not written


def test_no_form_is_taken_without_its_token(world):
    people, keys = world
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["supervisor"])
    for name in ADDRESSES:
        assert client.post(url_of(name, keys)).status_code == 403, name


def test_every_answer_tells_the_browser_to_be_strict(client, world):
    people, keys = world
    answers = {"login": client.get(reverse("login")), "refused": client.get("/no/such/page/")}
    client.force_login(people["supervisor"])
    answers |= {name: client.get(url_of(name, keys)) for name in set(ADDRESSES) - {"login", "logout"}}
    client.force_login(people["admin"])
    answers["administration"] = client.get(reverse("admin:index"))
    for name, answer in answers.items():
        assert answer.getvalue() is not None
        scripts = re.search(r"script-src ([^;]*)", answer["Content-Security-Policy"])[1]
        assert set(scripts.split()) <= {"'self'"} | set(re.findall(r"'nonce-[^']+'", scripts)), name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name


@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "supervisor"])
def test_an_empty_form_is_refused_like_a_look_and_changes_nothing(person, client, world):
    people, keys = world
    before = register()
    for name, refusals in ADDRESSES.items():
        client.logout()
        if people[person]:
            client.force_login(people[person])
        response = client.post(url_of(name, keys))
        assert response.getvalue() is not None
        if person == "nobody":
            assert name in ("login", "healthz", "wall") or response.url.startswith(
                f"{reverse(settings.LOGIN_URL)}?next="
            ), name
        elif response.status_code != 405:
            assert response.status_code == refusals.get(person, response.status_code), name
            assert response.status_code < 500, name
    assert register() == before


@pytest.mark.parametrize("person", PEOPLE)
def test_only_an_administrator_opens_the_administration(person, client, world):
    people, _ = world
    if people[person]:
        client.force_login(people[person])
    for model in ("unit", "user", "policy", "standard", "grade", "holiday", "channel"):
        response = client.get(reverse(f"admin:tracker_{model}_changelist"))
        assert response.status_code == (200 if person == "admin" else 302), model


def test_the_administration_has_no_hand_in_tasks():
    assert not {Task, Step, Period, Evidence} & set(admin.site._registry)
