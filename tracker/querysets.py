"""Which rows: the words of the register. Every query of a page starts with `visible_to(user)`."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce

from tracker.colours import Colour
from tracker.cycle_querysets import CycleQuerySet
from tracker.movement_querysets import MovementQuerySet
from tracker.searching import saying
from tracker.states import OPEN, Role, Status

if TYPE_CHECKING:
    from tracker.models import Evidence, Task, Unit, User


MANY_EXTENSIONS = 2
"""from so many times on, an extended task comes before the government"""
LONG_LATE = 30
"""days: who is later than this comes before the government"""


class UnitQuerySet(models.QuerySet):
    def subtree(self, unit: "Unit") -> Self:
        """The unit and everything below it."""
        return self.filter(path__startswith=unit.path)

    def government_of(self, unit: "Unit") -> "Unit | None":
        """The government that the unit belongs under, the nearest one above it."""
        above = [int(key) for key in unit.path.split("/") if key]
        return self.filter(pk__in=above, kind="government").exclude(pk=unit.pk).order_by("-path").first()

    def beside(self, unit: "Unit") -> Self:
        """Units under the same government as the unit; all of them where it has none above it."""
        government = self.government_of(unit)
        return self.subtree(government) if government else self

    def classes_beside(self, unit: "Unit") -> dict[str, list[int]]:
        """Kind → keys of the units of this kind under the same government, where there are several: 各镇（街道）."""
        keys: dict[str, list[int]] = {}
        for key, kind in self.beside(unit).values_list("pk", "kind"):
            keys.setdefault(kind, []).append(key)
        return {kind: found for kind, found in keys.items() if len(found) > 1}

    def called(self, name: str) -> list["Unit"]:
        """The unit of this name, or else those that have it among their aliases; several: the name is ambiguous."""
        name = name.strip()
        return list(self.filter(name=name)) or [unit for unit in self if name in unit.aliases]

    def visible_to(self, user: "User") -> Self:
        """Units that the user may choose from or look at: a supervisor assigns to any, others see their own subtree."""
        if user.role in (Role.SUPERVISOR, Role.ADMIN):
            return self
        return self.subtree(user.unit)


class EvidenceQuerySet(models.QuerySet):
    def current(self) -> Self:
        """What still counts: not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdrawable_by(self, user: "User") -> Self:
        """What the user's unit, or one below it, gave and has not taken back."""
        return self.current().filter(by__unit__path__startswith=user.unit.path)

    def same_files_elsewhere(self, task: "Task", user: "User") -> dict[str, list["Evidence"]]:
        """SHA-256 → current evidence of other tasks, as far as the user sees them, that is the very file given for this one; one of each task.

        Tasks of one matter share their reports and with them their files: that is no second use.
        """
        tasks = task._meta.default_manager
        beside = tasks.beside(task).order_by().values("pk")
        seen = tasks.visible_to(user).exclude(pk=task.pk).exclude(pk__in=beside)
        same = (
            self.current()
            .filter(sha256__in=task.evidence.values("sha256"), task__in=seen)
            .select_related("task")
        )
        found: dict[str, list[Evidence]] = {}
        for evidence in same.order_by("task_id").distinct():
            uses = found.setdefault(evidence.sha256, [])
            if not uses or uses[-1].task_id != evidence.task_id:
                uses.append(evidence)
        return found


class StepQuerySet(models.QuerySet):
    """The trail only grows: what is written stays as it is."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("办理记录只增不改。")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("办理记录不能删除。")


class SourceQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """A supervisor's own office's sources; for others the sources of the tasks that they see."""
        if user.role == Role.SUPERVISOR:
            return self.filter(office=user.unit)
        tasks = self.model.tasks.rel.related_model.objects
        return self.filter(pk__in=tasks.visible_to(user).order_by().values("source"))

    def owned_by(self, user: "User") -> Self:
        """Sources that the user may change: those of a supervisor's own office."""
        return self.filter(office=user.unit) if user.role == Role.SUPERVISOR else self.none()

    def with_task_counts(self) -> Self:
        """Adds `counted` and `open`: how many tasks, drafts left out, and how many of them are not cleared."""
        return self.annotate(
            counted=Count("tasks", filter=~Q(tasks__status=Status.DRAFT)),
            open=Count("tasks", filter=Q(tasks__status__in=OPEN)),
        )


class ApplicationQuerySet(models.QuerySet):
    def oldest_first(self) -> Self:
        return self.order_by("on", "pk")

    def about(self, tasks: "TaskQuerySet") -> Self:
        """Applications about one of these tasks."""
        return self.filter(task__in=tasks.order_by().values("pk"))

    def waiting(self) -> Self:
        return self.filter(decision="")

    def at_head(self) -> Self:
        """Waiting for the head of the applicant's unit; the office does not decide on them yet."""
        return self.waiting().filter(waits_for_head=True)

    def at_office(self) -> Self:
        """Waiting for the office's decision."""
        return self.waiting().filter(waits_for_head=False)

    def with_waiting_day(self) -> Self:
        """Adds `since`: the day since which it waits where it is now."""
        return self.annotate(since=Coalesce("endorsed_on", "on"))

    def to_decide(self) -> Self:
        """At the office, and decidable now: an extension rests while an application for closure is judged."""
        return self.at_office().filter(~Q(kind="extension") | Q(task__status=Status.IN_PROGRESS))


class ReinspectionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(done_on=None)

    def due(self, on: dt.date) -> Self:
        """Waiting, and planned for the day or before it."""
        return self.waiting().filter(planned_on__lte=on)

    def owed(self, on: dt.date) -> Self:
        """Due, on tasks that are closed now."""
        return self.due(on).filter(task__status=Status.CLOSED)

    def about(self, tasks: "TaskQuerySet") -> Self:
        """Second looks at one of these tasks, as far as they are closed now."""
        return self.filter(task__in=tasks.filter(status=Status.CLOSED).order_by().values("pk"))


class ProgressQuerySet(models.QuerySet):
    def latest_of(self, tasks: Sequence[int], until: dt.date) -> Self:
        """The last report on each of these tasks up to the day."""
        newer = self.model.objects.filter(task=OuterRef("task"), pk__gt=OuterRef("pk"), on__lte=until)
        return self.filter(~Exists(newer), task__in=tasks, on__lte=until)


class PeriodQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """What was in force at the end of the day `on`; at most one row per task."""
        return self.filter(from_on__lte=on, to_on__gt=on)


class TaskQuerySet(MovementQuerySet, CycleQuerySet):
    # --- who may see ---

    def visible_to(self, user: "User") -> Self:
        """Tasks that the user may see; the first word of every query.

        A supervisor: those of the sources that their office owns. Handler, head and leader: assigned tasks whose lead or
        an assisting unit lies in their own unit's subtree. An admin has no hand in tasks.
        """
        if user.role == Role.SUPERVISOR:
            return self.filter(source__office=user.unit)
        if user.role in (Role.HANDLER, Role.HEAD, Role.LEADER):
            return self.exclude(status=Status.DRAFT).concerning(user.unit)
        return self.none()

    def ruled_for(self, user: "User") -> Self:
        """Tasks by whose numbers the user may weigh a policy: all for an administrator, who sees none of them by name."""
        return self if user.role == Role.ADMIN else self.visible_to(user)

    def concerning(self, unit: "Unit") -> Self:
        """Tasks that a unit of the subtree leads or assists."""
        through = self.model.assisting_units.through
        assists = through.objects.filter(task=OuterRef("pk"), unit__path__startswith=unit.path)
        return self.filter(Q(lead_unit__path__startswith=unit.path) | Exists(assists))

    def led_by(self, unit: "Unit") -> Self:
        """Tasks whose lead unit lies in the subtree."""
        return self.filter(lead_unit__path__startswith=unit.path)

    # --- of how many units the problem is ---

    def with_shared_problem(self) -> Self:
        """共性: tasks whose problem other units have too."""
        return self.exclude(shared=None)

    def with_own_problem(self) -> Self:
        """个性: tasks whose problem is their unit's alone."""
        return self.filter(shared=None)

    # --- where they stand ---

    def drafts(self) -> Self:
        """What waits to be handed over; dropped ones do not."""
        return self.filter(status=Status.DRAFT, dropped_on=None)

    def dropped(self) -> Self:
        """Drafts that are handed over to nobody (不再交办)."""
        return self.exclude(dropped_on=None)

    def counted(self) -> Self:
        """All but drafts: what figures are made of."""
        return self.exclude(status=Status.DRAFT)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def to_assign(self) -> Self:
        """Drafts that nobody has given back."""
        return self.drafts().filter(returned_on=None)

    def declined(self) -> Self:
        """Drafts that their lead unit gave back to the office."""
        return self.drafts().exclude(returned_on=None)

    def picked(self, pks: Sequence[int]) -> Self:
        """The rows that a person ticked; what they may not see is not among them."""
        return self.filter(pk__in=pks)

    def to_accept(self) -> Self:
        return self.filter(status=Status.ASSIGNED)

    def at_work(self) -> Self:
        return self.filter(status=Status.IN_PROGRESS)

    def to_confirm(self, unit: "Unit") -> Self:
        """Tasks at work of which a unit of the subtree has not yet said that its own part is done."""
        through = self.model.assisting_units.through
        parts = through.objects.filter(
            task=OuterRef("pk"), unit__path__startswith=unit.path, confirmed_on=None
        )
        return self.at_work().filter(Exists(parts))

    def sent_back(self) -> Self:
        """Tasks at work again because their closure was refused."""
        return self.at_work().exclude(returned_on=None)

    def awaiting_verdict(self) -> Self:
        """Tasks about which an application of the unit waits for the office's decision."""
        waiting = self.model.applications.rel.related_model.objects.at_office().filter(task=OuterRef("pk"))
        return self.filter(Exists(waiting.exclude(kind="special")))

    def at_head(self) -> Self:
        """Tasks at work about which an application waits for the head of the unit."""
        waiting = self.model.applications.rel.related_model.objects.at_head().filter(task=OuterRef("pk"))
        return self.at_work().filter(Exists(waiting))

    def to_endorse(self, user: "User") -> Self:
        """Those that the head may approve; adds `asks`, the kind of the application that waits longest."""
        waiting = self.model.applications.rel.related_model.objects.at_head().filter(task=OuterRef("pk"))
        kinds = waiting.exclude(by=user).oldest_first().values("kind")[:1]
        return self.at_work().annotate(asks=Subquery(kinds)).exclude(asks=None)

    def overdue(self, today: dt.date) -> Self:
        """Open tasks past their deadline by the clock that stands while an application waits."""
        return self.as_of(today, today).late()

    def saying(self, words: str) -> Self:
        """Tasks that say each of the words (parted by spaces): in number, texts, progress or a unit's name."""
        units = self.model._meta.get_field("lead_unit").related_model.objects.all()
        rows = self
        for word in words.split():
            rows = rows.filter(saying(self, units, word))
        return rows

    # --- what a round takes up: after `as_of` of today ---

    def for_unit_round(self, unit: "Unit") -> Self:
        """All that the unit leads and has not cleared."""
        return self.open().led_by(unit)

    def for_office_round(self) -> Self:
        """Yellow and red."""
        return self.open().of_colour(Colour.RED, Colour.YELLOW)

    def for_government_round(self) -> Self:
        """Red (raised and long overdue ones are), with more than one unit in it, or extended again and again."""
        return self.open().filter(
            Q(colour=Colour.RED) | self._crosses_units() | Q(extended_times__gte=MANY_EXTENSIONS)
        )

    def _crosses_units(self) -> Exists:
        return Exists(self.model.assisting_units.through.objects.filter(task=OuterRef("pk")))

    # --- what they have to do with each other ---

    def beside(self, task: "Task") -> Self:
        """The other tasks of the matter (同一事项) that a task belongs to."""
        return self.filter(matter_task__matter__members__task=task).exclude(pk=task.pk).order_by("pk")

    def recurring(self, user: "User") -> Self:
        """Tasks of which a person confirmed that an earlier one recurs in them, as far as the user sees that one."""
        links = self.model.recurrences.rel.related_model.objects
        return self.filter(Exists(links.visible_to(user).confirmed().filter(task=OuterRef("pk"))))

    # --- how they are shown ---

    def with_people(self) -> Self:
        """Everything that a row of a list shows, in a constant number of queries."""
        return self.select_related("source__office", "lead_unit", "standard", "grade").prefetch_related(
            "assisting_units"
        )

    def with_reason(self, action: str) -> Self:
        """Adds `reason`: what was written at the last step of this action."""
        steps = self.model.steps.rel.related_model.objects.filter(task=OuterRef("pk"), action=action)
        return self.annotate(reason=Subquery(steps.order_by("-pk").values("note")[:1]))
