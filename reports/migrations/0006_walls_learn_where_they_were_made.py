"""Links made before know their maker alone: they belong where the maker is now. Without a unit, nobody sees them: they go."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    makers = apps.get_model("tracker", "User").objects.filter(pk=OuterRef("created_by"))
    links = apps.get_model("reports", "WallLink").objects
    links.filter(created_by__unit=None).delete()  # of makers who became administrators; such a link shows nothing
    links.update(
        unit=Subquery(makers.values("unit")), role=Subquery(makers.values("role"))
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_where_a_wall_was_made")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
