"""What becomes of a message, whichever way it goes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices


class Way(TextChoices):
    """A way out of the house (渠道); in-app needs none: there the reminder itself is the line in the inbox."""

    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"
    WECOM = "wecom", "企业微信群"
    DINGTALK = "dingtalk", "钉钉群"
    FEISHU = "feishu", "飞书群"


class ChannelDown(Exception):
    """The channel itself does not answer; no message was tried, all may be tried again later."""


@dataclass(frozen=True)
class Delivery:
    """What became of one message."""

    delivered: bool
    error: str = ""
    final: bool = False
    """trying again is of no use: the address was refused for good"""
    confirmed: bool = False
    """it stands before its readers; otherwise somebody has only promised to carry it"""
    pause: dt.timedelta | None = None
    """how long the other side wants to be left alone, all messages of the channel included"""
