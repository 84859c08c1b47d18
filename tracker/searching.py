"""Which tasks say a word: in number, problem, commitment, progress, or the name of the unit that leads or assists.

Most Chinese words have two characters, which the usual trigram index cannot find. On PostgreSQL the database keeps the
texts a second time, cut into pairs of neighbouring characters (triggers and index: migration `search_by_pairs`); elsewhere the
texts are read through, which is fast enough for what one office keeps in one file.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

SHORTEST_INDEXED = 2
"""characters; a single one is looked for by reading through"""

_INDEXED = """
SELECT task_id FROM tracker_searchtext
WHERE pairs_of(said) @> pairs_of(%s) AND position(lower(%s) IN said) > 0
UNION ALL SELECT id FROM tracker_task WHERE lead_unit_id = ANY(%s)
UNION ALL SELECT task_id FROM tracker_assist WHERE unit_id = ANY(%s)
"""


def saying(tasks: models.QuerySet, units: models.QuerySet, word: str) -> Q:
    """Return the condition that a task says the word, whatever its case; `units` are all units there are."""
    word = word.lower()
    # Read here: SQLite keeps the aliases with their Chinese escaped.
    known = units.order_by().values_list("pk", "name", "aliases")
    named = [pk for pk, name, aliases in known if any(word in one.lower() for one in (name, *aliases))]
    if connections[tasks.db].vendor != "postgresql" or len(word) < SHORTEST_INDEXED:
        return _read_through(tasks, named, word)
    found = Q(pk__in=RawSQL(_INDEXED, [word, word, named, named]))
    # A number holds digits; without one it need not be looked at.
    return found | Q(number__icontains=word) if any(one.isdigit() for one in word) else found


def _read_through(tasks: models.QuerySet, named: list[int], word: str) -> Q:
    progress = tasks.model._meta.get_field("progress_reports").related_model.objects
    assists = tasks.model._meta.get_field("assists").related_model.objects
    return (
        Q(number__icontains=word)
        | Q(title__icontains=word)
        | Q(problem__icontains=word)
        | Q(commitment__icontains=word)
        | Q(lead_unit__in=named)
        | Exists(assists.filter(task=OuterRef("pk"), unit__in=named))
        | Exists(progress.filter(task=OuterRef("pk"), text__icontains=word))
    )


_SET_ASIDE = """
SET CONSTRAINTS ALL IMMEDIATE;
DROP INDEX searchtext_pairs;
ALTER TABLE tracker_task DISABLE TRIGGER task_says;
ALTER TABLE tracker_progress DISABLE TRIGGER report_says;
"""
_MAKE_GOOD = """
SET CONSTRAINTS ALL IMMEDIATE;
SELECT fill_search_texts();
SET CONSTRAINTS ALL IMMEDIATE;
CREATE INDEX searchtext_pairs ON tracker_searchtext USING gin (pairs_of(said));
ALTER TABLE tracker_task ENABLE TRIGGER task_says;
ALTER TABLE tracker_progress ENABLE TRIGGER report_says;
"""


@contextmanager
def filled_at_the_end() -> Iterator[None]:
    """Write a mass of tasks: the index is made once after them, ten times as fast as text by text. Needs a transaction."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_SET_ASIDE)
        yield
        cursor.execute(_MAKE_GOOD)
