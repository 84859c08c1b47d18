"""Which rounds, agenda items and decisions: a round is seen by those who hold it, an item by those who see its task."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from tracker.states import Role

if TYPE_CHECKING:
    from tracker.models import Round, Task, User


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Rounds that the user may read: a supervisor those of their office, units those of their own subtree, a leader
        all that are held inside theirs."""
        if user.role == Role.SUPERVISOR:
            return self.filter(office=user.unit)
        if user.role in (Role.HANDLER, Role.HEAD):
            return self.filter(level="unit", unit__path__startswith=user.unit.path)
        if user.role == Role.LEADER:
            return self.filter(unit__path__startswith=user.unit.path)
        return self.none()

    def readable(self, user: "User", keys: set[int]) -> set[int]:
        """The keys among these of the rounds that the user may read."""
        return set(self.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    def latest_first(self) -> Self:
        return self.order_by("-held_on", "-pk")

    def under_way(self) -> Self:
        """Planned, or held and not yet settled."""
        return self.exclude(status="closed")

    def with_counts(self, user: "User") -> Self:
        """Adds `tasks_count` and `decisions_count`, as far as the user sees the tasks."""
        seen = self.model.items.rel.related_model.objects.visible_to(user).order_by().values("pk")
        return self.annotate(
            tasks_count=Count("items", filter=Q(items__in=seen), distinct=True),
            decisions_count=Count("items__decisions", filter=Q(items__in=seen), distinct=True),
        )

    def before(self, one: "Round") -> Self:
        """Earlier rounds of the same level and unit that took place, the latest first."""
        same = self.filter(level=one.level, unit=one.unit, office=one.office).exclude(status="planned")
        earlier = Q(held_on__lt=one.held_on) | Q(held_on=one.held_on, pk__lt=one.pk)
        return same.filter(earlier).latest_first()


class RoundTaskQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Items whose task the user sees."""
        tasks = self.model._meta.get_field("task").related_model.objects.visible_to(user)
        return self.filter(task__in=tasks.order_by().values("pk"))


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Decisions on tasks that the user sees, whichever round took them."""
        tasks = self.model._meta.get_field("item").related_model._meta.get_field("task").related_model
        return self.filter(item__task__in=tasks.objects.visible_to(user).order_by().values("pk"))

    def on_task(self, task: "Task") -> Self:
        """Decisions on a task, the latest round first."""
        return self.filter(item__task=task).order_by("-item__round__held_on", "-pk")

    def of_round(self, one: "Round") -> Self:
        """Decisions of a round in the order of its agenda."""
        return self.filter(item__round=one).order_by("item__position", "pk")

    def with_what_became(self) -> Self:
        """All that `became` looks at, in a constant number of queries."""
        return self.select_related(
            "item__round", "item__task__lead_unit", "measure", "application", "unit"
        ).prefetch_related("item__task__applications")
