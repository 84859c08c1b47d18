"""Reminders leave as one mail per person and day, through a real mail server: once, late at worst, never a storm."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connections

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, graded, make_task
from tests.services.servers import free_port
from tests.smtp_server import smtp_server
from tracker import actions
from tracker.models import Digest, Reminder
from tracker.reminders import plan_reminders, send_reminders
from tracker.reminders.sending import LEASE, MOST_ATTEMPTS

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MORNING = dt.datetime(2026, 5, 20, 0, 0, tzinfo=dt.UTC)  # 08:00 here


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
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
    return UserFactory(last_name="周", first_name="测")


def overdue_task(source, handler, days=3, **fields):
    on, due_on = TODAY - 40 * DAY, TODAY - days * DAY
    return make_task(source, lead_unit=handler.unit, due_on=due_on, on=on, accepted_by=handler, **fields)


def plan_and_send(today=TODAY):
    plan_reminders(today)
    return send_reminders(today)


class TestDigest:
    def test_one_mail_per_person_tells_everything(self, post, source, handler, settings):
        settings.SITE_URL = "https://zg.example.gov.cn"
        late = overdue_task(source, handler, 12, title="专项资金闲置 & 未收回")
        unsigned = make_task(
            source, lead_unit=handler.unit, title="台账不全", on=TODAY, due_on=TODAY + 90 * DAY
        )
        due = overdue_task(source, handler, 0)
        outcome = plan_and_send()
        assert (outcome.sent, outcome.failed, outcome.down) == (2, 0, "")
        [letter] = post.to(handler.email)
        assert letter["Subject"].strip() == "【问题整改】1 项逾期，1 项今天到期，1 项待签收（2026-05-20）"
        text = letter.get_content()
        assert text.index(late.number) < text.index(due.number) < text.index(unsigned.number)
        for words in (
            "周测，您好",
            "■ 红色督办，逾期 12 天",
            "▲ 黄色预警，今天到期",
            "● 绿色提示，剩 90 天",
            "专项资金闲置 & 未收回",
            f"https://zg.example.gov.cn/tasks/{late.pk}/",
            "https://zg.example.gov.cn/inbox/",
            "请先签收",
            "申请销号",
        ):
            assert words in text

    def test_sending_is_recorded(self, post, source, handler):
        overdue_task(source, handler)
        plan_and_send()
        digest = Digest.objects.get(recipient=handler)
        assert (digest.state, digest.sent_at, digest.attempts, digest.error) == ("sent", MORNING, 1, "")
        assert (digest.address, digest.on) == (handler.email, TODAY)
        assert list(digest.reminders.values_list("rule", flat=True)) == ["overdue"]

    def test_sending_twice_sends_once(self, post, source, handler):
        overdue_task(source, handler)
        plan_and_send()
        assert plan_and_send().sent == 0
        assert len(post.to(handler.email)) == 1

    def test_what_is_planned_after_the_mail_waits_for_tomorrows(self, post, source, handler, clock):
        overdue_task(source, handler)
        plan_and_send()
        new = make_task(source, lead_unit=handler.unit, on=TODAY, due_on=TODAY + 90 * DAY)
        assert plan_and_send().sent == 0
        clock.shift(DAY)
        plan_and_send(TODAY + DAY)
        assert new.number in post.to(handler.email)[1].get_content()

    def test_a_task_has_one_line_even_when_two_reminders_are_owed(self, post, source, handler):
        """An unsigned task in its warning period owes both."""
        make_task(source, lead_unit=handler.unit, on=TODAY - 80 * DAY, due_on=TODAY + DAY)
        plan_and_send()
        [letter] = post.to(handler.email)
        assert letter["Subject"].strip() == "【问题整改】1 项临近到期（2026-05-20）"
        assert "\n2. " not in letter.get_content()
        assert handler.reminders.unsent().count() == 0

    def test_a_very_long_one_is_cut_and_says_so(self, post, source, handler):
        first = overdue_task(source, handler)
        for _ in range(51):
            overdue_task(source, handler, 1)
        plan_and_send()
        [letter] = post.to(handler.email)
        assert letter["Subject"].strip().startswith("【问题整改】52 项逾期")
        assert "另有 2 项没有列出" in letter.get_content()
        assert first.number in letter.get_content()

    def test_a_title_with_line_breaks_cannot_write_headers(self, post, source, handler):
        overdue_task(source, handler, title="甲\r\nBcc: other@example.gov.cn")
        plan_and_send()
        [letter] = post.to(handler.email)
        assert letter["Bcc"] is None


class TestJustBeforeSending:
    """Between planning and sending the world goes on."""

    def test_a_submitted_task_is_left_out(self, post, source, handler):
        task, other = overdue_task(source, handler), overdue_task(source, handler)
        plan_reminders(TODAY)
        claims = ["已经做到"] * len(task.standard.criteria)
        actions.submit(task, by=handler, version=task.version, on=TODAY, note="整改完成", claims=claims)
        send_reminders(TODAY)
        text = post.to(handler.email)[0].get_content()
        assert other.number in text
        assert task.number not in text

    def test_nothing_left_means_no_mail(self, post, source, handler):
        task = overdue_task(source, handler, 0)
        plan_reminders(TODAY)
        actions.apply_extension(
            task, by=handler, version=task.version, on=TODAY, note="工期", new_due_on=TODAY + 90 * DAY
        )
        actions.grant_extension(task, by=source.created_by, version=task.version, on=TODAY)
        assert send_reminders(TODAY).sent == 0
        assert not post.letters
        assert not Digest.objects.exists()

    def test_sent_back_before_the_mail_it_is_owed_after_all(self, post, source, handler):
        task = overdue_task(source, handler)
        plan_reminders(TODAY)
        claims = ["已经做到"] * len(task.standard.criteria)
        actions.submit(task, by=handler, version=task.version, on=TODAY, note="整改完成", claims=claims)
        send_reminders(TODAY)
        assert not post.letters
        actions.send_back(
            task,
            by=source.created_by,
            version=task.version,
            on=TODAY,
            note="佐证不全",
            grade=graded("partly"),
        )
        assert send_reminders(TODAY).sent == 2

    def test_a_signed_task_is_no_longer_new(self, post, source, handler):
        task = make_task(source, lead_unit=handler.unit, on=TODAY, due_on=TODAY + 90 * DAY)
        plan_reminders(TODAY)
        actions.accept(task, by=handler, version=task.version, on=TODAY)
        assert send_reminders(TODAY).sent == 0

    def test_a_task_transferred_away_is_not_told_to_its_old_unit(self, post, source, handler):
        task = overdue_task(source, handler)
        plan_reminders(TODAY)
        actions.transfer(
            task,
            by=source.created_by,
            version=task.version,
            on=TODAY,
            lead_unit=UnitFactory(),
            note="职责调整",
        )
        send_reminders(TODAY)
        assert not post.to(handler.email)

    def test_a_person_switched_off_meanwhile_is_not_mailed(self, post, source, handler):
        overdue_task(source, handler)
        plan_reminders(TODAY)
        handler.is_active = False
        handler.save()
        send_reminders(TODAY)
        assert [letter["To"] for letter in post.letters] == [source.created_by.email]


class TestTrouble:
    @pytest.fixture(autouse=True)
    def _task(self, source, handler):
        overdue_task(source, handler)

    def test_a_refused_address_stops_nobody_else(self, post, source, handler):
        post.refused[handler.email] = "550 no such mailbox"
        colleagues = [UserFactory(unit=handler.unit) for _ in range(3)]
        outcome = plan_and_send()
        assert (outcome.sent, outcome.failed) == (4, 1)
        assert {letter["To"] for letter in post.letters} == {
            p.email for p in [*colleagues, source.created_by]
        }
        digest = Digest.objects.get(recipient=handler)
        assert digest.state == "failed"
        assert "550 no such mailbox" in digest.error

    @pytest.mark.parametrize(
        "address", ["没有这个@@地方", "a@b\nBcc: x@y.cn", "x" * 250, "@", "张三@例子.中国"]
    )
    def test_an_address_that_is_none_stops_nobody_else(self, post, source, handler, address):
        handler.email = address
        handler.save()
        outcome = plan_and_send()
        assert outcome.sent + outcome.failed == 2
        assert len(post.to(source.created_by.email)) == 1

    def test_a_passing_refusal_is_tried_again_after_a_pause(self, post, handler, clock):
        post.refused[handler.email] = "451 try later"
        plan_and_send()
        assert Digest.objects.get(recipient=handler).state == "waiting"
        post.refused.clear()
        assert send_reminders(TODAY).sent == 0
        clock.shift(dt.timedelta(minutes=5))
        assert send_reminders(TODAY).sent == 1
        assert len(post.to(handler.email)) == 1

    def test_trying_ends(self, post, handler, clock):
        post.refused[handler.email] = "451 try later"
        plan_and_send()
        tries = 1
        for _ in range(150):
            clock.shift(dt.timedelta(minutes=5))
            tries += send_reminders(TODAY).failed
        digest = Digest.objects.get(recipient=handler)
        assert tries == digest.attempts == MOST_ATTEMPTS
        assert digest.state == "failed"
        assert "451 try later" in digest.error

    def test_what_failed_yesterday_and_is_still_true_goes_into_todays_mail(self, post, handler, clock):
        post.refused[handler.email] = "550 no such mailbox"
        plan_and_send()
        post.refused.clear()
        clock.shift(DAY)
        plan_and_send(TODAY + DAY)
        assert len(post.to(handler.email)) == 1
        assert handler.reminders.get().digest.on == TODAY + DAY
        assert "550" in Digest.objects.get(recipient=handler, on=TODAY).error

    def test_a_mail_server_that_is_down_only_delays(self, post, handler, source, settings, clock):
        settings.EMAIL_PORT = free_port()
        outcome = plan_and_send()
        assert "连不上邮件服务器" in outcome.down
        assert {digest.state for digest in Digest.objects.all()} == {"waiting"}
        assert all("连不上邮件服务器" in digest.error for digest in Digest.objects.all())
        for _ in range(3 * MOST_ATTEMPTS):
            clock.shift(dt.timedelta(minutes=5))
            send_reminders(TODAY)
        settings.EMAIL_PORT = post.port
        assert send_reminders(TODAY).sent == 2
        assert {digest.error for digest in Digest.objects.all()} == {""}

    def test_after_three_days_without_mail_everybody_gets_one(self, post, handler, settings, clock):
        settings.EMAIL_PORT = free_port()
        for days in range(3):
            plan_and_send(TODAY + days * DAY)
            clock.shift(DAY)
        settings.EMAIL_PORT = post.port
        plan_and_send(TODAY + 3 * DAY)
        assert len(post.to(handler.email)) == 1

    def test_a_server_that_hangs_up_after_each_letter_is_called_again(self, post, handler, source, clock):
        post.closes_after = 1
        UserFactory(unit=handler.unit)
        plan_and_send()
        for _ in range(3):
            clock.shift(dt.timedelta(minutes=20))
            send_reminders(TODAY)
        assert sorted(letter["To"] for letter in post.letters) == sorted(
            Digest.objects.values_list("recipient__email", flat=True)
        )
        assert {digest.state for digest in Digest.objects.all()} == {"sent"}

    def test_a_killed_sender_delays_by_its_lease(self, post, handler, monkeypatch, clock):
        class Killed(BaseException):
            pass

        def die(*args, **kwargs):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr("tracker.reminders.carriers.digest_mail", die)
            with pytest.raises(Killed):
                plan_and_send()
        send_reminders(TODAY)
        missing = Digest.objects.exclude(state="sent")
        assert len(missing) == 1
        clock.shift(LEASE)
        assert send_reminders(TODAY).sent == 1
        assert len(post.letters) == 2

    def test_a_digest_that_kills_its_sender_each_time_is_given_up(self, post, handler, clock):
        plan_reminders(TODAY)
        send_reminders(TODAY)
        Digest.objects.update(state="waiting", sent_at=None, attempts=MOST_ATTEMPTS)
        post.letters.clear()
        assert send_reminders(TODAY).failed == 2
        assert not post.letters

    def test_a_person_without_address_is_recorded_so(self, post, handler):
        handler.email = ""
        handler.save()
        outcome = plan_and_send()
        assert (outcome.sent, outcome.no_address) == (1, 1)
        assert Digest.objects.get(recipient=handler).state == "no_address"
        assert Reminder.objects.inbox_of(handler).unread().count() == 1
        assert send_reminders(TODAY).no_address == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_senders_at_once_send_each_mail_once(post, source):
    """Two schedulers, eight senders: threads with connections of their own."""
    for _ in range(10):
        overdue_task(source, UserFactory())
    start, errors = threading.Barrier(4), []

    def run() -> None:
        try:
            start.wait()
            plan_reminders(TODAY)
            send_reminders(TODAY)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    addresses = [letter["To"] for letter in post.letters]
    assert len(addresses) == len(set(addresses)) == 11
    assert Digest.objects.filter(state="sent").count() == 11
