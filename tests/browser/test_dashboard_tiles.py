"""Tiles of a dashboard are arranged by dragging, by the keyboard, by touch, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Watched
from tests.browser.stage import PHONE

GRIPS = "[data-place] [data-grip]"


def titles(page: Page) -> list[str]:
    """What stands on the board, by the names on its grips."""
    found = page.locator(GRIPS).evaluate_all("all => all.map(one => one.ariaLabel)")
    return [re.sub(r": .*", "", one) for one in found]


def copied(page: Page) -> str:
    """A board of one's own, open for editing; gives its address."""
    page.goto("/reports/boards/rep/")
    page.locator("form[action$='/copy/'] button").click()
    expect(page.locator(GRIPS).first).to_be_visible()
    return page.url


def moved(page: Page, before: list[str], expected: list[str]) -> None:
    """It stands so on the page, and after it was loaded anew."""
    assert sorted(before) == sorted(expected)
    for _look in range(2):
        names = [re.compile("^" + re.escape(one) + ":") for one in expected]
        for at, name in enumerate(names):
            expect(page.locator(GRIPS).nth(at)).to_have_attribute("aria-label", name)
        page.reload()
        expect(page.locator(GRIPS).first).to_be_visible()


@pytest.fixture
def board(seat, address):
    """The seller's own board on a desk; nothing may go wrong on its page but what a test says."""
    watched = Watched(seat("sales", "vi"), address)
    copied(watched.page)
    yield watched
    watched.page.close()
    assert watched.faults == []


def test_a_tile_is_dragged_by_its_grip_and_stays_there(board):
    page, before = board.page, titles(board.page)
    page.locator(GRIPS).nth(0).drag_to(page.locator("[data-place]").nth(2))
    moved(page, before, [*before[1:3], before[0], *before[3:]])


def test_the_arrow_keys_move_a_tile_and_the_focus_goes_along(board):
    page, before = board.page, titles(board.page)
    page.locator(GRIPS).nth(1).focus()
    page.keyboard.press("ArrowLeft")
    grip = page.locator(GRIPS).nth(0)
    expect(grip).to_be_focused()
    expect(grip).to_have_attribute("aria-label", re.compile(rf"\(1/{len(before)}\)$"))
    page.keyboard.press("ArrowLeft")  # there is no earlier place
    page.keyboard.press("ArrowDown")
    expect(page.locator(GRIPS).nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(GRIPS).nth(2)).to_be_focused()
    moved(page, before, [before[0], before[2], before[1], *before[3:]])


def test_of_two_tabs_the_one_behind_is_told_and_shows_what_stands(board, seat):
    page, before = board.page, titles(board.page)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(GRIPS).nth(0).press("ArrowRight")
    expect(other.locator(GRIPS).nth(1)).to_be_focused()
    page.locator(GRIPS).nth(3).press("ArrowLeft")
    expect(page.locator("ui-toast")).to_contain_text("vừa được sửa ở nơi khác")
    moved(page, before, [before[1], before[0], *before[2:]])
    other.close()
    assert len(board.faults) == 2  # the answer 409, and the console's word of it
    assert all("409" in one for one in board.faults)
    board.faults.clear()


def test_the_page_is_in_order_for_everybody_while_tiles_are_arranged(board):
    board.check("tiles")


def test_a_finger_on_a_phone_moves_a_tile(seat, address):
    watched = Watched(seat("sales", "vi", has_touch=True, is_mobile=True), address)
    page = watched.page
    page.set_viewport_size(PHONE)
    copied(page)
    before = titles(page)
    first, second = (page.locator("[data-place]").nth(n) for n in (0, 1))
    start, end = page.locator(GRIPS).nth(0).bounding_box(), second.bounding_box()
    assert start
    assert end
    assert first.is_visible()
    touch = page.context.new_cdp_session(page)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    to_x, to_y = end["x"] + end["width"] * 0.75, end["y"] + end["height"] / 2
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for part in range(1, 11):
        at = {"x": x + (to_x - x) * part / 10, "y": y + (to_y - y) * part / 10}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        page.wait_for_timeout(30)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    moved(page, before, [before[1], before[0], *before[2:]])
    page.close()
    assert watched.faults == []


def test_without_javascript_the_buttons_move_a_tile(browser, seat, address):
    signed = seat("sales", "vi").storage_state()
    context = browser.new_context(base_url=address, java_script_enabled=False, storage_state=signed)
    page = context.new_page()
    page.goto("/reports/boards/rep/")
    page.locator("form[action$='/copy/'] button").click()
    first = page.locator("[data-place] button[value=later]").nth(0)
    name = first.get_attribute("aria-label")
    assert not page.locator(GRIPS).first.is_visible()
    first.click()
    expect(page.locator("[data-place] button[value=later]").nth(1)).to_have_attribute(
        "aria-label", name or ""
    )
    context.close()
