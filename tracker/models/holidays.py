"""节假日: days on which offices do or do not work, other than the weekday says."""

from django.db import models
from django.db.models import Q

from tracker.holiday_querysets import HolidayQuerySet


class Holiday(models.Model):
    """One special day. What the State Council announces is filled in by `tracker.holidays`; an administrator may change it."""

    class Kind(models.TextChoices):
        OFF = "off", "放假"
        WORK = "work", "调休上班"

    on = models.DateField("日期", unique=True)
    name = models.CharField("名称", max_length=50, help_text="例如：国庆节")
    kind = models.CharField("类别", max_length=10, choices=Kind, default=Kind.OFF)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节假日"
        ordering = ["-on"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["off", "work"]), name="holiday_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}{self.get_kind_display()}"
