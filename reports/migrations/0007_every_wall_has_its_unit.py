import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0006_walls_learn_where_they_were_made'),
    ]

    operations = [
        migrations.AlterField(
            model_name='walllink',
            name='unit',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracker.unit', verbose_name='建立人当时的单位'),
        ),
    ]
