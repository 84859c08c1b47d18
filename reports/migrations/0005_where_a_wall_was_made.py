import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_links_to_a_wall'),
        ('tracker', '0031_steps_are_found_by_their_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='walllink',
            name='unit',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracker.unit', verbose_name='建立人当时的单位'),
        ),
        migrations.AddField(
            model_name='walllink',
            name='role',
            field=models.CharField(choices=[('supervisor', '督办人员'), ('handler', '经办人'), ('head', '单位负责人'), ('leader', '领导'), ('admin', '管理员')], default='', editable=False, max_length=20, verbose_name='建立人当时的角色'),
            preserve_default=False,
        ),
    ]
