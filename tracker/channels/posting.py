"""One POST to a server on the list: no redirect is followed, time and answer are bounded, no proxy is asked."""

import datetime as dt
import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.utils import timezone

from tracker.channels.gate import Gate, Place

TIME_LIMIT = 15.0
"""Seconds for the whole exchange, however slowly the other side speaks."""
SIZE_LIMIT = 64 * 1024
MOST_ADDRESSES = 3
LONGEST_PAUSE = dt.timedelta(hours=6)
_MOST_DIGITS = 9
"""of a pause in seconds: 30 years"""


class NotSent(Exception):
    """No connection came about, so nothing was sent."""


class NoAnswer(Exception):
    """Something was sent; whether it arrived is unknown."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    pause: dt.timedelta | None = None
    """what the server asks to wait (Retry-After)"""


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name of the host."""

    def __init__(self, place: Place, address: str, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self._place, self._address = place, address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._place.scheme == "https":
            trust = ssl.create_default_context()
            self.sock = trust.wrap_socket(self.sock, server_hostname=self._place.host)


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, gate: Gate, seconds: float = TIME_LIMIT
) -> Answer:
    """Send the body and return the answer. Raises NotAllowed, NotSent, NoAnswer; no error repeats the address."""
    place = gate.place_of(url)
    try:
        addresses = gate.addresses_of(place)
    except OSError as error:
        raise NotSent(f"找不到主机 {place}") from error
    connection = _connect(place, addresses, seconds)
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _hung_up_after(seconds, connection):
            connection.request("POST", target, body=body, headers=dict(headers) | {"Connection": "close"})
            with connection.getresponse() as response:
                content = response.read(SIZE_LIMIT + 1)
    except TimeoutError as error:
        raise NoAnswer(f"{place} 在 {seconds:g} 秒内没有答复") from error
    except (http.client.HTTPException, OSError) as error:
        raise NoAnswer(f"{place} 中断了连接：{error.__class__.__name__}") from error
    finally:
        connection.close()
    if len(content) > SIZE_LIMIT:
        raise NoAnswer(f"{place} 的答复过长")
    return Answer(response.status, content, _pause(response.headers))


def _connect(place: Place, addresses: list[str], seconds: float) -> _Pinned:
    trouble = OSError()
    for address in addresses[:MOST_ADDRESSES]:
        connection = _Pinned(place, address, seconds)
        try:
            connection.connect()
        except OSError as error:  # refused, unreachable, too slow, or a certificate that is none
            connection.close()
            trouble = error
        else:
            return connection
    raise NotSent(f"连不上 {place}：{trouble.__class__.__name__}") from trouble


@contextmanager
def _hung_up_after(seconds: float, connection: _Pinned) -> Iterator[None]:
    """Bound the whole exchange: a timeout of the socket counts anew with each byte that drips in."""
    is_late, line = (
        threading.Event(),
        connection.sock,
    )  # the connection forgets its socket before the body is read

    def hang_up() -> None:
        is_late.set()
        with suppress(OSError):  # the other side was faster
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.start()
    try:
        yield
    except (http.client.HTTPException, OSError) as error:
        if is_late.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if is_late.is_set():  # a body without a length just ends
        raise TimeoutError


def _pause(headers: http.client.HTTPMessage) -> dt.timedelta | None:
    """Return the wait that is asked for, in seconds or as a moment; Feishu has a header of its own."""
    asked = headers.get("Retry-After") or headers.get("X-Ogw-Ratelimit-Reset") or ""
    if asked.isascii() and asked.strip().isdigit():
        short = asked.strip()[
            :_MOST_DIGITS
        ]  # the rest of a longer number changes nothing: it is too long anyhow
        wait = dt.timedelta(seconds=int(short))
    else:
        try:
            wait = parsedate_to_datetime(asked) - timezone.now()
        except (TypeError, ValueError):
            return None
    return min(max(wait, dt.timedelta()), LONGEST_PAUSE)
