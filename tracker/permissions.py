"""May this person do this to this task now? Button, form and POST all ask here."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from tracker.calendar import add_working_days
from tracker.models import (
    Assist,
    Decision,
    Holiday,
    Instruction,
    Notice,
    Policy,
    Round,
    SharedProblem,
    Task,
    Unit,
    User,
)
from tracker.states import TRANSITIONS, Action, Relation, Role, Status, relations_of_role


def relations(user: User, task: Task) -> frozenset[Relation]:
    """Return what ties the user to the task; empty exactly when `visible_to` would not show it."""
    possible = relations_of_role(user.role)
    if Relation.OFFICE in possible:
        return frozenset({Relation.OFFICE} if task.source.office_id == user.unit_id else ())
    if not possible or task.status == Status.DRAFT:
        return frozenset()
    leads = task.lead_unit is not None and task.lead_unit.path.startswith(user.unit.path)
    assists = any(unit.path.startswith(user.unit.path) for unit in task.assisting_units.all())
    if Relation.LEADER in possible:
        return frozenset({Relation.LEADER} if leads or assists else ())
    return frozenset(
        relation for relation, holds in ((Relation.LEAD, leads), (Relation.ASSIST, assists)) if holds
    )


def allowed_actions(user: User, task: Task) -> list[Action]:
    """Return the actions that the user may take on the task in its present state, in the order of the table."""
    tied = relations(user, task)
    if not tied:
        return []
    waiting = task.waiting_applications
    return [action for action in TRANSITIONS if _is_allowed(action, user, task, tied, waiting)]


def _is_allowed(action: Action, user: User, task: Task, tied: frozenset, waiting: dict) -> bool:
    transition = TRANSITIONS[action]
    if task.status not in transition.sources or not tied.intersection(transition.who):
        return False
    if transition.role not in (None, user.role):
        return False
    if transition.needs_application:
        application = waiting.get(transition.needs_application)
        if application is None or application.waits_for_head != transition.at_head:
            return False
        return application.by_id != user.pk
    match action:
        case Action.RAISE:
            return not task.raised
        case Action.LOWER:
            return task.raised
        case Action.RECORD_RESULTS:
            return Relation.OFFICE in tied or task.status == Status.IN_PROGRESS
        case Action.RESTORE:
            return task.dropped_on is not None
        case Action.EDIT | Action.ASSIGN | Action.DROP:
            return task.dropped_on is None
        case Action.SPLIT:
            return task.shared_id is None and task.dropped_on is None
        case Action.CONFIRM_PART:
            return bool(parts_to_confirm(user, task))
        case Action.REPLY_INSTRUCTION:
            return bool(task.unanswered_instructions)
        case Action.PROPOSE_SPECIAL:
            return "special" not in waiting
        case Action.SUBMIT:
            return "closure" not in waiting
        case Action.APPLY_EXTENSION:
            return "extension" not in waiting
        case Action.TRANSFER:
            return "extension" not in waiting or waiting["extension"].waits_for_head
        case Action.WITHDRAW_APPLICATION:
            return any(application.waits_for_head for application in waiting.values())
        case _:
            return True


def parts_to_confirm(user: User, task: Task) -> list[Assist]:
    """Return the parts of assisting units that the user may say are done: those of the own unit; the office's for any."""
    office = Relation.OFFICE in relations(user, task)
    waiting = [assist for assist in task.assists.all() if assist.confirmed_on is None]
    return [assist for assist in waiting if office or assist.unit.path.startswith(user.unit.path)]


def unconfirmed(task: Task) -> list[Unit]:
    """Return the assisting units without whose word nobody may apply for closure; the policy of the source may waive it."""
    if not Policy.objects.for_kind(task.source.kind).assists_confirm:
        return []
    return [assist.unit for assist in task.assists.filter(confirmed_on=None).select_related("unit")]


def may_set_amount_involved(user: User, task: Task) -> bool:
    """How much money a problem is about is what the office found; the lead unit only says what it settled."""
    return Relation.OFFICE in relations(user, task)


def may_reply(user: User, instruction: Instruction) -> bool:
    """Whether the user may reply to the instruction now: its task's lead unit or office, while there is no reply.

    What `allowed_actions` says of the task, said of one instruction with fewer looks.
    """
    task, transition = instruction.task, TRANSITIONS[Action.REPLY_INSTRUCTION]
    if instruction.replied_on is not None or task.status not in transition.sources:
        return False
    return not relations(user, task).isdisjoint(transition.who)


def needs_head(user: User, task: Task) -> bool:
    """Whether an application of this person goes to the head of the unit first; a head's own counts as approved."""
    return user.role != Role.HEAD and Policy.objects.for_kind(task.source.kind).head_approves


def has_head(unit: Unit) -> bool:
    """Whether the unit, or one above it, has a head who could approve an application."""
    above = [int(key) for key in unit.path.split("/") if key]
    return User.objects.filter(role=Role.HEAD, is_active=True, unit__in=above).exists()


def decline_until(task: Task) -> dt.date | None:
    """Return the last day on which the lead unit that has the task now may give it back; None where nothing limits it."""
    days = Policy.objects.for_kind(task.source.kind).decline_days
    handovers = task.steps.filter(action__in=(Action.ASSIGN, Action.TRANSFER)).order_by("-position")
    handed_on = handovers.values_list("on", flat=True).first()
    if not days or handed_on is None:
        return None
    return add_working_days(handed_on, days, Holiday.objects.table())


def require(user: User, task: Task, action: Action) -> None:
    """Raise PermissionDenied with a sentence for the user unless the action is allowed."""
    if action in allowed_actions(user, task):
        return
    who = TRANSITIONS[action].who
    if relations(user, task).isdisjoint(who):
        whose = "、".join(relation.label for relation in who)
        raise PermissionDenied(f"只有{whose}可以对 {task.number} 执行“{action.label}”。")
    raise PermissionDenied(f"您现在不能对 {task.number} 执行“{action.label}”，它目前是“{task.standing}”。")


def may_ever(user: User, action: Action) -> bool:
    """Whether people of this role take the action on any task at all."""
    transition = TRANSITIONS[action]
    if transition.role not in (None, user.role):
        return False
    return not set(relations_of_role(user.role)).isdisjoint(transition.who)


def require_share(user: User, shared: SharedProblem) -> None:
    """Raise PermissionDenied unless the user's office owns the source of the shared problem."""
    if not may_share(user, shared):
        raise PermissionDenied("只有问题来源所属督办机构的督办人员可以增加责任单位。")


def may_share(user: User, shared: SharedProblem) -> bool:
    return user.role == Role.SUPERVISOR and shared.source.office_id == user.unit_id


def may_link(user: User, task: Task) -> bool:
    """Only the office that owns a task says what it has to do with another one."""
    return Relation.OFFICE in relations(user, task)


def require_link(user: User, *tasks: Task) -> None:
    """Raise PermissionDenied unless the user may link each of the tasks."""
    if not all(may_link(user, task) for task in tasks):
        raise PermissionDenied("只有任务的督办机构可以关联任务。")


def may_register(user: User) -> bool:
    """Only a supervisor registers sources, reports and tasks."""
    return user.role == Role.SUPERVISOR


def may_try_policies(user: User) -> bool:
    """Who sets the policies and whose tasks they rule."""
    return user.role in (Role.ADMIN, Role.SUPERVISOR)


def may_see_figures(user: User) -> bool:
    """The dashboard is for those who look at many units."""
    return user.role in (Role.SUPERVISOR, Role.LEADER)


def holders(user: User) -> dict[str, Unit]:
    """Return the levels of rounds that the user may plan, each with the unit that holds them."""
    if user.role in (Role.HANDLER, Role.HEAD):
        return {Round.Level.UNIT: user.unit}
    if user.role != Role.SUPERVISOR:
        return {}
    government = Unit.objects.government_of(user.unit)
    above = {Round.Level.GOVERNMENT: government} if government else {}
    return {Round.Level.OFFICE: user.unit} | above


def may_hold(user: User, one: Round) -> bool:
    """A unit's round is run by its own handlers and head, any other by the supervisors of the office that prepares it."""
    if one.level == Round.Level.UNIT:
        return user.role in (Role.HANDLER, Role.HEAD) and one.unit_id == user.unit_id
    return user.role == Role.SUPERVISOR and one.office_id == user.unit_id


def require_round(user: User, one: Round) -> None:
    """Raise PermissionDenied unless the user may run the round."""
    if not may_hold(user, one):
        raise PermissionDenied("只有召开单位的经办人、负责人或者负责筹备的督办人员可以办理这次调度。")


def kinds_of_decision(one: Round) -> tuple[Decision.Kind, ...]:
    """What a round may decide: a unit binds itself, all else is the office's."""
    if one.level == Round.Level.UNIT:
        return (Decision.Kind.MEASURE, Decision.Kind.DEMAND)
    return tuple(Decision.Kind)


def may_send(user: User, notice: Notice | None = None) -> bool:
    """A supervisor drafts and issues the notices of the own office."""
    return user.role == Role.SUPERVISOR and (notice is None or notice.office_id == user.unit_id)


def require_notice(user: User, notice: Notice | None = None) -> None:
    """Raise PermissionDenied unless the user may draft, issue or void this notice of their office."""
    if not may_send(user, notice):
        raise PermissionDenied("函件由发函机构的督办人员起草和印发。")


def may_receive(user: User, notice: Notice) -> bool:
    """The handlers and heads of the unit, or of one above it, sign for a notice and answer it."""
    answers = user.role in (Role.HANDLER, Role.HEAD) and notice.unit.path.startswith(user.unit.path)
    return answers and notice.is_in_force


def require_receipt(user: User, notice: Notice) -> None:
    """Raise PermissionDenied unless the user may sign for the notice."""
    if not may_receive(user, notice):
        raise PermissionDenied("函件由主送单位的经办人或者负责人签收和回复。")
