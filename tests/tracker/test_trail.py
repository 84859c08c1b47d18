"""The trail only grows, and whoever changes it behind our back is found out."""

import datetime as dt
import io
from itertools import groupby

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import TODAY, UnitFactory, UserFactory, make_draft, make_submitted, make_task
from tracker import actions, chain
from tracker.append_only import lift
from tracker.models import Step, Task, TrailSeal
from tracker.proving import broken_seals, broken_trails, seal_trail
from tracker.templatetags.tracker_tags import changes

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(hours=1)


@pytest.fixture
def task() -> Task:
    """A task of four steps among others."""
    make_task()
    handler = UserFactory(unit=UnitFactory())
    task = make_submitted(by=handler)
    make_draft()
    return task


def tamper(sql: str, *values: object) -> None:
    """Do what somebody with the database's password can do."""
    lift(connection)
    execute(sql, *values)


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken() -> list[tuple[str, str]]:
    return [(one.number, one.reason) for one in broken_trails()]


# --- it only grows --------------------------------------------------------------------------------------------------


def test_every_action_adds_one_numbered_step_that_carries_the_one_before(task):
    steps = list(task.steps.all())
    task.refresh_from_db()

    assert [step.position for step in steps] == [1, 2, 3, 4] == list(range(1, task.trail_length + 1))
    assert task.trail_digest == steps[-1].digest
    assert len({step.digest for step in steps}) == 4
    assert broken() == []


def test_the_program_cannot_change_or_delete_a_step(task):
    step = task.steps.first()
    step.note = "改写"
    for attempt in (step.save, step.delete, task.steps.all().delete, Step.objects.all().delete):
        with pytest.raises(TypeError, match="办理记录"):
            attempt()
    with pytest.raises(TypeError, match="办理记录"):
        Step.objects.update(note="改写")
    with pytest.raises(TypeError, match="办理记录"):
        Step.objects.bulk_update([step], ["note"])


@pytest.mark.parametrize(
    "sql", ["UPDATE tracker_step SET note = 'x'", "DELETE FROM tracker_step"], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_or_delete_a_step(task, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute(sql)

    assert task.steps.count() == 4


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_empty_the_trail(task):
    execute(
        "SET CONSTRAINTS ALL IMMEDIATE"
    )  # the rows of this test wait for their foreign keys to be checked
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        execute("TRUNCATE tracker_step CASCADE")


# --- five ways to tamper --------------------------------------------------------------------------------------------


def test_a_changed_step_is_found(task):
    tamper("UPDATE tracker_step SET note = 'x' WHERE task_id = %s AND position = 2", task.pk)

    assert broken() == [(task.number, "第 2 条的内容与校验码不符")]


def test_a_removed_step_is_found(task):
    tamper("DELETE FROM tracker_step WHERE task_id = %s AND position = 3", task.pk)

    assert broken() == [(task.number, "缺第 3 条")]


def test_a_cut_end_is_found(task):
    tamper("DELETE FROM tracker_step WHERE task_id = %s AND position = 4", task.pk)

    assert broken() == [(task.number, "应有 4 条，只剩 3 条")]


def test_a_step_that_was_slipped_in_is_found(task):
    last = task.steps.last()
    extra = Step(task=task, position=5, action=last.action, by=last.by, on=TODAY, to_status=last.to_status)
    extra.digest = chain.digest(last.digest, extra.link.content)
    Step.objects.bulk_create([extra])

    assert broken() == [(task.number, "应有 4 条，多出 1 条")]


def test_a_changed_step_with_a_new_digest_of_its_own_is_found(task):
    step = task.steps.get(position=2)
    step.note = "改写"
    tamper(
        "UPDATE tracker_step SET note = %s, digest = %s WHERE id = %s",
        step.note,
        chain.digest(task.steps.get(position=1).digest, step.link.content),
        step.pk,
    )

    assert broken() == [(task.number, "第 3 条的内容与校验码不符")]


def test_a_trail_moved_to_another_task_is_found(task):
    other = make_draft()
    tamper(
        "UPDATE tracker_step SET task_id = %s, position = position + 10 WHERE task_id = %s", other.pk, task.pk
    )

    assert broken() == [(task.number, "应有 4 条，只剩 0 条"), (other.number, "缺第 2 条")]


def test_a_task_that_is_gone_is_named_once_and_the_others_are_whole(task):
    with transaction.atomic():
        tamper("DELETE FROM tracker_task WHERE id = %s", task.pk)
        found = broken()
        transaction.set_rollback(True)  # no database keeps a trail without its task at the end

    assert found == [(f"任务 {task.pk}", "任务已不在登记册，只剩办理记录")]


def test_the_last_task_that_is_gone_is_named_too(task):
    last = make_draft()
    with transaction.atomic():
        tamper("DELETE FROM tracker_task WHERE id = %s", last.pk)
        found = broken()
        transaction.set_rollback(True)

    assert [number for number, _ in found] == [f"任务 {last.pk}"]


def test_a_step_written_while_the_trails_are_read_is_no_fault(task, monkeypatch):
    def read_then_write(steps, key):
        read = list(steps)
        other = Task.objects.open().exclude(pk=task.pk).get()
        actions.raise_task(
            other, by=other.source.created_by, version=other.version, on=TODAY, note="久拖不决"
        )
        return groupby(read, key=key)

    monkeypatch.setattr("tracker.proving.groupby", read_then_write)

    assert broken() == []


# --- seals ----------------------------------------------------------------------------------------------------------


def test_a_trail_rewritten_with_every_digest_is_found_by_the_seal(task):
    seal_trail(timezone.now() + LATER)
    head = ""
    for step in list(task.steps.all()):
        step.note = "全部改写"
        head = chain.digest(head, step.link.content)
        tamper("UPDATE tracker_step SET note = %s, digest = %s WHERE id = %s", step.note, head, step.pk)
    Task.objects.filter(pk=task.pk).update(trail_digest=head)

    assert broken() == []
    assert [one.reason for one in broken_seals()] == ["所封存的办理记录有增删或改动"]


def test_seals_cover_each_step_once_and_prove_each_other(task):
    first = seal_trail(timezone.now() + LATER)
    again = seal_trail(timezone.now() + LATER)
    make_draft()
    second = seal_trail(timezone.now() + LATER)

    assert again is None
    assert (
        (first.steps, second.steps)
        == (first.steps, first.steps + 1)
        == (Step.objects.count() - 1, Step.objects.count())
    )
    assert list(broken_seals()) == []


def test_what_was_written_a_moment_ago_is_sealed_next_time(task):
    assert seal_trail(timezone.now()) is None
    assert TrailSeal.objects.count() == 0


# --- the command ----------------------------------------------------------------------------------------------------


def told(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_the_command_says_that_the_trail_is_whole(task):
    assert "已封存" not in told("seal_trail")
    seal = seal_trail(timezone.now() + LATER)
    answer = told("verify_trail")

    assert f"办理记录 {Step.objects.count()} 条" in answer and seal.digest in answer
    assert "办理记录 4 条" in told("verify_trail", "--task", task.number)


def test_the_command_names_what_is_broken_and_fails(task, capsys):
    tamper("UPDATE tracker_step SET note = 'x' WHERE task_id = %s AND position = 2", task.pk)
    out = io.StringIO()
    with pytest.raises(CommandError, match="发现 1 处"):
        call_command("verify_trail", stdout=out)

    assert f"{task.number}：第 2 条的内容与校验码不符。" in out.getvalue()


def test_generated_tasks_carry_a_whole_trail():
    call_command("generate", tasks=60, units=8, stdout=io.StringIO())

    assert Step.objects.count() > 200
    assert broken() == []


def test_two_readings_of_what_is_stored_give_the_same_digest():
    task = make_task()
    actions.instruct(
        task,
        by=UserFactory(role="leader", unit=task.lead_unit),
        version=task.version,
        on=TODAY,
        note="请\r\n抓紧 “落实”\t😀",
    )

    assert broken() == []


# --- the pure rule --------------------------------------------------------------------------------------------------


def made(notes: list[str]) -> list[chain.Link]:
    links, head = [], ""
    for position, note in enumerate(notes, start=1):
        content = dict.fromkeys(chain.CONTENT, None) | {"position": position, "note": note}
        head = chain.digest(head, content)
        links.append(chain.Link(position, head, content))
    return links


@given(st.lists(st.text(), min_size=2, max_size=6), st.data())
def test_any_change_gap_or_insertion_is_found(notes, data):
    links = made(notes)
    length, head = len(links), links[-1].digest
    place = data.draw(st.integers(0, length - 1))
    changed = chain.Link(place + 1, links[place].digest, links[place].content | {"note": notes[place] + "x"})
    variants = {
        "changed": [*links[:place], changed, *links[place + 1 :]],
        "removed": [*links[:place], *links[place + 1 :]],
        "doubled": [*links[: place + 1], *links[place:]],
        "emptied": [],
        "swapped": [*links[:-2], links[-1], links[-2]],
    }

    assert chain.first_fault(links, length, head) is None
    for what, variant in variants.items():
        assert chain.first_fault(variant, length, head) is not None, what


def test_the_trail_says_who_was_to_help_and_what_was_planned_from_and_to():
    helper, other, lead = (UnitFactory(name=name) for name in ("市财政局", "市教育局", "市水利局"))
    draft = make_draft(lead_unit=lead, assisting_units=[helper], measures=[{"text": "清理账户"}])
    by = draft.source.created_by
    edited = actions.edit_draft(
        draft,
        by=by,
        version=draft.version,
        on=TODAY,
        assisting_units=[helper, other],
        measures=[{"text": "清理账户", "due_on": TODAY}],
    )
    assigned = actions.assign(
        draft, by=by, version=draft.version, on=TODAY, due_on=TODAY, assisting_units=[other]
    )
    moved = actions.transfer(draft, by=by, version=draft.version, on=TODAY, lead_unit=other, note="职责调整")

    assert edited.data == {
        "assisting_units": ["市财政局", "市财政局、市教育局"],
        "measures": ["清理账户", f"清理账户（{TODAY}）"],
    }
    assert assigned.data["assisting_units"] == ["市财政局、市教育局", "市教育局"]
    assert moved.data["assisting_units"] == ["市教育局", ""]
    assert [change.label for change in changes(edited)] == ["配合单位", "整改措施"]
