"""What happened: steps, periods in force, progress."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tracker import chain
from tracker.calendar import FOREVER
from tracker.models.people import Unit, User
from tracker.models.tasks import Task, amount_field
from tracker.querysets import PeriodQuerySet, ProgressQuerySet, StepQuerySet
from tracker.states import Action, Status


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
        # What moved in a week or a month, of all tasks: the days are few, the trail is long.
        indexes = [models.Index(fields=["on", "action"], name="step_on_action")]

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
    extended_times = models.PositiveSmallIntegerField(default=0)
    closed_times = models.PositiveSmallIntegerField(default=0)
    returned_times = models.PositiveSmallIntegerField(default=0)
    relapsed_times = models.PositiveSmallIntegerField(default=0)
    amount_involved = amount_field("")
    amount_settled = amount_field("")
    rules_made = models.PositiveSmallIntegerField(null=True)
    people_held = models.PositiveSmallIntegerField(null=True)
    satisfaction = models.CharField(max_length=10, blank=True)

    objects = PeriodQuerySet.as_manager()

    IN_FORCE = (
        "status", "lead_unit_id", "due_on", "warn_on", "submitted_on", "closed_on", "raised", "extended_times",
        "closed_times", "returned_times", "relapsed_times", "amount_involved", "amount_settled", "rules_made",
        "people_held", "satisfaction",
    )  # fmt: skip
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
