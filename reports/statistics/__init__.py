"""What are the figures? Functions of a queryset that return plain values; every one is a count that a list can show.

`tasks` is a queryset of tasks such as `Task.objects.visible_to(user)`; `then` is the same after `as_of(on, today)`.
Drafts of the day asked about are counted nowhere. The database counts, Python only folds groups.
"""

from reports.statistics.at_a_glance import MONTHS, WEEK, Figures, figures
from reports.statistics.groups import Group, by_source, by_unit
from reports.statistics.outcomes import RATES, AllOutcomes, Came, Outcomes, all_outcomes
from reports.statistics.over_time import history
from reports.statistics.shares import Rate, rates
from reports.statistics.totals import Totals, floored_percent, sentence, totals_of

__all__ = [
    "MONTHS",
    "RATES",
    "WEEK",
    "AllOutcomes",
    "Came",
    "Figures",
    "Group",
    "Outcomes",
    "Rate",
    "Totals",
    "all_outcomes",
    "by_source",
    "by_unit",
    "figures",
    "floored_percent",
    "history",
    "rates",
    "sentence",
    "totals_of",
]
