"""函件: what an office sends a unit on paper. Drafted by the stage of its tasks, checked, then issued and frozen."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from tracker.models.people import Unit, User
from tracker.models.tasks import Task
from tracker.notice_querysets import NoticeQuerySet, NoticeTaskQuerySet


class Notice(models.Model):
    """One notice of an office to one unit. A draft has no number; what was issued never changes, it can only be voided."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", "交办单"
        HINT = "hint", "提示函"
        WARN = "warn", "预警函"
        PRESS = "press", "督办函"
        CLEAR = "clear", "销号通知"

    SINGLE = (Kind.PRESS,)
    """Of these one paper is about one task (一事一单)."""

    kind = models.CharField("种类", max_length=20, choices=Kind)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="sent_notices", verbose_name="发函机构")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="received_notices", verbose_name="主送单位")
    tasks = models.ManyToManyField(Task, through="NoticeTask", related_name="notices", verbose_name="任务")
    opening = models.TextField("缘由")
    demand = models.TextField("要求")
    reply_by = models.DateField("回复期限", null=True, blank=True)
    contact = models.CharField("联系人及电话", max_length=100, blank=True)
    document_number = models.CharField("发文字号", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)

    year = models.PositiveSmallIntegerField("年度", null=True, editable=False)
    serial = models.PositiveIntegerField("序号", null=True, editable=False)
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="签发人"
    )
    issued_on = models.DateField("印发日期", null=True, editable=False)
    file = models.FileField("函件文件", upload_to="notices/%Y/", blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    received_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="签收人"
    )
    received_at = models.DateTimeField("签收时间", null=True, editable=False)
    reply = models.TextField("回复", blank=True, editable=False)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="回复人"
    )
    replied_on = models.DateField("回复日期", null=True, editable=False)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="作废人"
    )
    voided_on = models.DateField("作废日期", null=True, editable=False)
    void_reason = models.TextField("作废理由", blank=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "函件"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None, issued_by=None, year=None, serial=None, sha256="")
                | (
                    Q(issued_on__isnull=False, issued_by__isnull=False, year__isnull=False)
                    & Q(serial__isnull=False)
                    & ~Q(sha256="")
                ),
                name="notice_issued_by_whom_number_and_hash",
            ),
            models.UniqueConstraint(
                fields=["office", "kind", "year", "serial"], name="notices_of_a_kind_are_numbered_per_year"
            ),
            models.CheckConstraint(
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False, issued_on__isnull=False),
                name="only_an_issued_notice_is_received",
            ),
            models.CheckConstraint(
                condition=Q(replied_on=None, replied_by=None, reply="")
                | (
                    Q(replied_on__isnull=False, replied_by__isnull=False, received_at__isnull=False)
                    & ~Q(reply="")
                ),
                name="reply_has_person_day_and_receipt",
            ),
            models.CheckConstraint(
                condition=Q(voided_on=None, voided_by=None, void_reason="")
                | (
                    Q(voided_on__isnull=False, voided_by__isnull=False, issued_on__isnull=False)
                    & ~Q(void_reason="")
                ),
                name="only_an_issued_notice_is_voided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reply_by=None) | Q(issued_on=None) | Q(reply_by__gte=F("issued_on")),
                name="reply_is_due_after_the_notice",
            ),
            models.CheckConstraint(
                condition=~Q(kind="clear") | Q(reply_by=None), name="clearing_asks_no_reply"
            ),
        ]
        indexes = [models.Index(fields=["office", "kind", "issued_on"], name="notice_office_kind_issued")]

    def __str__(self) -> str:
        return f"{self.number}（{self.unit}）"

    @property
    def number(self) -> str:
        """The number by which the system knows an issued notice; the office's own 发文字号 stands beside it."""
        kind = self.get_kind_display()
        return f"{kind}〔{self.year}〕{self.serial}号" if self.serial else f"{kind}（草稿）"

    @property
    def is_draft(self) -> bool:
        return self.issued_on is None

    @property
    def is_in_force(self) -> bool:
        return self.issued_on is not None and self.voided_on is None

    @property
    def matters(self) -> "models.QuerySet[NoticeTask]":
        """Return its items in their order, with all that a paper says of their tasks."""
        items = self.items.select_related("task__source", "task__lead_unit")
        return items.prefetch_related("task__assisting_units")

    def reply_is_late(self, on: dt.date) -> bool:
        """Whether the reply should have come before the day and did not."""
        return self.is_in_force and not self.replied_on and self.reply_by is not None and self.reply_by < on


class NoticeTask(models.Model):
    """One task that a notice is about, with the deadline that it had then: a new one may be noticed anew."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, models.PROTECT, related_name="notice_items")
    position = models.PositiveSmallIntegerField("序号")
    due_on = models.DateField("当时的时限")
    said = models.JSONField("印发时的内容", default=dict, editable=False)
    """`said_of` the task on the day of issue, as the frozen paper has it; empty while the notice is a draft"""

    objects = NoticeTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "函件事项"
        ordering = ["notice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "task"], name="a_notice_names_a_task_once"),
        ]

    def __str__(self) -> str:
        return str(self.task)
