import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_links_between_tasks")]

    operations = [
        migrations.AddField(
            "step", "position",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="第几条"), preserve_default=False,
        ),
        migrations.AddField(
            "step", "digest",
            models.CharField(default="", editable=False, max_length=64, verbose_name="校验码"), preserve_default=False,
        ),
        migrations.AddField(
            "task", "trail_length",
            models.PositiveIntegerField(default=0, editable=False, verbose_name="办理记录条数"),
        ),
        migrations.AddField(
            "task", "trail_digest",
            models.CharField(blank=True, editable=False, max_length=64, verbose_name="办理记录校验码"),
        ),
        migrations.AlterField(
            "step", "at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间"),
        ),
        migrations.AlterModelOptions(
            "step",
            options={"ordering": ["task", "position"], "verbose_name": "办理记录", "verbose_name_plural": "办理记录"},
        ),
        migrations.CreateModel(
            "TrailSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="封存时间")),
                ("steps", models.PositiveBigIntegerField(verbose_name="累计条数")),
                ("digest", models.CharField(max_length=64, verbose_name="封存码")),
                (
                    "last_step",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.step", verbose_name="截至"
                    ),
                ),
            ],
            options={"verbose_name": "办理记录封存", "verbose_name_plural": "办理记录封存", "ordering": ["pk"]},
        ),
    ]
