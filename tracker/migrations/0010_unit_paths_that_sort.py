"""Fill the keys in the units' paths up with zeros, so that the tenth unit sorts after the second."""

from django.db import migrations


def fill_up(apps, schema_editor):
    unit_model = apps.get_model("tracker", "Unit")
    units = list(unit_model.objects.only("path"))
    for unit in units:
        unit.path = "".join(f"{int(key):08d}/" for key in unit.path.strip("/").split("/"))
    unit_model.objects.bulk_update(units, ["path"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_reinspections")]

    operations = [migrations.RunPython(fill_up, migrations.RunPython.noop)]
