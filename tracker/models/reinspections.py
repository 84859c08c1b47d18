"""回头看: was the problem really put right? Planned at closing or drawn by lot, kept for ever."""

from django.db import models
from django.db.models import Q

from tracker.models.people import User
from tracker.models.tasks import Task
from tracker.querysets import ReinspectionQuerySet


class Reinspection(models.Model):
    """A second look at a closed task: owed from `planned_on`, and what it found once somebody has looked."""

    class Result(models.TextChoices):
        HOLDS = "holds", "未反弹"
        RELAPSED = "relapsed", "反弹"

    task = models.ForeignKey(Task, models.PROTECT, related_name="reinspections")
    planned_on = models.DateField("计划日期")
    drawn = models.BooleanField("随机抽取", default=False)
    created_at = models.DateTimeField("安排时间", auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="安排人")
    result = models.CharField("结果", max_length=20, choices=Result, blank=True)
    done_on = models.DateField("回头看日期", null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="回头看人员")
    finding = models.TextField("发现的情况", blank=True)

    objects = ReinspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        ordering = ["task", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", done_on=None, by=None, finding="")
                | (~Q(result="") & Q(done_on__isnull=False, by__isnull=False) & ~Q(finding="")),
                name="reinspection_has_result_day_person_finding",
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(result=""), name="one_reinspection_waits_per_task"
            ),
        ]
        indexes = [
            models.Index(fields=["planned_on"], name="reinspection_waiting", condition=Q(done_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.planned_on} {self.get_result_display() or '待回头看'}"
