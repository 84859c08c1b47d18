"""Ways out of the house that an administrator keeps: robots of chat groups and the gateway for short messages."""

import datetime as dt
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from tracker.channels import ROBOTS, Way
from tracker.models.people import Unit
from tracker.reminder_querysets import ChannelQuerySet


class Channel(models.Model):
    """A robot that tells the group of one unit of its tasks, or the gateway that serves everybody's phone.

    `address` holds the robot's key: like `secret` it is never shown again, logged or put into an error.
    """

    KINDS = [(way.value, way.label) for way in Way if way != Way.EMAIL]

    kind = models.CharField("类别", max_length=20, choices=KINDS)
    name = models.CharField("名称", max_length=50, unique=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name="单位",
        help_text="群机器人提醒这个单位及下级牵头的任务；督办机构的群提醒它交办的任务。短信网关不填",
    )
    address = models.CharField("地址", max_length=500, unique=True)
    secret = models.CharField("密钥", max_length=200, blank=True)
    per_minute = models.PositiveSmallIntegerField("每分钟最多几条", default=20)
    with_titles = models.BooleanField(
        "列出任务名称", default=False, help_text="不选时群里只见编号、单位和天数"
    )
    is_on = models.BooleanField("启用", default=True)
    free_at = models.DateTimeField("在此之前不再发送", null=True, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外发渠道"
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Way.SMS, unit__isnull=True) | (~Q(kind=Way.SMS) & Q(unit__isnull=False)),
                name="robot_has_a_unit_and_gateway_none",
                violation_error_message="群机器人要选单位，短信网关不选单位。",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=Way.SMS, is_on=True),
                name="one_gateway_in_use",
                violation_error_message="已有一个启用的短信网关，请先停用。",
            ),
            models.CheckConstraint(condition=Q(per_minute__gte=1), name="channel_may_speak"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """The server of the address, the only part of it that may be shown."""
        return urlsplit(self.address).hostname or ""

    @property
    def interval(self) -> dt.timedelta:
        """From one message to the next: in no minute more than the maker of the robot allows."""
        robot = ROBOTS.get(Way(self.kind))
        most = min(self.per_minute, robot.per_minute) if robot else self.per_minute
        return dt.timedelta(minutes=1) / most
