"""What a person saw of an item: a short digest of its card. Two equal digests: nobody changed the card in between.

It stands in the form of the card, so that two people at different cards of one report never meet, and of two at the same
card exactly one gets through.
"""

import hashlib
import json
from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder

from reports.models import Commitment, Found, Match, Problem

_OF_ALL = ("part_id", "parent_id", "mark", "title", "text", "start", "end", "state")
_OF_A_PROBLEM = (
    "lead_unit_id",
    "due_on",
    "rectification_type",
    "category",
    "standard_id",
    "again",
    "task_id",
)
_OF_A_COMMITMENT = ("plan_kind",)


def seen_of(item: Found, answers: Iterable[int] | None = None, assists: Iterable[int] | None = None) -> str:
    """The digest of the card of an item as it stands now.

    What hangs on a problem, the keys of what answers it and of its assisting units, is asked for unless it is given.
    """
    fields = _OF_ALL + (_OF_A_PROBLEM if isinstance(item, Problem) else _OF_A_COMMITMENT)
    said: list[object] = [getattr(item, name) for name in fields]
    if isinstance(item, Problem):
        if answers is None:
            matches = Match.objects.filter(problem=item.pk, dropped=False)
            answers = matches.values_list("commitment_id", flat=True)
        if assists is None:
            assisting = item.assisting_units.through.objects.filter(problem=item.pk)
            assists = assisting.values_list("unit_id", flat=True)
        said += [sorted(answers), sorted(assists)]
    words = json.dumps(said, cls=DjangoJSONEncoder)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def key_of(item: Found) -> str:
    """The name of an item on the page and in the records: problem-12, commitment-3."""
    return f"{'commitment' if isinstance(item, Commitment) else 'problem'}-{item.pk}"
