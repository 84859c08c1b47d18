"""Generated data: what it writes is what the actions would have written, on SQLite and PostgreSQL alike."""

import datetime as dt
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import TODAY, UnitFactory, graded, make_draft, make_task
from tracker import actions
from tracker.colours import Colour
from tracker.generator import FEWEST_STEPS, generate, holds_other_data
from tracker.models import Application, Assist, Period, Progress, Source, Step, Task, Unit, User
from tracker.states import Action, Status

pytestmark = pytest.mark.django_db
TASKS = 400


@pytest.fixture
def generated() -> Counter[str]:
    return generate(tasks=TASKS, units=40, steps=6, seed=7, today=TODAY)


def replay(task: Task) -> Task:
    """Do with a new draft, through the real actions, what the trail of a generated task tells."""
    applications = {(one.kind, one.on): one for one in task.applications.all()}
    steps = list(task.steps.all())
    first = steps[0]
    lead = next(
        (step.data["lead_unit"][0] for step in steps if step.action == Action.TRANSFER), task.lead_unit.name
    )
    fields = {
        name: getattr(task, name)
        for name in ("title", "problem", "commitment", "standard", "amount_involved")
    }
    due_on = task.original_due_on or task.due_on
    twin = actions.create_draft(
        source=task.source,
        by=first.by,
        on=first.on,
        lead_unit=Unit.objects.get(name=lead),
        due_on=due_on,
        **fields,
    )
    for step in steps[1:]:
        how = {"by": step.by, "version": twin.version, "on": step.on, "note": step.note}
        match step.action:
            case Action.REPORT_PROGRESS:
                actions.report_progress(twin, percent=step.data["percent"], **how)
            case Action.SUBMIT:
                claims = [claim["text"] for claim in applications["closure", step.on].claims]
                actions.submit(twin, claims=claims, **how)
            case Action.ACCEPT_CLOSURE:
                actions.accept_closure(twin, verdicts=step.data["verdicts"], grade=graded("done"), **how)
            case Action.SEND_BACK:
                verdicts = task.applications.get(judged_version=twin.version).verdicts
                actions.send_back(twin, verdicts=verdicts, grade=graded("partly"), **how)
            case Action.APPLY_EXTENSION:
                day = dt.date.fromisoformat(step.data["new_due_on"])
                actions.apply_extension(twin, new_due_on=day, **how)
            case Action.TRANSFER:
                unit = Unit.objects.get(name=step.data["lead_unit"][1])
                actions.transfer(twin, lead_unit=unit, **how)
            case Action.RAISE:
                actions.raise_task(twin, **how)
            case action:
                getattr(actions, action)(twin, **how)
    twin.refresh_from_db()
    return twin


def columns(row, *but: str) -> dict:
    left_out = {"id", "task", *but}
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in left_out
    }


def test_every_generated_life_equals_the_same_life_lived_through_the_actions(generated):
    seen: Counter[str] = Counter()
    tasks = Task.objects.order_by("pk").select_related("source", "lead_unit", "standard")
    rare = [task for action in sorted(RARE) for task in tasks.filter(steps__action=action)[:4]]
    for task in [*tasks[:20], *rare]:
        twin = replay(task)
        words = (
            "number",
            "excerpt",
            "category",
            "rectification_type",
            "created_at",
            "updated_at",
            "trail_digest",
        )
        assert columns(task, *words) == columns(twin, *words)
        assert [columns(row) for row in task.periods.all()] == [columns(row) for row in twin.periods.all()]
        assert [columns(row, "at", "digest") for row in task.steps.all()] == [
            columns(row, "at", "digest") for row in twin.steps.all()
        ]
        for name in ("applications", "progress_reports"):
            kept, expected = getattr(task, name).all(), getattr(twin, name).all()
            # Their note of the decision is the step's; the moment is not the point.
            assert [columns(row, "at", "decided_at") for row in kept] == [
                columns(row, "at", "decided_at") for row in expected
            ]
        seen.update(task.steps.values_list("action", flat=True))

    assert set(seen) >= RARE | {
        Action.CREATE,
        Action.ASSIGN,
        Action.ACCEPT,
        Action.SUBMIT,
        Action.ACCEPT_CLOSURE,
    }


RARE = {Action.TRANSFER, Action.GRANT_EXTENSION, Action.SEND_BACK, Action.RAISE}


def test_the_counts_are_what_was_asked_for(generated):
    assert Task.objects.count() == TASKS
    assert Unit.objects.count() == 40
    steps = (
        Step.objects.filter(task__status=Status.CLOSED).count()
        / Task.objects.filter(status=Status.CLOSED).count()
    )
    assert 5.9 < steps < 6.3
    assert 0.84 < Task.objects.filter(status=Status.CLOSED).count() / TASKS < 0.93
    assert generated == Counter(
        {
            model._meta.verbose_name: model.objects.count()
            for model in (Task, Assist, Period, Step, Progress, Application, Unit, User, Source)
        }
    )


def test_past_days_read_from_the_periods_agree_with_the_live_columns(generated):
    live = dict(Task.objects.as_of(TODAY, TODAY).values_list("pk", "colour"))
    from_periods = dict(Task.objects.as_of(TODAY, TODAY + dt.timedelta(days=1)).values_list("pk", "colour"))

    assert from_periods == live
    assert {colour for colour in live.values() if colour} == {colour.value for colour in Colour}
    long_ago = Task.objects.as_of(TODAY - dt.timedelta(days=4 * 365), TODAY).colour_counts()
    assert long_ago["total"] == 0


def test_nothing_happens_after_today_or_out_of_order(generated):
    assert not Step.objects.filter(on__gt=TODAY).exists()
    for task in Task.objects.all()[:100]:
        days = list(task.steps.values_list("on", flat=True))
        assert days == sorted(days)


def test_the_same_seed_makes_the_same_data(generated):
    first = list(Task.objects.order_by("pk").values_list("title", "status", "due_on"))
    generate(tasks=TASKS, units=40, steps=6, seed=7, today=TODAY)

    assert list(Task.objects.order_by("pk").values_list("title", "status", "due_on"))[TASKS:] == first


def test_the_register_goes_on_after_the_generated_rows(generated):
    task = make_draft()

    assert task.pk > TASKS
    assert UnitFactory().path.endswith("/")


def test_few_tasks_units_and_steps_do_as_well():
    generate(tasks=30, units=5, steps=FEWEST_STEPS, seed=3, today=TODAY)

    assert Task.objects.count() == 30


def test_generated_data_keeps_away_from_real_data():
    make_task()
    assert holds_other_data()

    with pytest.raises(CommandError, match="--force"):
        call_command("generate", tasks=10)
    assert Task.objects.count() == 1

    out = StringIO()
    call_command("generate", tasks=10, units=5, force=True, stdout=out)
    assert "整改任务：10 行" in out.getvalue()


@pytest.mark.parametrize("wrong", [{"tasks": 0}, {"tasks": 5, "units": 2}, {"tasks": 5, "steps": 4}])
def test_too_small_numbers_are_refused_in_words(wrong):
    with pytest.raises(CommandError, match="参数太小"):
        call_command("generate", **wrong)


def test_what_was_generated_is_found_by_its_words():
    generate(tasks=20, units=5, steps=5, seed=1, today=TODAY)
    task = Task.objects.order_by("-pk").first()

    assert task in Task.objects.saying(task.problem[3:9])
