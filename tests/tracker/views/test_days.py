"""Declining in time, and deadlines on days off: said on the page, and only the first is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import TODAY, make_draft, make_task
from tracker import actions
from tracker.models import Holiday, Policy, Step
from tracker.permissions import decline_until

DAY = dt.timedelta(days=1)
WEDNESDAY_AFTER = TODAY + 7 * DAY  # five working days from a Wednesday


@pytest.fixture
def task(cast):
    return make_task(cast.source, lead_unit=cast.bureau, due_on=TODAY + 90 * DAY)


def decline(task, cast, on):
    return actions.decline(task, by=cast.handler, version=task.version, on=on, note="不属本单位职责")


class TestDeclining:
    def test_the_last_working_day_is_in_time_and_the_next_day_is_not(self, task, cast):
        assert decline_until(task) == WEDNESDAY_AFTER
        with pytest.raises(actions.Refused, match=r"只能在 2026-05-27 以前.*联系督办机构转办"):
            decline(task, cast, WEDNESDAY_AFTER + DAY)
        decline(task, cast, WEDNESDAY_AFTER)
        assert task.status == "draft"

    def test_days_off_are_not_counted(self, task):
        Holiday.objects.create(on=TODAY + DAY, name="端午")
        assert decline_until(task) == WEDNESDAY_AFTER + DAY

    def test_the_policy_says_how_many_days_and_nought_is_no_limit(self, task, cast):
        Policy.objects.create(kind="audit", decline_days=1)
        assert decline_until(task) == TODAY + DAY
        Policy.objects.update(decline_days=0)
        assert decline_until(task) is None
        decline(task, cast, TODAY + 60 * DAY)

    def test_the_unit_that_gets_it_later_has_its_own_days(self, task, cast):
        later = TODAY + 20 * DAY
        actions.transfer(
            task, by=cast.supervisor, version=task.version, on=later, lead_unit=cast.sibling, note="职责"
        )
        assert decline_until(task) == later + 7 * DAY
        actions.decline(task, by=cast.outsider, version=task.version, on=later, note="也不是")

    def test_the_page_says_until_when_and_offers_it_no_longer(self, task, cast, browse):
        client, address = browse(cast.handler), reverse("task_detail", args=[task.pk])
        page = client.get(address)
        assert "2026-05-27 以前（含当天）" in page.content.decode()
        assert "退回交办" in {button["label"] for button in page.context["buttons"]}
        form = client.get(reverse("task_action", args=[task.pk, "decline"])).content.decode()
        assert "只能在 2026-05-27 以前" in form

        Policy.objects.update(decline_days=1)
        Holiday.objects.bulk_create(
            Holiday(on=TODAY + days * DAY, name="补", kind="work") for days in range(-9, 0)
        )
        early = make_task(cast.source, lead_unit=cast.bureau, due_on=TODAY + 90 * DAY, on=TODAY - 5 * DAY)
        page = client.get(reverse("task_detail", args=[early.pk]))
        assert "已过期限" in page.content.decode()
        assert "退回交办" not in {button["label"] for button in page.context["buttons"]}
        sent = {"version": early.version, "note": "晚了"}
        refused = client.post(reverse("task_action", args=[early.pk, "decline"]), sent)
        assert "联系督办机构转办" in refused.content.decode()
        assert not Step.objects.filter(task=early, action="decline").exists()


class TestDaysOff:
    def test_a_deadline_on_a_day_off_is_taken_and_pointed_out(self, cast, browse):
        Holiday.objects.create(on=dt.date(2026, 10, 1), name="国庆节")
        draft, client = make_draft(cast.source, lead_unit=cast.bureau), browse(cast.supervisor)
        sent = {
            "version": draft.version, "lead_unit": cast.bureau.pk, "due_on": "2026-10-01",
            "standard": client.get(reverse("task_action", args=[draft.pk, "assign"])).context["form"]["standard"].value(),
        }  # fmt: skip
        page = client.post(
            reverse("task_action", args=[draft.pk, "assign"]), sent, follow=True
        ).content.decode()
        draft.refresh_from_db()
        assert draft.due_on == dt.date(2026, 10, 1)
        assert (
            page.count("该日是国庆节假期，之后第一个工作日是 2026-10-02") == 2
        )  # the message, and beside the deadline

    def test_a_working_day_is_not_spoken_of(self, task, cast, browse):
        assert task.due_on.weekday() < 5
        page = browse(cast.supervisor).get(reverse("task_detail", args=[task.pk])).content.decode()
        assert "该日是" not in page

    def test_a_reply_wanted_on_a_sunday_is_pointed_out_to_the_leader(self, task, cast, browse):
        sent = {"version": task.version, "note": "请反馈", "reply_due_on": "2026-05-24"}
        page = browse(cast.leader).post(reverse("task_action", args=[task.pk, "instruct"]), sent, follow=True)
        assert "该日是周日" in page.content.decode()

    def test_many_at_once_are_told_once(self, cast, browse):
        drafts = [make_draft(cast.source, lead_unit=cast.bureau, title=f"第{n}项") for n in range(3)]
        sent = {"pick": [one.pk for one in drafts], "due_on": "2026-08-29"}
        sent |= {f"version_{one.pk}": one.version for one in drafts}
        page = browse(cast.supervisor).post(reverse("task_bulk", args=["assign"]), sent).content.decode()
        assert page.count("该日是周六") == 1


def test_a_draft_was_handed_to_nobody_and_has_no_such_day(cast):
    assert decline_until(make_draft(cast.source)) is None
