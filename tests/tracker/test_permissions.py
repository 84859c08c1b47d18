"""Every status × person: which actions are theirs. The expected table is written once, here."""

import pytest

from tests.factories import (
    TODAY,
    SourceFactory,
    UnitFactory,
    UserFactory,
    all_met,
    make_draft,
    make_submitted,
    make_task,
)
from tracker import actions
from tracker.models import Task
from tracker.permissions import allowed_actions
from tracker.states import TRANSITIONS, Action, Role, Status

pytestmark = pytest.mark.django_db

EXPECTED = {
    ("draft", "supervisor"): "edit assign",
    ("assigned", "supervisor"): "transfer raise propose_special decide",
    ("assigned", "lead"): "accept decline decide",
    ("assigned", "leader"): "instruct",
    ("in_progress", "supervisor"): "transfer raise propose_special decide confirm_part",
    ("in_progress", "lead"): "report_progress withdraw_evidence submit apply_extension decide",
    ("in_progress", "assist"): "report_progress confirm_part withdraw_evidence",
    ("in_progress", "leader"): "instruct",
    ("raised", "supervisor"): "transfer lower propose_special decide confirm_part",
    ("raised", "lead"): "report_progress withdraw_evidence submit apply_extension decide",
    ("raised", "assist"): "report_progress confirm_part withdraw_evidence",
    ("raised", "leader"): "instruct",
    ("extension", "supervisor"): "grant_extension refuse_extension raise propose_special decide confirm_part",
    ("extension", "lead"): "report_progress withdraw_evidence submit decide",
    ("extension", "assist"): "report_progress confirm_part withdraw_evidence",
    ("extension", "leader"): "instruct",
    ("submitted", "supervisor"): "accept_closure send_back raise propose_special decide",
    ("submitted", "lead"): "decide",
    ("submitted", "leader"): "instruct",
    ("special", "supervisor"): "close_specially refuse_special transfer raise decide confirm_part",
    ("special", "lead"): "report_progress withdraw_evidence submit apply_extension decide",
    ("special", "assist"): "report_progress confirm_part withdraw_evidence",
    ("special", "leader"): "instruct",
    ("closed", "supervisor"): "reinspect reopen",
    ("closed_specially", "supervisor"): "reopen",
}
STATES = (
    "draft",
    "assigned",
    "in_progress",
    "raised",
    "extension",
    "submitted",
    "closed",
    "special",
    "closed_specially",
)
PEOPLE = ("supervisor", "lead", "head", "assist", "leader", "stranger", "admin")


@pytest.fixture
def people():
    city = UnitFactory()
    lead, helper = UnitFactory(parent=city), UnitFactory(parent=city)
    source = SourceFactory()
    return {
        "supervisor": source.created_by,
        "lead": UserFactory(unit=lead),
        "head": UserFactory(unit=lead, role=Role.HEAD),
        "assist": UserFactory(unit=helper),
        "leader": UserFactory(unit=city, role=Role.LEADER),
        "stranger": UserFactory(unit=UnitFactory(parent=city)),
        "admin": UserFactory(unit=city, role=Role.ADMIN),
        "source": source,
    }


def task_in(state: str, people: dict) -> Task:
    source, lead, supervisor = people["source"], people["lead"], people["supervisor"]
    if state == "draft":
        return make_draft(source, lead_unit=lead.unit)
    helpers = {"assisting_units": [people["assist"].unit]}
    if state == "assigned":
        return make_task(source, lead_unit=lead.unit, **helpers)
    if state in ("submitted", "closed"):
        task = make_submitted(source, by=lead, **helpers)
        if state == "closed":
            actions.accept_closure(
                task, by=supervisor, version=task.version, on=TODAY, verdicts=all_met(task)
            )
        return task
    task = make_task(source, lead_unit=lead.unit, accepted_by=lead, **helpers)
    if state in ("special", "closed_specially"):
        proposer = UserFactory(unit=source.office, role=Role.SUPERVISOR)
        actions.propose_special(
            task, by=proposer, version=task.version, on=TODAY, note="无法追缴", basis="会议纪要"
        )
    if state == "closed_specially":
        actions.close_specially(task, by=supervisor, version=task.version, on=TODAY)
    if state == "raised":
        actions.raise_task(task, by=supervisor, version=task.version, on=TODAY, note="进展缓慢")
    if state == "extension":
        actions.apply_extension(
            task,
            by=lead,
            version=task.version,
            on=TODAY,
            note="设备到货晚",
            new_due_on=TODAY.replace(year=2027),
        )
    return task


@pytest.mark.parametrize("state", STATES)
def test_each_person_has_just_the_actions_of_the_table(state, people):
    task = Task.objects.get(pk=task_in(state, people).pk)
    for name in PEOPLE:
        expected = EXPECTED.get((state, "lead" if name == "head" else name), "").split()
        assert set(allowed_actions(people[name], task)) == {Action(action) for action in expected}, name


def test_every_action_of_the_state_table_is_somebodys():
    covered = {action for actions_ in EXPECTED.values() for action in actions_.split()}
    assert covered == set(TRANSITIONS)


def test_every_status_can_be_left_or_is_the_end():
    for status in Status:
        assert any(status in transition.sources for transition in TRANSITIONS.values())
