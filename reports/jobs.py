"""Doors for the queue. A lost message only delays: the sweep rings again for every report that waits."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports.intake import documents
from reports.models import Report

logger = logging.getLogger(__name__)


@shared_task
def read_report(pk: int) -> None:
    report = documents.claim(pk, now=timezone.now())
    if report is not None:
        documents.read(report)


@shared_task
def sweep_reports() -> None:
    for pk in Report.objects.unread(timezone.now()).values_list("pk", flat=True)[:100]:
        read_report(pk)


def ring(pk: int) -> None:
    """Ask a worker to read the report; without a broker the sweep will find it."""
    try:
        read_report.apply_async([pk], retry=False)
    except (OperationalError, OSError):
        logger.warning("The queue cannot be reached; report %s waits for the sweep.", pk)
