"""共性问题: one problem that many units have. Each of them gets a task of its own; this is what the tasks have in common."""

from django.db import models
from django.db.models import Q

from tracker.link_querysets import SharedProblemQuerySet
from tracker.models.people import User
from tracker.models.rules import Standard
from tracker.models.sources import Source


class SharedProblem(models.Model):
    """The parent of sibling tasks. It is no task: it has no status, no deadline and no colour, and is counted nowhere."""

    CONTENT = ("title", "problem", "commitment", "excerpt", "category", "rectification_type", "standard")
    """What it gives to every task that is made of it."""

    number = models.CharField("编号", max_length=30, unique=True)
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="shared_problems", verbose_name="问题来源"
    )
    title = models.CharField("问题", max_length=300)
    problem = models.TextField("存在问题")
    commitment = models.TextField("下一步承诺", blank=True)
    excerpt = models.TextField("原文摘录", blank=True)
    category = models.CharField("问题类别", max_length=50, blank=True)
    rectification_type = models.CharField("整改类型", max_length=20)
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, related_name="+", verbose_name="认定标准"
    )
    siblings_made = models.PositiveSmallIntegerField("已拆分的任务数", editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = SharedProblemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共性问题"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siblings_made__gte=2), name="a_shared_problem_is_shared_by_two_at_least"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def units(self) -> int:
        """Return how many units have the problem: the lead units of its tasks, drafts left out."""
        return self.siblings.counted().order_by().values("lead_unit").distinct().count()
