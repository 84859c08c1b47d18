"""The reminder ladder: on which rung a task stands on a day, and how often its people are told there.

A task stands on one rung of lateness at most, and a rung that repeats owes only its latest stage: after days of
downtime people hear where the task stands now, once. Days come from the task, repetition from the office's `Policy`.

Reminders fall on working days. What begins on a day off is told on the next working day, when the task still stands
there. Only the due day cannot wait: one that falls on days off is told on the last working day before them.
"""

import datetime as dt
from typing import Any, Protocol

from django.db.models import DateField, F, Func, IntegerField, Q, TextChoices, Value
from django.db.models.expressions import Combinable

from tracker.calendar import FOREVER
from tracker.states import OPEN, Status


class Rule(TextChoices):
    ASSIGNED = "assigned", "新交办"
    REMIND = "remind", "到期提示"
    WARN = "warn", "到期预警"
    DUE = "due", "到期督促"
    OVERDUE = "overdue", "逾期督办"
    INSTRUCTED = "instructed", "领导批示"
    REPLY_DUE = "reply_due", "批示待反馈"
    REPLY_LATE = "reply_late", "批示逾期未反馈"
    REPLIED = "replied", "批示已反馈"
    ESCALATED = "escalated", "建议约谈"
    AGENDA = "agenda", "提请政府调度"
    WAITING = "waiting", "申请待决定"
    AT_HEAD = "at_head", "申请待审核"
    REINSPECT = "reinspect", "回头看到期"
    NOTICED = "noticed", "收到函件"
    NOTICE_DUE = "notice_due", "函件待回复"
    NOTICE_LATE = "notice_late", "函件逾期未回复"
    NOTICE_REPLIED = "notice_replied", "函件已回复"
    CYCLE_ENDS = "cycle_ends", "本期待报送"
    CYCLE_MISSED = "cycle_missed", "上期未报送"


ON_TASKS = (Rule.ASSIGNED, Rule.REMIND, Rule.WARN, Rule.DUE, Rule.OVERDUE)
ON_INSTRUCTIONS = (Rule.INSTRUCTED, Rule.REPLY_DUE, Rule.REPLY_LATE, Rule.REPLIED)
"""Rules about a leader's instruction. Their reminders carry its reply date as deadline, and as stage its key where the
instruction itself or its reply is told, so that two instructions on one task are two."""

ESCALATING = (Rule.ESCALATED, Rule.AGENDA)
"""Rungs above the ladder: told once of each deadline, after so many days overdue as the policy says."""
ON_CYCLES = (Rule.CYCLE_ENDS, Rule.CYCLE_MISSED)
"""Rules about a reporting cycle; their reminders carry its last day."""
ON_NOTICES = (Rule.NOTICED, Rule.NOTICE_DUE, Rule.NOTICE_LATE, Rule.NOTICE_REPLIED)
"""Rules about a notice (函件), however many tasks it names: told of the one task that speaks for it, with its reply date,
and where the notice itself or its reply is told, with its key as stage."""
ON_APPLICATIONS = (Rule.WAITING, Rule.AT_HEAD)
"""Rules about an application; their reminders carry the day since which it waits."""

REPLY_TOLD_FOR = dt.timedelta(days=30)
"""so long a reply is news to who asked for it: a standstill of weeks still tells it, and planning looks at few rows"""


RUNNING = (Status.ASSIGNED, Status.IN_PROGRESS)
"""The statuses in which the clock runs; while an application waits for its verdict nobody is told of lateness."""

REPEATING = (Rule.WARN, Rule.OVERDUE, Rule.REPLY_LATE)


class Dated(Protocol):
    """What the ladder needs to know of a task."""

    status: str
    remind_on: dt.date | None
    warn_on: dt.date | None
    due_on: dt.date | None


def rule_for(task: Dated, today: dt.date) -> Rule | None:
    """Return the rung of lateness on which the task stands; None below the ladder or when the clock does not run."""
    if task.status not in RUNNING or task.due_on is None or task.warn_on is None or task.remind_on is None:
        return None
    if task.due_on < today:
        return Rule.OVERDUE
    if task.due_on == today:
        return Rule.DUE
    if task.warn_on <= today:
        return Rule.WARN
    return Rule.REMIND if task.remind_on <= today else None


def stands_on(rule: Rule, today: dt.date, until: dt.date) -> Q:
    """Return as an SQL condition which tasks are told by the rule on a working day; `until` is the last day off after it.

    Where tomorrow is a working day (`until` is today), this is `rule_for`, and the rule for new tasks.
    """
    return _stands(rule, today, until, until, "")


def still_true(rule: Rule, today: dt.date, prefix: str = "") -> Q:
    """Return as an SQL condition whether a reminder of the rule, told on whatever day, still says something true.

    `prefix` leads to the task's columns. A due day that was told ahead is true up to the due day.
    """
    return _stands(rule, today, today, FOREVER, prefix)


def _stands(rule: Rule, today: dt.date, warned_after: dt.date, due_until: dt.date, prefix: str) -> Q:
    days = {
        Rule.ASSIGNED: {"assigned_on__lte": today},
        Rule.REMIND: {"remind_on__lte": today, "warn_on__gt": today},
        Rule.WARN: {"warn_on__lte": today, "due_on__gt": warned_after},
        Rule.DUE: {"due_on__gte": today, "due_on__lte": due_until},
        Rule.OVERDUE: {"due_on__lt": today},
    }[rule]
    statuses = (Status.ASSIGNED,) if rule == Rule.ASSIGNED else RUNNING
    return Q(
        **{f"{prefix}{name}": value for name, value in days.items()}, **{f"{prefix}status__in": statuses}
    )


def stage_for(rule: Rule, today: dt.date, repeat_days: Combinable) -> Combinable:
    """Return the stage as an SQL expression: the day of the rung, counted from 0, on which the last repetition fell.

    A day and not a running number, so that an office that changes its repetition is neither flooded nor silenced.
    """
    if rule not in REPEATING:
        return Value(0, output_field=IntegerField())
    begins = {Rule.WARN: ("warn_on", 0), Rule.OVERDUE: ("due_on", 1), Rule.REPLY_LATE: ("reply_due_on", 1)}
    column, days_after = begins[rule]
    return every(repeat_days, DaysSince(column, today) - Value(days_after))


def every(days: Combinable, day: Combinable) -> Combinable:
    """Return as stage the day, counted from 0, on which the last repetition fell."""
    return day - day % days


def instruction_stands_on(rule: Rule, today: dt.date, following: dt.date) -> Q:
    """Return as an SQL condition on instructions which of them the rule tells today; `following` is the next working day.

    A reply is asked for on the working day before its date and, if that was missed, on the date.
    """
    open_ones = Q(replied_on=None, task__status__in=OPEN)
    return {
        Rule.INSTRUCTED: open_ones & Q(on__lte=today),
        Rule.REPLY_DUE: open_ones & Q(reply_due_on__gte=today, reply_due_on__lte=following),
        Rule.REPLY_LATE: open_ones & Q(reply_due_on__lt=today),
        Rule.REPLIED: Q(replied_on__lte=today, replied_on__gt=today - REPLY_TOLD_FOR),
    }[rule]


def notice_stands_on(rule: Rule, today: dt.date, following: dt.date) -> Q:
    """Return as an SQL condition on notices which of them the rule tells today; `following` is the next working day."""
    in_force = Q(issued_on__lte=today, voided_on=None)
    return {
        Rule.NOTICED: in_force & Q(received_at=None),
        Rule.NOTICE_DUE: in_force & Q(replied_on=None, reply_by__gte=today, reply_by__lte=following),
        Rule.NOTICE_LATE: in_force & Q(replied_on=None, reply_by__lt=today),
        Rule.NOTICE_REPLIED: in_force & Q(replied_on__lte=today, replied_on__gt=today - REPLY_TOLD_FOR),
    }[rule]


class DaysSince(Func):
    """The whole days from a date column to a day."""

    output_field = IntegerField()

    def __init__(self, column: str, until: dt.date | Combinable) -> None:
        last = Value(until, output_field=DateField()) if isinstance(until, dt.date) else until
        super().__init__(last, F(column))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)
