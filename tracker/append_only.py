"""The database's own refusal to change or delete a line of the trail, whoever asks and by whatever program."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "tracker_step"

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION refuse_to_change_the_trail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE OR REPLACE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_the_trail();
CREATE OR REPLACE TRIGGER trail_is_never_emptied BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_trail();
"""
_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS trail_is_never_{name} BEFORE {statement} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END"
    for name, statement in (("changed", "UPDATE"), ("deleted", "DELETE"))
]
_LIFT = {
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {name} ON {TABLE}"
        for name in ("trail_is_append_only", "trail_is_never_emptied")
    ],
    "sqlite": [f"DROP TRIGGER IF EXISTS trail_is_never_{name}" for name in ("changed", "deleted")],
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse; harmless where it does already. SQLite forgets it whenever a migration remakes the table."""
    _run(connection, [_POSTGRESQL] if connection.vendor == "postgresql" else _SQLITE)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the refusal away, as a migration of old rows must and as somebody with the database's password can."""
    _run(connection, _LIFT[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
