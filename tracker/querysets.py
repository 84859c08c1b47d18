"""Which rows: the words of the register. Every query of a page starts with `visible_to(user)`."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tracker.colours import Colour, colour_case
from tracker.cycle_querysets import CycleQuerySet
from tracker.movement_querysets import MovementQuerySet
from tracker.searching import saying
from tracker.states import OPEN, Role, Status

if TYPE_CHECKING:
    from tracker.models import Evidence, Policy, Standard, Task, Unit, User


MANY_EXTENSIONS = 2
"""from so many times on, an extended task comes before the government"""
LONG_LATE = 30
"""days: who is later than this comes before the government"""

# Conditions that are counted as well as listed; they need what `as_of` adds.
LATE_THEN = Q(status_then__in=OPEN, due_then__lt=F("clock_on"))


def fallen_due_then(on: dt.date) -> Q:
    return Q(status_then__in=OPEN, due_then__lte=on)


THEN = {
    "status_then": "status",
    "due_then": "due_on",
    "warn_then": "warn_on",
    "lead_then": "lead_unit",
    "involved_then": "amount_involved",
    "settled_then": "amount_settled",
    "rules_then": "rules_made",
    "people_then": "people_held",
    "satisfaction_then": "satisfaction",
    "extended_then": "extended_times",
    "closed_times_then": "closed_times",
    "returned_then": "returned_times",
    "relapsed_then": "relapsed_times",
}
"""What `as_of` adds, and the column of a task and of its periods that it is read from."""

_CLOSED_ONCE, _RETURNED_ONCE = Q(closed_times_then__gt=0), Q(returned_then__gt=0)
LIVED = {
    "judged": ("认定过", _CLOSED_ONCE | _RETURNED_ONCE),
    "closed": ("认定销号过", _CLOSED_ONCE),
    "unreturned": ("认定销号且从未退回", _CLOSED_ONCE & Q(returned_then=0)),
    "returned": ("退回整改过", _RETURNED_ONCE),
    "extended": ("延期过", Q(extended_then__gt=0)),
    "relapsed": ("反弹过", _CLOSED_ONCE & Q(relapsed_then__gt=0)),
    "answered": ("已有满意评价", ~Q(satisfaction_then="")),
    "content": ("评价满意和基本满意", Q(satisfaction_then__in=["satisfied", "basically"])),
}
"""What tasks had been through by the day asked about, for lists and rates alike: label and condition after `as_of`."""
WITH_AMOUNT = Q(involved_then__gt=0)


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
        """SHA-256 → current evidence of other tasks, as far as the user sees them, that is the very file given for this one.

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
            found.setdefault(evidence.sha256, []).append(evidence)
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


class PolicyQuerySet(models.QuerySet):
    def for_kind(self, kind: str) -> "Policy":
        """The policy of this kind of source, or the default one, which always exists."""
        return self.filter(kind__in=[kind, ""]).order_by("-kind")[:1].get()


class StandardQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def with_task_counts(self, tasks: "TaskQuerySet") -> Self:
        """Adds `used`: how many of the tasks were assigned by each; drafts left out."""
        counted = tasks.counted().filter(standard=OuterRef("pk")).order_by().values("standard")
        used = counted.annotate(used=Count("pk")).values("used")
        return self.annotate(used=Coalesce(Subquery(used), 0))

    def to_read(self) -> Self:
        """After `with_task_counts`: what is in force, and what it replaced as far as tasks still go by it."""
        return self.filter(Q(is_current=True) | Q(used__gt=0)).order_by(
            "-is_current", "category", "name", "-version"
        )

    def general(self) -> models.Model:
        """The standard for problems of no category."""
        return self.current().filter(category="").order_by("-version")[:1].get()

    def in_force(self, standard: "Standard | None") -> "Standard":
        """The version of a standard by which a task is assigned today; the general standard where there is none."""
        if standard is not None and standard.is_current:
            return standard
        newer = self.current().filter(name=standard.name).first() if standard else None
        return newer or self.general()


class GradeQuerySet(models.QuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def of_class(self, counts_as: str) -> Self:
        return self.filter(counts_as=counts_as)


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

    def as_of(self, on: dt.date, today: dt.date) -> Self:
        """What was in force on the day `on`, one row per task that existed then.

        Adds `colour`, `clock_on` (the day the deadline is held against) and what `THEN` names; `lead_then` is a unit's
        key. From today on these are the task's own columns; a past day is read from its periods.
        """
        rows, prefix = self, ""
        if on < today:
            then = Q(periods__from_on__lte=on, periods__to_on__gt=on)
            rows = self.annotate(in_force=FilteredRelation("periods", condition=then)).filter(
                in_force__isnull=False
            )
            prefix = "in_force__"
        return rows.annotate(
            colour=colour_case(on, prefix),
            clock_on=Coalesce(F(f"{prefix}submitted_on"), Value(on)),
            **{then: F(f"{prefix}{column}") for then, column in THEN.items()},
        )

    def of_colour(self, *colours: str) -> Self:
        """After `as_of`: only these colours."""
        return self.filter(colour__in=colours)

    def counted_then(self) -> Self:
        """After `as_of`: all that were not drafts on that day, whatever they are now."""
        return self.exclude(status_then=Status.DRAFT)

    def closed_specially_then(self) -> Self:
        """After `as_of`: cleared by two supervisors although they could not be put right."""
        return self.filter(status_then=Status.CLOSED_SPECIALLY)

    def lived(self, what: str) -> Self:
        """After `as_of`: tasks that had been through this by then; a key of `LIVED`."""
        return self.filter(LIVED[what][1])

    def with_amount(self) -> Self:
        """After `as_of`: tasks about money."""
        return self.filter(WITH_AMOUNT)

    def led_then_by(self, unit: "Unit") -> Self:
        """After `as_of`: tasks whose lead unit of that day lies in the subtree."""
        units = self.model._meta.get_field("lead_unit").related_model.objects
        return self.filter(lead_then__in=units.subtree(unit).order_by().values("pk"))

    def fallen_due(self, on: dt.date) -> Self:
        """After `as_of`: not cleared although the deadline has come, the due day included, waiting for a verdict or not."""
        return self.filter(fallen_due_then(on))

    def late(self) -> Self:
        """After `as_of`: open and past the deadline by the clock that stands while an application waits."""
        return self.filter(LATE_THEN)

    def of_unit(self, unit: "Unit") -> Self:
        """After `as_of`: tasks that a unit of the subtree led on that day, or assists."""
        through = self.model.assisting_units.through
        assists = through.objects.filter(task=OuterRef("pk"), unit__path__startswith=unit.path)
        subtree = type(unit).objects.subtree(unit).values("pk")
        return self.filter(Q(lead_then__in=subtree) | Exists(assists))

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

    def reddest_first(self) -> Self:
        """After `as_of`: red, yellow, green, white; within a colour the earliest deadline first."""
        rank = Case(
            *(When(colour=colour.value, then=position) for position, colour in enumerate(Colour)),
            default=len(Colour),
            output_field=IntegerField(),
        )
        return self.order_by(rank, "due_then", "pk")

    def with_people(self) -> Self:
        """Everything that a row of a list shows, in a constant number of queries."""
        return self.select_related("source__office", "lead_unit", "standard", "grade").prefetch_related(
            "assisting_units"
        )

    def with_reason(self, action: str) -> Self:
        """Adds `reason`: what was written at the last step of this action."""
        steps = self.model.steps.rel.related_model.objects.filter(task=OuterRef("pk"), action=action)
        return self.annotate(reason=Subquery(steps.order_by("-pk").values("note")[:1]))

    def colour_counts(self) -> dict[str, int]:
        """After `as_of`: how many of each colour, and `total`; drafts are counted nowhere."""
        counts = self.order_by().aggregate(
            **{colour.value: Count("pk", filter=Q(colour=colour.value)) for colour in Colour}
        )
        return counts | {"total": sum(counts.values())}
