"""Every page that the shell leads to, as an administrator; one of each kind in every look."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DAY, EVERY, SIDEWAYS, Watched
from tests.browser.stage import DESK, PHONE

# Pages that look alike from here on (one for each record, each day of a log) are looked at once.
START = [
    "/",
    "/tasks/",
    "/contacts/",
    "/companies/",
    "/deals/",
    "/deals/board/",
    "/search/?q=nguyen",
]
# One of each kind of page is looked at by day and night, at a desk and on a phone; the others, made of
# the same parts, by day at a desk, and for their width on a phone.
KINDS = {
    "/",
    "/tasks/",
    "/contacts/",
    "/contacts/N/",
    "/contacts/new/",
    "/deals/board/",
    "/lists/T/calendar/",
    "/settings/",
    "/settings/roles/N/",
}
PAIR = (*DAY, (PHONE, "dark"))
LINKS = r"""links => links.map(a => new URL(a.getAttribute("href"), location.href))
  .filter(url => url.origin === location.origin && !/\/(pdf|shown)\/$/.test(url.pathname))
  .map(url => url.pathname + (/\/(merge|go)\/$/.test(url.pathname) ? url.search : ""))"""
THAI = re.compile(r"[\u0e00-\u0e7f]")


@pytest.fixture(scope="module")
def admin(seat, address):
    watched = Watched(seat("admin", "en"), address)
    yield watched
    watched.page.close()


# The same page for each of many: (which addresses, the shape they share).
ALIKE = [
    (r"\d+", "N"),  # records, settings of one thing
    (r"/edit/[a-z_.]+/$", "/edit/F/"),
    (
        r"^/(lists|records|records/fields|relations)/(contact|company|deal|contract|invoice|order|product)/",
        r"/\1/T/",
    ),
    (r"^/why/[a-z]+/", "/why/T/"),
    (r"^/reports/([a-z]+)\.[a-z_]+/", r"/reports/\1.F/"),  # a figure of each room
    (r"^/reports/(buyers|leads)/[a-z]+/", r"/reports/\1/L/"),
    (r"^/reports/boards/[a-z]+/links/", "/reports/boards/B/links/"),
    (r"^/settings/packs/[a-z]+/", "/settings/packs/P/"),
]


def shape(path: str) -> str:
    """One page for all records of a type, and one for what every type, figure or list has alike."""
    for which, shared in ALIKE:
        path = re.sub(which, shared, path)
    return path


@pytest.mark.long
@pytest.mark.timeout(900)  # some hundred and fifty pages
def test_every_page_is_whole_and_can_be_used_by_everybody(admin):
    found = crawl(admin)
    assert {"/contacts/N/", "/companies/N/", "/deals/N/", "/settings/roles/N/"} <= found
    assert len(found) > 30
    assert {path.partition("?")[0] for path in found} >= KINDS
    assert not admin.faults, "\n".join(admin.faults)


def crawl(admin: Watched) -> set[str]:
    todo, seen = list(START), set()
    while todo:
        path = todo.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        answer = admin.page.goto(path)
        assert answer.status == 200, path
        if answer.headers.get("content-type", "").startswith("text/html"):
            expect(admin.page.locator("main .skeleton:visible")).to_have_count(0)
            admin.check(path, EVERY if shape(path).partition("?")[0] in KINDS else DAY)
            todo += admin.page.locator("a[href]:not([download])").evaluate_all(LINKS)
    return seen


def test_the_filter_and_the_palette_can_be_used_by_everybody(admin):
    admin.page.goto("/contacts/")
    admin.page.locator("[data-opens=list-filter]").first.click()
    admin.page.locator("#list-filter [data-condition]").first.wait_for()
    admin.check("the filter", PAIR)
    admin.page.goto("/")
    admin.page.keyboard.press("Control+k")
    admin.page.locator(".palette__input").fill("nguyen")
    admin.page.locator(".palette__item").first.wait_for()
    admin.check("the palette", PAIR)
    assert not admin.faults, "\n".join(admin.faults)


PAGES = ("/", "/tasks/", "/contacts/", "/companies/", "/deals/", "/deals/board/", "/settings/")


def test_main_pages_are_in_thai(seat, address):
    watched = Watched(seat("manager", "th"), address)
    for path in PAGES:
        watched.page.goto(path)
        expect(watched.page.locator("html")).to_have_attribute("lang", "th")
        expect(watched.page.locator("h1").first).to_have_text(THAI)
        watched.page.set_viewport_size(PHONE)
        assert watched.page.evaluate(SIDEWAYS) <= 0, path
        watched.page.set_viewport_size(DESK)
    watched.page.close()
    assert not watched.faults, "\n".join(watched.faults)
