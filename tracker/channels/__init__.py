"""How a message leaves the house: by mail, by a robot into a group, by a gateway for short messages."""

from tracker.channels.delivery import ChannelDown, Delivery, Way
from tracker.channels.gate import Gate, NotAllowed, gate
from tracker.channels.gateway import send_sms
from tracker.channels.mail import Mailbox, mailbox
from tracker.channels.robots import ROBOTS, send_to_robot

__all__ = [
    "ROBOTS",
    "ChannelDown",
    "Delivery",
    "Gate",
    "Mailbox",
    "NotAllowed",
    "Way",
    "gate",
    "mailbox",
    "send_sms",
    "send_to_robot",
]
