"""Large data for measuring: the rows that the actions would have written, made without asking the database each time."""

import datetime as dt
from collections import Counter
from random import Random

from django.db import transaction

from tracker.generator.cast import make_cast
from tracker.generator.lives import Life, live
from tracker.generator.tables import Tables, analyse
from tracker.models import Unit
from tracker.searching import filled_at_the_end

ROOT = "生成数据（第{batch}批）"
CHUNK = 5_000
FEWEST_STEPS = 5
"""create, assign, accept, submit, close"""
FEWEST_UNITS = 5


def holds_other_data() -> bool:
    """Whether units are registered that no run of the generator made."""
    roots = Unit.objects.filter(parent=None)
    return roots.exclude(name__startswith=ROOT.partition("{")[0]).exists()


def generate(*, tasks: int, units: int, steps: int, seed: int, today: dt.date) -> Counter[str]:
    """Write `tasks` tasks of `units` new units, all or nothing; return the number of rows per table, in words.

    A closed task has `steps` steps, one or two more where its life took a turn. About 89 in 100 are closed. No measures,
    evidence or reminders are made.
    """
    if tasks < 1 or units < FEWEST_UNITS or steps < FEWEST_STEPS:
        raise ValueError(f"at least 1 task, {FEWEST_UNITS} units, {FEWEST_STEPS} steps")
    chance = Random(seed)
    with transaction.atomic(), filled_at_the_end():
        batch = Unit.objects.filter(parent=None).count() + 1
        cast = make_cast(ROOT.format(batch=batch), batch, units, tasks, chance, today)
        tables = Tables()
        for place in range(1, tasks + 1):
            life = Life(tables, cast, f"SC{batch}-{place:07d}", today)
            live(life, steps, chance)
            life.write(chance)
            if place % CHUNK == 0:
                tables.flush()
        tables.finish()
    analyse()
    return tables.written + cast.written
