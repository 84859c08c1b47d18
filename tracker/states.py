"""The life of a task as one table: which action is possible in which status, for whom, and what it needs.

Buttons, permission checks, the writer of status and the printed process page all read `TRANSITIONS`.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    DRAFT = "draft", "待交办"
    ASSIGNED = "assigned", "待签收"
    IN_PROGRESS = "in_progress", "整改中"
    SUBMITTED = "submitted", "待认定"
    CLOSED = "closed", "已销号"
    CLOSED_SPECIALLY = "closed_specially", "特殊销号"


OPEN = (Status.ASSIGNED, Status.IN_PROGRESS, Status.SUBMITTED)
"""The statuses in which a task counts and is not yet cleared."""

CLEARED = (Status.CLOSED, Status.CLOSED_SPECIALLY)
"""The white ones; those closed specially are counted apart wherever a rate says how well the work was done."""


class Role(TextChoices):
    SUPERVISOR = "supervisor", "督办人员"
    HANDLER = "handler", "经办人"
    HEAD = "head", "单位负责人"
    LEADER = "leader", "领导"
    ADMIN = "admin", "管理员"


class Relation(TextChoices):
    """What ties a user to a task, whatever the task's status."""

    OFFICE = "office", "督办机构"
    LEAD = "lead", "牵头单位"
    ASSIST = "assist", "配合单位"
    LEADER = "leader", "分管领导"


class Action(TextChoices):
    CREATE = "create", "登记"
    EDIT = "edit", "修改"
    SPLIT = "split", "列为共性问题"
    DROP = "drop", "不再交办"
    RESTORE = "restore", "恢复待交办"
    ASSIGN = "assign", "交办"
    ACCEPT = "accept", "签收"
    DECLINE = "decline", "退回交办"
    REPORT_PROGRESS = "report_progress", "报送进展"
    CONFIRM_PART = "confirm_part", "确认配合事项"
    RECORD_RESULTS = "record_results", "填报整改成效"
    WITHDRAW_EVIDENCE = "withdraw_evidence", "撤回材料"
    SUBMIT = "submit", "申请销号"
    ENDORSE_CLOSURE = "endorse_closure", "同意报送销号申请"
    HAND_BACK_CLOSURE = "hand_back_closure", "退回修改销号申请"
    WITHDRAW_APPLICATION = "withdraw_application", "撤回申请"
    ACCEPT_CLOSURE = "accept_closure", "认定销号"
    SEND_BACK = "send_back", "退回整改"
    APPLY_EXTENSION = "apply_extension", "申请延期"
    ENDORSE_EXTENSION = "endorse_extension", "同意报送延期申请"
    HAND_BACK_EXTENSION = "hand_back_extension", "退回修改延期申请"
    GRANT_EXTENSION = "grant_extension", "批准延期"
    REFUSE_EXTENSION = "refuse_extension", "不予延期"
    PROPOSE_SPECIAL = "propose_special", "提请特殊销号"
    CLOSE_SPECIALLY = "close_specially", "特殊销号"
    REFUSE_SPECIAL = "refuse_special", "不予特殊销号"
    TRANSFER = "transfer", "转办"
    RAISE = "raise", "提级督办"
    LOWER = "lower", "解除提级"
    REINSPECT = "reinspect", "回头看"
    REOPEN = "reopen", "重新整改"
    INSTRUCT = "instruct", "批示"
    REPLY_INSTRUCTION = "reply_instruction", "回复批示"
    DECIDE = "decide", "调度决定"
    RECUR = "recur", "确认屡提屡犯"
    LINK = "link", "列为同一事项"
    UNLINK = "unlink", "解除同一事项"
    ISSUE_NOTICE = "issue_notice", "印发函件"
    RECEIVE_NOTICE = "receive_notice", "签收函件"
    REPLY_NOTICE = "reply_notice", "回复函件"
    VOID_NOTICE = "void_notice", "作废函件"


ABOUT_LINKS = (Action.RECUR, Action.LINK, Action.UNLINK)
"""They join tasks and change none: no transition, but a step in the trail."""


@dataclass(frozen=True)
class Transition:
    sources: tuple[Status, ...]
    target: Status | None
    """None: the status stays as it is"""
    who: tuple[Relation, ...]
    effect: str
    """what the action means, in words for the button's title and the confirmation"""
    needs_note: bool = False
    needs_application: str = ""
    """kind of application that must be waiting for a decision"""
    at_head: bool = False
    """that application must still wait for the head of the unit; else it must have reached the office"""
    role: Role | None = None
    """only people of this role; None: everybody whom `who` names"""
    dangerous: bool = False


_OFFICE, _LEAD, _ASSIST, _LEADER = (Relation.OFFICE,), (Relation.LEAD,), Relation.ASSIST, (Relation.LEADER,)
_RUNNING = (Status.ASSIGNED, Status.IN_PROGRESS)

TRANSITIONS: dict[Action, Transition] = {
    Action.EDIT: Transition((Status.DRAFT,), None, _OFFICE, "修改待交办事项的内容"),
    Action.ASSIGN: Transition((Status.DRAFT,), Status.ASSIGNED, _OFFICE, "交办给牵头单位，开始计算时限"),
    Action.SPLIT: Transition((Status.DRAFT,), None, _OFFICE, "几家单位都有的问题，拆成每家单位一项任务"),
    Action.DROP: Transition(
        (Status.DRAFT,),
        None,
        _OFFICE,
        "写明理由，不交办给任何单位；以后可以恢复",
        needs_note=True,
        dangerous=True,
    ),
    Action.RESTORE: Transition((Status.DRAFT,), None, _OFFICE, "回到待交办，可以修改和交办"),
    Action.ACCEPT: Transition((Status.ASSIGNED,), Status.IN_PROGRESS, _LEAD, "确认由本单位牵头整改"),
    Action.DECLINE: Transition(
        (Status.ASSIGNED,), Status.DRAFT, _LEAD, "说明理由，退回督办机构", needs_note=True, dangerous=True
    ),
    Action.REPORT_PROGRESS: Transition(
        (Status.IN_PROGRESS,), None, (Relation.LEAD, _ASSIST), "填写进展和完成比例，可附佐证", needs_note=True
    ),
    Action.CONFIRM_PART: Transition(
        (Status.IN_PROGRESS,),
        None,
        (_ASSIST, Relation.OFFICE),
        "写明本单位配合完成的内容；全部确认后，牵头单位才能申请销号",
        needs_note=True,
    ),
    Action.RECORD_RESULTS: Transition(
        OPEN,
        None,
        (Relation.LEAD, Relation.OFFICE),
        "填写已整改金额、制定的制度、问责人数、回访结果等，按来源类型而定",
    ),
    Action.WITHDRAW_EVIDENCE: Transition(
        (Status.IN_PROGRESS,),
        None,
        (Relation.LEAD, _ASSIST),
        "撤回传错的佐证材料；文件和撤回理由仍留在记录里",
        needs_note=True,
    ),
    Action.SUBMIT: Transition(
        (Status.IN_PROGRESS,),
        Status.SUBMITTED,
        _LEAD,
        "对照认定标准提交销号申请，报送督办机构后时限停走",
        needs_note=True,
    ),
    Action.ENDORSE_CLOSURE: Transition(
        (Status.IN_PROGRESS,),
        Status.SUBMITTED,
        _LEAD,
        "单位负责人同意，报送督办机构，时限停走",
        needs_application="closure",
        at_head=True,
        role=Role.HEAD,
    ),
    Action.HAND_BACK_CLOSURE: Transition(
        (Status.IN_PROGRESS,),
        None,
        _LEAD,
        "单位负责人退回经办人修改",
        needs_note=True,
        needs_application="closure",
        at_head=True,
        role=Role.HEAD,
    ),
    Action.WITHDRAW_APPLICATION: Transition(
        (Status.IN_PROGRESS,), None, _LEAD, "单位负责人审核以前撤回申请；修改后可以再次申请"
    ),
    Action.ACCEPT_CLOSURE: Transition(
        (Status.SUBMITTED,),
        Status.CLOSED,
        _OFFICE,
        "逐条认定，通过后销号",
        needs_application="closure",
        dangerous=True,
    ),
    Action.SEND_BACK: Transition(
        (Status.SUBMITTED,),
        Status.IN_PROGRESS,
        _OFFICE,
        "退回继续整改，时限恢复计算",
        needs_note=True,
        needs_application="closure",
        dangerous=True,
    ),
    Action.APPLY_EXTENSION: Transition(
        (Status.IN_PROGRESS,), None, _LEAD, "到期前申请延长时限，须写明理由、进展和新的日期", needs_note=True
    ),
    Action.ENDORSE_EXTENSION: Transition(
        (Status.IN_PROGRESS,),
        None,
        _LEAD,
        "单位负责人同意，报送督办机构",
        needs_application="extension",
        at_head=True,
        role=Role.HEAD,
    ),
    Action.HAND_BACK_EXTENSION: Transition(
        (Status.IN_PROGRESS,),
        None,
        _LEAD,
        "单位负责人退回经办人修改",
        needs_note=True,
        needs_application="extension",
        at_head=True,
        role=Role.HEAD,
    ),
    Action.GRANT_EXTENSION: Transition(
        (Status.IN_PROGRESS,), None, _OFFICE, "同意新的时限，原定时限永久保留", needs_application="extension"
    ),
    Action.REFUSE_EXTENSION: Transition(
        (Status.IN_PROGRESS,), None, _OFFICE, "维持原时限", needs_note=True, needs_application="extension"
    ),
    Action.PROPOSE_SPECIAL: Transition(
        OPEN, None, _OFFICE, "确实无法整改的，写明事由和依据，提请另一名督办人员决定", needs_note=True
    ),
    Action.CLOSE_SPECIALLY: Transition(
        OPEN,
        Status.CLOSED_SPECIALLY,
        _OFFICE,
        "不再整改，单独计数；须由提请人以外的督办人员决定",
        needs_application="special",
        dangerous=True,
    ),
    Action.REFUSE_SPECIAL: Transition(
        OPEN, None, _OFFICE, "继续整改", needs_note=True, needs_application="special"
    ),
    Action.TRANSFER: Transition(
        _RUNNING, Status.ASSIGNED, _OFFICE, "改由其他单位牵头，须重新签收", needs_note=True, dangerous=True
    ),
    Action.RAISE: Transition(OPEN, None, _OFFICE, "直接列为红色督办", needs_note=True, dangerous=True),
    Action.LOWER: Transition(OPEN, None, _OFFICE, "恢复按时限计算颜色", needs_note=True),
    Action.REINSPECT: Transition(
        (Status.CLOSED,), None, _OFFICE, "核实整改成效，记下未反弹；发现反弹的，重新整改", needs_note=True
    ),
    Action.REOPEN: Transition(
        CLEARED,
        Status.IN_PROGRESS,
        _OFFICE,
        "回头看发现反弹，重新整改",
        needs_note=True,
        dangerous=True,
    ),
    Action.INSTRUCT: Transition(OPEN, None, _LEADER, "写下批示，督办机构和责任单位都能看到", needs_note=True),
    Action.REPLY_INSTRUCTION: Transition(
        (*OPEN, *CLEARED),
        None,
        (Relation.LEAD, Relation.OFFICE),
        "把批示的落实情况反馈给领导，可附佐证",
        needs_note=True,
    ),
    Action.DECIDE: Transition(
        OPEN, None, (Relation.OFFICE, Relation.LEAD), "在调度会上作出决定，写入任务", needs_note=True
    ),
}

VERDICTS = {"met": "符合", "not_met": "不符合", "not_applicable": "不适用"}
"""What may be found on one criterion of a standard when a closure is judged."""

NEXT_ACTOR: dict[Status, str] = {
    Status.DRAFT: "督办机构交办",
    Status.ASSIGNED: "牵头单位签收",
    Status.IN_PROGRESS: "牵头单位整改",
    Status.SUBMITTED: "督办机构认定",
    Status.CLOSED: "已办结",
    Status.CLOSED_SPECIALLY: "已办结",
}
"""Who must act next, per status."""


def relations_of_role(role: str) -> tuple[Relation, ...]:
    """Return the relations that a user of this role can have to a task at all."""
    return {
        Role.SUPERVISOR: (Relation.OFFICE,),
        Role.HANDLER: (Relation.LEAD, Relation.ASSIST),
        Role.HEAD: (Relation.LEAD, Relation.ASSIST),
        Role.LEADER: (Relation.LEADER,),
    }.get(Role(role), ())
