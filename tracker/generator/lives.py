"""One generated task: its life is told in the words of the process table, and written as the actions would write it."""

import datetime as dt
import json
from decimal import Decimal
from random import Random
from typing import Any

from django.db import connection

from tracker.calendar import FOREVER
from tracker.chain import CONTENT, digest
from tracker.generator.cast import CATEGORIES, DAY, Cast, CastSource, problem_words
from tracker.generator.tables import Tables
from tracker.models import Application, Assist, Grade, Period, Progress, Step, Task
from tracker.states import TRANSITIONS, Action, Status

CLOSED_SHARE = 0.89
_TYPES = Task.RectificationType.values


class Life:
    """A task while it lives: its own columns, its periods and its trail, kept in step as `tracker.actions` keeps them."""

    def __init__(self, tables: Tables, cast: Cast, number: str, today: dt.date) -> None:
        self.tables, self.cast, self.number, self.today = tables, cast, number, today
        self.key = tables.next_key(Task)
        self.status, self.version = Status.DRAFT, 0
        self.lead_unit_id: int = 0
        self.due_on: dt.date | None = None
        self.original_due_on = self.remind_on = self.warn_on = self.assigned_on = None
        self.submitted_on = self.returned_on = self.closed_on = self.closed_in_time = self.progress_on = (
            self.grade_id
        ) = None
        self.raised, self.extended_times, self.extended_days, self.percent = False, 0, 0, 0
        self.closed_times = self.returned_times = self.relapsed_times = 0
        self.amount_involved: Decimal | None = None
        self.amount_settled = self.rules_made = self.people_held = None
        self.satisfaction = ""
        self.source: CastSource
        self.steps: list[tuple] = []
        self.head = ""
        self.periods: list[list] = []
        """[from_on, what was in force]; each lasts until the next begins"""
        self.waiting: dict[str, list] = {}
        """applications without a decision, by kind, as rows in the making"""
        self.applications: list[list] = []

    # --- what happens -----------------------------------------------------------------------------------------------

    def create(self, source: CastSource, lead: int, due_on: dt.date, on: dt.date) -> None:
        self.source, self.lead_unit_id, self.due_on = source, lead, due_on
        self.created_at = moment(on)
        self._record(Action.CREATE, source.supervisors[0], on, from_status="")

    def act(
        self, action: Action, on: dt.date, *, note: str = "", data: dict | None = None, **changes: Any
    ) -> None:
        """Do what the process table allows. A step that it forbids is a mistake in a life below."""
        transition = TRANSITIONS[action]
        assert self.status in transition.sources, (action, self.status)
        before = self.status
        self.__dict__.update(changes)
        self.status = transition.target or before
        office = "office" in transition.who
        by = self.source.supervisors[1 if office else 0] if office else self.cast.handlers[self.lead_unit_id]
        self._record(action, by, on, from_status=before, note=note, data=data)

    def _record(
        self,
        action: Action,
        by: int,
        on: dt.date,
        *,
        from_status: str,
        note: str = "",
        data: dict | None = None,
    ) -> None:
        self.version += 1
        self.by, self.at = by, moment(on)
        self._step(action, by, on, from_status, note, data or {})
        in_force = tuple(getattr(self, name) for name in Period.IN_FORCE)
        if self.periods and self.periods[-1][1] == in_force:
            return
        if self.periods and self.periods[-1][0] == on:
            self.periods[-1][1] = in_force
        else:
            self.periods.append([on, in_force])

    def _step(self, action: Action, by: int, on: dt.date, from_status: str, note: str, data: dict) -> None:
        position = len(self.steps) + 1
        at = dt.datetime.combine(on, TEN_IN_SHANGHAI)
        values = (self.key, position, action, by, at, on, from_status, self.status, note, data)
        self.head = digest(self.head, dict(zip(CONTENT, values, strict=True)))
        written = json.dumps(data, ensure_ascii=False) if data else "{}"
        self.steps.append((*values[:4], self.at, *values[5:-1], written, self.head))

    def assign(self, on: dt.date) -> None:
        dates = self.source.policy.dates(on, self.due_on)
        self.act(Action.ASSIGN, on, assigned_on=on, original_due_on=self.due_on, **dates)

    def report_progress(self, on: dt.date, percent: int) -> None:
        note = f"各项措施按计划推进，完成{percent}%。"
        data = {"percent": percent}
        self.act(Action.REPORT_PROGRESS, on, note=note, data=data, progress_on=on, percent=percent)
        self.tables.add(Progress, self.key, self.lead_unit_id, self.by, self.at, on, note, percent)

    def submit(self, on: dt.date) -> None:
        note = "各项措施已经落实，申请销号。"
        self.act(Action.SUBMIT, on, note=note, submitted_on=on, returned_on=None)
        claims = [{"criterion": text, "text": "已经做到。"} for text in self.cast.standard.criteria]
        self._apply(Application.Kind.CLOSURE, on, note, claims)

    def close(self, on: dt.date) -> None:
        verdicts = self._verdicts("met")
        in_time = self.submitted_on <= self.due_on
        self._decide(
            Application.Kind.CLOSURE, Application.Decision.GRANTED, on, "同意销号。", verdicts, self.cast.done
        )
        self.act(
            Action.ACCEPT_CLOSURE, on, note="同意销号。", data=self._graded(self.cast.done) | {"verdicts": verdicts}, closed_on=on,
            closed_in_time=in_time, grade_id=self.cast.done.pk, closed_times=self.closed_times + 1,
            submitted_on=None, raised=False, percent=100,
        )  # fmt: skip

    def send_back(self, on: dt.date) -> None:
        note = "佐证材料不足，请补充后再报。"
        self._decide(
            Application.Kind.CLOSURE,
            Application.Decision.REFUSED,
            on,
            note,
            self._verdicts("not_met"),
            self.cast.partly,
        )
        self.act(
            Action.SEND_BACK, on, note=note, data=self._graded(self.cast.partly), grade_id=self.cast.partly.pk,
            submitted_on=None, returned_on=on, returned_times=self.returned_times + 1,
        )  # fmt: skip

    def extend(self, asked_on: dt.date, granted_on: dt.date, new_due_on: dt.date) -> None:
        note = "前期手续耗时较长，申请延期。"
        self.act(Action.APPLY_EXTENSION, asked_on, note=note, data={"new_due_on": str(new_due_on)})
        self._apply(Application.Kind.EXTENSION, asked_on, note, [], new_due_on)
        self._decide(Application.Kind.EXTENSION, Application.Decision.GRANTED, granted_on, "", [])
        dates = self.source.policy.dates(self.assigned_on, new_due_on)
        days = (new_due_on - self.due_on).days
        self.act(
            Action.GRANT_EXTENSION,
            granted_on,
            data={"due_on": [str(self.due_on), str(new_due_on)], "days": days},
            due_on=new_due_on,
            extended_times=self.extended_times + 1,
            extended_days=self.extended_days + days,
            **dates,
        )

    def transfer(self, on: dt.date, lead: int) -> None:
        moved = {"lead_unit": [self.cast.names[self.lead_unit_id], self.cast.names[lead]]}
        self.act(Action.TRANSFER, on, note="按职责调整。", data=moved, lead_unit_id=lead, returned_on=None)

    def _graded(self, grade: Grade) -> dict[str, list[str | None]]:
        """How the trail tells of a new result; one that stays is no change."""
        before = self.cast.done if self.grade_id == self.cast.done.pk else self.cast.partly
        now, then = str(grade), str(before) if self.grade_id else None
        return {} if now == then else {"grade": [then, now]}

    def _verdicts(self, verdict: str) -> list[dict]:
        return [{"criterion": text, "verdict": verdict, "remark": ""} for text in self.cast.standard.criteria]

    def _apply(
        self, kind: str, on: dt.date, text: str, claims: list, new_due_on: dt.date | None = None
    ) -> None:
        row = [
            self.key,
            kind,
            self.by,
            self.at,
            on,
            text,
            "",
            json.dumps(claims, ensure_ascii=False),
            new_due_on,
            False,
            None,
            None,
        ]
        self.waiting[kind] = row
        self.applications.append(row)

    def _decide(
        self, kind: str, decision: str, on: dt.date, note: str, verdicts: list, grade: Grade | None = None
    ) -> None:
        row = self.waiting.pop(kind)
        row += [
            decision, self.source.supervisors[1], moment(on), note, json.dumps(verdicts, ensure_ascii=False),
            grade.pk if grade else None, self.version, "[]",
        ]  # fmt: skip

    def _part(self, unit: int) -> tuple:
        """What an assisting unit has said by now: that its part is done, once the lead unit has applied for closure."""
        said_on = self.submitted_on or self.closed_on
        return (said_on, self.cast.handlers[unit], "配合事项已完成。") if said_on else (None, None, "")

    # --- what is written --------------------------------------------------------------------------------------------

    def write(self, chance: Random) -> None:
        """Hand the rows over, with words and, for three in ten, an assisting unit."""
        title, problem, commitment = problem_words(chance)
        self.tables.add_with_key(
            Task, self.key, self.number, self.source.pk, title, problem, commitment, problem, chance.choice(CATEGORIES),
            chance.choice(_TYPES), self.lead_unit_id, "", self.cast.standard.pk, self.due_on, self.status, self.version,
            self.original_due_on, self.remind_on, self.warn_on, self.assigned_on, self.submitted_on, self.returned_on,
            self.closed_on, self.closed_in_time, self.grade_id, self.raised, self.extended_times, self.extended_days, self.relapsed_times,
            self.closed_times, self.returned_times, self.amount_involved, self.amount_settled, self.rules_made,
            self.people_held, self.satisfaction, "", self.percent, self.progress_on,
            len(self.steps), self.head, self.source.supervisors[0], self.created_at, self.at,
        )  # fmt: skip
        if chance.random() < 0.3:
            unit = chance.choice(self.cast.leads)
            if unit != self.lead_unit_id:
                self.tables.add(Assist, self.key, unit, *self._part(unit))
        ends = [period[0] for period in self.periods[1:]] + [FOREVER]
        for (from_on, in_force), to_on in zip(self.periods, ends, strict=True):
            self.tables.add(Period, self.key, from_on, to_on, *in_force)
        for step in self.steps:
            self.tables.add(Step, *step)
        for row in self.applications:
            undecided = ["", None, None, "", "[]", None, None, "[]"] if len(row) == 12 else []
            self.tables.add(Application, *row, *undecided)


TEN_IN_SHANGHAI = dt.time(2, tzinfo=dt.UTC)


def moment(on: dt.date) -> str:
    """Ten in the morning in Shanghai, as the database writes it."""
    return f"{on} 02:00:00+00" if connection.vendor == "postgresql" else f"{on} 02:00:00"


# --- lives ----------------------------------------------------------------------------------------------------------


def live(life: Life, steps: int, chance: Random) -> None:
    """Let the task live up to today in a way that chance picks; four in ten are about money."""
    if chance.random() < 0.4:
        life.amount_involved = Decimal(chance.randint(1_000_00, 50_000_000_00)).scaleb(-2)
    if chance.random() < CLOSED_SHARE:
        _closed(life, steps, chance)
    else:
        _open(life, steps, chance)


def _begin(life: Life, source: CastSource, due_on: dt.date, assigned_on: dt.date, chance: Random) -> None:
    life.create(source, life.cast.lead(chance), due_on, assigned_on - DAY)
    life.assign(assigned_on)


def _work(life: Life, start: dt.date, end: dt.date, times: int, percent: int) -> None:
    """Report progress `times` times, evenly over the days, rising to `percent`."""
    for turn in range(1, times + 1):
        life.report_progress(start + (end - start) * turn // (times + 1), percent * turn // times)


def _closed(life: Life, steps: int, chance: Random) -> None:
    """Nine in ten go straight; the others are extended, sent back or transferred on the way."""
    today = life.today
    source = chance.choice(life.cast.sources)
    assigned_on = min(source.issued_on + chance.randint(2, 60) * DAY, today - 10 * DAY)
    span = min(chance.randint(25, 240), (today - assigned_on).days - 2)
    submitted_on = assigned_on + span * DAY
    late = chance.random() < 0.12
    due_on = submitted_on + (-chance.randint(1, min(40, span - 1)) if late else chance.randint(0, 30)) * DAY
    closed_on = min(submitted_on + chance.randint(1, 9) * DAY, today)
    turn = chance.random()
    _begin(life, source, due_on, assigned_on, chance)
    accepted_on = assigned_on + DAY
    spare = steps - 5
    if turn < 0.03 and len(life.cast.leads) > 1:
        other = chance.choice([unit for unit in life.cast.leads[:50] if unit != life.lead_unit_id])
        life.transfer(accepted_on, other)
        spare -= 1
    life.act(Action.ACCEPT, accepted_on)
    if 0.03 <= turn < 0.07 and not late:
        life.extend(accepted_on + DAY, accepted_on + 2 * DAY, due_on + 30 * DAY)
        spare -= 2
    _work(life, accepted_on + 2 * DAY, submitted_on, max(spare, 0), 95)
    life.submit(submitted_on)
    if 0.07 <= turn < 0.12 and closed_on > submitted_on:
        life.send_back(closed_on)
        if closed_on + 2 * DAY <= today:
            life.submit(closed_on + DAY)
            life.close(closed_on + 2 * DAY)
        return
    life.close(closed_on)


def _open(life: Life, steps: int, chance: Random) -> None:
    """Drafts, tasks to accept, tasks under way of every colour, applications that wait."""
    today = life.today
    source = chance.choice(life.cast.recent)
    assigned_on = min(source.issued_on + chance.randint(2, 30) * DAY, today - DAY)
    due_on = max(today + chance.randint(-60, 180) * DAY, assigned_on + 7 * DAY)
    kind = chance.random()
    if kind < 0.06:
        life.create(source, life.cast.lead(chance), due_on, assigned_on)
        return
    _begin(life, source, due_on, assigned_on, chance)
    if kind < 0.14:
        return
    life.act(Action.ACCEPT, assigned_on + DAY)
    waits = kind < 0.26
    _work(life, assigned_on + DAY, today, steps - 4 if waits else steps - 3, 100 if waits else 60)
    if waits:
        life.submit(today - min(chance.randint(0, 12), (today - life.periods[-1][0]).days) * DAY)
    elif kind > 0.94:
        life.act(
            Action.RAISE, today, note="进度落后，提级督办。", data={"raised": ["False", "True"]}, raised=True
        )
