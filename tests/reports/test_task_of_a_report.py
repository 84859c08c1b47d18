"""From a task back to the paragraph that it came from."""

import pytest
from django.urls import reverse

from tests.factories import SourceFactory, UserFactory, make_task
from tests.reports.documents import problems, read_report, supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return supervisor()


@pytest.fixture
def problem(office):
    return problems(read_report(office))[0]


@pytest.fixture
def task(office, problem):
    source = SourceFactory(office=office.unit, created_by=office)
    task = make_task(source, excerpt=problem.text)
    problem.state, problem.task = problem.State.CONFIRMED, task
    problem.save()
    return task


def test_the_office_is_led_to_the_paragraph(client, office, problem, task):
    address = (
        f"{reverse('report_review', args=[problem.part.report_id])}?problem={problem.pk}#problem-{problem.pk}"
    )
    client.force_login(office)

    assert address in client.get(reverse("task_detail", args=[task.pk])).content.decode()
    answer = client.get(address)
    assert answer.context["opened"] == problem
    assert f'id="problem-{problem.pk}"' in answer.content.decode()


def test_the_unit_reads_the_excerpt_but_has_no_way_to_the_report(client, problem, task):
    client.force_login(UserFactory(unit=task.lead_unit))

    page = client.get(reverse("task_detail", args=[task.pk])).content.decode()

    assert problem.text[:20] in page
    assert "在报告中查看" not in page
