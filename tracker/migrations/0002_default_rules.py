"""The default policy and the general standard, which the register cannot do without."""

from django.db import migrations

CRITERIA = [
    "问题事实已经纠正，或者已采取的措施使其不再存在",
    "佐证材料真实、完整，能够对应到本问题",
    "涉及制度漏洞的，已建立或修订制度并开始执行",
]


def add_defaults(apps, schema_editor):
    apps.get_model("tracker", "Policy").objects.create(kind="")
    apps.get_model("tracker", "Standard").objects.create(
        name="通用认定标准",
        basis="督办机构整改结果认定办法（请由管理员填写本地依据）",
        criteria=CRITERIA,
        evidence_wanted="整改情况说明；制度文件、凭证、照片等能够证明结果的材料",
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_register")]

    operations = [migrations.RunPython(add_defaults, migrations.RunPython.noop)]
