"""What the form of every action on a task has: the note, and the version of the task that the person saw."""

import datetime as dt

from django import forms

from tracker.forms.fields import note_field, version_field
from tracker.models import Task, User

"""what the column of a decision's version holds"""


class ActionForm(forms.Form):
    """A note, and the version of the task that the person saw."""

    version = version_field()
    note = note_field("说明")

    def __init__(self, *args, task: Task, user: User, today: dt.date, **kwargs) -> None:
        self.task, self.user, self.today = task, user, today
        super().__init__(*args, initial=self.beginning() | {"version": task.version}, **kwargs)

    def beginning(self) -> dict:
        """Return what the fields hold at first."""
        return {}

    def arguments(self) -> dict:
        """Return the keyword arguments of the action."""
        return dict(self.cleaned_data)


class OptionalNoteForm(ActionForm):
    note = note_field("说明（可不填）", required=False)


class ReasonForm(ActionForm):
    note = note_field("理由", help_text="写清原因，对方和以后查阅的人都能看到。")
