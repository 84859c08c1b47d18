"""Who hears of it: reminders are planned as sets, then sent as one digest per person, day and channel.

Everything here may run twice, at the same time, or be killed: what is owed is a row with a unique key, and who sends
has claimed it.
"""

from tracker.reminders.carriers import say_hello
from tracker.reminders.checks import Check, look, record_pulse
from tracker.reminders.daily import catch_up, is_quiet
from tracker.reminders.health import Health, health
from tracker.reminders.planning import plan_reminders
from tracker.reminders.preview import Preview, preview
from tracker.reminders.queue import queue_length
from tracker.reminders.reading import mark_all_read, mark_read
from tracker.reminders.retrying import try_again
from tracker.reminders.sending import Outcome, send_reminders
from tracker.reminders.wording import advice

__all__ = [
    "Check",
    "Health",
    "Outcome",
    "Preview",
    "advice",
    "catch_up",
    "health",
    "is_quiet",
    "look",
    "mark_all_read",
    "mark_read",
    "plan_reminders",
    "preview",
    "queue_length",
    "record_pulse",
    "say_hello",
    "send_reminders",
    "try_again",
]
