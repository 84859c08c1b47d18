"""Number and chain the steps written before there was a chain: from here on they cannot be changed unseen either."""

from itertools import groupby

from django.db import migrations

from tracker import chain
from tracker.append_only import lift

CHUNK = 2_000


def chain_steps(apps, schema_editor):
    lift(schema_editor.connection)  # a database that was set up by a later version and taken back
    step_model, task_model = apps.get_model("tracker", "Step"), apps.get_model("tracker", "Task")
    steps = step_model.objects.order_by("task_id", "pk").iterator(CHUNK)
    changed, heads = [], []
    for task_id, trail in groupby(steps, key=lambda step: step.task_id):
        head = ""
        for position, step in enumerate(trail, start=1):
            step.position = position
            head = step.digest = chain.digest(head, {name: getattr(step, name) for name in chain.CONTENT})
            changed.append(step)
        heads.append(task_model(pk=task_id, trail_length=position, trail_digest=head))
        if len(changed) >= CHUNK:
            _write(step_model, changed, task_model, heads)
    _write(step_model, changed, task_model, heads)


def _write(step_model, changed, task_model, heads):
    step_model.objects.bulk_update(changed, ["position", "digest"])
    task_model.objects.bulk_update(heads, ["trail_length", "trail_digest"])
    changed.clear()
    heads.clear()


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_trail_positions_and_digests")]

    operations = [migrations.RunPython(chain_steps, migrations.RunPython.noop)]
