"""What a unit asks for and what it proves it with: applications with their decisions, evidence, evidence per criterion."""

from django.db import models
from django.db.models import F, Q

from tracker.models.people import User
from tracker.models.rules import Grade
from tracker.models.tasks import Task
from tracker.models.trail import Progress
from tracker.querysets import ApplicationQuerySet, EvidenceQuerySet
from tracker.uploads import SHOWN_TYPES


class Application(models.Model):
    """A request of the lead unit, or of a supervisor for a special closing, with its decision by another person."""

    class Kind(models.TextChoices):
        CLOSURE = "closure", "销号申请"
        EXTENSION = "extension", "延期申请"
        SPECIAL = "special", "特殊销号提请"

    class Decision(models.TextChoices):
        GRANTED = "granted", "同意"
        REFUSED = "refused", "不同意"
        RETURNED = "returned", "退回修改"
        WITHDRAWN = "withdrawn", "已撤回"

    task = models.ForeignKey(Task, models.CASCADE, related_name="applications")
    kind = models.CharField("类别", max_length=20, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    at = models.DateTimeField("申请时间", auto_now_add=True)
    on = models.DateField("申请日期")
    text = models.TextField("整改结果或延期理由")
    basis = models.TextField("依据", blank=True)
    claims = models.JSONField("对照说明", default=list, blank=True, help_text="逐条认定条件的自述")
    new_due_on = models.DateField("申请延至", null=True, blank=True)
    waits_for_head = models.BooleanField("待单位负责人审核", default=False)
    """it has not reached the office; once the head has approved or it is settled, it waits no more"""
    endorsed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="审核的单位负责人"
    )
    endorsed_on = models.DateField("同意报送日期", null=True)
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
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")) | Q(decision="withdrawn"),
                name="nobody_decides_their_own",
            ),
            models.CheckConstraint(
                condition=Q(waits_for_head=False) | Q(decision="", endorsed_by=None),
                name="what_is_settled_waits_for_no_head",
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by=None, endorsed_on=None)
                | (Q(endorsed_by__isnull=False, endorsed_on__isnull=False) & ~Q(endorsed_by=F("by"))),
                name="endorsed_when_and_by_somebody_else",
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

    def files_by_criterion(self) -> "dict[str, list[Evidence]]":
        """Return the files that prove each criterion, by its text; no query where `proofs__evidence` is prefetched."""
        found: dict[str, list[Evidence]] = {}
        for proof in self.proofs.all():
            found.setdefault(self.claims[proof.position]["criterion"], []).append(proof.evidence)
        return found


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


class Proof(models.Model):
    """A file that an application for closure gives for one criterion of the standard (逐条佐证)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="proofs")
    position = models.PositiveSmallIntegerField("第几条，从 0 起")
    """place of the criterion among the application's claims"""
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="proofs", verbose_name="佐证材料")

    class Meta:
        verbose_name = verbose_name_plural = "逐条佐证"
        ordering = ["application", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "position", "evidence"], name="a_file_proves_a_criterion_once"
            )
        ]
