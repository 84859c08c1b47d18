"""Which instructions: the words of 批示 and of the replies to them."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F

from tracker.states import OPEN, Role

if TYPE_CHECKING:
    from tracker.models import User


class InstructionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Those on tasks that the user sees."""
        tasks = self.model._meta.get_field("task").related_model.objects
        return self.filter(task__in=tasks.visible_to(user).order_by().values("pk"))

    def unanswered(self) -> Self:
        return self.filter(replied_on=None)

    def answered(self) -> Self:
        return self.exclude(replied_on=None)

    def waiting(self) -> Self:
        """Unanswered, on a task that is not cleared: to clear the task is an answer, too."""
        return self.unanswered().filter(task__status__in=OPEN)

    def owing(self) -> Self:
        """Waiting, and a reply is wanted by a day."""
        return self.waiting().exclude(reply_due_on=None)

    def late(self, today: dt.date) -> Self:
        """Owing a reply since a day before `today`; the day itself is still in time."""
        return self.owing().filter(reply_due_on__lt=today)

    def answered_for_by(self, user: "User") -> Self:
        """Those to which the user's own people reply: the lead unit's, the office's; nobody's for a leader."""
        if user.role == Role.SUPERVISOR:
            return self.filter(task__source__office=user.unit)
        if user.role in (Role.HANDLER, Role.HEAD):
            return self.filter(task__lead_unit__path__startswith=user.unit.path)
        return self.none()

    def most_urgent_first(self) -> Self:
        """Those that wait longest past their day, then by their day, then those without one; answered ones latest first."""
        return self.order_by(
            F("replied_on").desc(nulls_first=True), F("reply_due_on").asc(nulls_last=True), "-pk"
        )

    def with_people(self) -> Self:
        """Everything that a line shows."""
        return self.select_related("by", "replied_by__unit", "task__lead_unit", "task__source")
