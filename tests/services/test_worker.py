"""The two ways to run Celery: a job rings through the embedded broker and through Redis, and beat shares the process."""

import json

from config.celery import app
from tests.services.servers import wait_until

PROBE = "celery.accumulate"  # built in and harmless: it needs no job of ours


def test_a_job_reaches_a_worker_by_either_broker(worker):
    app.send_task(PROBE, kwargs={"note": "一件"})

    wait_until(lambda: f"Task {PROBE}" in worker.log() and "succeeded" in worker.log(), "the job")


def test_beat_runs_as_a_thread_of_the_worker_and_stops_with_it(start_worker, tmp_path):
    worker = start_worker("", "--beat-thread")

    wait_until(lambda: "beat: Starting..." in worker.log(), "beat")
    worker.stop()

    assert worker.process.returncode == 0, worker.log()


def test_a_message_waits_for_a_worker_that_was_killed(broker, start_worker):
    start_worker(broker).kill()
    app.send_task(PROBE, kwargs={"note": json.dumps("等")})

    worker = start_worker(broker)

    wait_until(lambda: "succeeded" in worker.log(), "the job")
