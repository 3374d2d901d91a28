"""A seller's day in Vietnamese, and two people at work on the same things."""

import re

import pytest
from playwright.sync_api import Page, expect

from quen.kit.text import fold
from tests.browser.looking import Watched


@pytest.fixture(scope="module")
def seller(seat):
    return seat("sales", "vi")


@pytest.fixture
def desk(seller, address):
    """A page of the seller's, on which nothing may go wrong."""
    watched = Watched(seller, address)
    yield watched.page
    watched.page.close()
    assert [fault for fault in watched.faults if "409" not in fault] == []


def open_own_contact(page: Page) -> str:
    """Open the first customer of the list; gives the address of the page."""
    page.goto("/contacts/")
    page.locator("tbody a.identity").first.click()
    page.locator("#timeline").wait_for()
    return page.url


def editor(page: Page, field: str):
    return page.locator(f"#record-side ui-inline-edit[name={field}]")


def change(page: Page, field: str, value: str, key: str = "Enter") -> None:
    editor(page, field).click()
    box = editor(page, field).locator("input:not([type=hidden])").first
    box.fill(value)
    box.press(key)


def test_the_palette_finds_a_customer_without_marks(desk):
    desk.goto("/contacts/")
    name = desk.locator("tbody .identity__name", has_text="Nguyễn").first.inner_text()
    desk.keyboard.press("Control+k")
    desk.locator(".palette__input").fill(fold(name))
    found = desk.locator(".palette__item", has_text=name).first
    found.wait_for()
    desk.locator(".palette__input").press("Enter")
    expect(desk.locator("h1.record__name")).to_contain_text(name.split()[0])


def test_tab_saves_a_field_and_opens_the_next(desk):
    open_own_contact(desk)
    change(desk, "full_name", "Nguyễn Thị Thử", key="Tab")
    expect(editor(desk, "full_name")).to_contain_text("Nguyễn Thị Thử")
    expect(desk.locator("ui-inline-edit[open]")).to_have_count(1)
    desk.keyboard.press("Escape")
    desk.reload()
    expect(editor(desk, "full_name")).to_have_text("Nguyễn Thị Thử")


def test_a_refresh_while_the_next_field_opens_leaves_it_open(desk):
    open_own_contact(desk)
    editor(desk, "full_name").click()
    box = editor(desk, "full_name").locator("input:not([type=hidden])").first
    box.fill("Nguyễn Thị Chậm")
    held = []
    desk.route(re.compile("/edit/"), lambda way: hold(way, held))
    with desk.expect_response(re.compile("/side/")):
        box.press("Tab")
    held[0].continue_()
    expect(desk.locator("ui-inline-edit[open]")).to_have_count(1)
    desk.unroute_all()
    with desk.expect_response(re.compile("/side/")):
        desk.keyboard.press("Escape")
    expect(desk.locator("#record-head")).to_contain_text("Nguyễn Thị Chậm")


def hold(way, held) -> None:
    """A slow line for what is asked; what is saved goes through."""
    held.append(way) if way.request.method == "GET" else way.continue_()


def test_a_note_and_a_task_are_on_the_page_once_saved(desk):
    open_own_contact(desk)
    desk.locator("[data-kind=note]").click()
    desk.locator("#panel-note textarea").fill("Khách hẹn gọi lại chiều thứ Năm")
    desk.locator("#panel-note textarea").press("Control+Enter")
    expect(desk.locator("#timeline")).to_contain_text("Khách hẹn gọi lại chiều thứ Năm")
    desk.locator("[data-kind=task]").click()
    desk.locator("#panel-task input[name=title]").fill("Gọi lại cho khách")
    desk.locator("#compose-due").fill("2030-01-15")
    desk.locator("#panel-task input[name=title]").press("Enter")
    expect(desk.locator("#record-panels")).to_contain_text("Gọi lại cho khách")


def test_two_conditions_make_a_view_of_ones_own(desk):
    desk.goto("/contacts/")
    desk.locator("[data-opens=list-filter]").first.click()
    rows = desk.locator("#list-filter [data-condition]")
    rows.first.locator("input[data-part=value]").fill("nguyen")
    desk.locator("#list-filter button[hx-get*='/condition/']").last.click()
    expect(rows).to_have_count(2)
    rows.last.locator("select[name=what]").select_option("score")
    rows.last.locator("input[data-part=value][type=number]").first.wait_for()
    with desk.expect_response("**/filter/condition/*"):
        rows.last.locator("select[data-part=op]").select_option("above")
    expect(rows.last.locator("select[data-part=op]")).to_have_value("above")
    desk.wait_for_timeout(200)
    rows.last.locator("input[data-part=value]").first.fill("20")
    desk.locator("#list-filter ui-filter + .btn-row button[type=submit]").click()
    expect(desk.locator(".list-bar .chip:not([data-opens])")).to_have_count(2)
    desk.locator("[data-opens=list-view]").first.click()
    desk.locator("#list-view input[name=name]").fill("Họ Nguyễn trên 20")
    desk.locator("#list-view button[type=submit]").click()
    expect(desk.locator(".tabs__tab[aria-current]")).to_contain_text("Họ Nguyễn trên 20")
    expect(desk.locator("tbody .identity__name").first).to_contain_text("Nguyễn")


def test_three_rows_are_changed_after_a_look_and_changed_back(desk):
    desk.goto("/contacts/")
    for _ in range(3):
        desk.keyboard.press("j")
        desk.keyboard.press("x")
    expect(desk.locator(".bulk [data-count]")).to_have_text("3")
    desk.locator(".bulk button[type=submit]:not([formaction])").click()
    desk.locator("input[name=field][value=source]").check()
    choice = desk.locator("[name=value-source]")
    choice.select_option(index=1)
    desk.locator("main form button[type=submit]").click()
    expect(desk.locator("tbody tr")).to_have_count(3)
    desk.locator("main form button[type=submit]").last.click()
    undo = desk.locator("form[action$='/undo/'] button")
    undo.wait_for(timeout=15000)
    expect(desk.locator(".job__figure")).to_contain_text("/ 3")
    undo.click()
    expect(desk.locator("main")).to_contain_text(re.compile("hoàn tác", re.I), timeout=15000)


def test_a_refresh_of_the_list_waits_while_rows_are_chosen(desk):
    desk.goto("/contacts/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    listed = re.compile(r"/contacts/(\?|$)")
    with desk.expect_response(listed):
        desk.evaluate("document.body.dispatchEvent(new CustomEvent('contacts'))")
    desk.wait_for_timeout(200)
    expect(desk.locator(".bulk [data-count]")).to_have_text("1")
    expect(desk.locator("tbody input:checked")).to_have_count(1)
    with desk.expect_response(listed):
        desk.keyboard.press("x")


def test_a_refresh_of_the_list_keeps_the_row_one_stands_on(desk):
    desk.goto("/contacts/")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    stood = desk.locator("tr.list__current").get_attribute("data-key")
    with desk.expect_response(re.compile(r"/contacts/(\?|$)")):
        desk.evaluate("document.body.dispatchEvent(new CustomEvent('contacts'))")
    desk.wait_for_timeout(200)
    expect(desk.locator("tr.list__current")).to_have_attribute("data-key", stood)
    desk.keyboard.press("x")
    expect(desk.locator(".bulk [data-count]")).to_have_text("1")
    desk.keyboard.press("x")


def test_a_card_moves_by_the_keyboard_and_back(desk):
    desk.goto("/deals/board/")
    card = desk.locator(".board__column").first.locator("[data-card]").first
    key, first = card.get_attribute("id"), card.locator("xpath=..").get_attribute("data-stage")
    card.locator("a").first.focus()
    desk.keyboard.press("Shift+ArrowRight")
    moved = desk.locator(f"#{key}")
    expect(desk.locator(f"[data-stage='{first}'] #{key}")).to_have_count(0)
    desk.locator("ui-toast .toast__undo").last.click()
    expect(desk.locator(f"[data-stage='{first}'] #{key}")).to_have_count(1)
    expect(moved).to_have_count(1)


def test_a_deal_is_lost_with_its_reason(desk):
    desk.goto("/deals/board/")
    desk.locator("[data-card] a").first.click()
    desk.locator("#record-head").get_by_role("link", name="Thua", exact=True).click()
    desk.locator("#go-dialog [name=reason]").select_option(index=1)
    desk.locator("#go-dialog [name=note]").fill("Giá cao hơn đối thủ")
    desk.locator("#go-dialog button[type=submit]").click()
    expect(desk.locator("#record-head")).to_contain_text("Mở lại")
    expect(desk.locator("#timeline")).to_contain_text("Giá cao hơn đối thủ")


@pytest.fixture
def two_desks(desk, seat):
    """The seller's page and their manager's, both on the same customer."""
    other = seat("admin", "vi").new_page()
    other.goto(open_own_contact(desk))
    yield desk, other
    other.close()


def test_two_changes_of_one_field_bring_both_values_on_the_screen(two_desks):
    mine, theirs = two_desks
    editor(mine, "full_name").click()
    editor(mine, "full_name").locator("input:not([type=hidden])").first.fill("Tên của tôi")
    change(theirs, "full_name", "Tên của người khác")
    expect(editor(theirs, "full_name")).to_contain_text("Tên của người khác")
    editor(mine, "full_name").locator("input:not([type=hidden])").first.press("Enter")
    told = mine.locator("#conflict")
    expect(told).to_contain_text("Tên của người khác")
    expect(told).to_contain_text("Tên của tôi")


def test_what_a_colleague_writes_appears_by_itself(two_desks):
    mine, theirs = two_desks
    theirs.locator("[data-kind=note]").click()
    theirs.locator("#panel-note textarea").fill("Đồng nghiệp vừa ghi")
    theirs.locator("#panel-note textarea").press("Control+Enter")
    expect(mine.locator("#timeline")).to_contain_text("Đồng nghiệp vừa ghi", timeout=5000)
