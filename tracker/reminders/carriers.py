"""One digest on its way: by mail, to a phone, into a group."""

import datetime as dt

from django.utils import timezone

from tracker import channels
from tracker.channels import Delivery, Way
from tracker.models import Channel, Digest
from tracker.reminders.brief import group_text, short_text
from tracker.reminders.pace import leave_alone, wait_for_turn
from tracker.reminders.wording import digest_mail, message_id


def address_of(digest: Digest) -> str:
    """Return where the digest goes, fit to be kept and shown: no whole number of a phone, no key of a robot."""
    if digest.group:
        return digest.group.name
    phone = digest.recipient.phone
    if digest.channel == Way.SMS:
        return f"{phone[:3]}****{phone[-4:]}" if phone else ""
    return digest.recipient.email


def carry(digest: Digest, today: dt.date, mailbox: channels.Mailbox) -> Delivery:
    """Send the digest. Raises ChannelDown where nobody answers, Busy where it is not our turn."""
    if digest.channel == Way.EMAIL:
        return mailbox.send(to=digest.recipient.email, **digest_mail(digest, today))
    channel = digest.group or Channel.objects.gateway()
    if channel is None or not channel.is_on:
        return Delivery(False, "渠道已停用", final=True)
    wait_for_turn(channel)
    delivery = _speak(channel, digest, today)
    if delivery.pause:
        leave_alone(channel, delivery.pause)
    return delivery


def _speak(channel: Channel, digest: Digest, today: dt.date) -> Delivery:
    line = {
        "url": channel.address,
        "secret": channel.secret,
        "now": timezone.now(),
        "gate": channels.gate(),
    }
    if digest.group:
        return channels.send_to_robot(Way(channel.kind), text=group_text(digest, today), **line)
    text = short_text(digest, today)
    return channels.send_sms(phone=digest.recipient.phone, text=text, message_id=message_id(digest), **line)


def say_hello(channel: Channel, *, phone: str) -> Delivery:
    """Send a trial message: into the group of a robot, or by the gateway to this phone."""
    line = {"url": channel.address, "secret": channel.secret, "now": timezone.now(), "gate": channels.gate()}
    text = "【问题整改】这是一条测试消息，收到即表示渠道可用。"
    try:
        if channel.kind != Way.SMS:
            return channels.send_to_robot(Way(channel.kind), text=text, **line)
        key = f"test-{channel.pk}-{timezone.now():%Y%m%d%H%M%S}"
        return channels.send_sms(phone=phone, text=text, message_id=key, **line)
    except channels.ChannelDown as error:
        return Delivery(False, str(error))
