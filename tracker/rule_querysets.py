"""Which of what an office may set is in force: policies, standards, grades."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from tracker.models import Policy, Standard
    from tracker.querysets import TaskQuerySet


class PolicyQuerySet(models.QuerySet):
    def for_kind(self, kind: str) -> "Policy":
        """The policy of this kind of source, or the default one, which always exists."""
        return self.filter(kind__in=[kind, ""]).order_by("-kind")[:1].get()


class StandardQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def with_task_counts(self, tasks: "TaskQuerySet") -> Self:
        """Adds `used`: how many of the tasks were assigned by each; drafts left out."""
        counted = tasks.counted().filter(standard=OuterRef("pk")).order_by().values("standard")
        used = counted.annotate(used=Count("pk")).values("used")
        return self.annotate(used=Coalesce(Subquery(used), 0))

    def to_read(self) -> Self:
        """After `with_task_counts`: what is in force, and what it replaced as far as tasks still go by it."""
        return self.filter(Q(is_current=True) | Q(used__gt=0)).order_by(
            "-is_current", "category", "name", "-version"
        )

    def general(self) -> models.Model:
        """The standard for problems of no category."""
        return self.current().filter(category="").order_by("-version")[:1].get()

    def in_force(self, standard: "Standard | None", category: str) -> "Standard":
        """The standard by which a task of this category is assigned today.

        That is the version in force of the one that was chosen; where there is none that of the category, else the general one.
        """
        if standard is not None and standard.is_current:
            return standard
        newer = self.current().filter(name=standard.name).first() if standard else None
        return newer or self._of_category(category) or self.general()

    def _of_category(self, category: str) -> "Standard | None":
        """The first by name, where an office has several for one category of problem."""
        return self.current().filter(category=category).order_by("name").first() if category else None


class GradeQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def of_class(self, counts_as: str) -> Self:
        return self.filter(counts_as=counts_as)
