"""The doorbell from outside: how many rings nobody has heard yet."""

from celery import current_app
from kombu.exceptions import ChannelError, OperationalError


def queue_length() -> int | None:
    """Return how many messages wait for a worker; None where the queue cannot be reached."""
    with current_app.connection_for_read() as connection:
        try:
            connection.ensure_connection(max_retries=1, timeout=3)
            queue = current_app.conf.task_default_queue
            return connection.default_channel.queue_declare(queue=queue, passive=True).message_count
        except ChannelError:  # Redis forgets an empty queue
            return 0
        except (OperationalError, OSError, *connection.connection_errors):
            return None
