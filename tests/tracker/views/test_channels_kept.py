"""The administrator keeps the ways out of the house: what goes in as a secret is never shown again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.http_server import http_server
from tracker.models import Channel

pytestmark = pytest.mark.django_db

ADD = reverse("admin:tracker_channel_add")


@pytest.fixture
def site(settings):
    with http_server() as site:
        settings.OUTGOING_HOSTS, settings.OUTGOING_NETWORKS = [site.url], ["127.0.0.0/8"]
        yield site


@pytest.fixture
def admin(cast, browse):
    return browse(cast.admin)


def typed(cast, site, **changes) -> dict:
    fields = {
        "kind": "dingtalk",
        "name": "财政局群",
        "unit": cast.bureau.pk,
        "address": f"{site.url}/robot/send?access_token=geheim1",
        "secret": "SECgeheim2",
        "per_minute": "20",
        "is_on": "on",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


@pytest.fixture
def channel(cast, site, admin):
    answer = admin.post(ADD, typed(cast, site))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Channel.objects.get()


def change(channel) -> str:
    return reverse("admin:tracker_channel_change", args=[channel.pk])


def test_secrets_are_shown_on_no_page(admin, cast, site, channel):
    admin.post(change(channel), typed(cast, site, address="", secret="", name="新名"))
    pages = [
        reverse("admin:tracker_channel_changelist"),
        change(channel),
        reverse("admin:tracker_channel_history", args=[channel.pk]),
        reverse("admin:index"),
    ]
    assert [page for page in pages if "geheim" in admin.get(page).content.decode()] == []
    assert [entry for entry in LogEntry.objects.all() if "geheim" in f"{entry.change_message}{entry}"] == []


def test_left_empty_they_stay(admin, cast, site, channel):
    admin.post(change(channel), typed(cast, site, address="", secret="", name="新名"))
    kept = Channel.objects.get()
    assert (kept.name, kept.secret) == ("新名", "SECgeheim2")
    assert kept.address.endswith("geheim1")


def test_a_form_with_an_error_does_not_repeat_the_secret(admin, cast, site):
    answer = admin.post(ADD, typed(cast, site, unit=""))
    assert "群机器人要选单位" in answer.content.decode()
    assert "geheim2" not in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "https://elsewhere.example/robot?key=1"}, "OUTGOING_HOSTS"),
        ({"address": "http://169.254.169.254/latest/meta-data"}, "OUTGOING_HOSTS"),
        ({"address": "file:///etc/passwd"}, "https://"),
        ({"address": ""}, "请填写地址"),
        ({"kind": "sms"}, "短信网关不选单位"),
        ({"kind": "sms", "unit": "", "secret": "short"}, "至少 16 个字符"),
        ({"per_minute": "0"}, "channel_may_speak"),
    ],
)
def test_what_cannot_work_is_not_taken(admin, cast, site, changes, words):
    answer = admin.post(ADD, typed(cast, site, **changes))
    assert words in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_trial_message_goes_out_on_request(admin, site, channel):
    page = reverse("admin:tracker_channel_changelist")
    chosen = {"action": "try_out", "_selected_action": [channel.pk]}
    assert "已发出" in admin.post(page, chosen, follow=True).content.decode()
    assert "测试消息" in site.requests[0].json["text"]["content"]
    site.says(errcode=310000, errmsg="sign not match")
    assert "安全设置不符" in admin.post(page, chosen, follow=True).content.decode()


def test_a_trial_short_message_needs_a_phone(admin, cast, site):
    admin.post(ADD, typed(cast, site, kind="sms", unit="", secret="s" * 16, name="短信"))
    chosen = {"action": "try_out", "_selected_action": [Channel.objects.get().pk]}
    page = reverse("admin:tracker_channel_changelist")
    assert "没有登记手机号" in admin.post(page, chosen, follow=True).content.decode()
    cast.admin.phone = "13800001234"
    cast.admin.save()
    admin.post(page, chosen)
    assert site.requests[0].json["phone"] == "13800001234"


def test_a_channel_that_has_spoken_stays_on_record(admin, cast, channel):
    page = reverse("admin:tracker_channel_delete", args=[channel.pk])
    assert admin.get(page).status_code == 200
    channel.digests.create(on="2026-05-20", channel=channel.kind)
    assert admin.get(page).status_code == 403


@pytest.mark.parametrize(
    "phone", ["1380000123", "23800001234", "138 0000 1234", "+8613800001234", "１３８００００１２３４"]
)
def test_a_phone_number_that_is_none_is_refused(admin, cast, phone):
    page = reverse("admin:tracker_user_change", args=[cast.handler.pk])
    form = admin.get(page).context["adminform"].form
    held = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    answer = admin.post(page, held | {"phone": phone})
    assert "手机号应为 11 位数字" in answer.content.decode()
