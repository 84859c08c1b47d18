"""The tracked thing: a task with its lead unit, deadline and status, its assisting units and measures."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from tracker.amounts import DIGITS, PLACES
from tracker.models.people import Unit, User
from tracker.models.rules import Grade, Standard
from tracker.models.shared import SharedProblem
from tracker.models.sources import Source
from tracker.querysets import TaskQuerySet
from tracker.states import CLEARED, NEXT_ACTOR, OPEN, Action, Status

if TYPE_CHECKING:
    from tracker.models.applications import Application
    from tracker.models.instructions import Instruction


def amount_field(label: str) -> models.DecimalField:
    """An amount in 元, to the cent."""
    return models.DecimalField(label, max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)


class Satisfaction(models.TextChoices):
    """What the people who had complained, or the delegates who had asked, say of the result."""

    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    NOT = "not", "不满意"


class Task(models.Model):
    """A rectification task. `status` and the dates below it are written by `tracker.actions` alone."""

    class RectificationType(models.TextChoices):
        IMMEDIATE = "immediate", "立行立改"
        STAGED = "staged", "分阶段整改"
        CONTINUOUS = "continuous", "持续整改"

    number = models.CharField("编号", max_length=30, unique=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="tasks", verbose_name="问题来源")
    shared = models.ForeignKey(
        SharedProblem,
        models.PROTECT,
        null=True,
        related_name="siblings",
        verbose_name="共性问题",
        editable=False,
    )
    title = models.CharField("问题", max_length=300)
    problem = models.TextField("存在问题")
    commitment = models.TextField("下一步承诺", blank=True)
    excerpt = models.TextField("原文摘录", blank=True)
    category = models.CharField("问题类别", max_length=50, blank=True)
    rectification_type = models.CharField(
        "整改类型", max_length=20, choices=RectificationType, default=RectificationType.STAGED
    )
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="led_tasks", verbose_name="牵头单位"
    )
    assisting_units = models.ManyToManyField(
        Unit, through="Assist", blank=True, related_name="assisted_tasks", verbose_name="配合单位"
    )
    responsible = models.CharField("责任人", max_length=50, blank=True)
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="认定标准"
    )

    due_on = models.DateField("整改时限", null=True, blank=True)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    original_due_on = models.DateField("原定时限", null=True, editable=False)
    remind_on = models.DateField("提示日", null=True, editable=False)
    warn_on = models.DateField("预警日", null=True, editable=False)
    assigned_on = models.DateField("交办日期", null=True, editable=False)
    submitted_on = models.DateField("申请销号日期", null=True, editable=False)
    returned_on = models.DateField("退回日期", null=True, editable=False)
    dropped_on = models.DateField("不再交办日期", null=True, editable=False)
    closed_on = models.DateField("销号日期", null=True, editable=False)
    closed_in_time = models.BooleanField("按期销号", null=True, editable=False)
    grade = models.ForeignKey(
        Grade, models.PROTECT, null=True, editable=False, related_name="tasks", verbose_name="认定结果"
    )
    """of the last verdict; none before the first and after a reopening"""
    raised = models.BooleanField("提级督办", default=False, editable=False)
    extended_times = models.PositiveSmallIntegerField("延期次数", default=0, editable=False)
    extended_days = models.PositiveIntegerField("延期天数", default=0, editable=False)
    relapsed_times = models.PositiveSmallIntegerField("反弹次数", default=0, editable=False)
    closed_times = models.PositiveSmallIntegerField("认定销号次数", default=0, editable=False)
    returned_times = models.PositiveSmallIntegerField("退回整改次数", default=0, editable=False)
    percent = models.PositiveSmallIntegerField("完成比例", default=0, editable=False)
    progress_on = models.DateField("最近进展日期", null=True, editable=False)
    trail_length = models.PositiveIntegerField("办理记录条数", default=0, editable=False)
    trail_digest = models.CharField("办理记录校验码", max_length=64, blank=True, editable=False)

    # Results; which of them a task has, its kind of source decides (`tracker.results`).
    amount_involved = amount_field("涉及金额")
    amount_settled = amount_field("已整改金额")
    rules_made = models.PositiveSmallIntegerField("制定制度（项）", null=True, blank=True)
    people_held = models.PositiveSmallIntegerField("问责人数", null=True, blank=True)
    satisfaction = models.CharField("满意情况", max_length=10, choices=Satisfaction, blank=True)
    callback = models.TextField("回访结果", blank=True)

    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("最近更新", auto_now=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改任务"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shared", "lead_unit"],
                condition=Q(shared__isnull=False),
                name="a_unit_has_one_task_of_a_shared_problem",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="task_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT)
                | Q(
                    lead_unit__isnull=False,
                    due_on__isnull=False,
                    original_due_on__isnull=False,
                    assigned_on__isnull=False,
                    standard__isnull=False,
                    warn_on__isnull=False,
                    remind_on__isnull=False,
                ),
                name="assigned_task_has_unit_deadline_standard",
            ),
            models.CheckConstraint(
                condition=Q(remind_on__lte=F("warn_on"), warn_on__lte=F("due_on"))
                | Q(remind_on=None, warn_on=None),
                name="task_reminds_then_warns_then_is_due",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.SUBMITTED, submitted_on__isnull=False)
                | (~Q(status=Status.SUBMITTED) & Q(submitted_on=None)),
                name="task_submitted_on_while_submitted",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_on__isnull=False, closed_in_time__isnull=False)
                | Q(status=Status.CLOSED_SPECIALLY, closed_on__isnull=False, closed_in_time=None)
                | (~Q(status__in=CLEARED) & Q(closed_on=None, closed_in_time=None)),
                name="task_closed_on_while_closed",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(grade__isnull=False), name="closed_task_has_its_grade"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | Q(status=Status.DRAFT), name="only_a_draft_is_dropped"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_percent_at_most_100"),
            models.CheckConstraint(
                condition=Q(amount_involved=None) | Q(amount_involved__gte=0), name="no_amount_is_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount_settled=None)
                | Q(
                    amount_involved__isnull=False,
                    amount_settled__gte=0,
                    amount_settled__lte=F("amount_involved"),
                ),
                name="settled_amount_at_most_the_involved",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__in=["", *Satisfaction.values]), name="satisfaction_is_known"
            ),
        ]
        indexes = [
            # The condition names no parameter: both databases can then use the index for a bound query.
            models.Index(fields=["due_on", "id"], name="task_open_due", condition=Q(closed_on=None)),
            models.Index(fields=["lead_unit", "status", "due_on"], name="task_lead_status_due"),
            models.Index(fields=["source", "status", "due_on"], name="task_source_status_due"),
            models.Index(fields=["status", "due_on", "warn_on"], name="task_status_due_warn"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_cleared(self) -> bool:
        return self.status in CLEARED

    @property
    def standing(self) -> str:
        """Say in words where the task stands now."""
        return Action.DROP.label if self.dropped_on else self.get_status_display()

    @property
    def next_actor(self) -> str:
        """Say in words who must act next."""
        if self.status == Status.IN_PROGRESS and any(
            one.waits_for_head for one in self.waiting_applications.values()
        ):
            return "单位负责人审核"
        return NEXT_ACTOR[Status(self.status)]

    @property
    def is_open(self) -> bool:
        """Handed over and not yet cleared."""
        return self.status in OPEN

    @property
    def waiting_applications(self) -> "dict[str, Application]":
        """Return the applications that wait for a decision, by kind: at most one of each; no query where prefetched."""
        return {one.kind: one for one in self.applications.all() if one.is_waiting}

    @property
    def unanswered_instructions(self) -> "list[Instruction]":
        """Return the instructions without a reply, the latest first; no query where prefetched."""
        return [one for one in self.instructions.all() if one.replied_on is None]

    def days_left(self, on: dt.date) -> int | None:
        """Return the days to the deadline on a day: negative when late; the clock stands while an application waits."""
        if self.due_on is None or self.status in (Status.DRAFT, *CLEARED):
            return None
        return (self.due_on - (self.submitted_on or on)).days


class Assist(models.Model):
    """One assisting unit of a task, and its word that its own part is done."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assists")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assists")
    confirmed_on = models.DateField("确认日期", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmation = models.TextField("配合完成情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "配合单位"
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="a_unit_assists_a_task_once"),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None, confirmation="")
                | (Q(confirmed_on__isnull=False, confirmed_by__isnull=False) & ~Q(confirmation="")),
                name="assist_confirmed_when_by_whom_and_what",
            ),
        ]


class Measure(models.Model):
    """One dated step inside a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField("序号", default=0)
    text = models.TextField("措施")
    due_on = models.DateField("完成时限", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "整改措施"
        ordering = ["task", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class Counter(models.Model):
    """The last number given out in a series, so that numbers have no gap and no double."""

    series = models.CharField(max_length=50, primary_key=True)
    last = models.PositiveIntegerField(default=0)
