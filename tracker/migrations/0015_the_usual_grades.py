"""The words that offices use for the result of a rectification; what was closed before had come to its end."""

from django.db import migrations

GRADES = [
    ("已整改到位", "done"),
    ("基本完成", "partly"),
    ("部分整改", "partly"),
    ("正在整改", "in_progress"),
    ("未整改", "not"),
]


def add_grades(apps, schema_editor):
    Grade = apps.get_model("tracker", "Grade")
    for position, (name, counts_as) in enumerate(GRADES, start=1):
        Grade.objects.create(name=name, counts_as=counts_as, position=position)
    done = Grade.objects.get(name="已整改到位")
    apps.get_model("tracker", "Task").objects.filter(status="closed").update(grade=done)
    closures = apps.get_model("tracker", "Application").objects.filter(kind="closure", decision="granted")
    closures.update(grade=done)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_grades")]

    operations = [migrations.RunPython(add_grades, migrations.RunPython.noop)]
