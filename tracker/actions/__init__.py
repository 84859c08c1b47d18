"""Make it happen: the only writers of a task's status, deadline, lead unit and trail.

Every action names who (`by`), the version of the task that this person saw (`version`) and the day it counts for (`on`).
It checks the right, changes the task, writes the period in force and one step of the trail, all or nothing.
"""

from tracker.actions.applying import submit
from tracker.actions.assigning import accept, assign, decline, transfer
from tracker.actions.attaching import withdraw_evidence
from tracker.actions.closing import close_specially, propose_special, refuse_special
from tracker.actions.contacting import change_contact
from tracker.actions.deciding import Decided, Wanted, decide_for_each, decide_in_round
from tracker.actions.endorsing import (
    endorse_closure,
    endorse_extension,
    hand_back_closure,
    hand_back_extension,
    withdraw_application,
)
from tracker.actions.extending import apply_extension, grant_extension, refuse_extension
from tracker.actions.instructing import instruct, reply_instruction
from tracker.actions.judging import accept_closure, send_back
from tracker.actions.linking import (
    confirm_recurrence,
    leave_matter,
    link_matter,
    refuse_recurrence,
    tell_apart,
)
from tracker.actions.notices import (
    draft_notices,
    drop_notice,
    edit_notice,
    issue_notice,
    receive_notice,
    reply_to_notice,
    void_notice,
)
from tracker.actions.pressing import lower_task, raise_task, reopen
from tracker.actions.progress import Reported, confirm_part, report_progress, report_together
from tracker.actions.registering import create_draft, create_draft_once, drop, edit_draft, restore
from tracker.actions.reinspecting import draw_reinspections, reinspect
from tracker.actions.results import record_results
from tracker.actions.rounds import (
    add_to_agenda,
    answer_decision,
    cancel_round,
    close_round,
    conclude,
    edit_round,
    hold_round,
    plan_round,
    take_from_agenda,
    write_minutes,
)
from tracker.actions.sharing import add_units, split
from tracker.actions.standards import revise_standard
from tracker.actions.writing import Conflict, Refused, next_numbers

__all__ = [
    "Conflict",
    "Decided",
    "Refused",
    "Reported",
    "Wanted",
    "accept",
    "accept_closure",
    "add_to_agenda",
    "add_units",
    "answer_decision",
    "apply_extension",
    "assign",
    "cancel_round",
    "change_contact",
    "close_round",
    "close_specially",
    "conclude",
    "confirm_part",
    "confirm_recurrence",
    "create_draft",
    "create_draft_once",
    "decide_for_each",
    "decide_in_round",
    "decline",
    "draft_notices",
    "draw_reinspections",
    "drop",
    "drop_notice",
    "edit_draft",
    "edit_notice",
    "edit_round",
    "endorse_closure",
    "endorse_extension",
    "grant_extension",
    "hand_back_closure",
    "hand_back_extension",
    "hold_round",
    "instruct",
    "issue_notice",
    "leave_matter",
    "link_matter",
    "lower_task",
    "next_numbers",
    "plan_round",
    "propose_special",
    "raise_task",
    "receive_notice",
    "record_results",
    "refuse_extension",
    "refuse_recurrence",
    "refuse_special",
    "reinspect",
    "reopen",
    "reply_instruction",
    "reply_to_notice",
    "report_progress",
    "report_together",
    "restore",
    "revise_standard",
    "send_back",
    "split",
    "submit",
    "take_from_agenda",
    "tell_apart",
    "transfer",
    "void_notice",
    "withdraw_application",
    "withdraw_evidence",
    "write_minutes",
]
