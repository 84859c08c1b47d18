"""Documents that were handed in: the file with its text kept verbatim, and each report inside it."""

import datetime as dt
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Count, F, Q

from reports.reading import SUFFIXES, suffix_of
from tracker.models import Source, Unit, User
from tracker.states import Role


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Only the supervisors of the office that handed a report in see it; the first word of every query."""
        return self.filter(office=user.unit) if user.role == Role.SUPERVISOR else self.none()

    def countable_by(self, user: User) -> Self:
        """Reports whose reading quality this person may see as figures; an administrator of every office, and nothing else."""
        return self if user.role == Role.ADMIN else self.visible_to(user)

    def handed_in(self, since: dt.date | None, until: dt.date | None) -> Self:
        """Reports handed in on these days, both included."""
        reports = self if since is None else self.filter(uploaded_at__date__gte=since)
        return reports if until is None else reports.filter(uploaded_at__date__lte=until)

    def open(self) -> Self:
        """Reports that have been read: what was found in them can be looked at."""
        return self.filter(status__in=[Report.Status.READ, Report.Status.CONFIRMED])

    def unread(self, now: dt.datetime) -> Self:
        """Reports that wait to be read, or whose reader was lost: its lease is over."""
        waiting = Q(status__in=[Report.Status.PENDING, Report.Status.READING])
        return self.filter(waiting, Q(lease_until=None) | Q(lease_until__lt=now))

    def same_file(self, sha256: str) -> Self:
        """Reports of the very same bytes, latest first."""
        return self.filter(sha256=sha256).order_by("-pk")

    def with_counts(self) -> Self:
        """Add how many problems a report holds, how many of them wait for a person, and how many became tasks."""
        problem = Q(parts__problems__parent=None)
        return self.annotate(
            found=Count(
                "parts__problems", filter=problem & ~Q(parts__problems__state="joined"), distinct=True
            ),
            waiting=Count(
                "parts__problems", filter=problem & Q(parts__problems__state="pending"), distinct=True
            ),
            tasks=Count("parts__problems__task"),
        )

    def for_list(self) -> Self:
        return self.with_counts().select_related("uploaded_by", "source").defer("text").order_by("-pk")


def stored_name(report: "Report", name: str) -> str:
    """Where the file is kept: nothing of the user's file name but a known extension."""
    suffix = suffix_of(name) if suffix_of(name) in SUFFIXES else ".txt"
    return f"reports/{uuid4().hex}{suffix}"


class Report(models.Model):
    """An uploaded or pasted document. Offsets of everything found in it point into `text`."""

    class Status(models.TextChoices):
        PENDING = "pending", "排队中"
        READING = "reading", "正在读取"
        READ = "read", "待核对"
        FAILED = "failed", "读取失败"
        CONFIRMED = "confirmed", "已核对"

    name = models.CharField("名称", max_length=200)
    file = models.FileField("文件", upload_to=stored_name, max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField("原文", blank=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="督办机构")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="问题来源"
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导入人")
    uploaded_at = models.DateTimeField("导入时间", auto_now_add=True)

    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PENDING)
    progress = models.PositiveSmallIntegerField("读取进度", default=0)
    error = models.CharField("失败原因", max_length=500, blank=True)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    read_at = models.DateTimeField("读取时间", null=True, editable=False)
    confirmed_at = models.DateTimeField("核对完成时间", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_at_most_100"),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error=""), name="report_failed_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["office", "-id"], name="report_office_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether the review page may show and change what was found."""
        return self.status in (self.Status.READ, self.Status.CONFIRMED)

    @property
    def is_under_way(self) -> bool:
        return self.status in (self.Status.PENDING, self.Status.READING)


class PartQuerySet(models.QuerySet):
    def with_counts(self) -> Self:
        """Add how many problems a part holds and how many of them wait for a person."""
        live = Q(problems__parent=None) & ~Q(problems__state__in=["dropped", "joined"])
        return self.annotate(
            problem_count=Count("problems", filter=live),
            waiting=Count("problems", filter=live & Q(problems__state="pending")),
        )


class Part(models.Model):
    """One report inside the document; a compilation has several, any other document one."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField("第几篇")
    title = models.CharField("标题", max_length=300, blank=True)
    unit_name = models.CharField("报告单位", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("年度", null=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告（篇）"
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="parts_of_a_report_are_numbered"),
            models.CheckConstraint(condition=Q(start__lte=F("end")), name="part_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return self.title or f"第{self.position}篇"

    @property
    def done(self) -> int:
        """How many problems people have looked at; only after `with_counts`."""
        return self.problem_count - self.waiting


class Correction(models.Model):
    """One change that a person made in review: what the rows were before it, so that it can be undone."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections")
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="corrections")
    action = models.CharField("动作", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核对人")
    at = models.DateTimeField("时间", auto_now_add=True)
    before = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    final = models.BooleanField("不可撤销", default=False)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "核对记录"
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return self.action
