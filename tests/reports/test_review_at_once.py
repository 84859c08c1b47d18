"""Two people press at the same moment: at different cards both get through, at one card exactly one."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from reports.intake import adding, confirming, correcting, cutting, following
from reports.models import Correction, Problem, Report
from tests.factories import TODAY
from tests.reports.documents import city_units, part_of, problems, read_report, seen, supervisor
from tracker.actions import Conflict, Refused
from tracker.models import Task, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> User:
    city_units()
    return supervisor()


@pytest.fixture
def report(by) -> Report:
    return read_report(by)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of it in threads of their own, let go together; return what became of each."""
    said: list[str] = [""] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait(timeout=30)
            acts[place]()
            said[place] = "written"
        except (Conflict, Refused) as refusal:
            said[place] = type(refusal).__name__
        except Exception as error:
            said[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(said)


def saving(problem: Problem, title: str, by: User, saw: str, *, typed: bool = False) -> Callable[[], None]:
    def save() -> None:
        item = Problem.objects.select_related("part__report").get(pk=problem.pk)
        correcting.change(item, {"title": title}, action=f"修改：{item}", by=by, seen=saw, typed=typed)

    return save


def test_at_different_cards_both_get_through(report, by):
    other = supervisor(by.unit)
    first, second, _ = problems(report)

    said = at_once(
        saving(first, "甲改的", by, seen(first)), saving(second, "乙改的", other, seen(second), typed=True)
    )

    assert said == ["written", "written"]
    assert [one.title for one in problems(report)][:2] == ["甲改的", "乙改的"]
    assert Correction.objects.count() == 2
    assert {following.last_of(report, one).by for one in (by, other)} == {by, other}


def test_at_one_card_exactly_one_gets_through(report, by):
    other, first = supervisor(by.unit), problems(report)[0]
    saw = seen(first)

    said = at_once(saving(first, "甲改的", by, saw), saving(first, "乙改的", other, saw))

    assert said == ["Conflict", "written"]
    assert problems(report)[0].title in ("甲改的", "乙改的")
    assert Correction.objects.count() == 1


def test_a_card_that_is_joined_away_is_not_saved(report, by):
    other = supervisor(by.unit)
    first, second, _ = problems(report)
    saw = seen(first)

    def join() -> None:
        item = Problem.objects.select_related("part__report").get(pk=first.pk)
        correcting.change(item, {}, cutting.join_next, action="合并", by=other, seen=saw)

    said = at_once(saving(second, "乙改的", by, seen(second)), join)

    # Whoever is first: the words are in the one that took it in, or the saver is told.
    assert said in (["Conflict", "written"], ["written", "written"])
    second.refresh_from_db()
    assert (second.state, second.title == "乙改的") == ("joined", said == ["written", "written"])


def test_the_same_stretch_added_twice_is_one_problem(report, by):
    def add() -> None:
        text = "柳溪灌区干渠有三处渗漏点"
        adding.add(Problem, part_of(Report.objects.get(pk=report.pk)), text, by=by)

    assert at_once(add, add) == ["Refused", "written"]


def test_drafts_pressed_twice_are_made_once(report, by):
    first = problems(report)[0]
    act = {"action": "确认", "by": by, "seen": seen(first)}
    correcting.change(first, {}, lambda item: correcting.confirm(item, by=by), **act)
    saw = confirming.ready(report)

    def make() -> None:
        confirming.make_drafts(Report.objects.get(pk=report.pk), by=by, seen=saw, on=TODAY)

    assert at_once(make, make) == ["Conflict", "written"]
    assert Task.objects.count() == 1
