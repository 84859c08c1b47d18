"""Reminders about notices (函件): told to their unit, the reply asked for, the reply told to the office."""

from collections.abc import Iterator

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from tracker.ladder import ON_NOTICES, DaysSince, Rule, every
from tracker.models import NoticeTask
from tracker.reminders.owed import Day, Owed

KIND = "task__source__kind"
TOLD_BY_KEY = (Rule.NOTICED, Rule.NOTICE_REPLIED)
"""rules whose stage is the key of the notice"""


def owed_on_notices(rule: Rule, day: Day) -> Iterator[Owed]:
    """What the rule owes on the day, if it is one of these; one reminder per notice and person."""
    if rule not in ON_NOTICES:
        return
    told = day.addressees
    owed = NoticeTask.objects.telling(rule, day.today, day.following).annotate(
        stage=F("notice_id") if rule in TOLD_BY_KEY else Value(0),
        until=Coalesce("notice__reply_by", "notice__issued_on"),
    )
    if rule == Rule.NOTICE_LATE:
        late = DaysSince("notice__reply_by", day.today) - Value(1)
        owed = owed.annotate(stage=every(day.ladders.repeat_days(KIND), late))
    if rule != Rule.NOTICE_REPLIED:
        yield Owed(rule, owed.values_list("task_id", "stage", "until", "notice__unit_id"), told.people)
    if rule in (Rule.NOTICED, Rule.NOTICE_DUE):
        owed = owed.filter(notice__unit__in=told.orphans)
    yield Owed(rule, owed.values_list("task_id", "stage", "until", "notice__office_id"), told.supervisors)
