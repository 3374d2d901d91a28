"""Triggers that refuse changes to events: the log is append-only on both databases (law 5)."""

from typing import Any

_SQLITE = (
    """
CREATE TRIGGER IF NOT EXISTS timeline_event_no_update BEFORE UPDATE ON timeline_event
WHEN NOT (
    new.salt = '' AND new.data = '{}' AND new.digest = old.digest AND new.kind = old.kind
    AND new.at = old.at AND new.stored_at = old.stored_at AND new.actor_id IS old.actor_id
    AND new.subject_type = old.subject_type AND new.subject_id IS old.subject_id
    AND new.via = old.via AND new.because_id IS old.because_id
)
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END
""",
    """
CREATE TRIGGER IF NOT EXISTS timeline_event_no_delete BEFORE DELETE ON timeline_event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END
""",
)
_POSTGRES = (
    """
CREATE OR REPLACE FUNCTION timeline_event_refuse() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND new.salt = '' AND new.data = '{}'::jsonb
       AND (new.digest, new.kind, new.at, new.stored_at, new.subject_type, new.via)
         = (old.digest, old.kind, old.at, old.stored_at, old.subject_type, old.via)
       AND new.actor_id IS NOT DISTINCT FROM old.actor_id
       AND new.subject_id IS NOT DISTINCT FROM old.subject_id
       AND new.because_id IS NOT DISTINCT FROM old.because_id THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'events are never changed or deleted';
END $$ LANGUAGE plpgsql
""",
    "DROP TRIGGER IF EXISTS timeline_event_append_only ON timeline_event",
    """
CREATE TRIGGER timeline_event_append_only BEFORE UPDATE OR DELETE ON timeline_event
FOR EACH ROW EXECUTE FUNCTION timeline_event_refuse()
""",
)


def install(connection: Any) -> None:
    """Create the triggers (harmless when they stand)."""
    with connection.cursor() as cursor:
        for sql in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(sql)


def remove(connection: Any) -> None:
    """Drop the triggers: for tests that empty tables between each other."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER IF EXISTS timeline_event_append_only ON timeline_event")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS timeline_event_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS timeline_event_no_delete")
