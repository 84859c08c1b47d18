"""Which links between tasks: a link is seen by those who see both its ends, and by nobody else."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from tracker.models import Task, User


class RecurrenceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Recurrences of which the user sees the task and the earlier one."""
        tasks = self.model._meta.get_field("task").related_model.objects.visible_to(user).order_by()
        return self.filter(task__in=tasks.values("pk"), earlier__in=tasks.values("pk"))

    def confirmed(self) -> Self:
        return self.filter(is_same=True)


class SharedProblemQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Shared problems of which the user sees a task."""
        tasks = self.model.siblings.rel.related_model.objects
        return self.filter(Exists(tasks.visible_to(user).filter(shared=OuterRef("pk"))))


class MatterTaskQuerySet(models.QuerySet):
    def beside(self, task: "Task") -> Self:
        """The other tasks of the matter that the task belongs to."""
        return self.filter(matter__members__task=task).exclude(task=task)
