"""The inbox and the reminder log: own ones only, no text of tasks that one may not see, constant queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, all_met, graded, make_task
from tracker import actions
from tracker.models import Digest, Reminder
from tracker.reminders import plan_reminders
from tracker.states import Role

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel(dt.datetime(2026, 5, 20, 2, tzinfo=dt.UTC), tick=False):  # 10:00 here
        yield


@pytest.fixture
def handler():
    return UserFactory(last_name="周", first_name="测")


def overdue_task(handler, days=3, **fields):
    on = TODAY - 40 * DAY
    due_on = TODAY - days * DAY
    return make_task(lead_unit=handler.unit, due_on=due_on, on=on, accepted_by=handler, **fields)


def unread_on(client, user) -> int:
    client.force_login(user)
    return client.get(reverse("inbox")).context["unread"]


class TestInbox:
    def test_shows_what_is_mine_with_colour_days_and_link(self, client, handler):
        task = overdue_task(handler, title="专项资金闲置两年")
        plan_reminders(TODAY)
        client.force_login(handler)
        page = client.get(reverse("inbox"))
        assert page.context["unread"] == 1
        for words in (
            "红",
            "逾期 3 天",
            "专项资金闲置两年",
            task.number,
            "逾期督办",
            reverse("task_detail", args=[task.pk]),
        ):
            assert words in page.text

    def test_unread_come_first_and_the_reddest_first_among_them(self, client, handler):
        read, late, later, warned = (overdue_task(handler, days) for days in (9, 2, 5, -2))
        plan_reminders(TODAY)
        Reminder.objects.filter(task=read).update(read_at=dt.datetime(2026, 5, 20, tzinfo=dt.UTC))
        client.force_login(handler)
        lines = client.get(reverse("inbox")).context["lines"]
        assert [line.reminder.task for line in lines] == [later, late, warned, read]

    def test_a_task_has_one_line_however_often_it_was_reminded_of(self, client, handler):
        task = overdue_task(handler, 30)
        for days in (26, 16, 8, 0):
            plan_reminders(TODAY - days * DAY)
        assert Reminder.objects.filter(task=task, recipient=handler).count() == 4
        assert unread_on(client, handler) == 1

    def test_another_persons_reminder_is_not_there(self, client, handler):
        overdue_task(handler)
        plan_reminders(TODAY)
        assert unread_on(client, UserFactory(unit=handler.unit)) == 0

    @pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN])
    def test_roles_that_are_not_reminded_find_it_empty(self, client, role):
        client.force_login(UserFactory(role=role))
        page = client.get(reverse("inbox"))
        assert page.status_code == 200
        assert "没有提醒" in page.text

    def test_a_task_that_one_may_no_longer_see_is_not_told_of(self, client, handler):
        task = overdue_task(handler, title="只给原单位看的问题")
        plan_reminders(TODAY)
        supervisor = task.source.created_by
        actions.transfer(
            task, by=supervisor, version=task.version, on=TODAY, lead_unit=UnitFactory(), note="职责调整"
        )
        client.force_login(handler)
        page = client.get(reverse("inbox"))
        assert "只给原单位看的问题" not in page.text
        assert page.context["unread"] == 0
        reminder = Reminder.objects.get(recipient=handler)
        assert client.post(reverse("inbox_read"), {"reminder": reminder.pk}).status_code == 404

    def test_a_person_who_changed_units_no_longer_reads_of_the_old_one(self, client, handler):
        overdue_task(handler)
        plan_reminders(TODAY)
        handler.unit = UnitFactory()
        handler.save()
        assert unread_on(client, handler) == 0

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_three(self, client, handler, rows, django_assert_max_num_queries):
        for _ in range(rows):
            overdue_task(handler)
        plan_reminders(TODAY)
        client.force_login(handler)
        with django_assert_max_num_queries(8):
            client.get(reverse("inbox"))


class TestMarkingAsRead:
    @pytest.fixture
    def reminders(self, handler):
        for days in (1, 2):
            overdue_task(handler, days)
        plan_reminders(TODAY)
        return list(Reminder.objects.filter(recipient=handler).order_by("pk"))

    def test_one(self, client, handler, reminders):
        client.force_login(handler)
        answer = client.post(reverse("inbox_read"), {"reminder": reminders[0].pk})
        assert answer.url == reverse("inbox")
        assert list(handler.reminders.order_by("pk").values_list("read_at", flat=True)[1:]) == [None]
        assert unread_on(client, handler) == 1

    def test_one_takes_the_earlier_ones_of_its_task_along(self, client, handler, reminders):
        plan_reminders(TODAY + 10 * DAY)
        client.force_login(handler)
        latest = Reminder.objects.inbox_of(handler).order_by("pk").first()
        client.post(reverse("inbox_read"), {"reminder": latest.pk})
        assert not handler.reminders.filter(task=latest.task, read_at=None).exists()

    def test_all_that_were_shown_but_not_what_came_meanwhile(self, client, handler, reminders):
        client.force_login(handler)
        shown = client.get(reverse("inbox")).context["latest"]
        overdue_task(handler, 5)
        plan_reminders(TODAY)
        client.post(reverse("inbox_read"), {"latest": shown})
        assert unread_on(client, handler) == 1

    def test_somebody_elses_is_not_found(self, client, handler, reminders):
        client.force_login(UserFactory(unit=handler.unit))
        assert client.post(reverse("inbox_read"), {"reminder": reminders[0].pk}).status_code == 404
        client.post(reverse("inbox_read"), {"latest": reminders[-1].pk})
        assert not Reminder.objects.exclude(read_at=None).exists()

    @pytest.mark.parametrize(
        "typed", [{}, {"reminder": "x"}, {"latest": "-1"}, {"reminder": "9" * 40}, {"latest": "²"}]
    )
    def test_nonsense_is_not_found(self, client, handler, typed):
        client.force_login(handler)
        assert client.post(reverse("inbox_read"), typed).status_code == 404

    def test_looking_changes_nothing(self, client, handler, reminders):
        client.force_login(handler)
        assert client.get(reverse("inbox_read")).status_code == 405
        client.get(reverse("inbox"))
        assert not Reminder.objects.exclude(read_at=None).exists()


class TestLog:
    @pytest.fixture
    def task(self, handler):
        task = overdue_task(handler, title="河道保洁不到位")
        plan_reminders(TODAY)
        return task

    def see(self, client, user, **query):
        client.force_login(user)
        return client.get(reverse("reminder_log"), query)

    def test_a_supervisor_sees_who_was_told_of_the_tasks_of_the_own_office(self, client, task, handler):
        page = self.see(client, task.source.created_by)
        for words in ("河道保洁不到位", task.number, "周测", "逾期督办", "待发送"):
            assert words in page.text

    def test_another_office_sees_nothing_of_it(self, client, task):
        page = self.see(client, SourceFactory().created_by)
        assert page.context["page"].paginator.count == 0
        assert "河道保洁不到位" not in page.text

    def test_an_admin_sees_the_sending_but_not_what_about(self, client, task):
        page = self.see(client, UserFactory(role=Role.ADMIN, unit=None, is_staff=True))
        assert "周测" in page.text
        assert "河道保洁不到位" not in page.text
        assert reverse("task_detail", args=[task.pk]) not in page.text

    @pytest.mark.parametrize("role", [Role.HANDLER, Role.HEAD, Role.LEADER])
    def test_others_may_not(self, client, task, role):
        assert self.see(client, UserFactory(unit=task.lead_unit, role=role)).status_code == 403

    def test_filters(self, client, task, handler):
        supervisor = task.source.created_by

        def people(**query) -> set[str]:
            page = self.see(client, supervisor, **query)
            return {entry.reminder.recipient.username for entry in page.context["entries"]}

        both = {handler.username, supervisor.username}
        assert (
            people()
            == people(rule="overdue")
            == people(number=task.number)
            == people(result="waiting")
            == both
        )
        assert people(planned_from="2026-05-20", planned_to="2026-05-20") == both
        assert people(person="周测") == people(person=handler.unit.name) == {handler.username}
        assert people(rule="due") == people(number="ZG1999") == people(result="sent") == set()
        assert (
            people(planned_from="2026-05-21") == people(rule="nonsense") == people(planned_to="昨天") == set()
        )

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("sent", "已发出"),
            ("failed", "未送达"),
            ("no_address", "无地址"),
            ("waiting", "待发送"),
        ],
    )
    def test_says_what_became_of_the_mail(self, client, task, handler, state, words):
        sent_at = dt.datetime(2026, 5, 20, 0, 1, tzinfo=dt.UTC) if state == "sent" else None
        error = "550 no such mailbox" if state == "failed" else ""
        digest = Digest.objects.create(recipient=handler, on=TODAY, state=state, sent_at=sent_at, error=error)
        handler.reminders.update(digest=digest)
        page = self.see(client, task.source.created_by, person=handler.username, result=state)
        assert len(page.context["entries"]) == 1
        assert words in page.text
        assert error in page.text
        assert ("2026-05-20 08:01" in page.text) == (state == "sent")

    def test_says_that_a_reminder_came_to_nothing(self, client, task, handler):
        supervisor, version = task.source.created_by, task.version
        claims = ["已经做到"] * len(task.standard.criteria)
        actions.submit(task, by=handler, version=version, on=TODAY, note="整改完成", claims=claims)
        actions.accept_closure(
            task, by=supervisor, version=version + 1, on=TODAY, verdicts=all_met(task), grade=graded("done")
        )
        page = self.see(client, supervisor, result="moot")
        assert len(page.context["entries"]) == 2
        assert "不再发送" in page.text

    def test_warns_when_nothing_was_planned_today(self, client, task):
        supervisor = task.source.created_by
        assert "今天的提醒还没有生成" not in self.see(client, supervisor).text
        with time_machine.travel(dt.datetime(2026, 5, 21, 2, tzinfo=dt.UTC), tick=False):
            assert "今天的提醒还没有生成" in self.see(client, supervisor).text

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
    def test_costs_the_same_for_one_and_three(self, client, role):
        source = SourceFactory()
        user = source.created_by if role == Role.SUPERVISOR else UserFactory(role=role)

        def cost() -> int:
            plan_reminders(TODAY)
            client.force_login(user)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(reverse("reminder_log")).context["entries"]
            return len(queries)

        make_task(source, lead_unit=UserFactory().unit)
        one = cost()
        for _ in range(3):
            make_task(source, lead_unit=UserFactory().unit)
        assert cost() == one <= 11
