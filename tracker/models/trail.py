"""What happened: steps, periods in force, progress, evidence, applications."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tracker import chain
from tracker.calendar import FOREVER
from tracker.models.people import Unit, User
from tracker.models.rules import Grade
from tracker.models.tasks import Task
from tracker.querysets import (
    ApplicationQuerySet,
    EvidenceQuerySet,
    PeriodQuerySet,
    ProgressQuerySet,
    StepQuerySet,
)
from tracker.states import Action, Status
from tracker.uploads import SHOWN_TYPES


class Step(models.Model):
    """One line of the append-only trail: who did what, when, from which status to which.

    `digest` covers the line and the one before it (`tracker.chain`); the task keeps the last one. The database itself
    refuses to change or delete a line (`tracker.append_only`).
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField("第几条", editable=False)
    action = models.CharField("动作", max_length=30, choices=Action)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办")
    at = models.DateTimeField("时间", default=timezone.now)
    on = models.DateField("发生日期")
    from_status = models.CharField("原状态", max_length=20, choices=Status, blank=True)
    to_status = models.CharField("现状态", max_length=20, choices=Status)
    note = models.TextField("说明", blank=True)
    data = models.JSONField("变动", default=dict, blank=True)
    digest = models.CharField("校验码", max_length=64, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["task", "position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="steps_of_a_task_are_numbered"),
            models.CheckConstraint(condition=Q(position__gte=1), name="steps_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.on}"

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError("办理记录只增不改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> None:
        raise TypeError("办理记录不能删除。")

    @property
    def link(self) -> chain.Link:
        """The line as the proof reads it."""
        return chain.Link(self.position, self.digest, {name: getattr(self, name) for name in chain.CONTENT})


class TrailSeal(models.Model):
    """One digest over all steps up to a moment, chained to the seal before: kept outside, it proves the whole register."""

    at = models.DateTimeField("封存时间", auto_now_add=True)
    last_step = models.OneToOneField(Step, models.PROTECT, related_name="+", verbose_name="截至")
    steps = models.PositiveBigIntegerField("累计条数")
    digest = models.CharField("封存码", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录封存"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} 共 {self.steps} 条"


class Period(models.Model):
    """What was in force for a task from `from_on` up to, not including, `to_on`; the basis of every past day's colour."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="periods")
    from_on = models.DateField()
    to_on = models.DateField(default=FOREVER)
    status = models.CharField(max_length=20, choices=Status)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    warn_on = models.DateField(null=True)
    submitted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    raised = models.BooleanField(default=False)

    objects = PeriodQuerySet.as_manager()

    IN_FORCE = ("status", "lead_unit_id", "due_on", "warn_on", "submitted_on", "closed_on", "raised")
    """The columns that a period takes over from its task."""

    class Meta:
        verbose_name = verbose_name_plural = "历史状态"
        ordering = ["task", "from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on__lt=F("to_on")), name="period_ends_after_it_begins"),
            models.UniqueConstraint(fields=["task", "from_on"], name="one_period_begins_per_task_and_day"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(to_on=FOREVER), name="one_running_period_per_task"
            ),
        ]
        indexes = [models.Index(fields=["from_on", "to_on"], name="period_from_to")]


class Progress(models.Model):
    """What a unit reports of its work on a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="progress_reports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报送单位")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="报送人")
    at = models.DateTimeField("报送时间", auto_now_add=True)
    on = models.DateField("报送日期")
    text = models.TextField("进展情况")
    percent = models.PositiveSmallIntegerField("完成比例")

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展"
        ordering = ["task", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="progress_percent_at_most_100")
        ]


class Application(models.Model):
    """A request of the lead unit, or of a supervisor for a special closing, with its decision by another person."""

    class Kind(models.TextChoices):
        CLOSURE = "closure", "销号申请"
        EXTENSION = "extension", "延期申请"
        SPECIAL = "special", "特殊销号提请"

    class Decision(models.TextChoices):
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"

    task = models.ForeignKey(Task, models.CASCADE, related_name="applications")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    at = models.DateTimeField("申请时间", auto_now_add=True)
    on = models.DateField("申请日期")
    text = models.TextField("整改结果或延期理由")
    basis = models.TextField("依据", blank=True)
    claims = models.JSONField("对照说明", default=list, blank=True, help_text="逐条认定条件的自述")
    new_due_on = models.DateField("申请延至", null=True, blank=True)
    decision = models.CharField("决定", max_length=20, choices=Decision, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    decision_note = models.TextField("决定意见", blank=True)
    verdicts = models.JSONField("逐条认定", default=list, blank=True)
    grade = models.ForeignKey(
        Grade, models.PROTECT, null=True, related_name="applications", verbose_name="认定结果"
    )
    judged_version = models.PositiveIntegerField("认定所依据的任务版本", null=True)
    judged_evidence = models.JSONField(
        "认定所依据的材料", default=list, blank=True, help_text="文件名和 SHA-256"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请"
        ordering = ["task", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None, judged_version=None)
                | (
                    ~Q(decision="")
                    & Q(decided_by__isnull=False, decided_at__isnull=False, judged_version__isnull=False)
                ),
                name="decision_has_person_time_version",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")), name="nobody_decides_their_own"
            ),
            models.CheckConstraint(
                condition=Q(kind="extension", new_due_on__isnull=False)
                | (~Q(kind="extension") & Q(new_due_on=None)),
                name="extension_names_a_date",
            ),
            models.CheckConstraint(
                condition=(Q(kind="special") & ~Q(basis="")) | (~Q(kind="special") & Q(basis="")),
                name="special_closing_names_its_basis",
            ),
            models.CheckConstraint(
                condition=Q(grade=None) | (Q(kind="closure") & ~Q(decision="")),
                name="only_a_judged_closure_has_a_grade",
            ),
            models.CheckConstraint(
                condition=~Q(kind="closure", decision="granted") | Q(grade__isnull=False),
                name="granted_closure_has_its_grade",
            ),
            models.UniqueConstraint(
                fields=["task", "kind"], condition=Q(decision=""), name="one_waiting_application_per_kind"
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided on it yet; `waiting()` of its queryset says the same."""
        return self.decision == ""


class Evidence(models.Model):
    """An uploaded file that proves something, with the hash of its content."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence")
    progress = models.ForeignKey(Progress, models.PROTECT, null=True, related_name="evidence")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="evidence")
    file = models.FileField("文件", upload_to="evidence/%Y/%m/")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content_type = models.CharField("类型", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间", auto_now_add=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤回人")
    withdrawn_reason = models.TextField("撤回理由", blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["task", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="evidence_withdrawn_by_whom_and_why",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_shown(self) -> bool:
        """Whether a browser can show it without running anything of it."""
        return self.content_type in SHOWN_TYPES
