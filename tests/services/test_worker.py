"""The two ways to run Celery: a job rings through the embedded broker and through Redis, and beat shares the process."""

import json
import socket
import subprocess
import sys
import time

import redis

from config.celery import app
from tests.services.conftest import environment
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


def test_a_worker_goes_on_when_redis_was_silent(redis_url, start_worker):
    """Silent for longer than the sockets wait: connections break, the worker opens new ones."""
    worker = start_worker(redis_url)
    with redis.Redis.from_url(redis_url) as server:
        server.client_pause(8_000)
    time.sleep(10)

    subprocess.run([sys.executable, "-c", SEND], env=environment(redis_url), check=True, timeout=60)

    wait_until(lambda: "succeeded" in worker.log(), "the job")


SEND = f"from config.celery import app; app.send_task('{PROBE}', kwargs={{'note': '之后'}})"
RING = """
import django
django.setup()
from reports import jobs
jobs.ring(1)
"""


def test_a_redis_that_takes_connections_and_says_nothing_holds_up_no_page(db):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = environment(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        subprocess.run([sys.executable, "-c", RING], env=silent, check=True, timeout=60)
