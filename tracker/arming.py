"""Which reminders still say something true: asked just before sending, of every rule of the ladder."""

import datetime as dt

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from tracker.calendar import FOREVER
from tracker.ladder import (
    ESCALATING,
    ON_APPLICATIONS,
    ON_CYCLES,
    ON_INSTRUCTIONS,
    ON_NOTICES,
    ON_TASKS,
    Rule,
    instruction_stands_on,
    still_true,
)
from tracker.states import Status


def armed(today: dt.date) -> Q:
    """Return as a condition on reminders: the matter still stands so, and the person is still there."""
    rungs = Q()
    for rule in ON_TASKS:
        rungs |= Q(rule=rule, due_on=F("task__due_on")) & still_true(rule, today, "task__")
    overdue = Q(due_on=F("task__due_on")) & still_true(Rule.OVERDUE, today, "task__")
    rungs |= Q(rule__in=ESCALATING) & overdue
    for rule in ON_INSTRUCTIONS:
        rungs |= Q(rule=rule) & Exists(_instructions(rule, today))
    for rule in ON_NOTICES:
        rungs |= Q(rule=rule) & Exists(_notices(rule, today))
    for rule in ON_APPLICATIONS:
        rungs |= Q(rule=rule) & Exists(_applications(rule))
    at_work = Q(rule__in=ON_CYCLES, task__status=Status.IN_PROGRESS)
    rungs |= at_work & ~Exists(_reports_since()) & (Q(rule=Rule.CYCLE_MISSED) | Q(due_on__gte=today))
    rungs |= Q(rule=Rule.REINSPECT) & Exists(_second_looks(today))
    return Q(recipient__is_active=True) & rungs


def _rows(model: str) -> models.QuerySet:
    return apps.get_model("tracker", model).objects.all()


def _instructions(rule: Rule, today: dt.date) -> models.QuerySet:
    told = {"pk": OuterRef("stage")}
    asked = {"task": OuterRef("task"), "reply_due_on": OuterRef("due_on")}
    which = asked if rule in (Rule.REPLY_DUE, Rule.REPLY_LATE) else told
    return _rows("Instruction").filter(instruction_stands_on(rule, today, FOREVER), **which)


def _notices(rule: Rule, today: dt.date) -> models.QuerySet:
    told, asked = {"notice": OuterRef("stage")}, {"notice__reply_by": OuterRef("due_on")}
    which = asked if rule in (Rule.NOTICE_DUE, Rule.NOTICE_LATE) else told
    return _rows("NoticeTask").telling(rule, today, FOREVER).filter(task=OuterRef("task"), **which)


def _applications(rule: Rule) -> models.QuerySet:
    rows = _rows("Application").with_waiting_day()
    at = rows.to_decide() if rule == Rule.WAITING else rows.at_head()
    return at.filter(task=OuterRef("task"), since=OuterRef("due_on"))


def _second_looks(today: dt.date) -> models.QuerySet:
    return _rows("Reinspection").owed(today).filter(task=OuterRef("task"), planned_on=OuterRef("due_on"))


def _reports_since() -> models.QuerySet:
    """Whatever was reported on the day of planning or later: before it nothing had been, or it would not be planned."""
    return _rows("Progress").filter(task=OuterRef("task"), on__gte=OuterRef("planned_on"))
