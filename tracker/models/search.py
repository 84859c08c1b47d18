"""What tasks say, once more in lower case, for the search of PostgreSQL; its triggers keep it (migration `search_by_pairs`)."""

from django.db import models

from tracker.models.tasks import Task
from tracker.models.trail import Progress


class SearchText(models.Model):
    """The text of a task, or of one report on it. Empty where the database reads the texts themselves through."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    progress = models.ForeignKey(Progress, models.CASCADE, null=True, related_name="+")
    said = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "检索文本"
