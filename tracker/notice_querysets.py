"""Which notices: who may read them, what still waits for a receipt or a reply, and which tasks are owed one."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from tracker.ladder import Rule, notice_stands_on, stands_on
from tracker.states import OPEN, Role, Status

if TYPE_CHECKING:
    from tracker.models import Task, User
    from tracker.querysets import TaskQuerySet

CLEARED_LATELY = dt.timedelta(days=30)
"""So long after its closing a task is offered for a notice of it; what was closed before the office began is not."""


def stage_of(kind: str, on: dt.date) -> Q:
    """Return the condition under which a task stands at the stage of this kind of notice on the day."""
    return {
        "assign": Q(status=Status.ASSIGNED),
        "hint": stands_on(Rule.REMIND, on, on),
        "warn": stands_on(Rule.WARN, on, on) | stands_on(Rule.DUE, on, on),
        "press": stands_on(Rule.OVERDUE, on, on),
        "clear": Q(status=Status.CLOSED, closed_on__gte=on - CLEARED_LATELY),
    }[kind]


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """A supervisor: those of the own office, drafts too; others: what was issued to a unit of their own subtree."""
        if user.role == Role.SUPERVISOR:
            return self.filter(office=user.unit)
        if user.role in (Role.HANDLER, Role.HEAD, Role.LEADER):
            return self.filter(issued_on__isnull=False, unit__path__startswith=user.unit.path)
        return self.none()

    def about(self, task: "Task") -> Self:
        return self.filter(items__task=task)

    def drafts(self) -> Self:
        return self.filter(issued_on=None)

    def in_force(self) -> Self:
        return self.filter(issued_on__isnull=False, voided_on=None)

    def unreceived(self) -> Self:
        return self.in_force().filter(received_at=None)

    def unanswered(self) -> Self:
        """A reply was asked for and has not come."""
        return self.in_force().filter(reply_by__isnull=False, replied_on=None)

    def answer_late(self, on: dt.date) -> Self:
        return self.unanswered().filter(reply_by__lt=on)

    def with_list(self) -> Self:
        """All that a line of the list shows; drafts first, then the latest."""
        lines = self.select_related("unit", "office").annotate(tasks_count=Count("items"))
        return lines.order_by(F("issued_on").desc(nulls_first=True), "-pk")

    def owed(self, tasks: "TaskQuerySet", kind: str, on: dt.date) -> "TaskQuerySet":
        """The tasks at the stage of this kind whose lead unit has no such notice, nor is one drafted, under their present deadline.

        A unit to which a task was transferred has none, whatever the one before it got.
        """
        items = self.model.items.rel.related_model.objects.filter(notice__kind=kind, notice__voided_on=None)
        same = items.filter(
            task=OuterRef("pk"), due_on=OuterRef("due_on"), notice__unit=OuterRef("lead_unit")
        )
        return tasks.filter(stage_of(kind, on), ~Exists(same)).order_by(F("lead_unit__path"), "due_on", "pk")


class NoticeTaskQuerySet(models.QuerySet):
    def telling(self, rule: Rule, today: dt.date, following: dt.date) -> Self:
        """For each notice that the rule tells of, the one task that speaks for it: the first that concerns its reader.

        Its unit is told of a task that it still leads, and asked for the reply while one of these is open; the office sees
        all of them.
        """
        speaking = Q()
        if rule != Rule.NOTICE_REPLIED:
            speaking = Q(task__lead_unit=F("notice__unit"))
        if rule in (Rule.NOTICE_DUE, Rule.NOTICE_LATE):
            speaking &= Q(task__status__in=OPEN)
        notices = self.model._meta.get_field("notice").related_model.objects
        told = notices.filter(notice_stands_on(rule, today, following))
        before = self.model.objects.filter(
            speaking, notice=OuterRef("notice"), position__lt=OuterRef("position")
        )
        return self.filter(speaking, ~Exists(before), notice__in=told.order_by().values("pk"))
