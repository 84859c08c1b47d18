"""Forms that link tasks by hand: name the others, or say why they part."""

import re

from django import forms

from tracker.forms.fields import note_field
from tracker.models import Task, User

MOST_NUMBERS = 20
_BETWEEN = re.compile(r"[\s、，,；;]+")


class LinkForm(forms.Form):
    """Cleans `numbers` to the tasks that they name, as far as the user sees them."""

    numbers = forms.CharField(
        label="其他任务的编号",
        max_length=600,
        help_text="例如 ZG2026-00012；几项的用顿号隔开。牵头单位须相同。",
    )
    note = note_field(
        "说明（可不填）",
        required=False,
        help_text="会写入各项任务的办理记录，牵头、配合单位都能看到。",
        rows=3,
    )

    def __init__(self, *args, task: Task, user: User, **kwargs) -> None:
        self.task, self.user = task, user
        super().__init__(*args, **kwargs)

    def clean_numbers(self) -> list[Task]:
        tasks = tasks_named(self.cleaned_data["numbers"], self.user, most=MOST_NUMBERS)
        others = [task for task in tasks if task.pk != self.task.pk]
        if not others:
            raise forms.ValidationError("请填写另一项任务的编号。")
        return others


def tasks_named(text: str, user: User, *, most: int) -> list[Task]:
    """Return the tasks that the numbers in a text name, as far as the user sees them. Raises ValidationError."""
    numbers = list(dict.fromkeys(one for one in _BETWEEN.split(text.upper()) if one))
    if len(numbers) > most:
        raise forms.ValidationError(f"一次最多填写 {most} 项任务，请分几次办理。")
    tasks = list(Task.objects.visible_to(user).filter(number__in=numbers).with_people().order_by("pk"))
    missing = set(numbers) - {task.number for task in tasks}
    if missing:
        raise forms.ValidationError(f"没有找到：{'、'.join(sorted(missing))}。请核对编号。")
    return tasks


class LeaveForm(forms.Form):
    note = note_field("解除的理由", help_text="会写入各项任务的办理记录，牵头、配合单位都能看到。", rows=3)
