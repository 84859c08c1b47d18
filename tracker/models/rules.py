"""What an office may set: thresholds of the colours, the standards by which a closure is judged, the words of the result."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from tracker.calendar import Window
from tracker.models.sources import Source
from tracker.rule_querysets import GradeQuerySet, PolicyQuerySet, StandardQuerySet


class Policy(models.Model):
    """Thresholds and the reminder ladder: one default (no kind) and at most one per kind of source."""

    kind = models.CharField(
        "适用的来源类型",
        max_length=20,
        choices=Source.Kind,
        blank=True,
        unique=True,
        help_text="留空为默认规则",
    )
    warn_share = models.PositiveSmallIntegerField(
        "预警期占整改期的百分比", default=15, validators=[MaxValueValidator(100)]
    )
    warn_least = models.PositiveSmallIntegerField("预警期最少天数", default=3)
    warn_most = models.PositiveSmallIntegerField("预警期最多天数", default=30)
    remind_share = models.PositiveSmallIntegerField(
        "提示期占整改期的百分比", default=30, validators=[MaxValueValidator(100)]
    )
    remind_least = models.PositiveSmallIntegerField("提示期最少天数", default=5)
    remind_most = models.PositiveSmallIntegerField("提示期最多天数", default=60)
    repeat_days = models.PositiveSmallIntegerField("预警和逾期后每隔几天再提醒", default=7)

    escalate_days = models.PositiveSmallIntegerField(
        "逾期多少天报告领导、建议约谈", default=15, validators=[MinValueValidator(1)]
    )
    agenda_days = models.PositiveSmallIntegerField(
        "逾期多少天提请列入政府调度", default=30, validators=[MinValueValidator(1)]
    )
    decide_days = models.PositiveSmallIntegerField("申请超过几个工作日未决定，提醒督办人员", default=10)
    endorse_days = models.PositiveSmallIntegerField("申请超过几个工作日未审核，提醒单位负责人", default=3)

    rules_off = models.JSONField("停用的提醒类别", default=list, blank=True)
    """values of `ladder.Rule`; what is not named is on, so that a new kind of reminder is"""

    decline_days = models.PositiveSmallIntegerField(
        "交办后几个工作日内可以退回", default=5, help_text="填 0 表示不限"
    )
    assists_confirm = models.BooleanField("申请销号前须配合单位确认", default=True)
    head_approves = models.BooleanField(
        "销号申请和延期申请须经单位负责人审核",
        default=False,
        help_text="经办人申请后，先由牵头单位（或其上级单位）的负责人审核，同意后才报送督办机构",
    )
    reinspect_days = models.PositiveSmallIntegerField(
        "销号后多少天回头看", default=90, help_text="填 0 表示不自动安排"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_least__lte=F("warn_most"), remind_least__lte=F("remind_most")),
                name="policy_bounds_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    warn_share__lte=F("remind_share"),
                    warn_least__lte=F("remind_least"),
                    warn_most__lte=F("remind_most"),
                ),
                name="policy_reminds_before_it_warns",
            ),
            models.CheckConstraint(condition=Q(repeat_days__gte=1), name="policy_repeats_at_most_daily"),
            models.CheckConstraint(
                condition=Q(escalate_days__gte=1, agenda_days__gte=1),
                name="policy_escalates_what_is_overdue",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display() if self.kind else "默认规则"

    def dates(self, assigned_on: dt.date, due_on: dt.date) -> dict[str, dt.date]:
        """Return `remind_on` and `warn_on` of a task that runs between these days."""
        return {
            "remind_on": Window(self.remind_share, self.remind_least, self.remind_most).begins_on(
                assigned_on, due_on
            ),
            "warn_on": Window(self.warn_share, self.warn_least, self.warn_most).begins_on(
                assigned_on, due_on
            ),
        }


class Standard(models.Model):
    """One standard (一套标准) for accepting a rectification; a changed one is a new version, old tasks keep theirs."""

    name = models.CharField("名称", max_length=100)
    version = models.PositiveSmallIntegerField("版本", default=1)
    category = models.CharField("适用的问题类别", max_length=50, blank=True, help_text="留空为通用")
    basis = models.CharField("认定依据", max_length=300, blank=True)
    criteria = models.JSONField("认定条件", default=list, help_text="逐条的列表")
    evidence_wanted = models.TextField("应提供的佐证", blank=True)
    is_current = models.BooleanField("现行", default=True)

    objects = StandardQuerySet.as_manager()

    CONTENT = ("basis", "criteria", "evidence_wanted")
    """what a task is judged by: changed for a standard in use, it makes a new version"""

    class Meta:
        verbose_name = verbose_name_plural = "认定标准"
        ordering = ["category", "name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="one_standard_per_name_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"


class Grade(models.Model):
    """A word of the office for how far a rectification has come (认定结果), and which of four classes it counts as."""

    class Class(models.TextChoices):
        DONE = "done", "整改到位（可以销号）"
        PARTLY = "partly", "部分整改"
        IN_PROGRESS = "in_progress", "正在整改"
        NOT = "not", "未整改"

    name = models.CharField("名称", max_length=30, unique=True)
    counts_as = models.CharField(
        "算作", max_length=20, choices=Class, help_text="只有算作整改到位的才能销号；“基本完成”不算整改到位"
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_current = models.BooleanField("现行", default=True, help_text="停用后不再可选，已有的认定不变")

    objects = GradeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "认定结果"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts_as__in=["done", "partly", "in_progress", "not"]),
                name="grade_counts_as_one_of_four",
            ),
            models.CheckConstraint(
                condition=~Q(counts_as="done", name__contains="基本"),
                name="nearly_done_is_not_done",
                violation_error_message="“基本完成”一类的认定结果不能算作整改到位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_done(self) -> bool:
        """Whether a task of this result may be closed."""
        return self.counts_as == self.Class.DONE
