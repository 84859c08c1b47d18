"""What was found in a report: problems, commitments, what answers what, deadlines and units.

The machine's reading stays in `suggestion` beside what people made of it. A point of a problem and a measure of a
commitment are rows of the same kind with a `parent`, so each can be split, joined, dropped or matched by itself.
"""

import math
from typing import Self

from django.db import models
from django.db.models import F, Q

from reports.models.intake import Part
from tracker.models import Standard, Task, Unit, User


class FoundQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        """As they stand in the text; what has no place in it comes last."""
        return self.order_by(F("start").asc(nulls_last=True), "pk")

    def live(self) -> Self:
        """Neither dropped nor joined into another."""
        return self.exclude(state__in=[Found.State.DROPPED, Found.State.JOINED])


class Found(models.Model):
    """Something in the text at `text[start:end]` of the report; both are empty where a person typed it."""

    class State(models.TextChoices):
        PENDING = "pending", "待核对"
        CONFIRMED = "confirmed", "已确认"
        DROPPED = "dropped", "不采用"
        JOINED = "joined", "已并入"

    part = models.ForeignKey(Part, models.CASCADE, related_name="%(class)ss")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="inner")
    mark = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    text = models.TextField("内容")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.PENDING)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="添加人")
    suggestion = models.JSONField("机器识别结果", null=True)

    objects = FoundQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.text[:40]

    @property
    def is_live(self) -> bool:
        return self.state not in (self.State.DROPPED, self.State.JOINED)

    @property
    def by_hand(self) -> bool:
        return self.suggestion is None

    def covers(self, start: int, end: int) -> bool:
        """Whether this stretch of the source lies inside the item."""
        return self.start is not None and self.end is not None and self.start <= start and end <= self.end


def _placed(name: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(start=None, end=None) | Q(start__lt=F("end")),
            name=f"found_{name}_starts_before_it_ends",
        )
    ]


class Problem(Found):
    """存在问题, with the fields of the task that it is to become."""

    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头单位"
    )
    assisting_units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="配合单位")
    due_on = models.DateField("整改时限", null=True, blank=True)
    rectification_type = models.CharField(
        "整改类型", max_length=20, choices=Task.RectificationType, default=Task.RectificationType.STAGED
    )
    category = models.CharField("问题类别", max_length=50, blank=True)
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定标准"
    )
    again = models.BooleanField("仍然新建", default=False)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    task = models.OneToOneField(
        Task, models.SET_NULL, null=True, related_name="reading", verbose_name="整改任务"
    )
    joined_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="taken_in", verbose_name="并入的问题"
    )

    class Meta:
        verbose_name = verbose_name_plural = "存在问题"
        constraints = [
            *_placed("problem"),
            models.CheckConstraint(
                condition=Q(task=None) | Q(state="confirmed"), name="only_a_confirmed_problem_becomes_a_task"
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | Q(state="joined"), name="only_a_joined_problem_is_in_another"
            ),
        ]


class ProblemRecurrence(models.Model):
    """A person's word in review on whether an earlier task recurs in this problem (屡提屡犯); its task will carry it."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="recurrences")
    earlier = models.ForeignKey(Task, models.PROTECT, related_name="+", verbose_name="以往任务")
    is_same = models.BooleanField("确认屡提屡犯")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="确认人")
    at = models.DateTimeField("确认时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "核对中确认的屡提屡犯"
        ordering = ["problem", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "earlier"], name="one_word_on_each_recurrence_of_a_problem"
            )
        ]


class Commitment(Found):
    """下一步承诺; a recommendation or a reflection is none yet, and `plan_kind` says so."""

    class PlanKind(models.TextChoices):
        COMMITMENT = "commitment", "承诺"
        RECOMMENDATION = "recommendation", "建议"
        REFLECTION = "reflection", "思考"

    plan_kind = models.CharField("性质", max_length=20, choices=PlanKind, default=PlanKind.COMMITMENT)

    class Meta:
        verbose_name = verbose_name_plural = "下一步承诺"
        constraints = _placed("commitment")


_LIKELIHOODS = ((0.8, "很可能"), (0.5, "可能"), (-math.inf, "把握不大"))


class Match(models.Model):
    """对应关系: this commitment or measure answers this problem. Without `by` the machine suggested it."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="matches")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="matches")
    score = models.FloatField("匹配度", null=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="指定人")
    dropped = models.BooleanField("不采用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "对应关系"
        ordering = [F("score").desc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "commitment"], name="a_commitment_answers_a_problem_once"
            )
        ]

    @property
    def percent(self) -> int | None:
        """Cut, not rounded; a score is kept to three places, so its thousandths are whole."""
        return None if self.score is None else round(self.score * 1000) // 10

    @property
    def likelihood(self) -> str:
        """The score in words, for people who do not reckon in percent."""
        if self.score is None:
            return ""
        return next(word for least, word in _LIKELIHOODS if self.score >= least)


class Deadline(models.Model):
    """A time limit named in the text, with the rule by which its date was reckoned."""

    class Kind(models.TextChoices):
        BY_DATE = "by_date", "到期日"
        BY_PERIOD = "by_period", "期间"
        IMMEDIATE = "immediate", "立行立改"
        LONG_TERM = "long_term", "长期坚持"

    part = models.ForeignKey(Part, models.CASCADE, related_name="deadlines")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    phrase = models.CharField("原文", max_length=200)
    date = models.DateField("日期", null=True)
    kind = models.CharField("性质", max_length=20, choices=Kind)
    rule = models.CharField("推算规则", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        ordering = ["start"]


class NamedUnit(models.Model):
    """A unit named in the text as the one that acts or helps, and which of our units it is where that is clear."""

    class UnitRole(models.TextChoices):
        LEAD = "lead", "牵头"
        ASSIST = "assist", "配合"

    part = models.ForeignKey(Part, models.CASCADE, related_name="named_units")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    phrase = models.CharField("原文", max_length=200)
    role = models.CharField("角色", max_length=20, choices=UnitRole)
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "涉及单位"
        ordering = ["start"]
