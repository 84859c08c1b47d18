from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class TrackerConfig(AppConfig):
    name = "tracker"
    verbose_name = "整改台账"

    def ready(self) -> None:
        post_migrate.connect(guard_the_trail, sender=self, dispatch_uid="guard_the_trail")


def guard_the_trail(*, using: str, **kwargs: object) -> None:
    """After every `migrate`: the trail's table may have been remade, and its triggers with it."""
    from tracker.append_only import TABLE, guard

    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        guard(connection)
