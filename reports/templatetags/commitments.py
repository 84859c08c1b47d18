"""What pages say about commitments: what they leave open."""

from django import template

from reports.vagueness import NO_DEADLINE, NO_MEASURE, NO_UNIT, lacks
from tracker.models import Task
from tracker.states import CLEARED

register = template.Library()


@register.filter
def lacks_of(task: Task) -> tuple[str, ...]:
    """What the commitment of a task leaves open and the task itself does not say; nothing once it is closed."""
    if task.status in CLEARED:
        return ()
    return lacks(
        task.commitment, has_unit=task.lead_unit_id is not None, has_deadline=task.due_on is not None
    )


_DO = {
    NO_UNIT: "承诺没有写明由谁负责，请在这里选定牵头单位。",
    NO_DEADLINE: "承诺没有写明什么时候完成，请在这里填定整改时限。",
    NO_MEASURE: "承诺没有可以衡量的内容，请在交办要求里写明做到什么程度算完成。",
}


@register.filter
def hints_to_assign(task: Task) -> list[str]:
    """What the office should fill in when it assigns the task, because its commitment does not say it."""
    return [_DO[word] for word in lacks_of(task)]
