"""The cast and the stage: everybody in the tests works at the same small company."""

import gc
import socket
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

from quen.accounts.actions.rights import refresh
from quen.accounts.callers import forget_callers
from quen.accounts.models import Role, Team, User
from quen.commerce.categories import forget_categories
from quen.fields import catalogue, kept, list_sizes, pins
from quen.insights import jobs, marking, tallies
from quen.kit import calm, letterhead, limits, rates, workspace
from quen.people import staging
from quen.people.duplicates.keeping import forget_fitted
from quen.sales import history
from quen.sales import staging as sales_staging
from quen.timeline import immutability, notices
from quen.web import figures

OBJECTS = (
    "people.{}_contact",
    "people.{}_company",
    "sales.{}_deal",
    "sales.{}_quote",
    "commerce.{}_order",
    "commerce.{}_contract",
    "commerce.{}_invoice",
    "work.{}_task",
    "work.{}_note",
)
VERBS = ("view", "add", "change", "delete", "assign")
LOCAL = ("127.0.0.1", "::1", "localhost")

# A busy machine is no fault of the code: hypothesis holds examples against facts, not a stopwatch.
settings.register_profile("quen", deadline=None)
settings.load_profile("quen")


def pytest_collection_modifyitems(config, items):
    """What asks no database, or is marked to run once, says the same on PostgreSQL: it runs on SQLite alone.
    What takes long is begun first."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if connection.vendor == "postgresql":
        here = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(here)])
        items[:] = here


def _asks_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres", "browser"))
    return marked or bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Our own SQLite is kept in memory too: pytest-django knows Django's alone."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = ":memory:"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that empty tables between each other cannot live with append-only triggers; the tests
    of the triggers put them back for themselves. Figures are counted once, so that a test counts
    what it changes and not all there is."""
    with django_db_blocker.unblock():
        immutability.remove(connection)
        marking.install(connection)  # whatever migrations have made anew since
        jobs.keep_figures_right.func()


@pytest.fixture(autouse=True)
def _fresh_settings():
    _forget()
    yield
    _forget()


def _forget() -> None:
    workspace.forget()
    forget_callers()
    catalogue.forget_custom()
    list_sizes.forget_sizes()
    kept.forget_kept()
    notices.forget_follows()
    pins.forget_pins()
    staging.forget_stages()
    forget_fitted()
    sales_staging.forget_pipelines()
    history.forget_past()
    forget_categories()
    letterhead.forget_letterhead()
    rates.forget_rates()
    figures.forget_figures()


def pytest_collection_finish(session):
    """All that was loaded stays to the end: the search for reference cycles need not look at it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords():
    """The same hash at its least cost: what guards a real account would take half of the suite's time."""
    hasher = Argon2PasswordHasher
    hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 8, 1


@pytest.fixture(scope="session", autouse=True)
def _count_without_rest():
    """Figures follow each event at once, however slow the machine is."""
    tallies.LONG = calm.LONG = float("inf")


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory):
    """What is uploaded in tests goes with them; their names are random, so one folder is enough."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(autouse=True)
def _in_english():
    """Actions called without a page speak the language of the cast, compiled translations or not."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """A test that reaches beyond this machine fails, and says where it wanted to go."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise RuntimeError(f"a test wanted to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def one_window(monkeypatch):
    """Limits count within one span of time, however slow the machine is."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000)


def grants(reach: str, verbs=VERBS, objects=OBJECTS) -> dict[str, str]:
    """The same reach for each verb of each object."""
    return {name.format(verb): reach for name in objects for verb in verbs}


EVERYONE = {
    "web.use": "all",
    "commerce.view_product": "all",
    "automation.view_run": "all",
    "automation.start_flow": "all",
}


@pytest.fixture
def office(db):
    """The cast. An leads North where Binh and Chi sell, Dung leads South, Em only reads, Giang
    administers. North and South hang below Vietnam, which Hanh leads over both."""
    country = _team("Vietnam", None)
    north, south = _team("North", country), _team("South", country)
    lead = _role("lead", grants("team") | EVERYONE)
    head = _role("head", grants("tree") | EVERYONE)
    rep = _role("rep", grants("own") | EVERYONE)
    reader = _role("reader", grants("all", verbs=("view",)) | EVERYONE)
    people = _users(
        an=(north, lead),
        binh=(north, rep),
        chi=(north, rep),
        dung=(south, lead),
        em=(south, reader),
        giang=(country, administrator()),
        hanh=(country, head),
    )
    return SimpleNamespace(country=country, north=north, south=south, **people)


def administrator() -> Role:
    """A role with every right there is."""
    from quen.accounts.rights import RIGHTS

    return _role("administrator", dict.fromkeys(RIGHTS, "all") | grants("all") | EVERYONE)


def _team(name: str, parent: Team | None) -> Team:
    team = Team.objects.create(name=name, parent=parent)
    team.path = f"{parent.path if parent else '/'}{team.pk}/"
    team.save()
    return team


def _role(key: str, granted: dict[str, str]) -> Role:
    return Role.objects.create(key=key, name=key, grants=granted)


def _users(**places: tuple[Team, Role]) -> dict[str, User]:
    """Colleagues by name, each in a team and with a role; in few statements, for most tests need them."""
    people = User.objects.bulk_create(
        User(email=f"{name}@quen.test", full_name=name.title(), team=team, language="en")
        for name, (team, _role) in places.items()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people
    )
    User.roles.through.objects.bulk_create(
        User.roles.through(user=one, role=role)
        for one, (_team, role) in zip(people, places.values(), strict=True)
    )
    refresh(people)
    return dict(zip(places, people, strict=True))


@pytest.fixture
def stages(db):
    """The lifecycle, relations and purposes a new workspace starts with."""
    from quen.people.seeds import add_defaults

    add_defaults()


@pytest.fixture
def contact(office, stages):
    """Binh's customer."""
    from quen.people.actions.contacts import add_contact

    given = {"full_name": "Nguyễn Thị Hồng", "phone": "0903221884", "email": "hong@thepvieta.vn"}
    return add_contact(given, by=office.binh)


@pytest.fixture
def pipeline(db):
    """The pipeline a new workspace starts with."""
    from quen.sales.seeds import add_defaults

    return add_defaults()


@pytest.fixture
def deal(contact, pipeline, office):
    """Binh's deal with his customer."""
    from quen.sales.actions.deals import add_deal

    given = {"name": "Thép hình Q4", "amount": "412500000", "contact_id": contact.pk}
    return add_deal(given, by=office.binh)
