"""Reminders about instructions (批示): told to those who must act, the reply asked for, the reply told to the leader."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from tracker.calendar import Workdays, next_working_day
from tracker.ladder import ON_INSTRUCTIONS, Rule, instruction_stands_on, stage_for
from tracker.models import Instruction, User
from tracker.reminders.addressees import Addressees
from tracker.reminders.writing import insert
from tracker.states import Role

NEWS = (Rule.INSTRUCTED, Rule.REPLIED)
"""What is told at once, on whatever day; the rest belongs to the day's plan."""


def plan_instructions(
    today: dt.date,
    table: Workdays,
    addressees: Addressees,
    repeat_days: Combinable,
    rules: Sequence[Rule] = ON_INSTRUCTIONS,
) -> Counter[str]:
    """Write the reminders of these rules that are owed and not yet written; return how many per rule."""
    following = next_working_day(today + dt.timedelta(days=1), table)
    return Counter({rule.value: _plan(rule, today, following, addressees, repeat_days) for rule in rules})


def _plan(
    rule: Rule, today: dt.date, following: dt.date, addressees: Addressees, repeat_days: Combinable
) -> int:
    owed = Instruction.objects.filter(instruction_stands_on(rule, today, following)).annotate(
        stage=F("pk") if rule in NEWS else stage_for(rule, today, repeat_days),
        until=Coalesce("reply_due_on", "on"),
    )
    audiences = {
        "task__lead_unit_id": addressees.people if rule != Rule.REPLIED else [],
        "task__source__office_id": addressees.supervisors if rule != Rule.REPLIED else [],
        "by_id": _leaders() if rule in (Rule.REPLY_LATE, Rule.REPLIED) else [],
    }
    return sum(
        insert(rule, today, owed.values_list("task_id", "stage", "until", place), people)
        for place, people in audiences.items()
    )


def _leaders() -> list[tuple[int, int]]:
    """Each leader stands for themselves: who wrote the instruction is told."""
    keys = User.objects.filter(is_active=True, role=Role.LEADER).order_by("pk").values_list("pk", flat=True)
    return [(key, key) for key in keys]
