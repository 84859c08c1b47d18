"""批示: what a leader wrote on a task, by when a reply is wanted, and the reply."""

from django.db import models
from django.db.models import F, Q

from tracker.instruction_querysets import InstructionQuerySet
from tracker.models.people import User
from tracker.models.tasks import Task


class Instruction(models.Model):
    """A leader's word on a task. It is never changed; a reply is given once."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="instructions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="批示人")
    at = models.DateTimeField("批示时间", auto_now_add=True)
    on = models.DateField("批示日期")
    text = models.TextField("批示内容")
    reply_due_on = models.DateField("反馈时限", null=True)
    replied_on = models.DateField("反馈日期", null=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="反馈人")
    reply = models.TextField("反馈内容", blank=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["task", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replied_on=None, replied_by=None, reply="")
                | (Q(replied_on__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="instruction_reply_has_day_person_text",
            ),
            models.CheckConstraint(
                condition=Q(reply_due_on=None) | Q(reply_due_on__gte=F("on")),
                name="instruction_leaves_time_to_reply",
            ),
        ]
        indexes = [
            models.Index(fields=["reply_due_on"], name="instruction_waiting", condition=Q(replied_on=None))
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.by}批示"
