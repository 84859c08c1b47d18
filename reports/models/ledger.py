"""A ledger between upload and acceptance: what the sheets said, and what each row would do to the register."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from tracker.models import Source, Task, Unit, User
from tracker.states import Role


class LedgerImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Only the supervisors of the office that uploaded a ledger see it; the first word of every query."""
        return self.filter(office=user.unit) if user.role == Role.SUPERVISOR else self.none()

    def applied(self) -> Self:
        return self.exclude(applied_at=None)

    def waiting(self) -> Self:
        """Neither applied nor given up."""
        return self.filter(applied_at=None, discarded_at=None)

    def same_file(self, sha256: str) -> Self:
        """Applied ledgers of the very same bytes, latest first."""
        return self.applied().filter(sha256=sha256).order_by("-pk")

    def for_list(self) -> Self:
        return self.select_related("by", "source").defer("sheets").with_counts().order_by("-pk")

    def with_counts(self) -> Self:
        """Add `new`, `changed`, `same` and `refused`: how many rows of each outcome."""
        return self.annotate(
            **{
                outcome: Count("rows", filter=Q(rows__outcome=outcome))
                for outcome in LedgerRow.Outcome.values
            }
        )


class LedgerImport(models.Model):
    """One uploaded ledger. Nothing of it is in the register before `applied_at`, and it is applied once."""

    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_imports", verbose_name="督办机构")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="ledger_imports", verbose_name="问题来源"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导入人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    sheets = models.JSONField("表格内容", default=list)
    mapping = models.JSONField("栏目对应", default=list, help_text="每张工作表一个 {列号: 字段}")
    skipped = models.JSONField("略过的行", default=list)
    applied_at = models.DateTimeField("导入时间", null=True, editable=False)
    discarded_at = models.DateTimeField("放弃时间", null=True, editable=False)

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(discarded_at=None), name="a_ledger_is_applied_or_discarded"
            )
        ]
        indexes = [models.Index(fields=["office", "-id"], name="ledger_office_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it can still be corrected, applied or given up."""
        return self.applied_at is None and self.discarded_at is None


class LedgerRowQuerySet(models.QuerySet):
    def of_outcome(self, outcome: str) -> Self:
        return self.filter(outcome=outcome)

    def to_write(self) -> Self:
        """Rows that change the register when the ledger is applied."""
        return self.filter(outcome__in=[LedgerRow.Outcome.NEW, LedgerRow.Outcome.CHANGED])

    def outcome_counts(self) -> dict[str, int]:
        """How many rows of each outcome, all four named."""
        counted = self.order_by().values_list("outcome").annotate(rows=Count("pk"))
        return dict.fromkeys(LedgerRow.Outcome.values, 0) | dict(counted)


class LedgerRow(models.Model):
    """What one problem of the ledger would do to the register: the outcome, and why, cell by cell."""

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "修改"
        SAME = "same", "相同"
        REFUSED = "refused", "未通过"

    ledger = models.ForeignKey(LedgerImport, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=Outcome)
    title = models.CharField("问题", max_length=300, blank=True)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, related_name="ledger_rows", verbose_name="整改任务"
    )
    version = models.PositiveIntegerField("核对时的任务版本", null=True)
    proposal = models.JSONField("拟写入的内容", default=dict)
    differences = models.JSONField("不同之处", default=list)
    errors = models.JSONField("问题说明", default=list)
    notes = models.JSONField("提醒", default=list)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账行"
        ordering = ["ledger", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "position"], name="rows_of_a_ledger_are_numbered"),
            models.CheckConstraint(
                condition=~Q(outcome="changed") | Q(version__isnull=False),
                name="changed_row_names_its_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} 第 {self.row} 行"

    @property
    def said(self) -> dict[str, str]:
        """What the sheet says, field by field, in words."""
        return {difference["key"]: difference["theirs"] for difference in self.differences}

    @property
    def lead_unit(self) -> str:
        """The lead unit that the task has, or would have."""
        theirs = self.said.get("lead_unit", "")
        return theirs or (str(self.task.lead_unit) if self.task and self.task.lead_unit else "")

    @property
    def due_on(self) -> str:
        """The deadline that the task has, or would have."""
        theirs = self.said.get("due_on", "")
        return theirs or (str(self.task.due_on) if self.task and self.task.due_on else "")
