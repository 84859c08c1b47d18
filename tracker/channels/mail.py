"""Electronic mail: one connection for many messages."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.core import mail

from tracker.channels.delivery import ChannelDown, Delivery


class Mailbox:
    """One connection to the mail server for many messages, opened with the first of them."""

    def __init__(self) -> None:
        self._connection = mail.get_connection()
        self._is_open = False

    def send(self, *, to: str, subject: str, text: str, message_id: str) -> Delivery:
        """Send one message. Raises ChannelDown when the server cannot be reached; a refused address is an answer."""
        self._open()
        message = mail.EmailMessage(
            subject, text, to=[to], headers={"Message-ID": message_id}, connection=self._connection
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            answers = list(refusal.recipients.values())
            words = "；".join(f"{code} {answer.decode(errors='replace')}" for code, answer in answers)
            return Delivery(
                False, f"邮件服务器拒收这个地址：{words}", final=all(code >= 500 for code, _ in answers)
            )
        except (smtplib.SMTPException, OSError) as error:
            self.close()  # what state the connection is in is unknown; the next message opens a new one
            return Delivery(False, f"邮件没有发出：{_words(error)}")
        except ValueError as error:  # an address or a header that cannot be written
            return Delivery(False, f"邮箱地址有误：{error}", final=True)
        return Delivery(True)

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise ChannelDown(f"连不上邮件服务器：{_words(error)}") from error
        self._is_open = True

    def close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            self._connection.connection = None


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    try:
        yield box
    finally:
        box.close()


def _words(error: Exception) -> str:
    return f"{error.__class__.__name__} {error}".strip()
