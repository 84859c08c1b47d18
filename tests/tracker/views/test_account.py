"""Signing in, being locked out, a new password, and the plain pages of refusals."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

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
