"""调度: a meeting of one of the three levels, the tasks on its agenda, and what was decided on each of them."""

from django.db import models
from django.db.models import Q

from tracker.models.applications import Application
from tracker.models.people import Unit, User
from tracker.models.tasks import Measure, Task
from tracker.models.trail import Step
from tracker.round_querysets import DecisionQuerySet, RoundQuerySet, RoundTaskQuerySet


class Round(models.Model):
    """One meeting. `unit` holds it; `office` is the supervision office that prepares it, and whose tasks it takes up."""

    class Level(models.TextChoices):
        UNIT = "unit", "单位调度"
        OFFICE = "office", "督办机构调度"
        GOVERNMENT = "government", "政府调度"

    class Status(models.TextChoices):
        PLANNED = "planned", "待召开"
        HELD = "held", "已召开"
        CLOSED = "closed", "已定稿"

    level = models.CharField("层级", max_length=20, choices=Level)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name="召开单位")
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="prepared_rounds", verbose_name="督办机构"
    )
    held_on = models.DateField("召开日期")
    chair = models.CharField("主持人", max_length=50)
    attendees = models.CharField("参加人员", max_length=500, blank=True)
    title = models.CharField("名称", max_length=100)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    minutes = models.TextField("纪要", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="unit", office=None)
                | Q(level__in=["office", "government"], office__isnull=False),
                name="round_above_the_unit_has_an_office",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "held", "closed"]), name="round_status_is_known"
            ),
        ]
        indexes = [models.Index(fields=["level", "unit", "-held_on"], name="round_level_unit_held")]

    def __str__(self) -> str:
        return self.title


class RoundTask(models.Model):
    """One item of the agenda (议题)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="items")
    task = models.ForeignKey(Task, models.PROTECT, related_name="round_items")
    position = models.PositiveSmallIntegerField("序号")
    reason = models.CharField("上会原因", max_length=200)
    conclusion = models.TextField("议定意见", blank=True)

    objects = RoundTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "task"], name="a_task_is_on_an_agenda_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.task}"


class Decision(models.Model):
    """What a round decided on one task. `step` is the line of the task's trail that says so, so nothing here is lost."""

    class Kind(models.TextChoices):
        MEASURE = "measure", "新措施"
        LIMIT = "limit", "新时限"
        RAISE = "raise", "提级督办"
        INTERVIEW = "interview", "约谈"
        TRANSFER = "transfer", "转办"
        DEMAND = "demand", "其他要求"

    DATED = (Kind.MEASURE, Kind.LIMIT, Kind.INTERVIEW, Kind.DEMAND)
    """These name a day: done by, extended to, interview on, reply by."""
    ANSWERED = (Kind.INTERVIEW, Kind.DEMAND)
    """What came of these is written down (`done_on`, `result`); of the others the task itself tells."""

    item = models.ForeignKey(RoundTask, models.PROTECT, related_name="decisions")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    text = models.TextField("内容")
    due_on = models.DateField("期限", null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    person = models.CharField("约谈对象", max_length=100, blank=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    done_on = models.DateField("办理日期", null=True, blank=True)
    result = models.TextField("办理结果", blank=True)
    step = models.OneToOneField(Step, models.PROTECT, related_name="decision")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度决定"
        ordering = ["item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["measure", "limit", "interview", "demand"], due_on__isnull=False)
                | Q(kind__in=["raise", "transfer"], due_on=None),
                name="decision_of_a_dated_kind_names_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["transfer", "demand"], unit__isnull=False)
                | (~Q(kind__in=["transfer", "demand"]) & Q(unit=None)),
                name="transfer_and_demand_name_a_unit",
            ),
            models.CheckConstraint(
                condition=(Q(kind="interview") & ~Q(person="")) | (~Q(kind="interview") & Q(person="")),
                name="interview_names_a_person",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, result="")
                | (Q(kind__in=["interview", "demand"], done_on__isnull=False) & ~Q(result="")),
                name="answered_decision_has_day_and_result",
            ),
            models.CheckConstraint(
                condition=Q(application=None) | Q(kind="limit"), name="only_a_limit_decides_an_application"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"
