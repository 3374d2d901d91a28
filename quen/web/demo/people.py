"""The demo company's firms and customers, each with a walk through the loop."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from quen.accounts.models import User
from quen.kit import names as kit_names
from quen.kit.sorting import name_key
from quen.kit.text import fold
from quen.people.models import Stage
from quen.web.demo import names
from quen.web.demo.plans import TASKS, planned_day

JOBS = {
    "vi": (
        "Giám đốc",
        "Trưởng phòng mua hàng",
        "Kế toán",
        "Chủ cửa hàng",
        "Nhân viên mua hàng",
        "Quản lý kho",
    ),
    "th": ("ผู้จัดการ", "เจ้าของร้าน", "ฝ่ายจัดซื้อ"),
    "en": ("Owner", "Purchasing manager", "Accountant"),
}
# Whom one talks to now, and how often something is planned with them; a very large company would
# spend its time on writing tasks.
OPEN = {"lead", "mql", "sql"}
PLANS, LARGE = 0.7, 10_000
SOURCES = (
    "website",
    "zalo",
    "facebook",
    "line",
    "referral",
    "google_ads",
    "event",
    "phone",
    "walk_in",
)
# How far people come round the loop, and how common that is.
WALKS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("subscriber",), 22),
    (("lead",), 24),
    (("subscriber", "lead"), 12),
    (("lead", "mql"), 12),
    (("lead", "mql", "sql"), 8),
    (("lead", "mql", "sql", "customer"), 9),
    (("lead", "sql", "customer", "loyal"), 5),
    (("lead", "mql", "sql", "customer", "dormant"), 3),
    (("lead", "mql", "lost"), 4),
    (("lead", "sql", "customer", "loyal", "sql"), 1),
)
BOUGHT = {"customer", "dormant", "loyal"}


@dataclass
class Person:
    """What the tables need of one customer."""

    pk: int
    full_name: str
    language: str
    gender: str
    owner: User
    company_id: int | None
    stages: list[tuple[Stage, datetime]]
    created_at: datetime
    active_at: datetime
    phone: str
    email: str
    source: str
    job: str
    score: int
    custom: dict[str, Any] = field(default_factory=dict)
    task: str = ""
    due: date | None = None

    @property
    def round(self) -> int:
        """How many times round: entering the loop's first half after having bought starts the next."""
        keys = [stage.key for stage, _at in self.stages]
        return 1 + sum(
            a in BOUGHT and b not in BOUGHT and b != "lost" for a, b in itertools.pairwise(keys)
        )


def people(
    dice: Random,
    count: int,
    first: int,
    owners: list[User],
    companies: dict[str, list[int]],
    stages: dict[str, Stage],
    now: datetime,
) -> Iterator[Person]:
    """Make `count` customers, ids from `first` on."""
    walks, weights = zip(*WALKS, strict=True)
    for n in range(count):
        full_name, language, gender = names.person(dice)
        created = now - timedelta(days=dice.random() ** 1.6 * 900, hours=dice.random() * 9)
        walk = dice.choices(walks, weights)[0]
        path = _dated(dice, [stages[key] for key in walk], created, now)
        pk = first + n
        yield Person(
            pk=pk,
            full_name=full_name,
            language=language,
            gender=gender,
            owner=_owner(dice, owners),
            company_id=_company(dice, companies, language),
            stages=path,
            created_at=created,
            active_at=_active(dice, path[-1][1], now),
            phone=names.phone(dice, language, pk * 7 + 10_000_019),
            email=_email(full_name, pk) if dice.random() < 0.8 else "",
            source=dice.choice(SOURCES),
            job=dice.choice(JOBS[language]) if dice.random() < 0.6 else "",
            score=min(100, int(abs(dice.gauss(20 * len(path), 14)))),
            custom=_custom(dice),
            **_task(dice, path[-1][0].key, language, count, now),
        )


def _task(dice: Random, stage: str, language: str, count: int, now: datetime) -> dict[str, Any]:
    """Something is planned with most of those who may buy, and with some of the others."""
    if dice.random() > (PLANS if stage in OPEN and count < LARGE else 0.05):
        return {}
    return {"task": dice.choice(TASKS[language]), "due": planned_day(dice, now.date())}


def _company(dice: Random, companies: dict[str, list[int]], language: str) -> int | None:
    """Somebody from around here; now and then from abroad."""
    if dice.random() >= 0.55:
        return None
    near = companies[language if dice.random() < 0.95 else dice.choice(list(companies))]
    return dice.choice(near) if near else None


def _owner(dice: Random, owners: list[User]) -> User:
    """The two sellers who can sign in have a good book, the others share the rest."""
    return (
        dice.choice(owners[:2]) if dice.random() < 2 / max(len(owners), 2) else dice.choice(owners)
    )


def _dated(
    dice: Random, walk: list[Stage], created: datetime, now: datetime
) -> list[tuple[Stage, datetime]]:
    at, path = created, []
    for stage in walk:
        path.append((stage, at))
        at = min(
            at + timedelta(days=1 + dice.random() * 45),
            now - timedelta(minutes=dice.randrange(1, 600)),
        )
        at = max(at, path[-1][1])
    return path


def _active(dice: Random, last: datetime, now: datetime) -> datetime:
    return last + (now - last) * dice.random() ** 2


def _email(full_name: str, pk: int) -> str:
    word = "".join(c for c in fold(full_name) if c.isascii() and c.isalpha()) or "khach"
    return f"{word[:18]}{pk}@example.com"


def _custom(dice: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if dice.random() < 0.3:
        found["readiness"] = dice.choice(("cold", "warm", "hot"))
    if dice.random() < 0.3:
        found["preferred_channel"] = dice.choice(("zalo", "phone", "line", "facebook"))
    return found


def derived(person: Person, *, by_given: bool) -> tuple[str, str, str, str]:
    """(given, family, sort key, folded) of a name."""
    parts = kit_names.parts(person.full_name, person.language)
    key = name_key(person.full_name, not by_given, person.language)
    return parts.given, parts.family, key[:220], fold(person.full_name)[:200]
