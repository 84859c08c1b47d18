"""What left the house and what did not: the list of messages, another try, the task's page, one's own way."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, UnitFactory, UserFactory, make_task
from tests.http_server import http_server
from tests.smtp_server import smtp_server
from tracker.models import Channel, Digest
from tracker.reminders import plan_reminders, send_reminders
from tracker.states import Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LIST, RETRY = reverse("digest_list"), reverse("digest_retry")


@pytest.fixture(autouse=True)
def post(settings):
    with smtp_server() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


@pytest.fixture
def site(settings):
    with http_server() as site:
        settings.OUTGOING_HOSTS, settings.OUTGOING_NETWORKS = [site.url], ["127.0.0.0/8"]
        yield site


@pytest.fixture
def task(cast):
    return late_task(cast, cast.handler)


def late_task(cast, handler):
    on, due_on = TODAY - 40 * DAY, TODAY - 3 * DAY
    return make_task(cast.source, lead_unit=handler.unit, due_on=due_on, on=on, accepted_by=handler)


@pytest.fixture
def refused(cast, task, post):
    """The handler's mail was refused, everybody else's arrived."""
    post.refused[cast.handler.email] = "550 no such mailbox"
    plan_reminders(TODAY)
    send_reminders(TODAY)
    return Digest.objects.get(recipient=cast.handler)


def listed(client, **query) -> set[int]:
    return {digest.pk for digest in client.get(LIST, query).context["page"]}


class TestList:
    def test_shows_first_what_reached_nobody_and_why(self, cast, browse, refused):
        page = browse(cast.supervisor).get(LIST)
        assert [digest.pk for digest in page.context["page"]] == [refused.pk]
        for words in (cast.handler.email, "未送达", "550 no such mailbox", "再试一次", "全部再发"):
            assert words in page.text

    def test_filters(self, cast, browse, refused):
        client, every = browse(cast.admin), set(Digest.objects.values_list("pk", flat=True))
        assert listed(client, state="", channel="email") == every
        assert listed(client, state="failed") == {refused.pk}
        assert listed(client, state="sent") == every - {refused.pk}
        assert listed(client, channel="wecom") == listed(client, on_from="2026-05-21") == set()
        assert listed(client, state="nonsense") == listed(client, on_to="gestern") == set()

    def test_another_office_sees_nothing_of_it(self, cast, browse, refused):
        client = browse(cast.stranger)
        assert listed(client, state="") == set()
        assert client.post(RETRY, {"digest": refused.pk}).status_code == 404
        client.post(RETRY)
        refused.refresh_from_db()
        assert refused.state == "failed"

    @pytest.mark.parametrize("who", ["handler", "head", "leader"])
    def test_others_may_not(self, cast, browse, refused, who):
        client = browse(getattr(cast, who))
        assert client.get(LIST).status_code == client.post(RETRY).status_code == 403

    @pytest.mark.parametrize("who", ["supervisor", "admin"])
    def test_costs_the_same_for_one_and_thirty(self, cast, browse, refused, who):
        client = browse(getattr(cast, who))

        def cost(rows: int) -> int:
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(LIST, {"state": ""}).context["page"]) >= rows
            return len(queries)

        few = cost(1)
        for _ in range(30):
            late_task(cast, UserFactory())
        plan_reminders(TODAY)
        send_reminders(TODAY)
        assert cost(30) == few <= 10


class TestAnotherTry:
    def test_sends_it_and_only_it(self, cast, browse, refused, post):
        post.refused.clear()
        answer = browse(cast.supervisor).post(RETRY, {"digest": refused.pk}, follow=True)
        assert "已重新排队 1 份" in answer.text
        assert send_reminders(TODAY).sent == 1
        assert len(post.to(cast.handler.email)) == 1

    def test_all_of_today_at_once(self, cast, browse, refused, post):
        post.refused.clear()
        browse(cast.admin).post(RETRY)
        assert send_reminders(TODAY).sent == 1

    def test_a_message_that_arrived_is_not_sent_again(self, cast, browse, refused, post):
        sent = Digest.objects.get(recipient=cast.supervisor)
        answer = browse(cast.admin).post(RETRY, {"digest": sent.pk}, follow=True)
        assert "没有可以再发的" in answer.text
        assert send_reminders(TODAY).sent == 0

    def test_who_has_got_an_address_meanwhile_is_reached_there(self, cast, browse, task, post):
        cast.handler.email = ""
        cast.handler.save()
        plan_reminders(TODAY)
        send_reminders(TODAY)
        lost = Digest.objects.get(recipient=cast.handler)
        assert "没有登记邮箱或手机号" in browse(cast.supervisor).get(LIST).text
        cast.handler.email = "new@example.gov.cn"
        cast.handler.save()
        browse(cast.supervisor).post(RETRY, {"digest": lost.pk})
        send_reminders(TODAY)
        assert len(post.to("new@example.gov.cn")) == 1

    def test_what_yesterday_lost_is_in_todays_already(self, cast, browse, refused):
        Digest.objects.update(on=TODAY - DAY)
        client = browse(cast.supervisor)
        assert "再试一次" not in client.get(LIST).text
        assert "没有可以再发的" in client.post(RETRY, {"digest": refused.pk}, follow=True).text

    @pytest.mark.parametrize("typed", ["x", "0", "9" * 30, ""])
    def test_nonsense_is_not_found(self, cast, browse, refused, typed):
        assert browse(cast.admin).post(RETRY, {"digest": typed}).status_code == 404

    def test_a_look_tries_nothing(self, cast, browse, refused):
        assert browse(cast.admin).get(RETRY).status_code == 405


class TestTaskPage:
    def see(self, browse, who, task) -> str:
        return browse(who).get(reverse("task_detail", args=[task.pk])).text

    def test_says_who_was_told_by_which_way_and_whether_it_arrived(self, cast, browse, task, post, site):
        Channel.objects.create(
            kind="wecom", name="财政局工作群", unit=cast.bureau, address=f"{site.url}/?key=1"
        )
        post.refused[cast.handler.email] = "550 no such mailbox"
        plan_reminders(TODAY)
        send_reminders(TODAY)
        page = self.see(browse, cast.supervisor, task)
        for words in (
            "逾期督办",
            str(cast.head),
            "电子邮件",
            "未送达",
            "财政局工作群",
            "企业微信群",
            "已送达",
        ):
            assert words in page
        log = browse(cast.supervisor).get(reverse("reminder_log")).text
        assert "财政局工作群：已送达" in log

    def test_before_the_first_reminder_there_is_nothing(self, cast, browse, task):
        assert 'id="told"' not in self.see(browse, cast.supervisor, task)

    @pytest.mark.parametrize("who", ["handler", "leader"])
    def test_only_the_office_reads_who_was_told(self, cast, browse, refused, task, who):
        assert 'id="told"' not in self.see(browse, getattr(cast, who), task)


class TestOwnWay:
    def choose(self, browse, user, **typed):
        fields = {"reminded_by": "email", "email": "a@example.gov.cn", "phone": ""} | typed
        return browse(user).post(reverse("contact"), fields)

    def test_is_kept(self, cast, browse):
        assert self.choose(browse, cast.handler, reminded_by="sms", phone="13800001234").status_code == 302
        cast.handler.refresh_from_db()
        assert (cast.handler.reminded_by, cast.handler.phone) == ("sms", "13800001234")

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ({"reminded_by": "sms"}, "phone"),
            ({"email": ""}, "email"),
            ({"phone": "12345"}, "phone"),
            ({"email": "no address"}, "email"),
            ({"reminded_by": "pigeon"}, "reminded_by"),
        ],
    )
    def test_a_way_needs_its_address(self, cast, browse, typed, wrong):
        before = cast.handler.email
        answer = self.choose(browse, cast.handler, **typed)
        assert set(answer.context["form"].errors) == {wrong}
        cast.handler.refresh_from_db()
        assert cast.handler.email == before

    def test_nothing_else_of_a_person_can_be_changed_there(self, cast, browse):
        unit = UnitFactory()
        self.choose(browse, cast.handler, role=Role.ADMIN, unit=unit.pk, is_superuser="on")
        cast.handler.refresh_from_db()
        assert (cast.handler.role, cast.handler.unit) == (Role.HANDLER, cast.bureau)
