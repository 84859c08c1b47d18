"""Whom would this have told last month? A ladder, saved or not, beside what was told; nothing is written.

Reckoned with the tasks, applications and people as they are today, once for each working day of the month; what was told
may differ where they changed meanwhile. Days that are stored with a task (提示日、预警日) stay as they are.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count

from tracker.calendar import is_working_day
from tracker.ladder import Rule
from tracker.models import Policy, Reminder, User
from tracker.reminders.owed import Day, Owed
from tracker.reminders.planning import owed_on

MONTH = 30
"""days, today the last of them"""
MOST_PEOPLE = 100
"""people that are named; those for whom most would change"""


@dataclass(frozen=True)
class Line:
    """How many reminders of one rule, or to one person."""

    name: str
    detail: str
    told: int
    """that were written in the month"""
    now: int
    """by the policy in force, reckoned"""
    then: int
    """by the policy that is tried, reckoned"""

    @property
    def change(self) -> int:
        return self.then - self.now


@dataclass(frozen=True)
class Preview:
    since: dt.date
    rules: list[Line]
    people: list[Line]
    """the first `MOST_PEOPLE`"""
    more: int
    """how many people are not named"""


def preview(policy: Policy, today: dt.date) -> Preview:
    """Return what the policy would have told of the kinds of source that it rules."""
    since, day = today - dt.timedelta(days=MONTH - 1), Day.of(today)
    kinds = day.ladders.with_policy(policy).ruled_by(policy.kind)
    now = _reckoned(day, since, kinds)
    then = _reckoned(replace(day, ladders=day.ladders.with_policy(policy)), since, kinds)
    written = Reminder.objects.filter(
        planned_on__gte=since, planned_on__lte=today, task__source__kind__in=kinds
    )
    told = written.order_by().values_list("rule", "recipient").annotate(n=Count("pk"))
    was = Counter({(Rule(rule), person): n for rule, person, n in told})
    rules = [
        Line(
            rule.label,
            "",
            *(sum(n for (one, _), n in found.items() if one == rule) for found in (was, now, then)),
        )
        for rule in Rule
    ]
    people = _people(was, now, then)
    return Preview(since, rules, people[:MOST_PEOPLE], max(len(people) - MOST_PEOPLE, 0))


Found = Counter[tuple[Rule, int]]
"""reminders by rule and person"""


def _people(was: Found, now: Found, then: Found) -> list[Line]:
    sums: list[Counter[int]] = []
    for found in (was, now, then):
        by_person = Counter[int]()
        for (_, person), n in found.items():
            by_person[person] += n
        sums.append(by_person)
    users = User.objects.select_related("unit").in_bulk({person for one in sums for person in one})
    lines = [
        Line(f"{user}（{user.unit}）", user.get_role_display(), *(one[key] for one in sums))
        for key, user in users.items()
    ]
    return sorted(lines, key=lambda line: (-abs(line.change), -line.then, line.name))


def _reckoned(day: Day, since: dt.date, kinds: list[str]) -> Found:
    days = [since + dt.timedelta(days=n) for n in range((day.today - since).days + 1)]
    owed: dict[tuple[Rule, int], list[Owed]] = defaultdict(list)
    for one in days:
        if is_working_day(one, day.table):
            for place, what in enumerate(owed_on(replace(day, today=one), list(Rule))):
                owed[what.rule, place].append(what)
    found: Found = Counter()
    for (rule, _), of_days in owed.items():
        of_place = _per_place(of_days, kinds)
        for place, person in of_days[-1].people:
            found[rule, person] += of_place[place]
    return +found


def _per_place(owed: Iterable[Owed], kinds: list[str]) -> Counter[int]:
    """How many different keys these days owe in each place: one statement; a key that stands for days counts once."""
    selects, params = [], []
    for one in owed:
        try:
            rows = one.rows.filter(**{f"{one.kind}__in": kinds})
            sql, values = rows.order_by().query.sql_with_params()
        except EmptyResultSet:  # the rule is off for every kind
            continue
        selects.append(sql)
        params.extend(values)
    if not selects:
        return Counter()
    statement = f"""
          WITH owed (task, stage, due_on, place) AS ({" UNION ".join(selects)})
        SELECT place, COUNT(*) FROM owed GROUP BY place
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return Counter(dict(cursor.fetchall()))
