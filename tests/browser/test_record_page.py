"""A record's page in life: along the list, what is typed stays, who else is here; and a pinned view."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import Watched


@pytest.fixture(scope="module")
def seller(seat):
    return seat("sales", "vi")


@pytest.fixture(scope="module")
def newcomer(seat):
    return seat("sales2", "vi")


@pytest.fixture
def desk(seller, address):
    watched = Watched(seller, address)
    yield watched.page
    watched.page.close()
    assert watched.faults == []


def first_customer(page) -> str:
    page.goto("/contacts/")
    page.locator("tbody a.identity").first.click()
    page.locator("#timeline").wait_for()
    return page.url


def test_the_list_one_came_from_leads_on_by_key_and_back(desk):
    desk.goto("/contacts/")
    names = desk.locator("tbody .identity__name").all_inner_texts()
    desk.locator("tbody a.identity").nth(1).click()
    way = desk.locator("ui-neighbours")
    expect(way.locator("[data-at]")).to_contain_text("2 / ")
    desk.keyboard.press("j")
    expect(desk.locator("h1.record__name")).to_contain_text(names[2])
    desk.keyboard.press("k")
    expect(desk.locator("h1.record__name")).to_contain_text(names[1])
    way.locator("[data-way=previous]").click()
    expect(desk.locator("h1.record__name")).to_contain_text(names[0])
    expect(way.locator("[data-way=previous]")).to_have_attribute("aria-disabled", "true")
    way.locator("[data-list]").click()
    expect(desk.locator("tbody .identity__name").first).to_have_text(names[0])


def test_a_note_that_was_not_saved_is_there_after_a_reload(desk):
    first_customer(desk)
    desk.locator("[data-kind=note]").click()
    note = desk.locator("#panel-note textarea")
    note.fill("Đang viết dở")
    desk.reload()
    expect(note).to_have_value("Đang viết dở")
    note.press("Control+Enter")
    expect(desk.locator("#timeline")).to_contain_text("Đang viết dở")
    desk.reload()
    expect(note).to_have_value("")


def test_a_new_customer_outlives_a_network_that_fails(newcomer):
    page = newcomer.new_page()
    page.goto("/contacts/new/")
    page.locator("[name=full_name]").fill("Trần Mất Mạng")
    page.route("**/contacts/new/", lambda way: way.abort())
    page.locator("main form button.btn-primary").click(no_wait_after=True)
    page.wait_for_timeout(300)
    page.unroute_all()
    page.goto("/contacts/new/")
    expect(page.locator("[name=full_name]")).to_have_value("Trần Mất Mạng")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("h1.record__name")).to_contain_text("Trần Mất Mạng")
    page.wait_for_load_state("load")
    page.goto("/contacts/new/")
    page.wait_for_timeout(100)
    expect(page.locator("[name=full_name]")).to_have_value("")
    page.close()


def test_a_new_customer_settles_when_the_facts_are_left(newcomer):
    page = newcomer.new_page()
    page.goto("/contacts/new/")
    page.locator("[name=full_name]").fill("Lê Mới Tinh")
    page.locator("main form button.btn-primary").click()
    page.locator("#record-side ui-inline-edit").nth(1).click()
    page.locator("#record-side ui-inline-edit[open]").wait_for()
    with page.expect_response(re.compile("/settle/")) as told:
        page.locator("#panel-note textarea").click()
    assert told.value.ok
    page.close()


def test_a_colleague_on_the_same_page_is_seen_while_they_are_there(desk, seat):
    here = desk.locator(".way__other")
    other = seat("admin", "vi").new_page()
    other.goto(first_customer(desk))
    expect(here).to_have_count(1, timeout=5000)
    expect(other.locator(".way__other")).to_have_count(1, timeout=5000)
    other.close()
    expect(here).to_have_count(0, timeout=5000)


def test_a_view_is_pinned_with_its_count_and_taken_out(desk):
    desk.goto("/contacts/")
    desk.locator("main .tabs__tab").nth(1).click()
    name = desk.locator("main .tabs__tab[aria-current]").inner_text().strip()
    menu = desk.locator(".list-bar ui-menu")
    menu.locator("button").first.click()
    menu.locator("form[action$='/pin/'] button").click()
    pin = desk.locator("#sidebar a", has_text=name)
    expect(pin).to_have_attribute("aria-current", "page")
    expect(pin.locator(".sidebar__count")).not_to_be_empty(timeout=5000)
    menu.locator("button").first.click()
    menu.locator("form[action$='/unpin/'] button").click()
    expect(desk.locator("#sidebar a", has_text=name)).to_have_count(0)
