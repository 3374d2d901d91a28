"""A masked number, as who reads it masked works with it: by mouse, by keyboard, on a phone, in an editor."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Watched
from tests.browser.stage import PHONE

MASK = re.compile("•")


@pytest.fixture
def watched_seat(seat, address):
    opened: list[Watched] = []

    def sit(who: str) -> Watched:
        opened.append(Watched(seat(who, "vi"), address))
        return opened[-1]

    yield sit
    for watched in opened:
        watched.page.close()
        assert watched.faults == []


def mask_support(page: Page, *, on: bool) -> None:
    page.goto("/settings/masking/")
    page.get_by_label("Hỗ trợ").set_checked(on)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("Đã lưu")


def test_a_masked_number_is_shown_called_copied_and_edited(watched_seat):
    admin, support = watched_seat("admin"), watched_seat("support")
    mask_support(admin.page, on=True)
    try:
        in_a_list(support.page)
        on_a_record(support)
        in_an_editor(support.page)
    finally:
        mask_support(admin.page, on=False)
    admin.page.goto("/reveals/")
    expect(admin.page.locator("main .item")).to_have_count(1)


def in_a_list(page: Page) -> None:
    """The first who has a single phone; others' tests may have put somebody without one on top."""
    page.goto("/contacts/?columns=full_name,phone")
    cell = page.locator("tbody td:last-child").filter(has=page.locator(".masked:only-child")).first
    expect(cell).to_contain_text(MASK)
    key = cell.locator("xpath=..").get_attribute("data-key")
    shown = page.locator(f"tr[data-key='{key}'] td:last-child")
    shown.locator(".masked__show").click()
    expect(shown.locator("a[href^='tel:']")).to_be_focused()
    expect(shown).not_to_contain_text(MASK)


def on_a_record(watched: Watched) -> None:
    page = watched.page
    page.locator("tbody tr:has(.revealed) .identity").click()
    fact = page.locator("#record-side ui-inline-edit[name=phone]")
    expect(fact).to_contain_text(MASK)
    fact.locator(".masked__show").focus()
    page.keyboard.press("Enter")
    expect(fact.locator(".revealed a[href^='tel:']")).to_be_focused()
    expect(fact).not_to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã sao chép")
    page.wait_for_timeout(1_200)  # the stream has told of the reveal by now, and it stays
    expect(fact.locator(".revealed")).to_be_visible()
    watched.check("a record with a masked number shown")
    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_role("tab", name="Thông tin").click()
    page.locator("#record-side ui-inline-edit[name=phone] .masked__show").click()
    expect(fact.locator(".revealed")).to_be_visible()


def in_an_editor(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    fact = page.locator("#record-side ui-inline-edit[name=phone]")
    fact.focus()
    page.keyboard.press("Enter")
    expect(fact.locator(".pair__kept")).to_contain_text(MASK)
    page.keyboard.press("Escape")
    fact.focus()
    page.keyboard.press("Enter")
    fact.locator("input[type=tel]").last.fill("0909 555 444")
    page.keyboard.press("Enter")
    expect(fact).to_contain_text("+84 90• ••• 444")
    expect(fact.locator(".masked")).to_have_count(2)
