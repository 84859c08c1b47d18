"""Drafts that are handed over to nobody: out of every list of work, kept with their reason, and brought back."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import TODAY, make_draft, make_task
from tracker import actions
from tracker.models import Task

pytestmark = pytest.mark.django_db


def found(client, **data: str) -> list[int]:
    page = client.get(reverse("task_list"), data)
    assert page.context["page"].paginator.count == len(page.context["rows"])
    return [row.task.pk for row in page.context["rows"]]


def test_a_dropped_draft_is_no_work_any_more_and_is_found_by_its_status(cast, browse):
    kept, gone = make_draft(cast.source), make_draft(cast.source)
    client = browse(cast.supervisor)
    address = reverse("task_action", args=[gone.pk, "drop"])

    assert "note" in client.post(address, {"version": 1}).context["form"].errors
    client.post(address, {"version": 1, "note": "与去年重复"})

    assert gone.steps.last().note == "与去年重复"
    assert found(client, status="draft") == [kept.pk]
    assert found(client, status="dropped") == [gone.pk]
    assert found(client) == []
    dropped = client.get(reverse("task_list"), {"status": "dropped"})
    assert not dropped.context["bulk"]
    assert "<td>不再交办</td>" in dropped.content.decode()
    decide = client.get(reverse("decide"))
    assert [row.task.pk for row in decide.context["drafts"]] == [kept.pk]
    page = client.get(reverse("task_detail", args=[gone.pk])).content.decode()
    assert "不再交办" in page and "恢复待交办" in page
    assert "列为共性问题" not in page


def test_a_dropped_draft_is_not_handed_over_until_it_is_restored(cast, browse):
    draft = make_draft(cast.source, lead_unit=cast.bureau)
    actions.drop(draft, by=cast.supervisor, version=1, on=TODAY, note="与去年重复")
    client = browse(cast.supervisor)
    typed = {"pick": [draft.pk], f"version_{draft.pk}": draft.version, "due_on": "2026-09-01"}

    answer = client.post(reverse("task_bulk", args=["assign"]), typed)
    [(_, reason)] = answer.context["refused"]
    assert "它目前是“不再交办”" in reason
    client.post(reverse("task_action", args=[draft.pk, "restore"]), {"version": draft.version})

    assert found(client, status="draft") == [draft.pk]
    assert [step.action for step in draft.steps.all()] == ["create", "drop", "restore"]


def test_the_database_lets_nothing_but_a_draft_be_dropped():
    task = make_task()
    with pytest.raises(IntegrityError, match="only_a_draft_is_dropped"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(dropped_on=TODAY)
