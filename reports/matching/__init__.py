"""Which commitment answers which problem: by subject, the finest level that is right; suggestions, never verdicts."""

from reports.matching.suggesting import Match, match

__all__ = ["Match", "match"]
