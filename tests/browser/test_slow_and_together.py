"""A slow line on which people press twice, and two people at one page: nothing happens twice, each is told."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Watched


@pytest.fixture
def pages(seat, address):
    """`pages("admin")`: a page of that person; `told` is the status of what they are refused with."""
    opened: list[tuple[Watched, str]] = []

    def open_for(who: str, told: str = "none") -> Page:
        opened.append((Watched(seat(who, "vi"), address), told))
        return opened[-1][0].page

    yield open_for
    for watched, told in opened:
        watched.page.close()
        assert [fault for fault in watched.faults if told not in fault] == []


def slow_down(page: Page) -> list[str]:
    """A bad mobile line from now on; gives what is posted over it."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    limits = {"latency": 800, "downloadThroughput": 40_000, "uploadThroughput": 20_000}
    line.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    posted: list[str] = []
    page.on("request", lambda it: it.method == "POST" and posted.append(it.url))
    return posted


def press_twice(button) -> None:
    """Once, and once more while the first is under way."""
    button.evaluate("it => { it.click(); setTimeout(() => it.click(), 400) }")


def first_ids(page: Page, count: int) -> list[str]:
    page.goto("/contacts/")
    page.locator("tbody tr[data-key]").first.wait_for()
    return page.locator("tbody tr[data-key]").evaluate_all("r => r.map(e => e.dataset.key)")[:count]


def test_a_form_pressed_twice_on_a_slow_line_is_sent_once(pages):
    page = pages("admin")
    page.goto("/contacts/new/")
    page.locator("[name=full_name]").fill("Đặng Thị Chậm Rãi")
    posted = slow_down(page)
    press_twice(page.get_by_role("button", name="Lưu", exact=True))
    expect(page.locator("h1")).to_have_text("Đặng Thị Chậm Rãi", timeout=20_000)
    assert sum(url.endswith("/contacts/new/") for url in posted) == 1


def test_so_is_a_note_that_stays_on_its_page(pages):
    page = pages("admin")
    page.goto(f"/contacts/{first_ids(page, 1)[0]}/")
    page.locator(".composer textarea").first.fill("Chị hẹn chiều mai ghé kho")
    posted = slow_down(page)
    press_twice(page.locator(".composer button[type=submit]:visible"))
    expect(page.locator("#timeline")).to_contain_text("chiều mai ghé kho", timeout=20_000)
    assert sum("/notes/on/" in url for url in posted) == 1
    expect(page.locator(".composer textarea").first).to_have_value("")


def test_who_merges_what_a_colleague_has_just_merged_is_told_so(pages):
    one, other = pages("admin"), pages("manager", told="404")
    ids = ",".join(first_ids(one, 8)[6:])
    for page in (one, other):
        page.goto(f"/records/contact/merge/?ids={ids}")
    one.locator("main form .btn-primary").last.click()
    expect(one.locator("#toasts")).to_contain_text("Hoàn tác")
    other.locator("main form .btn-primary").last.click()
    expect(other.locator("#main")).to_contain_text("không còn nữa")


def test_a_file_that_two_tabs_bring_in_at_once_comes_in_once(pages):
    one, other = pages("admin"), pages("admin")
    one.goto("/imports/")
    rows = "\n".join(f"Khách Hai Tab {n},09181{n:05}" for n in range(40))
    one.locator("textarea[name=text]").fill(f"Họ tên,Điện thoại\n{rows}")
    for _step in range(3):
        one.locator("#main").get_by_role("button", name="Tiếp", exact=True).click()
        one.wait_for_load_state()
    one.get_by_role("button", name="Kiểm tra mọi dòng").click()
    one.locator("#import-check:not([hx-get])").wait_for()
    other.goto(one.url)
    for page in (one, other):
        page.locator("#import-check").get_by_role("button", name="Nhập", exact=True).click()
        page.locator("#import-run:not([hx-get])").wait_for()
    for page in (one, other):
        expect(page.locator("#import-run .stat__value").first).to_have_text("40")
    one.goto("/contacts/?q=Khách+Hai+Tab")
    expect(one.locator("tbody tr[data-key]")).to_have_count(40)


def test_the_day_page_does_not_refresh_under_an_open_menu(pages):
    page = pages("sales")
    page.goto("/")
    menu = page.locator("#day ui-menu").first
    menu.locator("[aria-haspopup]").click()
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('tasks'))")
    page.wait_for_timeout(300)
    expect(menu.get_by_role("menu")).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        page.keyboard.press("Escape")
    expect(menu.get_by_role("menu")).to_be_hidden()
