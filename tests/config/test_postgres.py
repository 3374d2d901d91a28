"""The real thing on PostgreSQL (slow: a database is made and migrated for each test)."""

import pytest
from django.db import connection

from tests.config.conftest import ON_POSTGRES, free_port, quen, wait_for

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.skipif(not ON_POSTGRES, reason="needs the PostgreSQL run of the suite"),
]


def test_it_is_served_from_an_empty_database(serve, made, tmp_path):
    url = made("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0")
    served = serve(tmp_path, DATABASE_URL=url).ready()
    # The worker is at work, and the clock has counted the figures once.
    wait_for(lambda: quen(tmp_path, "doctor", DATABASE_URL=url).returncode == 0, 30)
    assert served.stop() < 5


def test_a_database_that_cannot_search_thai_is_refused(made, tmp_path):
    url = made("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    said = quen(tmp_path, "serve", "--port", str(free_port()), DATABASE_URL=url)
    assert said.returncode == 1
    assert "locale C" in said.stderr
    assert "Traceback" not in said.stderr


def test_names_are_compared_byte_by_byte_whatever_the_servers_locale(db):
    asked = "SELECT table_name FROM information_schema.columns WHERE column_name = 'name_key' AND collation_name IS DISTINCT FROM 'C'"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchall() == []
