"""Every status × person: which actions are theirs. The expected table is written once, here."""

import pytest
from django.core.exceptions import PermissionDenied

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
from tracker import actions
from tracker.models import Policy, Task
from tracker.permissions import allowed_actions, relations, require
from tracker.states import TRANSITIONS, Action, Role, Status

pytestmark = pytest.mark.django_db

EXPECTED = {
    ("draft", "supervisor"): "edit split drop assign",
    ("dropped", "supervisor"): "restore",
    ("assigned", "supervisor"): "record_results transfer raise propose_special decide",
    ("assigned", "lead"): "accept decline decide",
    ("assigned", "leader"): "instruct",
    ("in_progress", "supervisor"): "record_results transfer raise propose_special decide confirm_part",
    ("in_progress", "lead"): "record_results report_progress withdraw_evidence submit apply_extension decide",
    ("in_progress", "assist"): "report_progress confirm_part withdraw_evidence",
    ("in_progress", "leader"): "instruct",
    ("raised", "supervisor"): "record_results transfer lower propose_special decide confirm_part",
    ("raised", "lead"): "record_results report_progress withdraw_evidence submit apply_extension decide",
    ("raised", "assist"): "report_progress confirm_part withdraw_evidence",
    ("raised", "leader"): "instruct",
    (
        "extension",
        "supervisor",
    ): "record_results grant_extension refuse_extension raise propose_special decide confirm_part",
    ("extension", "lead"): "record_results report_progress withdraw_evidence submit decide",
    ("extension", "assist"): "report_progress confirm_part withdraw_evidence",
    ("extension", "leader"): "instruct",
    ("submitted", "supervisor"): "record_results accept_closure send_back raise propose_special decide",
    ("submitted", "lead"): "decide",
    ("submitted", "leader"): "instruct",
    ("at_head", "supervisor"): "record_results transfer raise propose_special decide",
    (
        "at_head",
        "lead",
    ): "record_results report_progress withdraw_evidence withdraw_application apply_extension decide",
    (
        "at_head",
        "head",
    ): "record_results endorse_closure hand_back_closure report_progress withdraw_evidence withdraw_application "
    "apply_extension decide",
    ("at_head", "assist"): "report_progress withdraw_evidence",
    ("at_head", "leader"): "instruct",
    ("extension_at_head", "supervisor"): "record_results transfer raise propose_special decide confirm_part",
    (
        "extension_at_head",
        "lead",
    ): "record_results report_progress withdraw_evidence withdraw_application submit decide",
    (
        "extension_at_head",
        "head",
    ): "record_results endorse_extension hand_back_extension report_progress withdraw_evidence "
    "withdraw_application submit decide",
    ("extension_at_head", "assist"): "report_progress confirm_part withdraw_evidence",
    ("extension_at_head", "leader"): "instruct",
    (
        "instructed",
        "supervisor",
    ): "record_results transfer raise propose_special decide confirm_part reply_instruction",
    (
        "instructed",
        "lead",
    ): "record_results report_progress withdraw_evidence submit apply_extension decide reply_instruction",
    ("instructed", "assist"): "report_progress confirm_part withdraw_evidence",
    ("instructed", "leader"): "instruct",
    (
        "special",
        "supervisor",
    ): "record_results close_specially refuse_special transfer raise decide confirm_part",
    ("special", "lead"): "record_results report_progress withdraw_evidence submit apply_extension decide",
    ("special", "assist"): "report_progress confirm_part withdraw_evidence",
    ("special", "leader"): "instruct",
    ("closed", "supervisor"): "reinspect reopen",
    ("closed_specially", "supervisor"): "reopen",
}
STATES = (
    "draft",
    "dropped",
    "assigned",
    "in_progress",
    "raised",
    "instructed",
    "extension",
    "submitted",
    "closed",
    "special",
    "closed_specially",
    "at_head",
    "extension_at_head",
)
PEOPLE = {
    "supervisor": "supervisor",
    "proposer": "proposer",
    "other_supervisor": "",
    "lead": "lead",
    "head": "head",
    "above": "lead",
    "assist": "assist",
    "assist_head": "assist",
    "leader": "leader",
    "other_leader": "",
    "stranger": "",
    "stranger_head": "",
    "admin": "",
}
"""Every role in every relation to the task, and the column of the table that tells their actions; "": they have none."""


@pytest.fixture
def people():
    city = UnitFactory()
    bureau = UnitFactory(parent=city)
    lead, helper, beside = UnitFactory(parent=bureau), UnitFactory(parent=city), UnitFactory(parent=city)
    source = SourceFactory()
    return {
        "supervisor": source.created_by,
        "proposer": UserFactory(unit=source.office, role=Role.SUPERVISOR),
        "other_supervisor": UserFactory(unit=city, role=Role.SUPERVISOR),
        "lead": UserFactory(unit=lead),
        "head": UserFactory(unit=lead, role=Role.HEAD),
        "above": UserFactory(unit=bureau),
        "assist": UserFactory(unit=helper),
        "assist_head": UserFactory(unit=helper, role=Role.HEAD),
        "leader": UserFactory(unit=city, role=Role.LEADER),
        "other_leader": UserFactory(unit=beside, role=Role.LEADER),
        "stranger": UserFactory(unit=beside),
        "stranger_head": UserFactory(unit=beside, role=Role.HEAD),
        "admin": UserFactory(unit=city, role=Role.ADMIN),
        "source": source,
    }


def task_in(state: str, people: dict) -> Task:
    source, lead, supervisor = people["source"], people["lead"], people["supervisor"]
    if state in ("draft", "dropped"):
        draft = make_draft(source, lead_unit=lead.unit)
        if state == "dropped":
            actions.drop(draft, by=supervisor, version=draft.version, on=TODAY, note="与去年重复")
        return draft
    helpers = {"assisting_units": [people["assist"].unit]}
    if state == "assigned":
        return make_task(source, lead_unit=lead.unit, **helpers)
    if state in ("at_head", "extension_at_head"):
        Policy.objects.update(head_approves=True)
    if state in ("submitted", "closed", "at_head"):
        task = make_submitted(source, by=lead, **helpers)
        if state == "closed":
            actions.accept_closure(
                task,
                by=supervisor,
                version=task.version,
                on=TODAY,
                verdicts=all_met(task),
                grade=graded("done"),
            )
        return task
    task = make_task(source, lead_unit=lead.unit, accepted_by=lead, **helpers)
    if state in ("special", "closed_specially"):
        actions.propose_special(
            task, by=people["proposer"], version=task.version, on=TODAY, note="无法追缴", basis="会议纪要"
        )
    if state == "closed_specially":
        actions.close_specially(task, by=supervisor, version=task.version, on=TODAY)
    if state == "instructed":
        actions.instruct(task, by=people["leader"], version=task.version, on=TODAY, note="请落实")
    if state == "raised":
        actions.raise_task(task, by=supervisor, version=task.version, on=TODAY, note="进展缓慢")
    if state in ("extension", "extension_at_head"):
        actions.apply_extension(
            task,
            by=lead,
            version=task.version,
            on=TODAY,
            note="设备到货晚",
            new_due_on=TODAY.replace(year=2027),
        )
    return task


def expected_of(state: str, name: str) -> set[Action]:
    """The table's word. A second supervisor may do the same, save decide on what they proposed themselves."""
    column = PEOPLE[name]
    if column == "proposer":
        own = {Action.CLOSE_SPECIALLY, Action.REFUSE_SPECIAL} if state == "special" else set()
        return expected_of(state, "supervisor") - own
    if column == "head" and (state, "head") not in EXPECTED:
        column = "lead"  # what does not wait for the head is the lead unit's
    return {Action(action) for action in EXPECTED.get((state, column), "").split()}


@pytest.mark.parametrize("state", STATES)
def test_each_person_has_just_the_actions_of_the_table(state, people):
    task = Task.objects.get(pk=task_in(state, people).pk)
    for name in PEOPLE:
        expected = expected_of(state, name)
        assert set(allowed_actions(people[name], task)) == expected, name
        assert bool(relations(people[name], task)) == Task.objects.visible_to(people[name]).exists(), name
        for action in set(TRANSITIONS) - expected:
            with pytest.raises(PermissionDenied):
                require(people[name], task, action)


def test_the_table_speaks_of_every_status_and_of_nobody_else(people):
    assert {Task.objects.get(pk=task_in(state, people).pk).status for state in STATES} == set(Status)
    assert set(EXPECTED) <= {(state, column) for state in STATES for column in PEOPLE.values()}


def test_every_action_of_the_state_table_is_somebodys():
    covered = {action for actions_ in EXPECTED.values() for action in actions_.split()}
    assert covered == set(TRANSITIONS)


def test_every_status_can_be_left_or_is_the_end():
    for status in Status:
        assert any(status in transition.sources for transition in TRANSITIONS.values())
