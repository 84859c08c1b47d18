"""What a person said of two tasks: the earlier one recurs in the later (屡提屡犯); both are one matter (同一事项), or not."""

from django.db import models
from django.db.models import F, Q

from tracker.link_querysets import MatterTaskQuerySet, RecurrenceQuerySet
from tracker.models.people import User
from tracker.models.tasks import Task


class Recurrence(models.Model):
    """A person's word on whether a task takes up again what an earlier one was about. Kept for ever."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="recurrences", verbose_name="本次任务")
    earlier = models.ForeignKey(Task, models.PROTECT, related_name="recurred_in", verbose_name="以往任务")
    is_same = models.BooleanField("确认屡提屡犯", help_text="否：看过，不是同一问题")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")
    at = models.DateTimeField("确认时间", auto_now=True)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "屡提屡犯"
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "earlier"], name="one_word_on_each_recurrence"),
            models.CheckConstraint(condition=~Q(task=F("earlier")), name="no_task_recurs_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.task.number} ← {self.earlier.number}"


class Matter(models.Model):
    """同一事项: one problem that several sources raised; its lead unit reports once for all its tasks."""

    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="关联人")
    created_at = models.DateTimeField("关联时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "同一事项"

    def __str__(self) -> str:
        return f"同一事项 {self.pk}"


class MatterTask(models.Model):
    """One task of a matter; a task belongs to at most one."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="members")
    task = models.OneToOneField(Task, models.PROTECT, related_name="matter_task")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="关联人")
    at = models.DateTimeField("关联时间", auto_now_add=True)

    objects = MatterTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "同一事项的任务"


class ToldApart(models.Model):
    """Two tasks that a person found not to be one matter, so that they are not offered again; the lower key first."""

    first = models.ForeignKey(Task, models.PROTECT, related_name="+")
    second = models.ForeignKey(Task, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")
    at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "不是同一事项"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_tasks_are_told_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="told_apart_lower_key_first"),
        ]
