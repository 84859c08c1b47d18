"""Where tasks come from: one audit, inspection round or report."""

from django.db import models

from tracker.models.people import Unit
from tracker.querysets import SourceQuerySet


class Source(models.Model):
    class Kind(models.TextChoices):
        AUDIT = "audit", "审计"
        INSPECTION = "inspection", "巡视巡察"
        ENVIRONMENT = "environment", "生态环境督察"
        GOVERNMENT = "government", "政府督查"
        CONGRESS = "congress", "人大政协"
        PETITION = "petition", "信访"
        REPORT = "report", "工作报告"
        OTHER = "other", "其他"

    class Level(models.TextChoices):
        CENTRAL = "central", "中央"
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"
        SELF = "self", "自查"

    class Cycle(models.TextChoices):
        NONE = "none", "不定期"
        WEEKLY = "weekly", "每周"
        FORTNIGHTLY = "fortnightly", "每两周"
        MONTHLY = "monthly", "每月"
        QUARTERLY = "quarterly", "每季度"

    title = models.CharField("名称", max_length=200)
    kind = models.CharField("来源类型", max_length=20, choices=Kind, default=Kind.REPORT)
    level = models.CharField("层级", max_length=20, choices=Level, default=Level.CITY)
    document_number = models.CharField("文号", max_length=100, blank=True)
    issued_on = models.DateField("印发日期")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="sources", verbose_name="督办机构")
    cycle = models.CharField("报送周期", max_length=20, choices=Cycle, default=Cycle.MONTHLY)
    created_by = models.ForeignKey("tracker.User", models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题来源"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "title"], name="one_source_of_a_title_per_office")
        ]

    def __str__(self) -> str:
        return self.title
