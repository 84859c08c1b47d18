"""The proof that a trail is whole: every step carries a digest of itself and of the step before it. Pure Python."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CONTENT = ("task_id", "position", "action", "by_id", "at", "on", "from_status", "to_status", "note", "data")
"""What a digest covers, in this order; a field added later goes to the end, under a new `FORM`."""

FORM = "zhenggai-step-1"


def digest(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 (64 hexadecimal digits) of a step and of the digest before it; `content` holds every name of `CONTENT`."""
    plain = [FORM, previous, *(_plain(content[name]) for name in CONTENT)]
    written = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: object) -> object:
    """The same words whatever the database: moments in UTC to the microsecond, days as year-month-day."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True)
class Link:
    """One step as it stands in the database."""

    position: int
    digest: str
    content: Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """The first place where a trail contradicts itself: the position of the step, and what is wrong in words."""

    position: int
    reason: str


def first_fault(links: Sequence[Link], length: int, head: str) -> Fault | None:
    """Where the trail of one task was tampered with, or None. `length` and `head` are what the task says of its trail.

    `links` are in the order of their positions. A change shows in the step's own digest, an insertion or a gap in the
    positions, and a cut end or a rewritten trail in the task's head.
    """
    previous = ""
    for expected, link in enumerate(links, start=1):
        if link.position != expected:
            missing = link.position > expected
            return Fault(expected, f"缺第 {expected} 条" if missing else f"第 {link.position} 条之后多出一条")
        if digest(previous, link.content) != link.digest:
            return Fault(expected, f"第 {expected} 条的内容与校验码不符")
        previous = link.digest
    if len(links) != length:
        return Fault(len(links) + 1, _wrong_length(len(links), length))
    return None if previous == head else Fault(len(links), "整条办理记录被重写，与任务上的校验码不符")


def _wrong_length(found: int, length: int) -> str:
    return (
        f"应有 {length} 条，只剩 {found} 条"
        if found < length
        else f"应有 {length} 条，多出 {found - length} 条"
    )


def seal(previous: str, digests: Iterable[str]) -> str:
    """One digest over many: what a seal of the whole register holds, chained to the seal before it."""
    hashed = hashlib.sha256(f"zhenggai-seal-1\n{previous}\n".encode())
    for one in digests:
        hashed.update(f"{one}\n".encode())
    return hashed.hexdigest()
