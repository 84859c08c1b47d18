"""Reminders to groups and phones, through a real HTTP server: once a day each, slowly enough, failures visible."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_task
from tests.http_server import http_server
from tests.services.servers import free_port
from tests.smtp_server import smtp_server
from tracker import actions
from tracker.models import Channel, Digest, Notified, Unit
from tracker.reminders import plan_reminders, send_reminders
from tracker.reminders.sending import MOST_ATTEMPTS

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
MORNING = dt.datetime(2026, 5, 20, 0, 0, tzinfo=dt.UTC)  # 08:00 here


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site(settings):
    with http_server() as site:
        settings.OUTGOING_HOSTS, settings.OUTGOING_NETWORKS = [site.url], ["127.0.0.0/8"]
        yield site


@pytest.fixture(autouse=True)
def post(settings):
    with smtp_server() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


@pytest.fixture
def source():
    return SourceFactory()


@pytest.fixture
def handler():
    return UserFactory(last_name="周", first_name="测", unit=UnitFactory(name="市财政局"))


@pytest.fixture
def gateway(site):
    return Channel.objects.create(
        kind="sms", name="短信", address=f"{site.url}/sms", secret="s" * 16, per_minute=60_00
    )


def robot(site, unit, *, kind="wecom", **fields) -> Channel:
    number = Channel.objects.count()
    fields = {"name": f"群{number}", "address": f"{site.url}/robot?key=k{number}"} | fields
    return Channel.objects.create(kind=kind, unit=unit, **fields)


def overdue_task(source, handler, days=3, **fields):
    on, due_on = TODAY - 40 * DAY, TODAY - days * DAY
    return make_task(source, lead_unit=handler.unit, due_on=due_on, on=on, accepted_by=handler, **fields)


def plan_and_send(today=TODAY):
    plan_reminders(today)
    return send_reminders(today)


def said(request) -> str:
    return request.json["text"]["content"]


class TestGroup:
    def test_one_message_tells_the_units_tasks_and_names_nobody(self, site, source, handler):
        late = overdue_task(source, handler, 12, title="专项资金闲置")
        later = overdue_task(source, handler, 2)
        UserFactory(unit=handler.unit)
        robot(site, handler.unit)
        plan_and_send()
        [request] = site.requests
        text = said(request)
        assert text.startswith("【问题整改】市财政局 2026-05-20：2 项逾期\n")
        assert text.index(late.number) < text.index(later.number)
        assert f"■ {late.number}，逾期 12 天。请立即报送进展" in text
        assert f"/tasks/{late.pk}/" in text
        assert "专项资金闲置" not in text and "周测" not in text

    def test_titles_stand_there_when_the_administrator_wants_them(self, site, source, handler):
        overdue_task(source, handler, title="专项资金闲置")
        robot(site, handler.unit, with_titles=True)
        plan_and_send()
        assert "专项资金闲置" in said(site.requests[0])

    def test_what_was_told_is_recorded(self, site, source, handler):
        task = overdue_task(source, handler)
        group = robot(site, handler.unit)
        plan_and_send()
        digest = Digest.objects.get(group=group)
        assert (digest.state, digest.sent_at, digest.address, digest.channel) == (
            "delivered",
            MORNING,
            group.name,
            "wecom",
        )
        assert {reminder.task for reminder in digest.told.all()} == {task}
        assert handler.reminders.get().digest.channel == "email"

    def test_each_stage_is_told_once(self, site, source, handler, clock):
        overdue_task(source, handler)
        robot(site, handler.unit)
        for days in range(6):
            plan_and_send(TODAY + days * DAY)
            plan_and_send(TODAY + days * DAY)
            clock.shift(DAY)
        assert len(site.requests) == 2  # the day 3 of the first week overdue, and the first of the second

    def test_a_colleague_who_joins_later_makes_no_second_message(self, site, source, handler, clock):
        overdue_task(source, handler)
        robot(site, handler.unit)
        plan_and_send()
        UserFactory(unit=handler.unit)
        clock.shift(DAY)
        plan_and_send(TODAY + DAY)
        assert len(site.requests) == 1

    def test_units_below_are_told_of_with_their_name_and_others_not(self, site, source, handler):
        below = UserFactory(unit=UnitFactory(parent=handler.unit, name="预算中心"))
        mine, theirs = overdue_task(source, below), overdue_task(source, UserFactory())
        robot(site, handler.unit)
        plan_and_send()
        text = said(site.requests[0])
        assert f"{mine.number} 预算中心" in text
        assert theirs.number not in text

    def test_an_offices_group_hears_of_the_tasks_that_it_assigned(self, site, source, handler):
        own, other = overdue_task(source, handler), overdue_task(SourceFactory(), handler)
        warned = overdue_task(source, handler, -2)
        assert source.office.kind == Unit.Kind.OFFICE
        robot(site, source.office)
        plan_and_send()
        assert own.number in said(site.requests[0])
        assert warned.number not in said(site.requests[0])  # of which no supervisor is told
        assert "请督促牵头单位" in said(site.requests[0])
        assert other.number not in said(site.requests[0])

    @pytest.mark.parametrize(("kind", "most"), [("wecom", 2048), ("dingtalk", 16_000), ("feishu", 16_000)])
    def test_a_long_list_is_cut_to_what_the_robot_takes_and_says_so(self, site, source, handler, kind, most):
        for _ in range(30):
            overdue_task(source, handler, title="很长的名称" * 12)
        robot(site, handler.unit, kind=kind, with_titles=True)
        plan_and_send()
        sent = site.requests[0].json
        text = sent["content"]["text"] if kind == "feishu" else sent["text"]["content"]
        assert len(text.encode()) <= most
        shown = text.count("■")
        assert 1 <= shown <= 20
        assert f"另有 {30 - shown} 项没有列出" in text

    def test_nothing_is_said_of_a_task_that_was_closed_or_moved_meanwhile(self, site, source, handler):
        task = overdue_task(source, handler, 0)
        robot(site, handler.unit)
        plan_reminders(TODAY)
        actions.apply_extension(
            task, by=handler, version=task.version, on=TODAY, note="工期", new_due_on=TODAY + 90 * DAY
        )
        actions.grant_extension(task, by=source.created_by, version=task.version, on=TODAY)
        send_reminders(TODAY)
        assert not site.requests

    def test_a_robot_that_is_switched_off_is_silent(self, site, source, handler):
        overdue_task(source, handler)
        robot(site, handler.unit, is_on=False)
        plan_and_send()
        assert not site.requests


class TestPhone:
    @pytest.fixture(autouse=True)
    def _task(self, source, handler):
        handler.phone, handler.reminded_by = "13800001234", Notified.SMS
        handler.save()
        overdue_task(source, handler, title="专项资金闲置")

    def test_who_wants_it_gets_a_short_message_instead_of_a_mail(self, site, post, gateway, handler):
        plan_and_send()
        [request] = site.requests
        digest = Digest.objects.get(recipient=handler)
        assert request.json["phone"] == "13800001234"
        assert request.json["id"] == f"digest-{digest.pk}-2026-05-20"
        assert request.json["text"].startswith("【问题整改】您有 1 项逾期，请登录系统办理")
        assert "专项资金闲置" not in request.json["text"]
        assert (digest.state, digest.channel, digest.address) == ("sent", "sms", "138****1234")
        assert not post.to(handler.email)

    def test_a_gateway_that_knows_of_the_arrival_says_so(self, site, gateway, handler):
        site.says(code=0, status="delivered")
        plan_and_send()
        assert Digest.objects.get(recipient=handler).state == "delivered"

    def test_without_a_gateway_there_is_the_mail(self, site, post, handler):
        plan_and_send()
        assert len(post.to(handler.email)) == 1

    def test_without_a_mail_address_there_is_the_phone(self, site, gateway, handler):
        handler.email, handler.reminded_by = "", Notified.EMAIL
        handler.save()
        plan_and_send()
        assert len(site.requests) == 1

    def test_who_wants_neither_reads_it_in_the_inbox_only(self, site, post, gateway, handler):
        handler.reminded_by = Notified.INBOX
        handler.save()
        plan_and_send()
        assert not site.requests
        assert not post.to(handler.email)
        assert handler.reminders.with_result(TODAY).get().result == "inbox"

    def test_tried_again_it_is_the_same_message(self, site, gateway, handler, clock):
        site.hangs_up = True
        plan_and_send()
        site.hangs_up = False
        clock.shift(5 * MINUTE)
        assert send_reminders(TODAY).sent == 1
        first, second = site.requests
        assert first.json == second.json
        assert first.headers["X-Zhenggai-Timestamp"] != second.headers["X-Zhenggai-Timestamp"]


class TestTrouble:
    @pytest.fixture(autouse=True)
    def group(self, site, source, handler):
        overdue_task(source, handler)
        return robot(site, handler.unit)

    def state(self, group) -> tuple[str, int]:
        digest = Digest.objects.get(group=group, on=timezone.localdate())
        return digest.state, digest.attempts

    @pytest.mark.parametrize("how", ["hangs_up", "500", "huge", "nonsense"])
    def test_a_failure_that_may_pass_is_tried_again_with_growing_pauses(self, site, group, how, clock):
        site.hangs_up, site.status = how == "hangs_up", 500 if how == "500" else 200
        site.body = {"huge": b"x" * 200_000, "nonsense": b"<html>"}.get(how, site.body)
        plan_and_send()
        tried_after = []
        for minute in range(5, 700, 5):
            clock.shift(5 * MINUTE)
            before = len(site.requests)
            send_reminders(TODAY)
            if len(site.requests) > before:
                tried_after.append(minute)
        assert tried_after == [5, 20, 80, 320]
        assert self.state(group) == ("failed", MOST_ATTEMPTS)

    def test_a_robot_that_says_no_is_not_asked_again_that_day_and_stops_nobody_else(
        self, site, group, post, handler, source
    ):
        other = UserFactory()
        overdue_task(source, other)
        site.says(errcode=93000, errmsg="invalid webhook url")
        outcome = plan_and_send()
        assert (outcome.failed, outcome.sent) == (1, 3)
        assert self.state(group) == ("failed", 1)
        assert "地址无效" in Digest.objects.get(group=group).error
        assert len(post.letters) == 3

    def test_a_redirect_into_the_house_leads_nowhere(self, site, group):
        with http_server() as inner:
            site.status, site.headers = 302, {"Location": f"{inner.url}/"}
            plan_and_send()
            assert not inner.requests
        assert self.state(group) == ("failed", 1)

    def test_a_host_that_was_taken_off_the_list_is_not_spoken_to(self, site, group, settings):
        settings.OUTGOING_HOSTS = []
        plan_and_send()
        assert not site.requests
        assert "OUTGOING_HOSTS" in Digest.objects.get(group=group).error

    def test_429_is_obeyed(self, site, group, clock):
        site.next_statuses, site.headers = [429], {"Retry-After": "1200"}
        plan_and_send()
        clock.shift(19 * MINUTE)
        send_reminders(TODAY)
        assert len(site.requests) == 1
        clock.shift(MINUTE)
        assert send_reminders(TODAY).sent == 1
        assert self.state(group) == ("delivered", 2)

    def test_too_fast_for_dingtalk_means_ten_minutes_of_silence(self, site, group, clock):
        group.kind = "dingtalk"
        group.save()
        site.says(errcode=130101, errmsg="send too fast")
        plan_and_send()
        site.says(errcode=0)
        for minutes in (5, 4):
            clock.shift(minutes * MINUTE)
            assert send_reminders(TODAY).sent == 0
        clock.shift(MINUTE)
        assert send_reminders(TODAY).sent == 1

    def test_a_gateway_that_asks_for_patience_gets_it_from_everybody(self, site, gateway, source, clock):
        for number in range(3):
            overdue_task(source, UserFactory(email="", phone=f"1380000000{number}"))
        site.next_statuses, site.headers = [200, 429], {"Retry-After": "600"}
        Channel.objects.robots().update(is_on=False)
        plan_and_send()
        phones = Digest.objects.filter(channel="sms")
        assert len(site.requests) == 2
        assert sorted(phones.values_list("attempts", "state")) == [
            (0, "waiting"),
            (1, "sent"),
            (1, "waiting"),
        ]
        clock.shift(10 * MINUTE)
        send_reminders(TODAY)
        assert {digest.state for digest in phones} == {"sent"}

    def test_a_server_that_is_down_only_delays_its_own(self, site, group, settings, post, clock):
        url = f"http://127.0.0.1:{free_port()}"
        settings.OUTGOING_HOSTS = [url]
        Channel.objects.update(address=f"{url}/?key=secret")
        outcome = plan_and_send()
        assert "连不上" in outcome.down and "secret" not in outcome.down
        assert outcome.sent == len(post.letters) == 2
        assert self.state(group) == ("waiting", 0)
        assert "连不上" in Digest.objects.get(group=group).error
        for _ in range(2 * MOST_ATTEMPTS):
            clock.shift(5 * MINUTE)
            send_reminders(TODAY)
        assert self.state(group) == ("waiting", 0)
        settings.OUTGOING_HOSTS = [site.url]
        Channel.objects.update(address=f"{site.url}/?key=1")
        assert send_reminders(TODAY).sent == 1

    def test_after_three_days_of_failure_the_group_hears_it_once(self, site, group, clock):
        site.status = 500
        for days in range(3):
            plan_and_send(TODAY + days * DAY)
            clock.shift(DAY)
        site.status = 200
        site.requests.clear()
        plan_and_send(TODAY + 3 * DAY)
        assert len(site.requests) == 1
        assert list(Digest.objects.filter(group=group).order_by("on").values_list("state", flat=True)) == [
            "failed",
            "failed",
            "failed",
            "delivered",
        ]

    def test_errors_and_logs_keep_the_secrets(self, site, group, caplog):
        site.status = 500
        Channel.objects.update(address=f"{site.url}/robot?key=geheim", secret="geheim2")
        with caplog.at_level("DEBUG"):
            plan_and_send()
        kept = f"{caplog.text} {list(Digest.objects.values_list('error', 'address'))}"
        assert "geheim" not in kept


def test_a_robot_is_never_spoken_to_faster_than_its_maker_allows(site, handler):
    slow, mine, quick = (
        robot(site, handler.unit, kind=kind, per_minute=per_minute)
        for kind, per_minute in (("wecom", 5000), ("dingtalk", 10), ("feishu", 5000))
    )
    assert [channel.interval.total_seconds() for channel in (slow, mine, quick)] == [3, 6, 0.6]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "wecom", "unit": None},
        {"kind": "sms", "unit": "some"},
        {"kind": "sms", "unit": None, "name": "第二个"},
    ],
)
def test_the_database_keeps_the_table_in_order(gateway, fields):
    unit = UnitFactory() if fields.get("unit") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(**{"name": "新", "address": "https://x/"} | fields | {"unit": unit})


def test_a_group_and_a_person_in_one_digest_are_refused(site, handler):
    group = robot(site, handler.unit)
    for who in ({}, {"recipient": handler, "group": group}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Digest.objects.create(on=TODAY, **who)
