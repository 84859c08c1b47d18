"""What people are told: reminders owed, the digests that carry them, and the days for which they were planned."""

from django.db import models
from django.db.models import Q

from tracker import ladder
from tracker.channels import Way
from tracker.models.channels import Channel
from tracker.models.people import User
from tracker.models.tasks import Task
from tracker.reminder_querysets import DigestQuerySet, ReminderQuerySet


class Digest(models.Model):
    """One message to one person or one group on one day over one channel; outbox and proof at once."""

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENT = "sent", "已发出"  # a mail server or gateway has taken it
        DELIVERED = "delivered", "已送达"  # it stands in the group, or the gateway says that it has arrived
        FAILED = "failed", "未送达"
        NO_ADDRESS = "no_address", "无地址"

    recipient = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="digests", verbose_name="收件人"
    )
    group = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="digests", verbose_name="群")
    told = models.ManyToManyField("Reminder", related_name="group_digests", verbose_name="告知群里的提醒")
    on = models.DateField("日期")
    channel = models.CharField("渠道", max_length=20, choices=Way, default=Way.EMAIL)
    state = models.CharField("结果", max_length=20, choices=State, default=State.WAITING)
    address = models.CharField("地址", max_length=254, blank=True)
    held_until = models.DateTimeField("在此之前不再处理", null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    sent_at = models.DateTimeField("发出时间", null=True)
    error = models.TextField("失败原因", blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒摘要"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "on", "channel"], name="one_digest_per_person_day_channel"
            ),
            models.UniqueConstraint(fields=["group", "on"], name="one_digest_per_group_and_day"),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, group=None) | Q(recipient=None, group__isnull=False),
                name="digest_to_a_person_or_a_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "delivered"], sent_at__isnull=False)
                | (~Q(state__in=["sent", "delivered"]) & Q(sent_at=None)),
                name="digest_has_time_when_sent",
            ),
        ]
        indexes = [models.Index(fields=["on", "state"], name="digest_on_state")]

    def __str__(self) -> str:
        return f"{self.addressee} {self.on} {self.get_state_display()}"

    @property
    def addressee(self) -> User | Channel:
        return self.recipient or self.group

    @property
    def is_lost(self) -> bool:
        """Whether it reached nobody and is not tried again by itself; `DigestQuerySet.lost` in Python."""
        return self.state in (self.State.FAILED, self.State.NO_ADDRESS)


class Reminder(models.Model):
    """One message owed to one person about one task at one stage; in-app it is the inbox line itself.

    `digest` is the message to the person that carries it or tried to; without one it stands in the inbox alone (so far).
    `group_digests` are those by which groups were told.
    """

    Rule = ladder.Rule

    task = models.ForeignKey(Task, models.CASCADE, related_name="reminders")
    rule = models.CharField("提醒类别", max_length=20, choices=ladder.Rule)
    stage = models.PositiveIntegerField("阶段", default=0)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="reminders", verbose_name="接收人")
    due_on = models.DateField("当时的时限")
    planned_on = models.DateField("提醒日")
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            # The deadline is part of the key: a moved deadline owes its reminders anew.
            models.UniqueConstraint(
                fields=["task", "rule", "stage", "recipient", "due_on"], name="each_reminder_owed_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at"], name="reminder_unread"),
            models.Index(fields=["recipient"], name="reminder_unsent", condition=Q(digest=None)),
            models.Index(fields=["-planned_on", "-id"], name="reminder_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.planned_on}"


class Planning(models.Model):
    """A day whose reminders have been planned; what is owed then does not change until the next day."""

    on = models.DateField("日期", primary_key=True)
    at = models.DateTimeField("完成时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒生成记录"

    def __str__(self) -> str:
        return str(self.on)


class Pulse(models.Model):
    """When a worker last heard the clock: without it the queue is rung for nobody."""

    name = models.CharField("名称", max_length=20, primary_key=True, default="worker")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "后台任务报到"

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
