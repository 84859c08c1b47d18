"""Which reminders are owed today: one INSERT … SELECT per rule and audience, whatever the number of tasks."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracker.calendar import is_working_day
from tracker.ladder import Rule
from tracker.models import Holiday, Planning
from tracker.reminders.climbing import owed_on_tasks
from tracker.reminders.instructing import owed_on_instructions
from tracker.reminders.noticing import owed_on_notices
from tracker.reminders.owed import Day, Owed
from tracker.reminders.reporting import owed_on_cycles
from tracker.reminders.waiting import owed_on_waiting
from tracker.reminders.writing import insert

NEWS = (Rule.INSTRUCTED, Rule.REPLIED, Rule.NOTICED, Rule.NOTICE_REPLIED)
"""What is told at once, on whatever day; the rest belongs to the day's plan."""
WORKDAY_NEWS = (Rule.ASSIGNED,)
"""What is told at once on a working day."""

OWED_BY = (owed_on_tasks, owed_on_instructions, owed_on_notices, owed_on_waiting, owed_on_cycles)
"""Each knows some of the rules."""


def plan_reminders(today: dt.date) -> Counter[str]:
    """Write every reminder owed on the day and not yet written; return how many per rule. A day off owes none."""
    if not is_working_day(today, Holiday.objects.table()):
        return Counter()
    planned = _write(owed_on(Day.of(today), list(Rule)), today)
    Planning.objects.update_or_create(on=today)
    return planned


def plan_news(today: dt.date) -> int:
    """Write only what came up since the day was planned: tasks handed over, instructions, notices, replies; return how
    many.

    A leader's word and an office's paper do not wait for a working day: they are in the inbox at once, and in the mail of the next one.
    """
    day = Day.of(today)
    news = (*NEWS, *WORKDAY_NEWS) if is_working_day(today, day.table) else NEWS
    return _write(owed_on(day, news), today).total()


def owed_on(day: Day, rules: Iterable[Rule]) -> Iterator[Owed]:
    """What these rules owe on the day, written already or not, where the policy of the kind of source has them on."""
    for rule in rules:
        off = day.ladders.kinds_without(rule)
        for owed_by in OWED_BY:
            for owed in owed_by(rule, day):
                yield replace(owed, rows=owed.rows.exclude(**{f"{owed.kind}__in": off})) if off else owed


def _write(owed: Iterable[Owed], today: dt.date) -> Counter[str]:
    planned = Counter[str]()
    for one in owed:
        planned[one.rule.value] += insert(one.rule, today, one.rows, one.people)
    return planned
