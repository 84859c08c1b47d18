from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0015_the_usual_grades'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'granted'), ('kind', 'closure'), _negated=True), ('grade__isnull', False), _connector='OR'), name='granted_closure_has_its_grade'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), ('grade__isnull', False), _connector='OR'), name='closed_task_has_its_grade'),
        ),
    ]
