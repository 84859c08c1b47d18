"""Assisting units say that their own parts are done, before the lead unit applies for closure."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import TODAY, UnitFactory, UserFactory, all_met, graded, make_task
from tracker import actions
from tracker.models import Assist, Policy, Task, Unit, User
from tracker.states import Role, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return UserFactory(unit=UnitFactory())


@pytest.fixture
def helpers() -> list[Unit]:
    return [UnitFactory(name="市数据局"), UnitFactory(name="市司法局")]


@pytest.fixture
def task(lead, helpers) -> Task:
    return make_task(lead_unit=lead.unit, accepted_by=lead, assisting_units=helpers)


def part(task: Task, unit: Unit) -> Assist:
    return task.assists.get(unit=unit)


def confirm(task: Task, by: User, assist: Assist) -> None:
    task = Task.objects.get(pk=task.pk)
    actions.confirm_part(task, by=by, version=task.version, on=TODAY, note="接口已开通", assist=assist)


def submit(task: Task, by: User) -> None:
    task = Task.objects.get(pk=task.pk)
    claims = ["做到"] * len(task.standard.criteria)
    actions.submit(task, by=by, version=task.version, on=TODAY, note="完成", claims=claims)


def test_the_lead_unit_applies_only_when_every_part_is_confirmed(task, lead, helpers):
    confirm(task, UserFactory(unit=helpers[0]), part(task, helpers[0]))
    with pytest.raises(actions.Refused, match="市司法局还没有确认"):
        submit(task, lead)
    confirm(task, UserFactory(unit=helpers[1], role=Role.HEAD), part(task, helpers[1]))
    submit(task, lead)

    assert Task.objects.get(pk=task.pk).status == Status.SUBMITTED


def test_what_was_confirmed_is_kept_with_day_person_and_words(task, helpers):
    by = UserFactory(unit=helpers[0])
    confirm(task, by, part(task, helpers[0]))

    said = part(task, helpers[0])
    assert (said.confirmed_on, said.confirmed_by, said.confirmation) == (TODAY, by, "接口已开通")
    assert (task.steps.last().action, task.steps.last().note) == ("confirm_part", "接口已开通")


def test_the_office_confirms_for_a_unit_that_has_nobody(task, helpers):
    confirm(task, task.source.created_by, part(task, helpers[0]))

    assert task.steps.last().note == "代市数据局确认：接口已开通"


def test_nobody_confirms_the_part_of_another_unit_or_one_twice(task, lead, helpers):
    helper = UserFactory(unit=helpers[0])
    with pytest.raises(actions.Refused, match="不归您确认"):
        confirm(task, helper, part(task, helpers[1]))
    with pytest.raises(PermissionDenied):
        confirm(task, lead, part(task, helpers[0]))
    confirm(task, helper, part(task, helpers[0]))
    with pytest.raises(PermissionDenied):
        confirm(task, helper, part(task, helpers[0]))
    assert task.assists.filter(confirmed_on=None).count() == 1


def test_a_policy_may_waive_the_confirmations(task, lead):
    Policy.objects.update(assists_confirm=False)
    submit(task, lead)

    assert Task.objects.get(pk=task.pk).status == Status.SUBMITTED


def test_a_reopened_task_is_confirmed_anew(task, lead, helpers):
    for unit in helpers:
        confirm(task, UserFactory(unit=unit), part(task, unit))
    submit(task, lead)
    task = Task.objects.get(pk=task.pk)
    supervisor = task.source.created_by
    actions.accept_closure(
        task, by=supervisor, version=task.version, on=TODAY, verdicts=all_met(task), grade=graded("done")
    )
    due_on = TODAY + dt.timedelta(days=20)
    actions.reopen(task, by=supervisor, version=task.version, on=TODAY, note="反弹", due_on=due_on)

    assert task.assists.filter(confirmed_on=None, confirmation="").count() == 2


def test_the_database_keeps_a_confirmation_whole(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        task.assists.update(confirmed_on=TODAY)


def test_a_unit_finds_what_it_owes_and_confirms_it_from_the_page(task, helpers, client):
    client.force_login(UserFactory(unit=helpers[0]))
    url = reverse("task_action", args=[task.pk, "confirm_part"])
    assert url in client.get(reverse("work")).text
    answer = client.get(url).text
    assert "市数据局" in answer
    client.post(url, {"version": task.version, "assist": part(task, helpers[0]).pk, "note": "接口已开通"})

    assert part(task, helpers[0]).confirmed_on
    assert url not in client.get(reverse("work")).text
    assert "已确认" in client.get(reverse("task_detail", args=[task.pk])).text
