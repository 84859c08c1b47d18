"""Is the trail whole? Follows every digest, and seals what is there so that even a rewritten register is found out."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import inf
from operator import attrgetter

from django.db import transaction

from tracker import chain
from tracker.models import Step, Task, TrailSeal

CHUNK = 5_000

_END: tuple[float, Iterator[Step]] = (inf, iter(()))
"""what stands after the trail of the last task"""

SETTLED = dt.timedelta(minutes=10)
"""A step younger than this may have a neighbour with a smaller key that is not yet committed: it is sealed next time."""


@dataclass(frozen=True)
class Broken:
    """A trail that contradicts itself, at its first wrong place."""

    number: str
    """of the task, or of the seal"""
    reason: str


def broken_trails(number: str = "") -> Iterator[Broken]:
    """Every task whose trail was tampered with, in the order of registration; only the one of this number if given.

    Reads the register in one pass with flat memory: tasks and steps side by side, both in the order of the tasks. A task
    that is gone from the register while its trail is there is named by its key.
    """
    tasks = Task.objects.order_by("pk").only("number", "trail_length", "trail_digest")
    steps = Step.objects.order_by("task_id", "position", "pk")
    if number:
        tasks, steps = tasks.filter(number=number), steps.filter(task__number=number)
    trails = groupby(steps.iterator(CHUNK), key=attrgetter("task_id"))
    of_task, found = next(trails, _END)
    for task in tasks.iterator(CHUNK):
        while of_task < task.pk:
            yield from _orphaned(of_task)
            of_task, found = next(trails, _END)
        links = []
        if of_task == task.pk:
            links = [step.link for step in found]
            of_task, found = next(trails, _END)
        if chain.first_fault(links, task.trail_length, task.trail_digest) is not None:
            fault = fault_now(task)  # somebody may have added a step between the two readings
            if fault is not None:
                yield Broken(task.number, fault.reason)
    while of_task != inf:
        yield from _orphaned(of_task)
        of_task, found = next(trails, _END)


def _orphaned(key: int) -> Iterator[Broken]:
    """Look once more whether the task of a trail is gone: it may have been registered between the two readings."""
    if not Task.objects.filter(pk=key).exists():
        yield Broken(f"任务 {key}", "任务已不在登记册，只剩办理记录")


def fault_now(task: Task) -> chain.Fault | None:
    """Look once more at one trail: one query, so its steps and what its task says of them are of one moment."""
    steps = list(Step.objects.filter(task=task).select_related("task").order_by("position", "pk"))
    head = steps[0].task if steps else task
    return chain.first_fault([step.link for step in steps], head.trail_length, head.trail_digest)


@transaction.atomic
def seal_trail(now: dt.datetime) -> TrailSeal | None:
    """Seal the steps written since the last seal; None when there are none that have settled."""
    last = TrailSeal.objects.order_by("-pk").first()
    fresh = Step.objects.filter(pk__gt=last.last_step_id if last else 0)
    unsettled = fresh.filter(at__gt=now - SETTLED).order_by("pk").first()
    if unsettled is not None:
        fresh = fresh.filter(pk__lt=unsettled.pk)
    newest = fresh.order_by("-pk").first()
    if newest is None:
        return None
    return TrailSeal.objects.create(
        last_step=newest,
        steps=(last.steps if last else 0) + fresh.count(),
        digest=chain.seal(last.digest if last else "", _digests(last, newest.pk)),
    )


def broken_seals() -> Iterator[Broken]:
    """Every seal that no longer fits the steps it covers."""
    previous: TrailSeal | None = None
    for seal in TrailSeal.objects.order_by("pk"):
        if (
            chain.seal(previous.digest if previous else "", _digests(previous, seal.last_step_id))
            != seal.digest
        ):
            yield Broken(f"封存 {seal}", "所封存的办理记录有增删或改动")
        previous = seal


def _digests(after: TrailSeal | None, until: int) -> Iterator[str]:
    steps = Step.objects.filter(pk__gt=after.last_step_id if after else 0, pk__lte=until).order_by("pk")
    return steps.values_list("digest", flat=True).iterator(CHUNK)
