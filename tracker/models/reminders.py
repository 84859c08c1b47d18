"""What people are told: reminders owed, and the digests that carry them."""

from django.db import models

from tracker.models.people import User
from tracker.models.tasks import Task


class Digest(models.Model):
    """One message to one person on one day over one channel; outbox and proof at once."""

    class Channel(models.TextChoices):
        EMAIL = "email", "电子邮件"

    recipient = models.ForeignKey(User, models.CASCADE, related_name="digests", verbose_name="收件人")
    on = models.DateField("日期")
    channel = models.CharField("渠道", max_length=20, choices=Channel, default=Channel.EMAIL)
    claimed_until = models.DateTimeField("占用至", null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    sent_at = models.DateTimeField("发出时间", null=True)
    error = models.TextField("失败原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "提醒摘要"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "on", "channel"], name="one_digest_per_person_day_channel"
            )
        ]


class Reminder(models.Model):
    """One message owed to one person about one task at one stage; in-app it is the inbox line itself."""

    class Rule(models.TextChoices):
        ASSIGNED = "assigned", "新交办"
        REMIND = "remind", "到期提示"
        WARN = "warn", "到期预警"
        DUE = "due", "今日到期"
        OVERDUE = "overdue", "逾期督办"

    task = models.ForeignKey(Task, models.CASCADE, related_name="reminders")
    rule = models.CharField("提醒类别", max_length=20, choices=Rule)
    stage = models.PositiveSmallIntegerField("第几次", default=0)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="reminders", verbose_name="接收人")
    due_on = models.DateField("当时的时限")
    planned_on = models.DateField("提醒日")
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders")

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            # The deadline is part of the key: a moved deadline owes its reminders anew.
            models.UniqueConstraint(
                fields=["task", "rule", "stage", "recipient", "due_on"], name="each_reminder_owed_once"
            )
        ]
        indexes = [models.Index(fields=["recipient", "read_at"], name="reminder_unread")]
