"""Fifty people press at once, in threads with connections of their own; run as a program it makes its own
database file and prints what came of it."""

import json
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

CROWD = 50


def together(work: Callable[[int], object]) -> Counter[str]:
    """How often each answer came of `work(n)`, all begun at the same moment."""
    from django.db import connections

    from quen.work.actions.bookings import Taken

    ready = Barrier(CROWD)

    def one(n: int) -> str:
        try:
            ready.wait(30)
            work(n)
        except Taken:
            return "taken"
        except Exception as error:
            return repr(error)
        finally:
            connections.close_all()
        return "got it"

    with ThreadPoolExecutor(CROWD) as crowd:
        return Counter(crowd.map(one, range(CROWD)))


def all_three(first, second) -> dict[str, object]:
    """One colleague; a team of two; two pages of the same colleague with a meeting that moves."""
    from quen.people.models import Contact
    from quen.work.actions import bookings
    from quen.work.models import Booking, Task
    from tests.work.booking_stage import at, guest, page_of

    alone = page_of(first, slug="mot")
    team = page_of(first, {first: 1, second: 1}, slug="doi")
    other = page_of(first, slug="khac")
    moving = bookings.book(alone, "", at(8), guest(phone="0911111111"))

    def press(page, hour):
        def work(n: int) -> None:
            bookings.book(page, "", at(hour), guest(phone=f"09876{hour:02}5{n:02}"))

        return work

    def across(n: int) -> None:
        if n == 7:
            bookings.move_booking(Booking.objects.get(pk=moving.pk), at(11))
        else:
            press((alone, other)[n % 2], 11)(n)

    told = {"alone": together(press(alone, 9)), "team": together(press(team, 10))}
    told["across"] = together(across)
    rows = Task.objects.filter(kind="meeting").order_by("at", "owner")
    held = [f"{t.at:%H}-{'AB'[t.owner_id != first.pk]}" for t in rows]
    return {**told, "held": held, "contacts": Contact.objects.count()}


def main() -> None:
    """On a database file of its own: SQLite's writers wait for each other only there."""
    import time_machine
    from django.core.management import call_command

    from quen.accounts.actions.users import add_user
    from quen.accounts.seeds import add_roles
    from quen.people.seeds import add_defaults
    from tests.work.booking_stage import NOW

    call_command("migrate", verbosity=0)
    add_defaults()
    admin = [add_roles()["admin"]]
    two = [add_user(email=f"{k}@quen.test", full_name=k, by=None, roles=admin) for k in "ab"]
    with time_machine.travel(NOW, tick=True):
        print(json.dumps(all_three(*two)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    django.setup()
    main()
