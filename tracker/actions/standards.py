"""Standards: what tasks were assigned by is never rewritten; a changed standard is its next version."""

from django.db import transaction
from django.db.models import Max

from tracker.actions.writing import Conflict
from tracker.models import Standard


@transaction.atomic
def revise_standard(standard: Standard) -> bool:
    """Save a standard that was changed in memory; return whether it became a new version.

    A version that tasks were assigned by keeps its content and goes out of force; they go on by it.
    """
    kept = Standard.objects.select_for_update().get(pk=standard.pk)
    changed = any(getattr(kept, name) != getattr(standard, name) for name in Standard.CONTENT)
    if not changed or not kept.tasks.exists():
        standard.save()
        return False
    same_name = Standard.objects.filter(name=kept.name)
    newest = same_name.aggregate(newest=Max("version"))["newest"]
    if kept.version != newest:
        raise Conflict(f"{kept} 已经有更新的版本，请修改第{newest}版。您的修改没有保存。")
    same_name.update(is_current=False)
    standard.pk, standard._state.adding = None, True
    standard.name, standard.version, standard.is_current = kept.name, newest + 1, True
    standard.save(force_insert=True)
    return True
