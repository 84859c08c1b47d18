"""Reminders about instructions (批示): told to those who must act, the reply asked for, the reply told to the leader."""

from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import Coalesce

from tracker.ladder import ON_INSTRUCTIONS, Rule, instruction_stands_on, stage_for
from tracker.models import Instruction
from tracker.reminders.owed import Day, Owed

KIND = "task__source__kind"
TOLD_BY_KEY = (Rule.INSTRUCTED, Rule.REPLIED)
"""rules whose stage is the key of the instruction"""


def owed_on_instructions(rule: Rule, day: Day) -> Iterator[Owed]:
    """What the rule owes on the day, if it is one of these."""
    if rule not in ON_INSTRUCTIONS:
        return
    by_key = rule in TOLD_BY_KEY
    owed = Instruction.objects.filter(instruction_stands_on(rule, day.today, day.following)).annotate(
        stage=F("pk") if by_key else stage_for(rule, day.today, day.ladders.repeat_days(KIND)),
        until=Coalesce("reply_due_on", "on"),
    )
    audiences = {}
    if rule != Rule.REPLIED:
        audiences["task__lead_unit_id"] = day.addressees.people
        audiences["task__source__office_id"] = day.addressees.supervisors
    if rule in (Rule.REPLY_LATE, Rule.REPLIED):
        audiences["by_id"] = day.addressees.themselves
    for place, people in audiences.items():
        yield Owed(rule, owed.values_list("task_id", "stage", "until", place), people)
