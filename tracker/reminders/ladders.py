"""The ladder of each kind of source: its own policy, else the default one."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Case, DateField, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from tracker.models import Policy, Source


@dataclass(frozen=True)
class Ladders:
    """Policies by kind of source; the one without a kind is for all that have none of their own.

    `column` always names the column of a query that holds the kind.
    """

    policies: Mapping[str, Policy]

    @classmethod
    def in_force(cls) -> "Ladders":
        return cls({policy.kind: policy for policy in Policy.objects.order_by("kind")})

    def with_policy(self, policy: Policy) -> "Ladders":
        """The same with one policy, saved or not, in the place of that of its kind."""
        return Ladders({**self.policies, policy.kind: policy})

    def ruled_by(self, kind: str) -> list[str]:
        """Return the kinds of source that the policy of this kind rules; the default (no kind) those without their own."""
        return [kind] if kind else [one for one in Source.Kind.values if one not in self.policies]

    def kinds_without(self, rule: str) -> list[str]:
        """Return the kinds of source of which the rule is switched off."""
        off = [kind for kind, policy in self.policies.items() if rule in policy.rules_off]
        return sorted({one for kind in off for one in self.ruled_by(kind)})

    def repeat_days(self, column: str) -> Combinable:
        """How many days lie between two reminders of a rule that repeats."""
        return self._by_kind(column, lambda policy: policy.repeat_days, IntegerField())

    def day(self, column: str, day_of: Callable[[Policy], dt.date]) -> Combinable:
        """The day that each policy yields."""
        return self._by_kind(column, day_of, DateField())

    def where(self, column: str, condition: Callable[[Policy], Q]) -> Q:
        """Rows of which the policy of their kind says so."""
        own = [kind for kind in self.policies if kind]
        found = ~Q(**{f"{column}__in": own}) & condition(self.policies[""])
        for kind in own:
            found |= Q(**{column: kind}) & condition(self.policies[kind])
        return found

    def _by_kind(self, column: str, value_of: Callable, output: IntegerField | DateField) -> Combinable:
        whens = [
            When(**{column: kind}, then=Value(value_of(policy), output_field=output))
            for kind, policy in self.policies.items()
            if kind
        ]
        default = Value(value_of(self.policies[""]), output_field=output)
        return Case(*whens, default=default, output_field=output)
