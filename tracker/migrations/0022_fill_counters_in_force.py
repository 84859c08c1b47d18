"""Periods learn how often a task had been extended, closed, sent back and relapsed by then; tasks, how often closed and sent back."""

from django.db import migrations
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

COUNTED = {
    "extended_times": Q(action="grant_extension"),
    "closed_times": Q(action="accept_closure"),
    "returned_times": Q(action="send_back"),
    "relapsed_times": Q(action="reopen", from_status="closed"),
}
OF_TASK = ("closed_times", "returned_times")


def count(steps, condition):
    """How many of the steps meet the condition; steps are of one task."""
    found = steps.filter(condition).order_by().values("task").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(found), 0)


def fill(apps, schema_editor):
    step, period, task = (apps.get_model("tracker", name) for name in ("Step", "Period", "Task"))
    any_of_them = Q(action__in=["grant_extension", "accept_closure", "send_back", "reopen"])
    until = step.objects.filter(task=OuterRef("task"), on__lte=OuterRef("from_on"))
    period.objects.filter(Exists(until.filter(any_of_them))).update(
        **{name: count(until, condition) for name, condition in COUNTED.items()}
    )
    ever = step.objects.filter(task=OuterRef("pk"))
    task.objects.filter(Exists(ever.filter(any_of_them))).update(
        **{name: count(ever, COUNTED[name]) for name in OF_TASK}
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0021_results_and_counters_in_force")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
