"""The Celery application: `celery -A config worker`. Jobs live in each app's `jobs.py`."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.beat import EmbeddedService
from click import Option

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("zhenggai")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


class BeatThread(bootsteps.StartStopStep):
    """Beat as a thread of the worker, for a house with one worker; Celery's own `-B` forks a whole second process."""

    def __init__(self, worker: Any, beat_thread: bool = False, **options: Any) -> None:
        super().__init__(worker, **options)
        self.enabled = beat_thread
        self.beat = None

    def include_if(self, worker: Any) -> bool:
        return self.enabled

    def start(self, worker: Any) -> None:
        self.beat = EmbeddedService(
            worker.app, thread=True, schedule_filename=app.conf.beat_schedule_filename
        )
        self.beat.start()

    def stop(self, worker: Any) -> None:
        if self.beat:
            self.beat.stop()
            self.beat = None


app.user_options["worker"].add(Option(["--beat-thread"], is_flag=True, help="Also run beat, as a thread."))
app.steps["worker"].add(BeatThread)
