"""Several people, or one impatient person, at the same moment: numbers, drafts, sources, verdicts."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from reports.papers import render_notice
from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    graded,
    make_draft,
    make_submitted,
    make_task,
)
from tests.tracker.meeting import Cast
from tracker import actions
from tracker.forms.registering import SourceForm
from tracker.models import (
    Application,
    Decision,
    Instruction,
    Notice,
    Round,
    SharedProblem,
    Source,
    Task,
    Unit,
    User,
)
from tracker.states import Role

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do every act in a thread of its own, all let go together; return what each returned or raised."""
    became: list[object] = []
    start = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            became.append(act())
        except Exception as error:
            became.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return became


def test_numbers_given_out_at_once_have_no_gap_and_no_double():
    source = SourceFactory()
    tasks = at_once(*[lambda: make_draft(source)] * 8)

    assert sorted(task.number for task in tasks) == [f"ZG2026-{number:05d}" for number in range(1, 9)]


def test_a_form_sent_many_times_at_once_makes_one_draft():
    source = SourceFactory()

    def send() -> tuple[Task, bool]:
        content = {"title": "租金收缴不及时", "problem": "租金收缴不及时。", "lead_unit": None}
        return actions.create_draft_once(source=source, by=source.created_by, on=TODAY, **content)

    became = at_once(*[send] * 6)

    assert {task.pk for task, _ in became} == {Task.objects.get().pk}
    assert [is_new for _, is_new in became].count(True) == 1


def test_two_who_report_on_one_matter_from_either_end_do_not_block_each_other():
    first, unit = SourceFactory(), UnitFactory()
    second = SourceFactory(office=first.office, created_by=first.created_by)
    handler = UserFactory(unit=unit)
    tasks = [make_task(source, lead_unit=unit, accepted_by=handler) for source in (first, second)]
    actions.link_matter(tasks, by=first.created_by, on=TODAY)

    def report(task: Task, other: Task) -> actions.Reported:
        return actions.report_together(
            task, by=handler, version=task.version, on=TODAY, note="已办理", percent=40, also=[other]
        )

    became = at_once(lambda: report(*tasks), lambda: report(*reversed(tasks)))

    assert [type(one) for one in became if not isinstance(one, actions.Conflict)] == [actions.Reported]


def test_of_two_who_link_one_task_with_others_at_once_the_second_tells_all_three():
    first, unit = SourceFactory(), UnitFactory()
    one, two, three = (make_task(first, lead_unit=unit) for _ in range(3))

    became = at_once(
        *[lambda pair=pair: actions.link_matter(pair, by=first.created_by, on=TODAY) for pair in ([one, two], [two, three])]
    )  # fmt: skip

    assert len({matter.pk for matter in became}) == 1
    told = [task.steps.last().data["linked"]["tasks"] for task in (one, two, three)]
    assert told == [[two.pk, three.pk], [one.pk, three.pk], [one.pk, two.pk]]


def test_to_leave_a_matter_and_to_report_on_it_at_once_does_not_block():
    first, unit = SourceFactory(), UnitFactory()
    handler = UserFactory(unit=unit)
    tasks = [make_task(first, lead_unit=unit, accepted_by=handler) for _ in range(3)]
    actions.link_matter(tasks, by=first.created_by, on=TODAY)
    one, two, three = Task.objects.order_by("pk")

    became = at_once(
        lambda: actions.leave_matter(three, by=first.created_by, on=TODAY, note="不是一回事"),
        lambda: actions.report_together(
            one, by=handler, version=one.version, on=TODAY, note="已办理", percent=40, also=[two, three]
        ),
    )

    assert not [one for one in became if isinstance(one, Exception)]
    assert three.steps.filter(action="unlink").count() == 1


def test_of_two_who_split_one_draft_at_once_one_is_told():
    draft = make_draft()
    units = [UnitFactory() for _ in range(4)]

    def share(some: list[Unit]) -> SharedProblem:
        task = Task.objects.get(pk=draft.pk)
        return actions.split(task, by=draft.source.created_by, version=1, on=TODAY, units=some)

    became = at_once(lambda: share(units[:2]), lambda: share(units[2:]))

    assert sorted(type(one).__name__ for one in became) in (
        ["Conflict", "SharedProblem"],
        ["PermissionDenied", "SharedProblem"],  # the second looked only after the first had finished
    )
    assert SharedProblem.objects.get().siblings.count() == 2 == Task.objects.count()


def test_units_that_are_added_at_once_get_different_numbers_and_each_one_task():
    draft = make_draft()
    by = draft.source.created_by
    shared = actions.split(draft, by=by, version=1, on=TODAY, units=[UnitFactory(), UnitFactory()])
    one, two = UnitFactory(), UnitFactory()

    became = at_once(
        *[lambda units=units: actions.add_units(shared, by=by, on=TODAY, units=units) for units in ([one], [one, two])]
    )  # fmt: skip

    assert sum(isinstance(one, actions.Refused) for one in became) == 1
    assert Task.objects.filter(lead_unit=one).count() == 1
    numbers = list(shared.siblings.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == SharedProblem.objects.get().siblings_made


def test_two_who_register_the_same_source_at_once_make_one():
    by = UserFactory(role=Role.SUPERVISOR)
    typed = {
        "title": "专项检查",
        "kind": "audit",
        "level": "city",
        "issued_on": "2026-05-01",
        "cycle": "monthly",
    }

    def register() -> Source:
        form = SourceForm(typed, user=User.objects.get(pk=by.pk))
        return form.save() if form.is_valid() else None

    became = at_once(*[register] * 4)

    assert Source.objects.count() == 1
    assert all(one is None or isinstance(one, Source | actions.Refused) for one in became), became


def test_two_verdicts_at_once_are_one():
    task = make_submitted(by=UserFactory())
    office = task.source.office

    def decide(action: Callable, **said: object) -> Callable[[], object]:
        by = UserFactory(unit=office, role=Role.SUPERVISOR)
        return lambda: action(
            Task.objects.get(pk=task.pk), by=by, version=task.version, on=TODAY, note="核查情况", **said
        )

    became = at_once(
        decide(actions.accept_closure, verdicts=all_met(task), grade=graded("done")),
        decide(actions.send_back, grade=graded("partly")),
        decide(actions.send_back, grade=graded("not")),
    )

    told = (actions.Conflict, PermissionDenied)
    assert [isinstance(one, told) for one in became if isinstance(one, Exception)] == [True, True], became
    assert task.steps.filter(action__in=["accept_closure", "send_back"]).count() == 1
    assert Application.objects.get().decided_by is not None


def test_two_decisions_of_a_meeting_on_one_task_are_one_and_none_follows_the_minutes():
    cast = Cast()
    task, second = cast.task(-5), cast.task(-6)
    one = cast.held(task, second)
    recorder = UserFactory(unit=cast.office, role=Role.SUPERVISOR)

    def decide(task: Task, by: User) -> Callable[[], object]:
        wanted = actions.Wanted("measure", "每周对账", due_on=TODAY)
        item = one.items.get(task=task)
        return lambda: actions.decide_in_round(item, wanted, by=by, version=task.version, on=TODAY)

    became = at_once(decide(task, cast.by), decide(task, recorder), decide(task, cast.by))
    assert [isinstance(one, Decision) for one in became].count(True) == 1, became
    assert sum(isinstance(one, actions.Conflict) for one in became) == 2, became
    assert task.measures.count() == task.steps.filter(action="decide").count() == 1

    settle = Round.objects.get()
    became = at_once(
        decide(second, recorder),
        lambda: actions.close_round(settle, by=cast.by, version=settle.version, minutes="完"),
    )
    assert Round.objects.get().status == Round.Status.CLOSED
    assert all(one is None or isinstance(one, Decision | actions.Refused) for one in became), became
    assert second.measures.count() == Decision.objects.filter(item__task=second).count()


def test_notices_issued_at_once_are_numbered_without_gap_and_double():
    cast = Cast()
    drafts = actions.draft_notices([cast.task(-3) for _ in range(6)], kind="press", by=cast.by, on=TODAY)

    at_once(
        *[
            lambda notice=notice: actions.issue_notice(
                notice, by=cast.by, version=notice.version, on=TODAY, render=render_notice
            )
            for notice in drafts
        ]
    )

    assert sorted(Notice.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_of_two_who_draft_for_the_same_tasks_one_makes_the_papers():
    cast = Cast()
    tasks = [cast.task(-3), cast.task(-4)]

    became = at_once(
        *[lambda: actions.draft_notices(tasks, kind="press", by=cast.by, on=TODAY) for _ in range(3)]
    )

    assert sorted(len(drafts) for drafts in became) == [0, 0, 2]


def test_of_two_who_issue_one_draft_one_wins_and_one_is_told():
    cast = Cast()
    (notice,) = actions.draft_notices([cast.task(-3)], kind="press", by=cast.by, on=TODAY)

    became = at_once(
        *[
            lambda: actions.issue_notice(
                Notice.objects.get(), by=cast.by, version=notice.version, on=TODAY, render=render_notice
            )
            for _ in range(2)
        ]
    )

    assert sorted(map(repr, map(type, became))) == sorted(map(repr, (type(None), actions.Conflict)))
    assert Notice.objects.get().serial == 1


def test_no_paper_goes_out_about_a_task_that_is_being_transferred():
    cast = Cast()
    task = cast.task(-3)
    (notice,) = actions.draft_notices([task], kind="press", by=cast.by, on=TODAY)

    at_once(
        lambda: actions.issue_notice(
            notice, by=cast.by, version=notice.version, on=TODAY, render=render_notice
        ),
        lambda: actions.transfer(
            Task.objects.get(), by=cast.by, version=task.version, on=TODAY, lead_unit=cast.sibling, note="转"
        ),
    )

    said = list(task.steps.values_list("action", flat=True))
    assert "transfer" in said
    assert "issue_notice" not in said[said.index("transfer") :]


def test_of_two_who_reply_to_one_instruction_at_once_one_is_told_that_the_other_was_faster():
    handler, source = UserFactory(unit=UnitFactory(parent=UnitFactory())), SourceFactory()
    leader = UserFactory(unit=handler.unit.parent, role=Role.LEADER)
    task = make_task(source, lead_unit=handler.unit, accepted_by=handler)
    one = actions.instruct(task, by=leader, version=task.version, on=TODAY, note="请落实", reply_due_on=TODAY)

    def reply(by: User, words: str) -> Instruction:
        mine = Task.objects.get(pk=task.pk)
        return actions.reply_instruction(
            mine, by=by, version=task.version, on=TODAY, note=words, instruction=one
        )

    became = at_once(lambda: reply(handler, "单位的话"), lambda: reply(source.created_by, "机构的话"))

    lost = [result for result in became if isinstance(result, Exception)]
    assert len(lost) == 1 and isinstance(lost[0], (actions.Conflict, PermissionDenied))
    assert Instruction.objects.get().reply in ("单位的话", "机构的话")
    assert task.steps.filter(action="reply_instruction").count() == 1
