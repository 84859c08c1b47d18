"""Signing in, being locked out, a new password, and the plain pages of refusals."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import UnitFactory, UserFactory, make_task
from tracker.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person():
    user = UserFactory(username="jingban")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str):
    return client.post(reverse("login"), {"username": "jingban", "password": password})


def test_who_is_not_signed_in_is_asked_and_comes_back(client, person):
    asked = client.get(reverse("task_list") + "?colour=red")
    assert asked.url == f"{reverse('login')}?next=/tasks/%3Fcolour%3Dred"

    back = client.post(asked.url, {"username": "jingban", "password": PASSWORD, "next": "/tasks/?colour=red"})
    assert back.url == "/tasks/?colour=red"


def test_nobody_is_sent_to_a_foreign_address(client, person):
    typed = {"username": "jingban", "password": PASSWORD, "next": "https://example.com/"}

    assert client.post(reverse("login"), typed).url == reverse("home")


def test_five_wrong_passwords_lock_out_even_with_the_right_one(client, person):
    answers = [sign_in(client, "wrong") for _ in range(5)]

    assert "登录已暂停" in answers[-1].content.decode()
    assert "登录已暂停" in sign_in(client, PASSWORD).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_new_password_ends_the_sessions_elsewhere(person):
    here, elsewhere = Client(), Client()
    sign_in(here, PASSWORD)
    sign_in(elsewhere, PASSWORD)
    new = "another long enough one"

    weak = here.post(
        reverse("password_change"), {"old_password": PASSWORD, "new_password1": "123", "new_password2": "123"}
    )
    assert "没有保存" in weak.content.decode()
    done = here.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
        follow=True,
    )

    assert "密码已修改" in done.content.decode()
    assert here.get(reverse("task_list")).status_code == 200
    assert elsewhere.get(reverse("task_list")).status_code == 302


def test_a_form_without_its_token_is_refused_in_words(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    response = client.post(reverse("logout"))

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


def test_signing_in_gives_a_new_session_that_scripts_cannot_read(client, person):
    client.get(reverse("login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key

    sign_in(client, PASSWORD)

    cookie = client.cookies["sessionid"]
    assert cookie.value != planted
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_ends_after_the_hours_of_a_working_day(client, person):
    sign_in(client, PASSWORD)

    with time_machine.travel(timezone.now() + dt.timedelta(hours=9, minutes=59), tick=False):
        assert client.get(reverse("work")).status_code == 200
    with time_machine.travel(timezone.now() + dt.timedelta(hours=10, minutes=1), tick=False):
        assert client.get(reverse("work")).url.startswith(reverse("login"))


def test_who_is_switched_off_is_out_at_once(client, person):
    sign_in(client, PASSWORD)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(reverse("work")).url.startswith(reverse("login"))
    assert "_auth_user_id" not in Client().session
    assert sign_in(Client(), PASSWORD).status_code == 200  # the form again


def test_a_new_role_or_unit_counts_from_the_next_click(client, cast):
    task = make_task(cast.source, lead_unit=cast.bureau)
    address = reverse("task_detail", args=[task.pk])
    client.force_login(cast.handler)
    assert client.get(address).status_code == 200

    User.objects.filter(pk=cast.handler.pk).update(unit=cast.sibling)
    assert client.get(address).status_code == 404
    assert client.post(reverse("task_action", args=[task.pk, "accept"]), {"version": 2}).status_code == 404

    User.objects.filter(pk=cast.handler.pk).update(unit=cast.bureau, role="leader")
    assert client.post(reverse("task_action", args=[task.pk, "accept"]), {"version": 2}).status_code == 403


def test_a_unit_moved_while_its_tasks_run_is_seen_from_its_new_place(cast, browse):
    task = make_task(cast.source, lead_unit=cast.bureau)
    above = UserFactory(unit=cast.sibling)
    address = reverse("task_detail", args=[task.pk])
    assert browse(above).get(address).status_code == 404

    cast.bureau.parent = cast.sibling
    cast.bureau.save()

    for user in (above, cast.handler, cast.leader):
        assert browse(user).get(address).status_code == 200
    browse(above).post(reverse("task_action", args=[task.pk, "accept"]), {"version": task.version})
    task.refresh_from_db()
    assert task.status == "in_progress"


def test_nobody_raises_themselves_by_what_they_post(client, person):
    client.force_login(person)
    more = {"role": "admin", "is_staff": "on", "is_superuser": "on", "unit": UnitFactory().pk}

    client.post(
        reverse("password_change"),
        {"old_password": "wrong", "new_password1": "x", "new_password2": "x"} | more,
    )
    for action in ("accept", "report_progress"):
        task = make_task(lead_unit=person.unit, accepted_by=person if action == "report_progress" else None)
        typed = {"version": task.version, "note": "做了", "percent": 5} | more
        client.post(reverse("task_action", args=[task.pk, action]), typed)

    now = User.objects.get(pk=person.pk)
    assert (now.role, now.is_staff, now.is_superuser, now.unit) == ("handler", False, False, person.unit)


def test_a_forwarded_address_does_not_open_a_lock(client, person):
    for number in range(6):
        typed = {"username": "jingban", "password": "wrong"}
        answer = client.post(reverse("login"), typed, headers={"X-Forwarded-For": f"10.0.0.{number}"})

    assert "登录已暂停" in answer.content.decode()


def test_no_password_is_kept_or_logged(client, person, caplog):
    caplog.set_level("DEBUG")
    for password in ("my-secret-attempt", PASSWORD):
        sign_in(client, password)

    kept = "".join(str(vars(one)) for model in (AccessAttempt, AccessLog) for one in model.objects.all())
    for password in ("my-secret-attempt", PASSWORD):
        assert password not in caplog.text + kept


def test_leaving_needs_a_post(client, person):
    client.force_login(person)

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")


@pytest.mark.parametrize(
    ("address", "status", "words"), [("/no/such/page/", 404, "没有找到"), ("/decide/", 403, "没有权限")]
)
def test_refusals_are_pages_in_plain_words(client, person, address, status, words):
    client.force_login(person)

    response = client.get(address)

    assert response.status_code == status
    assert words in response.content.decode()


def test_pages_carry_a_strict_policy(client, person):
    client.force_login(person)

    policy = client.get(reverse("work"))["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy


def test_a_refused_new_password_says_that_passwords_must_be_entered_again(client, person):
    client.force_login(person)
    answer = client.post(
        reverse("password_change"), {"old_password": "wrong", "new_password1": "a", "new_password2": "b"}
    )

    assert "密码需要重新输入" in answer.text
