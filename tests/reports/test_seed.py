"""The demo: its files are sound, its lives come out as named, loading it twice is loading it once."""

import datetime as dt
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reports.demo import NotEmpty, load_demo
from reports.demo.city import SEEDS, read_city
from reports.demo.lives import LIVES, live
from reports.models import Report
from reports.reader import read_document
from tests.factories import UnitFactory
from tracker.agenda import followed
from tracker.colours import Colour
from tracker.models import (
    Application,
    Decision,
    Evidence,
    Holiday,
    Notice,
    Policy,
    Proof,
    Reminder,
    Round,
    SharedProblem,
    Source,
    Step,
    Task,
    Unit,
    User,
)
from tracker.states import Action, Role, Status

TODAY = dt.date(2026, 5, 20)
SAMPLES = sorted((SEEDS / "reports").iterdir())


# --- the files ------------------------------------------------------------------------------------------------------


def test_units_stand_below_units_named_before_them_and_no_name_is_used_twice():
    units = read_city().units
    names = [unit.name for unit in units]
    called = names + [alias for unit in units for alias in unit.aliases]

    assert units[0].parent == ""
    assert all(unit.parent in names[:place] for place, unit in enumerate(units) if place)
    assert len(called) == len(set(called))


def test_every_role_has_an_account_and_every_unit_that_acts_a_handler():
    city = read_city()
    handlers = {user.unit for user in city.users if user.role == Role.HANDLER}
    offices = {unit.name for unit in city.units if unit.kind in ("office", "government")}

    assert {user.role for user in city.users} == set(Role.values)
    assert handlers == {unit.name for unit in city.units} - offices


def test_a_unit_has_something_to_say_to_each_criterion_of_a_standard():
    city = read_city()

    assert {standard.category for standard in city.standards} <= {task.category for task in city.tasks}
    assert all(len(standard.claims) == len(standard.criteria) for standard in city.standards)


def test_tasks_name_sources_units_and_lives_that_exist():
    city = read_city()
    units, keys = {unit.name for unit in city.units}, {source.key for source in city.sources}

    assert 60 <= len(city.tasks) <= 95
    assert {task.source for task in city.tasks} == keys
    assert {task.life for one in city.tasks for task in [one, *one.siblings]} == set(LIVES)
    assert {
        name
        for one in city.tasks
        for task in [one, *one.siblings]
        for name in [task.lead or city.root, *task.assists]
    } <= units
    assert [task.title for task in city.tasks if task.lead in task.assists] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.suffix + str(SAMPLES.index(path)))
def test_every_sample_report_is_read_with_problems_commitments_and_matches(path):
    reading = read_document(path.read_bytes(), path.name)

    assert reading.reports
    for entry in reading.reports:
        assert len(entry.report.problems) >= 3
        assert len(entry.report.commitments) >= 3
        assert entry.matches


def test_samples_come_in_the_forms_that_offices_use():
    reports = {path.name: read_document(path.read_bytes(), path.name).reports for path in SAMPLES}
    encodings = {"gb18030" if not _is_utf8(path) else "utf-8" for path in SAMPLES if path.suffix == ".txt"}

    assert {path.suffix for path in SAMPLES} == {".txt", ".docx"}
    assert encodings == {"utf-8", "gb18030"}
    assert max(len(found) for found in reports.values()) == 3


def _is_utf8(path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- lives ----------------------------------------------------------------------------------------------------------

ENDS = {
    "assigned": Colour.GREEN, "green": Colour.GREEN, "yellow": Colour.YELLOW, "red": Colour.RED,
    "red_long": Colour.RED, "extended": Colour.GREEN, "extended_red": Colour.RED,
}  # fmt: skip


def test_a_life_is_told_in_order_begins_after_its_source_and_never_passes_today():
    for name in LIVES:
        for turn in range(60):
            today, chance = TODAY + dt.timedelta(days=turn), Random(turn)
            issued_on = today - dt.timedelta(days=chance.randint(40, 480))
            days = [event.on for event in live(name, issued_on=issued_on, today=today, chance=chance)]
            assert days == sorted(days), name
            assert issued_on <= days[0] <= days[-1] <= today, name


@pytest.mark.parametrize("name", ENDS)
def test_a_life_ends_in_the_colour_of_its_name(name):
    policy = Policy()
    for turn in range(200):
        today, chance = TODAY + dt.timedelta(days=turn % 60), Random(turn)
        # An extension is asked for in the middle of the period, so there must be one.
        issued_on = today - dt.timedelta(days=chance.randint(100, 400))
        events = live(name, issued_on=issued_on, today=today, chance=chance)
        assigned_on = next(event.on for event in events if event.action == Action.ASSIGN)
        due_on = [event.due_on for event in events if event.due_on][-1]
        warn_on = policy.dates(assigned_on, due_on)["warn_on"]
        expected = Colour.RED if due_on < today else Colour.YELLOW if warn_on <= today else Colour.GREEN
        allowed = {ENDS[name], Colour.YELLOW} if name == "extended" else {ENDS[name]}
        assert expected in allowed, (turn, assigned_on, due_on)


# --- loading --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demo_shows_everything_the_register_can_show():
    loaded = load_demo(TODAY)

    assert loaded.new
    assert set(Task.objects.values_list("status", flat=True)) == set(Status)
    assert set(Action) - set(Step.objects.values_list("action", flat=True)) == {Action.UNLINK}
    counts = Task.objects.as_of(TODAY, TODAY).colour_counts()
    assert min(counts[colour] for colour in Colour) >= 5
    assert set(Task.objects.filter(status=Status.CLOSED).values_list("closed_in_time", flat=True)) == {
        True,
        False,
    }
    assert not Step.objects.filter(on__gt=TODAY).exists()
    assert Source.objects.values("office").distinct().count() == 2
    assert set(Evidence.objects.values_list("content_type", flat=True)) == {
        "application/pdf",
        "image/png",
        "text/plain",
    }
    told = set(Reminder.objects.values_list("rule", flat=True))
    assert told >= {"overdue", "escalated", "agenda", "reinspect", "noticed", "notice_late"}
    today = Task.objects.as_of(TODAY, TODAY)
    assert today.unreported_now(TODAY).exists()
    assert today.unreported_before(TODAY, Holiday.objects.table()).exists()
    first = Task.objects.order_by("pk").first()
    past = Task.objects.as_of(TODAY - dt.timedelta(days=365), TODAY).colour_counts()
    assert past["total"] > 0
    assert first.number.endswith("-00001")

    assert set(Round.objects.values_list("level", "status")) == {
        ("office", "closed"),
        ("government", "planned"),
    }
    assert set(Decision.objects.values_list("kind", flat=True)) == {"interview", "measure", "demand", "raise"}
    assert {one.became.done for one in followed(Decision.objects.all(), TODAY)} == {True, False}

    assert set(Notice.objects.values_list("kind", flat=True)) == set(Notice.Kind)
    assert Notice.objects.drafts().exists()
    assert Notice.objects.unreceived().filter(unit__name="市住房城乡建设局").exists()
    assert Notice.objects.answer_late(TODAY).exists()
    assert {len(shared.siblings.all()) for shared in SharedProblem.objects.all()} == {4}
    assert set(Application.objects.at_head().values_list("kind", flat=True)) == {"closure", "extension"}
    assert Proof.objects.exists()
    assert Task.objects.filter(status=Status.CLOSED).values("standard").distinct().count() == 3
    assert {timezone.localdate(file.at) for file in Evidence.objects.all()} <= set(
        Step.objects.filter(on__lte=TODAY).values_list("on", flat=True)
    )

    waiting = Report.objects.get(status=Report.Status.READ)
    assert waiting.parts.get().problems.filter(parent=None, state="pending").count() == 5
    assert set(Report.objects.exclude(pk=waiting.pk).values_list("status", flat=True)) == {
        Report.Status.CONFIRMED
    }
    linked = Task.objects.filter(reading__isnull=False)
    assert linked.count() == 17
    assert all(task.problem.rstrip("。") in task.reading.part.report.text for task in linked)

    supervisor = User.objects.get(username="duban")
    assert supervisor.check_password(read_city().password)
    assert User.objects.filter(is_superuser=True).count() == 1

    before = (
        list(Step.objects.values_list("pk", flat=True)),
        list(User.objects.values_list("password", flat=True)),
    )
    assert not load_demo(TODAY + dt.timedelta(days=1)).new
    after = (
        list(Step.objects.values_list("pk", flat=True)),
        list(User.objects.values_list("password", flat=True)),
    )
    assert before == after


@pytest.mark.django_db
def test_the_demo_keeps_out_of_a_house_with_its_own_units():
    UnitFactory()

    with pytest.raises(NotEmpty):
        load_demo(TODAY)
    with pytest.raises(CommandError, match="空库"):
        call_command("seed")
    assert Unit.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_demo_that_breaks_half_way_leaves_nothing(monkeypatch):
    def broken(*args, **kwargs) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("reports.demo.loading.Stage.perform", broken)
    with pytest.raises(RuntimeError):
        load_demo(TODAY)
    assert not Unit.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_command_says_what_it_did_the_second_time_too(monkeypatch):
    monkeypatch.setattr("reports.demo.loading.Stage.perform", lambda stage: [])
    first, second = StringIO(), StringIO()

    call_command("seed", stdout=first)
    call_command("seed", stdout=second)

    assert "演示数据已载入" in first.getvalue()
    assert "未作改动" in second.getvalue()
