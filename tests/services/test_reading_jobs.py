"""A report is read by a real worker, whether its bell was heard or lost."""

from django.utils import timezone

from reports import jobs
from reports.intake import documents
from reports.models import Problem, Report
from tests.reports.documents import supervisor, waiting_report
from tests.services.servers import wait_until


def status(report: Report) -> str:
    return Report.objects.values_list("status", flat=True).get(pk=report.pk)


def test_a_worker_reads_what_is_rung_for(worker):
    report = waiting_report(supervisor())

    jobs.ring(report.pk)
    jobs.ring(report.pk)

    wait_until(lambda: status(report) == "read", "the reading")
    assert Problem.objects.filter(parent=None).count() == 3


def test_a_report_whose_reader_was_killed_is_read_after_all(start_worker):
    report = waiting_report(supervisor())
    documents.claim(report.pk, now=timezone.now() - documents.LEASE)  # by a worker that is no more

    start_worker("", "--beat-thread")

    wait_until(lambda: status(report) == "read", "the sweep", seconds=40)
