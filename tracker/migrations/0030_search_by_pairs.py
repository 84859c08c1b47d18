"""PostgreSQL alone: triggers that keep the search texts, and an index of their pairs of neighbouring characters."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION pairs_of(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT one || following) FROM (
        SELECT one, lead(one) OVER (ORDER BY place) AS following
        FROM unnest(string_to_array(lower(said), NULL)) WITH ORDINALITY AS split (one, place)
    ) AS pairs WHERE following IS NOT NULL
$$;
CREATE FUNCTION keep_what_a_task_says() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tracker_searchtext WHERE task_id = NEW.id AND progress_id IS NULL;
    INSERT INTO tracker_searchtext (task_id, said)
        VALUES (NEW.id, lower(concat_ws(chr(10), NEW.title, NEW.problem, NEW.commitment)));
    RETURN NULL;
END $$;
CREATE FUNCTION keep_what_a_report_says() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM tracker_searchtext WHERE progress_id = NEW.id;
    INSERT INTO tracker_searchtext (task_id, progress_id, said) VALUES (NEW.task_id, NEW.id, lower(NEW.text));
    RETURN NULL;
END $$;
CREATE FUNCTION fill_search_texts() RETURNS void LANGUAGE sql AS $$
    DELETE FROM tracker_searchtext;
    INSERT INTO tracker_searchtext (task_id, said)
        SELECT id, lower(concat_ws(chr(10), title, problem, commitment)) FROM tracker_task;
    INSERT INTO tracker_searchtext (task_id, progress_id, said)
        SELECT task_id, id, lower(text) FROM tracker_progress;
$$;
SELECT fill_search_texts();
SET CONSTRAINTS ALL IMMEDIATE;
CREATE INDEX searchtext_pairs ON tracker_searchtext USING gin (pairs_of(said));
CREATE TRIGGER task_says AFTER INSERT OR UPDATE OF title, problem, commitment ON tracker_task
    FOR EACH ROW EXECUTE FUNCTION keep_what_a_task_says();
CREATE TRIGGER report_says AFTER INSERT OR UPDATE OF text ON tracker_progress
    FOR EACH ROW EXECUTE FUNCTION keep_what_a_report_says();
"""
BACKWARD = """
DROP TRIGGER task_says ON tracker_task;
DROP TRIGGER report_says ON tracker_progress;
DROP FUNCTION keep_what_a_task_says, keep_what_a_report_says, fill_search_texts;
DROP INDEX searchtext_pairs;
DROP FUNCTION pairs_of;
DELETE FROM tracker_searchtext;
"""


def run(sql):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("tracker", "0029_search_texts")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
