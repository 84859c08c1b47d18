"""The demo's notices: what its offices sent on paper, who signed for it, who answered, and what still waits."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.demo import wording
from reports.demo.clocks import morning
from reports.demo.playing import by_unit
from reports.demo.rounds import workday
from reports.demo.story import DAY, working
from reports.papers import render_notice
from tracker import actions
from tracker.models import Notice, Task, User
from tracker.notice_querysets import NoticeQuerySet
from tracker.states import Role

_Kind = Notice.Kind

SHOWN = "jingban"
"""the handler whose own latest notices wait, so that a visitor can sign for them and answer"""


CONTACT = "督办科演示联系人，0000-8800123"
"""a number that nobody has"""


@dataclass(frozen=True)
class Post:
    """The letters of one supervisor's office; every method is one day's work."""

    by: User
    handlers: dict[int, User]
    """by unit"""
    shown: User

    def draft(self, kind: str, on: dt.date) -> list[Notice]:
        tasks = Task.objects.visible_to(self.by)
        return actions.draft_notices(tasks, kind=kind, by=self.by, on=on)

    def send(self, kind: str, on: dt.date) -> None:
        for notice in self.draft(kind, on):
            actions.edit_notice(notice, by=self.by, version=notice.version, contact=CONTACT)
            actions.issue_notice(notice, by=self.by, version=notice.version, on=on, render=render_notice)
            Notice.objects.filter(pk=notice.pk).update(created_at=morning(on))

    def send_anew(self, kind: str, on: dt.date) -> None:
        """Find a mistake on the first paper of the day, void it and send another."""
        if wrong := self._sent(kind).filter(issued_on=on).order_by("pk").first():
            actions.void_notice(wrong, by=self.by, on=on, reason=wording.VOIDED)
            self.send(kind, on)

    def sign(self, kind: str, on: dt.date) -> None:
        """Let every unit but the one that is shown sign for its papers."""
        for notice in self._sent(kind).unreceived().exclude(unit=self.shown.unit):
            by = self.handlers[notice.unit_id]
            actions.receive_notice(notice, by=by, version=notice.version, on=on)
            Notice.objects.filter(pk=notice.pk).update(received_at=morning(on))

    def answer(self, kind: str, on: dt.date, *, every: int = 1) -> None:
        """Let the units answer, or every second one of them."""
        for notice in list(self._sent(kind).unanswered().order_by("pk"))[::every]:
            by, new = self.handlers[notice.unit_id], notice.received_at is None
            actions.reply_to_notice(notice, by=by, on=on, text=wording.REPLIES[kind])
            if new:
                Notice.objects.filter(pk=notice.pk).update(received_at=morning(on))

    def _sent(self, kind: str) -> NoticeQuerySet:
        return Notice.objects.visible_to(self.by).in_force().filter(kind=kind).select_related("unit")


def correspond(by: User, users: Sequence[User], today: dt.date) -> list[tuple[dt.date, Callable[[], object]]]:
    """Return what the supervisor's office sends and hears in the last weeks, each with its day."""
    post = Post(by, by_unit(users, Role.HANDLER), next(user for user in users if user.username == SHOWN))
    pressed, cleared, warned, last = (workday(today - days * DAY) for days in (24, 15, 7, 1))
    explained, signed, read, told = (
        min(working(day), today) for day in (pressed + 3 * DAY, cleared + DAY, warned + DAY, warned + 3 * DAY)
    )
    return [
        (pressed, lambda: post.send(_Kind.PRESS, pressed)),
        (pressed, lambda: post.send_anew(_Kind.PRESS, pressed)),
        (explained, lambda: post.answer(_Kind.PRESS, explained)),
        (cleared, lambda: post.send(_Kind.CLEAR, cleared)),
        (signed, lambda: post.sign(_Kind.CLEAR, signed)),
        (warned, lambda: post.send(_Kind.WARN, warned)),
        (read, lambda: post.sign(_Kind.WARN, read)),
        (told, lambda: post.answer(_Kind.WARN, told, every=2)),
        (last, lambda: post.send(_Kind.ASSIGN, last)),
        (last, lambda: post.send(_Kind.PRESS, last)),
        (today, lambda: post.draft(_Kind.HINT, today)),
    ]
