"""规则试算: other thresholds move the border of green and yellow, by unit, and nothing is written."""

import pytest
from django.urls import reverse

from reports.forms.trial import PRESETS, TrialForm, numbers_of
from reports.statistics.trial import Shift, kinds_under, trial, whole
from tests.factories import TODAY, SourceFactory, UnitFactory, UserFactory, make_submitted, make_task
from tests.reports.lives import close, day, live_many
from tracker import actions
from tracker.colours import colour_for
from tracker.models import Policy, Source, Task, Unit
from tracker.states import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def supervisor():
    return UserFactory(unit=UnitFactory(kind=Unit.Kind.OFFICE), role=Role.SUPERVISOR)


def fixed(days: int, kind: str = "") -> Policy:
    return Policy(kind=kind, **PRESETS["到期前 3 天"] | {"warn_least": days, "warn_most": days})


def shown(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("policy_trial"), asked)


def test_the_border_moves_both_ways():
    unit = UnitFactory(name="甲")
    for due in (-1, 2, 4, 12, 50):  # of 100 days: 15 days of warning
        make_task(lead_unit=unit, on=day(due - 100), due_on=day(due))
    tasks = Task.objects.all()
    assert trial(tasks, fixed(3), TODAY) == [Shift("甲", green=1, yellow=3, to_yellow=0, to_green=2)]
    (later,) = trial(tasks, fixed(60), TODAY)
    assert (later.to_yellow, later.to_green, later.green_then, later.yellow_then) == (1, 0, 0, 4)


def test_what_waits_is_held_against_its_day_of_submission():
    handler = UserFactory()
    make_submitted(by=handler, on=day(-20), due_on=day(10))
    (shift,) = trial(Task.objects.all(), fixed(25), TODAY)
    assert (shift.green, shift.to_yellow) == (1, 0)  # 30 days were left when it was handed in
    (shift,) = trial(Task.objects.all(), fixed(30), TODAY)
    assert shift.to_yellow == 1


def test_the_policy_in_force_changes_nothing():
    live_many(UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=40, seed=3)
    shifts = trial(Task.objects.all(), Policy.objects.get(kind=""), TODAY)
    assert whole(shifts).green + whole(shifts).yellow > 0
    assert not any(shift.changes for shift in shifts)


@pytest.mark.parametrize("numbers", PRESETS.values(), ids=PRESETS.keys())
def test_the_trial_equals_tasks_that_had_the_policy(numbers):
    """Every open task looked at one by one, with the dates that the policy would have given it."""
    live_many(UnitFactory(), UnitFactory(kind=Unit.Kind.OFFICE), count=40, seed=7)
    policy = Policy(**numbers)
    expected = {"green": 0, "yellow": 0}
    for task in Task.objects.open():
        setting = task.steps.filter(action__in=["assign", "reopen", "grant_extension"]).last()
        begun = setting.on if setting.action == "reopen" else task.assigned_on
        task.warn_on = policy.dates(begun, task.due_on)["warn_on"]
        if (colour := colour_for(task, TODAY)) in expected:
            expected[colour] += 1
    total = whole(trial(Task.objects.all(), policy, TODAY))
    assert {"green": total.green_then, "yellow": total.yellow_then} == expected


def test_a_policy_of_a_kind_rules_its_kind_and_the_default_all_others():
    Policy.objects.create(kind=Source.Kind.AUDIT)
    audit, other = SourceFactory(), SourceFactory(kind=Source.Kind.PETITION)
    make_task(audit, lead_unit=UnitFactory(name="甲"), due_on=day(5))
    make_task(other, lead_unit=UnitFactory(name="乙"), due_on=day(5))
    tasks = Task.objects.all()
    assert [one.name for one in trial(tasks, fixed(3, "audit"), TODAY)] == ["甲"]
    assert [one.name for one in trial(tasks, fixed(3), TODAY)] == ["乙"]
    assert "audit" not in kinds_under("")


# --- the page -------------------------------------------------------------------------------------------------------


def test_presets_are_policies_that_can_be_saved():
    for number, numbers in enumerate(PRESETS.values()):
        Policy.objects.create(kind=Source.Kind.values[number], **numbers)
        assert TrialForm(numbers | {"kind": ""}).is_valid()


def test_the_page_begins_with_the_policy_in_force(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit), on=day(-90), due_on=day(5))
    response = shown(client, supervisor)
    assert response.context["form"].policy().warn_share == 15
    assert "没有任务会变色" in response.content.decode()


def test_a_trial_says_by_unit_what_changes_and_writes_nothing(client, supervisor):
    make_task(
        SourceFactory(office=supervisor.unit),
        lead_unit=UnitFactory(name="市水务局"),
        on=day(-90),
        due_on=day(5),
    )
    before = list(Task.objects.values()), list(Policy.objects.values())
    response = shown(client, supervisor, kind="", **PRESETS["到期前 3 天"])
    assert "0 项由绿转黄，1 项由黄转绿" in response.content.decode()
    assert "市水务局" in response.content.decode()
    assert (list(Task.objects.values()), list(Policy.objects.values())) == before


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"warn_least": 9, "warn_most": 3}, "最少天数不能大于最多天数"),
        ({"warn_least": 40, "warn_most": 40}, "预警不能早于提示"),
        ({"warn_share": 101}, "100"),
        ({"warn_share": ""}, "这个字段是必填项"),
        ({"kind": "x"}, "选择一个有效的选项"),
    ],
)
def test_impossible_thresholds_are_named(client, supervisor, changed, says):
    numbers = numbers_of(Policy.objects.get(kind="")) | {"remind_most": 30} | changed
    response = shown(client, supervisor, **numbers)
    assert "whole" not in response.context
    assert says in response.content.decode()


def test_an_administrator_weighs_all_by_number_and_another_office_nothing(client, supervisor):
    make_task(SourceFactory(office=supervisor.unit), title="专户资金闲置")
    admin = UserFactory(role=Role.ADMIN, is_staff=True, is_superuser=True)
    response = shown(client, admin)
    assert response.context["whole"].green == 1
    assert "专户资金闲置" not in response.content.decode()
    assert shown(client, UserFactory(role=Role.SUPERVISOR)).context["whole"].green == 0
    for role in (Role.LEADER, Role.HANDLER, Role.HEAD):
        assert shown(client, UserFactory(role=role)).status_code == 403


def test_queries_do_not_grow(client, supervisor, django_assert_max_num_queries):
    client.force_login(supervisor)

    def queries() -> int:
        with django_assert_max_num_queries(12) as captured:
            assert client.get(reverse("policy_trial")).status_code == 200
        return len(captured)

    make_task(SourceFactory(office=supervisor.unit), on=day(-90), due_on=day(5))
    first = queries()
    for _ in range(10):
        make_task(SourceFactory(office=supervisor.unit), on=day(-90), due_on=day(5))
    assert queries() == first


def test_a_reopened_task_runs_from_its_reopening():
    handler = UserFactory()
    task = make_submitted(by=handler, on=day(-200), due_on=day(-100))
    close(task, day(-190))
    actions.reopen(
        task, by=task.source.created_by, version=task.version, on=day(-10), note="反弹", due_on=day(10)
    )
    half = Policy(
        warn_share=50, warn_least=0, warn_most=100, remind_share=60, remind_least=0, remind_most=100
    )
    (shift,) = trial(Task.objects.all(), half, TODAY)
    assert (shift.green, shift.to_yellow) == (
        1,
        1,
    )  # half of its 20 days are over; of 210 days, far more would be
    third = Policy(
        warn_share=40, warn_least=0, warn_most=100, remind_share=60, remind_least=0, remind_most=100
    )
    assert not trial(Task.objects.all(), third, TODAY)[0].changes
