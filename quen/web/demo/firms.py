"""The firms that the demo company's customers work for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from quen.accounts.models import User
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.people.models import Company
from quen.web.demo import names
from quen.web.demo.loading import load, moment, next_id

Companies = dict[str, list[int]]


def add_firms(dice: Random, count: int, owners: list[User], now: datetime) -> Companies:
    """Make the firms; gives their ids by the language that is spoken there."""
    first = next_id(Company)
    made: Companies = {"vi": [], "th": [], "en": []}
    columns = [
        "id",
        "name",
        "name_key",
        "norm",
        "website",
        "industry",
        "employees",
        "revenue",
        "currency",
        "location",
        "source",
        "owner",
        "team",
        "version",
        "created_at",
        "updated_at",
        "last_activity_at",
        "custom",
        "tax_id",
        "email",
        "phone",
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for n in range(count):
            name, country = names.firm(dice, n)
            made[{"VN": "vi", "TH": "th"}.get(country, "en")].append(first + n)
            owner = dice.choice(owners)
            at = now - timedelta(days=dice.random() * 900)
            place = {"VN": "TP. Hồ Chí Minh", "TH": "กรุงเทพมหานคร"}.get(country, "Singapore")
            yield (
                first + n, name, name_key(name)[:220], fold(name)[:200], "", dice.choice(names.INDUSTRIES[country]),
                dice.randrange(3, 900), None, "VND", place, "referral", owner.pk, owner.team_id,
                1, moment(at), moment(at), moment(now - (now - at) * dice.random()), "{}", "", "", "",
            )  # fmt: skip

    load(Company, columns, rows())
    return made
