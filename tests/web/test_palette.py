"""Ctrl K: records, pages and verbs in one box, only what one may (product 6.3)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role
from quen.kit import shell
from quen.people.actions import companies, contacts
from quen.web import commands, palette
from quen.work.actions import tasks

pytestmark = pytest.mark.django_db
SONG = "Zwölfxkanarie"


@pytest.fixture
def task_entry(monkeypatch):
    """The create menu's line for tasks."""
    entry = shell.Entry(
        key="task", label="Task", route="work:task_new", icon="checkbox", needs="work.add_task"
    )
    monkeypatch.setitem(shell.CREATE, "task", entry)
    return entry


def labels(groups):
    return [option["label"] for _label, options in groups for option in options]


def test_nothing_typed_lists_what_one_worked_on_last_then_verbs(contact, office):
    firm = companies.add_company({"name": "Thép Việt Á"}, by=office.binh)
    groups = palette.groups_for(office.binh, "")
    assert labels(groups[:1]) == ["Thép Việt Á", "Nguyễn Thị Hồng"]
    assert "Dark theme" in labels(groups[1:])
    assert firm.pk


def test_a_full_name_finds_the_customer_before_a_newer_task_that_has_its_words(office, stages):
    contacts.add_contact({"full_name": "Nguyễn Thị Thử"}, by=office.binh)
    tasks.add_task(title="Xem thử tại xưởng: Nguyễn Thị Hồng Ngát", by=office.binh)
    names = labels(palette.groups_for(office.binh, "nguyen thi thu"))
    assert names[:2] == ["Nguyễn Thị Thử", "Xem thử tại xưởng: Nguyễn Thị Hồng Ngát"]


def test_what_one_worked_on_but_may_no_longer_see_is_gone(contact, office):
    contacts.change_contact(contact, {"owner_id": office.dung.pk}, by=office.giang)
    assert "Nguyễn Thị Hồng" not in labels(palette.groups_for(office.binh, ""))
    assert "Nguyễn Thị Hồng" in labels(palette.groups_for(office.giang, ""))


@pytest.mark.parametrize(("typed", "kinds"), [("hồng", {"Customers", "Companies"}), ("@hồng", {"Customers"}),
                                              ("#hong", {"Companies"}), ("$hồng", set()), ("! hồng", set())])  # fmt: skip
def test_a_first_sign_asks_for_one_kind(contact, office, typed, kinds):
    companies.add_company({"name": "Hồng Hà"}, by=office.binh)
    found = {label for label, _options in palette.groups_for(office.binh, typed)}
    assert found - {"Commands"} == kinds


@pytest.mark.parametrize("typed", ["dark", "giao dien", "THEME", "ธีม"])
def test_verbs_are_found_by_their_names_in_any_language(office, typed):
    assert "Dark theme" in labels(palette.groups_for(office.binh, typed))


def test_typing_without_marks_finds_a_verb(office):
    assert "Tiếng Việt" in labels(palette.groups_for(office.binh, "tieng viet"))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("task call Lan tomorrow", "title=call+Lan&due_on="),
        ("task call Lan tomorrow 9", "title=call+Lan+09%3A00&due_on="),
        ("việc gọi Lan", "title=g%E1%BB%8Di+Lan"),
        ("công việc gọi Lan ngày mai", "&due_on="),
        ("add task call", "title=call"),
        ("งาน โทรหาคุณลาน พรุ่งนี้", "&due_on="),
    ],
)
def test_a_verb_takes_words_and_a_day(office, task_entry, typed, query):
    ((_label, (first, *_more)), *_rest) = palette.groups_for(office.binh, typed)
    assert first["label"] == "Add Task"
    assert query in first["url"]


def test_the_words_begin_the_form(client, office, task_entry):
    client.force_login(office.binh)
    ((_label, (first, *_more)), *_rest) = palette.groups_for(
        office.binh, "task call Lan 25/12/2027"
    )
    form = client.get(first["url"]).content.decode()
    assert 'value="call Lan"' in form
    assert 'value="2027-12-25"' in form


def test_only_what_one_may_do_appears(office, task_entry):
    assert "Add Task" not in labels(palette.groups_for(office.em, "task"))
    assert "Add Task" not in labels(palette.groups_for(office.em, "task call Lan"))
    assert "Add Task" in labels(palette.groups_for(office.binh, "task"))


def test_a_page_shows_its_keys(office):
    (home,) = [
        o
        for _g, options in palette.groups_for(office.binh, "home")
        for o in options
        if "Home" in o["label"]
    ]
    assert home["shortcut"] == "g h"


def test_the_palette_answers_with_options_and_verbs_are_posted(client, contact, office):
    client.force_login(office.binh)
    answer = client.get("/palette/", {"q": "hong"})
    assert answer.status_code == 200
    assert b'role="option"' in answer.content
    assert "Nguyễn Thị Hồng".encode() in answer.content
    verbs = client.get("/palette/", {"q": "dark"}).content.decode()
    assert 'name="theme" value="dark"' in verbs
    assert 'method="post"' in verbs
    assert "csrfmiddlewaretoken" in verbs


def test_the_search_page_says_of_how_many_these_are_the_best(client, contact, office):
    client.force_login(office.binh)
    page = client.get("/search/", {"q": "hồng"}).content.decode()
    assert "Nguyễn Thị Hồng" in page
    nothing = client.get("/search/", {"q": "qqqq"}).content.decode()
    assert "Nothing found" in nothing
    assert "/contacts/new/?full_name=qqqq" in nothing
    assert (
        "/contacts/new/?phone=0999+888+777"
        in client.get("/search/", {"q": "0999 888 777"}).content.decode()
    )
    assert client.get("/search/").status_code == 200


def test_strangers_and_colleagues_without_the_right_stay_outside(client, office):
    for path in ("/palette/", "/search/"):
        assert client.get(path).status_code == 302
    office.chi.roles.set([Role.objects.create(key="none", name="none", grants={})])
    refresh([office.chi])
    client.force_login(office.chi)
    for path in ("/palette/", "/search/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("who", ["chi", "dung"])
def test_nothing_of_binhs_leaks(client, office, stages, who):
    given = {"full_name": SONG, "email": f"{SONG[:1]}wx@kanarie.vn", "phone": "0912345678"}
    hidden = contacts.add_contact(given, by=office.binh)
    firm = companies.add_company({"name": SONG}, by=office.binh)
    client.force_login(getattr(office, who))
    for typed in (
        "",
        SONG[:5],
        SONG[3:8],
        "kanarie",
        "5678",
        f"@{SONG[:4]}",
        f"#{SONG[:4]}",
        str(hidden.pk),
        str(firm.pk),
    ):
        for path in ("/palette/", "/search/"):
            assert SONG.encode() not in client.get(path, {"q": typed}).content, (path, typed)


def test_a_long_or_broken_text_is_answered(client, office):
    client.force_login(office.binh)
    for typed in ("x" * 5000, "\x00", "'\"\\%_", "@", "!", "   "):
        assert client.get("/palette/", {"q": typed}).status_code == 200
        assert client.get("/search/", {"q": typed}).status_code == 200


def test_words_stand_in_the_form_without_a_day_too(office, task_entry):
    assert commands.with_words(task_entry, office.binh, "call").endswith("?title=call")
    assert commands.with_words(task_entry, office.binh, "") == task_entry.url


def test_the_palette_costs_the_same_for_two_hits_and_for_twenty(office, stages):
    def cost(count):
        for _ in range(count):
            contacts.add_contact({"full_name": "Nguyễn Thị Hồng"}, by=office.binh)
        with CaptureQueriesContext(connection) as asked:
            palette.groups_for(office.binh, "hồng")
        return len(asked)

    cost(1)  # whatever is read once and kept
    assert cost(1) >= cost(18)
