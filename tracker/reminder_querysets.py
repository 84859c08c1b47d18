"""Which reminders and which digests: the words of the inbox, the sending and the log."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
)
from django.db.models.functions import Concat

from tracker.arming import armed
from tracker.channels import Way
from tracker.colours import Colour, colour_case
from tracker.states import Role

if TYPE_CHECKING:
    from tracker.models import Channel, User


class Result(models.TextChoices):
    """What became of a reminder outside the inbox; moot: the task or the person changed before a message could tell."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "未送达"
    NO_ADDRESS = "no_address", "无地址"
    INBOX = "inbox", "只在站内"
    MOOT = "moot", "不再发送"


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The log: a supervisor's own office's tasks; an admin sees that something was sent, not what about."""
        if user.role == Role.ADMIN:
            return self
        return self._about_tasks_of(user) if user.role == Role.SUPERVISOR else self.none()

    def inbox_of(self, user: "User") -> Self:
        """The user's own reminders, the latest about each task; a task that they may no longer see is not told of."""
        later = self.model.objects.filter(
            task=OuterRef("task"), recipient=OuterRef("recipient"), pk__gt=OuterRef("pk")
        )
        return self._about_tasks_of(user).filter(~Exists(later), recipient=user)

    def owed_to(self, user: "User", today: dt.date) -> Self:
        """What a digest to the user would tell today."""
        return self._about_tasks_of(user).filter(recipient=user).armed(today).unsent()

    def owed_to_group(self, channel: "Channel", today: dt.date) -> Self:
        """What a digest to the group would tell today: what the unit's own kind of people are owed, each stage once.

        A unit's group hears what its handlers and heads are told of, an office's what its supervisors are; never more.
        """
        led = Q(
            task__lead_unit__path__startswith=channel.unit.path,
            recipient__role__in=[Role.HANDLER, Role.HEAD],
        )
        of_unit = led | Q(task__source__office=channel.unit, recipient__role=Role.SUPERVISOR)
        key = {name: OuterRef(name) for name in ("task", "rule", "stage", "due_on")}
        told = self.model.objects.filter(
            group_digests__group=channel, group_digests__state__in=[Result.SENT, Result.DELIVERED], **key
        )
        return self.filter(of_unit, ~Exists(told)).armed(today)

    def _about_tasks_of(self, user: "User") -> Self:
        tasks = self.model._meta.get_field("task").related_model.objects
        return self.filter(task__in=tasks.visible_to(user).order_by().values("pk"))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unsent(self) -> Self:
        return self.filter(digest=None)

    def armed(self, today: dt.date) -> Self:
        """Reminders whose task still stands on their rung with the same deadline, to people who are still active."""
        return self.filter(armed(today))

    def up_to(self, reminder: models.Model) -> Self:
        """The reminder and the earlier ones to the same person about the same task."""
        return self.filter(task=reminder.task_id, recipient=reminder.recipient_id, pk__lte=reminder.pk)

    def unread_first(self, today: dt.date) -> Self:
        """Unread ones reddest and earliest deadline first, then the read ones, latest first."""
        ranks = [When(colour_now=colour.value, then=rank) for rank, colour in enumerate(Colour)]
        unread, nothing = Q(read_at=None), Value(None, output_field=models.DateField(null=True))
        return self.annotate(colour_now=colour_case(today, "task__")).order_by(
            Case(When(unread, then=0), default=1, output_field=IntegerField()),
            Case(When(~unread, then=9), *ranks, default=8, output_field=IntegerField()),
            Case(When(unread, then=F("task__due_on")), default=nothing),
            "-planned_on",
            "-pk",
        )

    def with_result(self, today: dt.date) -> Self:
        """Adds `result`, one of `Result`."""
        return self.annotate(
            result=Case(
                When(digest__isnull=False, then=F("digest__state")),
                When(recipient__reminded_by=Result.INBOX, then=Value(Result.INBOX.value)),
                When(armed(today), then=Value(Result.WAITING.value)),
                default=Value(Result.MOOT.value),
                output_field=CharField(),
            )
        )

    def failed_since(self, day: dt.date) -> Self:
        """Reminders of that day and later whose mail did not arrive."""
        return self.filter(planned_on__gte=day, digest__state=Result.FAILED)

    def to_person(self, words: str) -> Self:
        """Reminders to people whose name, account or unit contains the words."""
        name = Concat("recipient__last_name", "recipient__first_name")
        return self.annotate(person_name=name).filter(
            Q(person_name__icontains=words)
            | Q(recipient__username__icontains=words)
            | Q(recipient__unit__name__icontains=words)
        )

    def with_inbox(self) -> Self:
        """Everything that a line of the inbox shows."""
        return self.select_related("task__lead_unit", "task__source")

    def with_log(self) -> Self:
        """Everything that a row of the log shows."""
        return self.select_related("task", "recipient__unit", "digest").prefetch_related(
            Prefetch("group_digests", self.model.digest.field.related_model.objects.select_related("group"))
        )


class DigestQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """An admin sees every message; a supervisor those to people and groups that are told of the office's tasks."""
        if user.role == Role.ADMIN:
            return self
        if user.role != Role.SUPERVISOR:
            return self.none()
        reminders = self.model._meta.get_field("told").related_model.objects.visible_to(user)
        # By way of the people, who are few: a set of all reminders is too large to be looked up in, and takes minutes.
        people = self.model._meta.get_field("recipient").related_model.objects
        told = people.filter(Exists(reminders.filter(recipient=OuterRef("pk")))).order_by().values("pk")
        to_group = self.model.told.through.objects.filter(Exists(reminders.filter(pk=OuterRef("reminder"))))
        return self.filter(Q(recipient__in=told) | Q(pk__in=to_group.values("digest")))

    def about(self, task: models.Model) -> Self:
        """The messages by which groups were told of the task, latest first."""
        return self.filter(told__task=task).select_related("group").distinct().order_by("-on", "-pk")

    def lost(self) -> Self:
        """Those that reached nobody and are not tried again by themselves."""
        return self.filter(state__in=[self.model.State.FAILED, self.model.State.NO_ADDRESS])

    def with_row(self) -> Self:
        """Everything that a row of the list of messages shows."""
        return self.select_related("recipient__unit", "group__unit").order_by("-on", "-pk")

    def waiting(self) -> Self:
        return self.filter(state=self.model.State.WAITING)

    def free(self, now: dt.datetime) -> Self:
        """Waiting ones that nobody holds: not claimed, or the claim ran out, or the pause after a failure is over."""
        return self.waiting().filter(Q(held_until=None) | Q(held_until__lte=now))


class ChannelQuerySet(models.QuerySet):
    def robots(self) -> Self:
        """Robots that are switched on, with the unit of their group."""
        return self.filter(is_on=True, unit__isnull=False).select_related("unit")

    def gateway(self) -> "Channel | None":
        """Return the gateway for short messages, if one is in use."""
        return self.filter(is_on=True, kind=Way.SMS).first()
