from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_chain_the_steps_that_are_there")]

    operations = [
        migrations.AddConstraint(
            "step", models.UniqueConstraint(fields=["task", "position"], name="steps_of_a_task_are_numbered")
        ),
        migrations.AddConstraint(
            "step", models.CheckConstraint(condition=Q(position__gte=1), name="steps_are_numbered_from_one")
        ),
    ]
