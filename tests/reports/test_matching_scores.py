"""A score is the probability that a person agrees: over the labelled samples, suggestions are right about so often."""

import pytest

from tests.reports.fit_matching import Tally, compared_cases

# Suggestions by their score; the most that the share of right ones may fall short of the mean score.
TOO_SURE_BY = 0.12
LEAST_SHOWN = 15


@pytest.fixture(scope="module")
def tally() -> Tally:
    total = Tally()
    for case in compared_cases([]):
        total.add(case)
    print(total.table())  # noqa: T201 the table is what one reads this test for
    return total


def test_scores_promise_no_more_than_they_hold(tally):
    """By tenths: of the suggestions shown with 0.7… about seven of ten are right, and so on."""
    enough = [tenth for tenth in tally.shown if tally.shown[tenth] >= LEAST_SHOWN]
    too_sure = {
        tenth: (tally.scores[tenth] / tally.shown[tenth], tally.right[tenth] / tally.shown[tenth])
        for tenth in enough
        if tally.scores[tenth] - tally.right[tenth] > TOO_SURE_BY * tally.shown[tenth]
    }

    assert enough
    assert not too_sure, tally.table()


def test_what_is_shown_as_nearly_certain_is(tally):
    sure = tally.right[9] / tally.shown[9]

    assert sure >= 0.9, tally.table()
