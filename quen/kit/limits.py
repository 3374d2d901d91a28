"""How often strangers may do something: counted in the database, so that all processes count together."""

import hashlib
import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from quen.kit.models import Counted
from quen.kit.rows import moment
from quen.kit.tasks import every, task

_COUNT = (
    "INSERT INTO kit_counted (key, count, ends_at) VALUES (%s, 1, %s) "
    "ON CONFLICT (key) DO UPDATE SET count = kit_counted.count + 1 RETURNING count"
)


def within(action: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more `action` of `who` (an address, a form, a target); False beyond `most` in `seconds`.

    Windows are fixed; what is kept is a hash, so the table tells nobody's address.
    """
    window = int(time.time()) // seconds
    key = hashlib.sha256(f"{action}|{who}|{seconds}|{window}".encode()).hexdigest()
    ends = datetime.fromtimestamp((window + 1) * seconds, UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, moment(ends)])
        return bool(cursor.fetchone()[0] <= most)


@every(hours=1)
@task()
def forget_counts() -> None:
    """Drop windows that have passed."""
    Counted.objects.filter(ends_at__lt=timezone.now() - timedelta(minutes=1)).delete()
